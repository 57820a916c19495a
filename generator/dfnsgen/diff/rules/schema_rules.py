"""The rules of schemas: properties, values, bounds, unions, and what people read.

In: nothing. Out: rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.diff.rules.rule import ChangeRule, own, pair, valued
from dfnsgen.keywords import KEYWORDS, Merge

BOUNDS = tuple(
    (k.rule, k.name, f"the {'least' if k.merge is Merge.LARGER else 'greatest'} {k.bounds}")
    for k in KEYWORDS
    if k.bounds
)
"""Keywords that hold a bound, as rules and documents call them, and what it bounds."""

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


def _bounds() -> Iterator[ChangeRule]:
    for keyword, name, what in BOUNDS:
        about = f"`{name}`: {what}"
        yield from pair(
            "schema",
            about,
            (f"{keyword}-raised", f"{{subject}}: {what} was raised from {{before}} to {{after}}"),
            (f"{keyword}-lowered", f"{{subject}}: {what} was lowered from {{before}} to {{after}}"),
        )
        yield from pair(
            "schema",
            about,
            (f"{keyword}-added", f"{{subject}}: {what} is {{after}} now"),
            (f"{keyword}-removed", f"{{subject}}: {what} is no longer {{before}}"),
        )


def _opaque() -> Iterator[ChangeRule]:
    yield from pair(
        "schema",
        "a part of `allOf` that can't be merged",
        ("all-of-added", "{subject} must be {after} as well"),
        ("all-of-removed", "{subject} need not be {before} as well"),
    )
    for keyword, what in OPAQUE:
        yield from pair(
            "schema",
            what,
            (f"{keyword}-added", f"{{subject}}: {what} was added"),
            (f"{keyword}-removed", f"{{subject}}: {what} was removed"),
        )
        yield own("schema", what, f"{keyword}-changed", f"{{subject}}: {what} was changed")


def _properties() -> Iterator[ChangeRule]:
    yield from pair(
        "schema",
        "the properties of an object",
        ("property-added", "{subject} was added"),
        ("property-removed", "{subject} was removed"),
    )
    yield own(
        "schema",
        "a property removed and one of the same schema added",
        "property-renamed",
        "{subject} was renamed from {before} to {after}",
    )
    yield from pair(
        "schema",
        "`required`",
        ("property-required", "{subject} is required now"),
        ("property-optional", "{subject} is no longer required"),
    )
    yield from pair(
        "schema",
        "`readOnly`",
        ("property-read-only", "{subject} can only be read now"),
        ("property-not-read-only", "{subject} can be written now"),
    )
    yield from pair(
        "schema",
        "`writeOnly`",
        ("property-write-only", "{subject} is only written now"),
        ("property-not-write-only", "{subject} is read as well now"),
    )
    yield from pair(
        "schema",
        "`additionalProperties`",
        ("additional-properties-forbidden", "{subject}: undeclared properties are forbidden now"),
        ("additional-properties-allowed", "{subject}: undeclared properties are allowed now"),
    )
    yield from pair(
        "schema",
        "`additionalProperties` as a schema",
        ("additional-properties-restricted", "{subject}: undeclared properties must be {after}"),
        ("additional-properties-freed", "{subject}: undeclared properties need not be {before}"),
    )
    yield from pair(
        "schema",
        "`patternProperties`",
        ("pattern-property-added", "{subject}: the properties with names like {after} were added"),
        (
            "pattern-property-removed",
            "{subject}: the properties with names like {before} were removed",
        ),
    )
    yield from valued("dependent-required", "what a property requires,")
    yield from pair(
        "schema",
        "`propertyNames`",
        ("property-names-restricted", "{subject}: the names of properties must be {after}"),
        ("property-names-freed", "{subject}: the names of properties need not be {before}"),
    )


def _values() -> Iterator[ChangeRule]:
    yield from pair(
        "schema",
        "`type`: fewer or more types",
        ("type-narrowed", "{subject} was {before} and is {after}"),
        ("type-widened", "{subject} was {before} and may be {after}"),
    )
    yield own(
        "schema",
        "`type`: other types",
        "type-changed",
        "{subject} was {before} and is {after}",
    )
    yield from pair(
        "schema",
        "whether null is a value",
        ("null-allowed", "{subject} may be null now"),
        ("null-forbidden", "{subject} must not be null any more"),
    )
    yield from pair(
        "schema",
        "the members of an enum",
        ("enum-member-added", "{subject} may be {after} as well"),
        ("enum-member-removed", "{subject} can no longer be {before}"),
    )
    yield from pair(
        "schema",
        "`enum` and `const`",
        ("enum-added", "{subject} must be one of {after} now"),
        ("enum-removed", "{subject} need not be one of {before} any more"),
    )
    yield own(
        "schema", "a single constant", "constant-changed", "{subject} was {before} and is {after}"
    )
    yield from pair(
        "schema",
        "`uniqueItems`",
        ("unique-items-added", "{subject}: the items must differ now"),
        ("unique-items-removed", "{subject}: items may repeat now"),
    )
    yield from pair(
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
        yield from valued(keyword, what)


def _unions() -> Iterator[ChangeRule]:
    yield from pair(
        "schema",
        "the variants of `oneOf` and `anyOf`",
        ("variant-added", "{subject} may be {after} as well"),
        ("variant-removed", "{subject} can no longer be {before}"),
    )
    yield from pair(
        "schema",
        "`anyOf` or `oneOf`, where variants overlap",
        ("union-exclusive", "{subject}: only one variant may match now"),
        ("union-inclusive", "{subject}: several variants may match now"),
    )
    yield from valued("discriminator", "the discriminator")
    yield own(
        "schema",
        "the values of a declared discriminator",
        "union-mapping-changed",
        "{subject}: the tag of a variant was changed from {before} to {after}",
    )


def _notes() -> Iterator[ChangeRule]:
    for keyword, what in (
        ("title", "the title"),
        ("description", "the description"),
        ("examples", "the examples"),
    ):
        yield own(
            "documentation",
            what,
            f"{keyword}-changed",
            f"{{subject}}: {what} {'were' if keyword == 'examples' else 'was'} changed",
            documents=True,
        )
    yield from valued("default", "the default")
    yield from pair(
        "schema",
        "`deprecated`",
        ("deprecated", "{subject} is deprecated"),
        ("not-deprecated", "{subject} is no longer deprecated"),
    )


def schema_rules() -> Iterator[ChangeRule]:
    """Yield the rules of schemas."""
    for group in (_properties, _values, _bounds, _unions, _opaque, _notes):
        yield from group()
