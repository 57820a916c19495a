"""The kinds of change, each under an id that stays, beside the one of the way back.

In: nothing. Out: the rules by id. No rule has a level: `semantics` derives it from each edit.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.change import Rule

BOUNDS = (
    ("minimum", "the least value"),
    ("maximum", "the greatest value"),
    ("min-length", "the least length"),
    ("max-length", "the greatest length"),
    ("min-items", "the least number of items"),
    ("max-items", "the greatest number of items"),
    ("min-properties", "the least number of properties"),
    ("max-properties", "the greatest number of properties"),
)
"""Keywords that hold a bound, and what it bounds."""

OPAQUE = (
    ("not", "`not`"),
    ("any-of", "a further group of `anyOf`"),
    ("one-of", "a further group of `oneOf`"),
    ("condition", "`if`, `then` and `else`"),
    ("contains", "`contains`"),
    ("dependent-schema", "a schema of `dependentSchemas`"),
    ("unevaluated-items", "`unevaluatedItems`"),
    ("unevaluated-properties", "`unevaluatedProperties`"),
    ("dynamic-ref", "`$dynamicRef`"),
)
"""Keywords that are compared as wholes: equal, added, removed, or changed."""


def _pair(
    area: str,
    about: str,
    one: tuple[str, str],
    other: tuple[str, str],
    *,
    documents: bool = False,
) -> Iterator[Rule]:
    for (id, message), mirror in ((one, other[0]), (other, one[0])):
        yield Rule(
            id=id, message=message, mirror=mirror, area=area, about=about, documents=documents
        )


def _own(area: str, about: str, id: str, message: str, *, documents: bool = False) -> Rule:
    """A rule that is its own way back."""
    return Rule(id=id, message=message, mirror=id, area=area, about=about, documents=documents)


def _bounds() -> Iterator[Rule]:
    for keyword, what in BOUNDS:
        about = f"`{_camel(keyword)}`: {what}"
        yield from _pair(
            "schema",
            about,
            (f"{keyword}-raised", f"{{subject}}: {what} was raised from {{before}} to {{after}}"),
            (f"{keyword}-lowered", f"{{subject}}: {what} was lowered from {{before}} to {{after}}"),
        )
        yield from _pair(
            "schema",
            about,
            (f"{keyword}-added", f"{{subject}}: {what} is {{after}} now"),
            (f"{keyword}-removed", f"{{subject}}: {what} is no longer {{before}}"),
        )


def _opaque() -> Iterator[Rule]:
    yield from _pair(
        "schema",
        "a part of `allOf` that can't be merged",
        ("all-of-added", "{subject} must be {after} as well"),
        ("all-of-removed", "{subject} need not be {before} as well"),
    )
    for keyword, what in OPAQUE:
        yield from _pair(
            "schema",
            what,
            (f"{keyword}-added", f"{{subject}}: {what} was added"),
            (f"{keyword}-removed", f"{{subject}}: {what} was removed"),
        )
        yield _own("schema", what, f"{keyword}-changed", f"{{subject}}: {what} was changed")


def _valued(keyword: str, what: str, area: str = "schema") -> Iterator[Rule]:
    """Rules of a keyword with a value: added, removed, changed."""
    yield from _pair(
        area,
        what,
        (f"{keyword}-added", f"{{subject}}: {what} {{after}} was added"),
        (f"{keyword}-removed", f"{{subject}}: {what} {{before}} was removed"),
    )
    message = f"{{subject}}: {what} was changed from {{before}} to {{after}}"
    yield _own(area, what, f"{keyword}-changed", message)


def _properties() -> Iterator[Rule]:
    yield from _pair(
        "schema",
        "the properties of an object",
        ("property-added", "{subject} was added"),
        ("property-removed", "{subject} was removed"),
    )
    yield _own(
        "schema",
        "a property removed and one of the same schema added",
        "property-renamed",
        "{subject} was renamed from {before} to {after}",
    )
    yield from _pair(
        "schema",
        "`required`",
        ("property-required", "{subject} is required now"),
        ("property-optional", "{subject} is no longer required"),
    )
    yield from _pair(
        "schema",
        "`readOnly`",
        ("property-read-only", "{subject} can only be read now"),
        ("property-not-read-only", "{subject} can be written now"),
    )
    yield from _pair(
        "schema",
        "`writeOnly`",
        ("property-write-only", "{subject} is only written now"),
        ("property-not-write-only", "{subject} is read as well now"),
    )
    yield from _pair(
        "schema",
        "`additionalProperties`",
        ("additional-properties-forbidden", "{subject}: undeclared properties are forbidden now"),
        ("additional-properties-allowed", "{subject}: undeclared properties are allowed now"),
    )
    yield from _pair(
        "schema",
        "`additionalProperties` as a schema",
        ("additional-properties-restricted", "{subject}: undeclared properties must be {after}"),
        ("additional-properties-freed", "{subject}: undeclared properties need not be {before}"),
    )
    yield from _pair(
        "schema",
        "`patternProperties`",
        ("pattern-property-added", "{subject}: the properties with names like {after} were added"),
        (
            "pattern-property-removed",
            "{subject}: the properties with names like {before} were removed",
        ),
    )
    yield from _valued("dependent-required", "what a property requires,")
    yield from _pair(
        "schema",
        "`propertyNames`",
        ("property-names-restricted", "{subject}: the names of properties must be {after}"),
        ("property-names-freed", "{subject}: the names of properties need not be {before}"),
    )


def _values() -> Iterator[Rule]:
    yield from _pair(
        "schema",
        "`type`: fewer or more types",
        ("type-narrowed", "{subject} was {before} and is {after}"),
        ("type-widened", "{subject} was {before} and may be {after}"),
    )
    yield _own(
        "schema",
        "`type`: other types",
        "type-changed",
        "{subject} was {before} and is {after}",
    )
    yield from _pair(
        "schema",
        "whether null is a value",
        ("null-allowed", "{subject} may be null now"),
        ("null-forbidden", "{subject} must not be null any more"),
    )
    yield from _pair(
        "schema",
        "the members of an enum",
        ("enum-member-added", "{subject} may be {after} as well"),
        ("enum-member-removed", "{subject} can no longer be {before}"),
    )
    yield from _pair(
        "schema",
        "`enum` and `const`",
        ("enum-added", "{subject} must be one of {after} now"),
        ("enum-removed", "{subject} need not be one of {before} any more"),
    )
    yield _own(
        "schema", "a single constant", "constant-changed", "{subject} was {before} and is {after}"
    )
    yield from _pair(
        "schema",
        "`uniqueItems`",
        ("unique-items-added", "{subject}: the items must differ now"),
        ("unique-items-removed", "{subject}: items may repeat now"),
    )
    yield from _pair(
        "schema",
        "the schema `false`",
        ("value-forbidden", "{subject}: no value is valid any more"),
        ("value-allowed", "{subject}: there are valid values now"),
    )
    for keyword, what in (
        ("format", "the format"),
        ("pattern", "the pattern"),
        ("multiple-of", "the divisor"),
        ("content-encoding", "the encoding of the content"),
        ("content-media-type", "the media type of the content"),
    ):
        yield from _valued(keyword, what)


def _unions() -> Iterator[Rule]:
    yield from _pair(
        "schema",
        "the variants of `oneOf` and `anyOf`",
        ("variant-added", "{subject} may be {after} as well"),
        ("variant-removed", "{subject} can no longer be {before}"),
    )
    yield from _pair(
        "schema",
        "`anyOf` or `oneOf`, where variants overlap",
        ("union-exclusive", "{subject}: only one variant may match now"),
        ("union-inclusive", "{subject}: several variants may match now"),
    )
    yield from _valued("discriminator", "the discriminator")
    yield _own(
        "schema",
        "the values of a declared discriminator",
        "union-mapping-changed",
        "{subject}: the tag of a variant was changed from {before} to {after}",
    )


def _notes() -> Iterator[Rule]:
    for keyword, what in (
        ("title", "the title"),
        ("description", "the description"),
        ("examples", "the examples"),
    ):
        yield _own(
            "documentation",
            what,
            f"{keyword}-changed",
            f"{{subject}}: {what} was changed",
            documents=True,
        )
    yield from _valued("default", "the default")
    yield from _pair(
        "schema",
        "`deprecated`",
        ("deprecated", "{subject} is deprecated"),
        ("not-deprecated", "{subject} is no longer deprecated"),
    )


def _operations() -> Iterator[Rule]:
    yield from _pair(
        "operation",
        "the operations, by method and path",
        ("operation-added", "{subject} was added"),
        ("operation-removed", "{subject} was removed"),
    )
    yield Rule(
        id="operation-removed-after-sunset",
        message="{subject} was removed after its sunset on {before}",
        mirror="operation-added",
        area="operation",
        about="an operation that was deprecated with an `x-sunset` that has passed",
    )
    yield _own(
        "operation",
        "an operation removed and the same one added elsewhere",
        "operation-moved",
        "{subject} was moved from {before} to {after}",
    )
    yield from _valued("operation-id", "the operationId", "operation")
    yield from _pair(
        "operation",
        "`tags`",
        ("tag-added", "{subject} has the tag {after} now"),
        ("tag-removed", "{subject} no longer has the tag {before}"),
    )
    yield _own(
        "documentation",
        "`summary`",
        "summary-changed",
        "{subject}: the summary was changed",
        documents=True,
    )
    yield from _pair(
        "webhook",
        "the webhooks, by name",
        ("webhook-added", "{subject} was added"),
        ("webhook-removed", "{subject} was removed"),
    )


def _parameters() -> Iterator[Rule]:
    yield from _pair(
        "parameter",
        "the parameters, by name and place",
        ("parameter-added", "{subject} was added"),
        ("parameter-removed", "{subject} was removed"),
    )
    yield from _pair(
        "parameter",
        "`required` of a parameter",
        ("parameter-required", "{subject} is required now"),
        ("parameter-optional", "{subject} is no longer required"),
    )
    yield _own(
        "parameter",
        "the name of a path parameter",
        "path-parameter-renamed",
        "the path parameter {before} is called {after} now",
    )
    yield _own(
        "parameter",
        "the place of a parameter",
        "parameter-moved",
        "{subject} was moved from {before} to {after}",
    )
    yield _own(
        "parameter",
        "`style`, `explode` and `content` of a parameter",
        "parameter-style-changed",
        "{subject} was sent as {before} and is sent as {after}",
    )
    yield from _pair(
        "parameter",
        "`allowReserved`",
        ("allow-reserved-added", "{subject}: reserved characters are sent as they are now"),
        ("allow-reserved-removed", "{subject}: reserved characters are escaped now"),
    )


def _bodies() -> Iterator[Rule]:
    yield from _pair(
        "body",
        "the body of a request",
        ("request-body-added", "{subject} was added"),
        ("request-body-removed", "{subject} was removed"),
    )
    yield from _pair(
        "body",
        "`required` of a request's body",
        ("request-body-required", "{subject} is required now"),
        ("request-body-optional", "{subject} is no longer required"),
    )
    yield from _pair(
        "body",
        "the media types of a body",
        ("media-type-added", "{subject} may be {after} as well"),
        ("media-type-removed", "{subject} can no longer be {before}"),
    )
    yield from _pair(
        "body",
        "whether a body has a schema",
        ("body-schema-added", "{subject} has a schema now"),
        ("body-schema-removed", "{subject} no longer has a schema"),
    )
    yield from _valued("encoding", "the encoding of a part,", "body")


def _responses() -> Iterator[Rule]:
    yield from _pair(
        "response",
        "the statuses of answers",
        ("response-added", "{subject} was added"),
        ("response-removed", "{subject} was removed"),
    )
    yield from _pair(
        "response",
        "the headers of an answer",
        ("header-added", "{subject} was added"),
        ("header-removed", "{subject} was removed"),
    )
    yield from _pair(
        "response",
        "`required` of a header",
        ("header-required", "{subject} is always there now"),
        ("header-optional", "{subject} need not be there any more"),
    )


def _security() -> Iterator[Rule]:
    yield from _pair(
        "security",
        "the ways to be authorised",
        ("security-added", "{subject}: {after} is required now"),
        ("security-removed", "{subject}: {before} is no longer required"),
    )
    yield from _pair(
        "security",
        "alternatives of `security`",
        ("security-alternative-added", "{subject}: {after} is accepted as well"),
        ("security-alternative-removed", "{subject}: {before} is no longer accepted"),
    )
    yield from _pair(
        "security",
        "the scopes that are asked for",
        ("scope-added", "{subject}: the scopes {after} are needed as well"),
        ("scope-removed", "{subject}: the scopes {before} are no longer needed"),
    )
    yield _own(
        "security",
        "type, place and addresses of a security scheme",
        "security-scheme-changed",
        "{subject} was {before} and is {after}",
    )


def _document() -> Iterator[Rule]:
    yield from _pair(
        "document",
        "the servers, by URL",
        ("server-added", "{subject} was added"),
        ("server-removed", "{subject} was removed"),
    )
    yield _own(
        "document",
        "the variables of a server",
        "server-variables-changed",
        "{subject}: the variables were changed from {before} to {after}",
    )
    yield from _pair(
        "document",
        "components that no operation uses",
        ("schema-added", "{subject} was added; no operation uses it"),
        ("schema-removed", "{subject} was removed; no operation used it"),
    )
    yield _own(
        "document",
        "the names of components",
        "schema-renamed",
        "the schema {before} was renamed to {after}",
    )
    yield _own(
        "documentation",
        "title and description of the API",
        "api-text-changed",
        "{subject} was changed",
        documents=True,
    )


def _camel(keyword: str) -> str:
    head, *rest = keyword.split("-")
    return head + "".join(word.title() for word in rest)


RULES: dict[str, Rule] = {
    rule.id: rule
    for group in (
        _operations,
        _parameters,
        _bodies,
        _responses,
        _security,
        _document,
        _properties,
        _values,
        _bounds,
        _unions,
        _opaque,
        _notes,
    )
    for rule in group()
}
