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
    ("not", "not", "`not`"),
    ("any-of", "anyOf", "a further group of `anyOf`"),
    ("one-of", "oneOf", "a further group of `oneOf`"),
    ("condition", "if", "`if`, `then` and `else`"),
    ("contains", "contains", "`contains`"),
    ("dependent-schema", "dependentSchemas", "a schema of `dependentSchemas`"),
    ("unevaluated-items", "unevaluatedItems", "`unevaluatedItems`"),
    ("unevaluated-properties", "unevaluatedProperties", "`unevaluatedProperties`"),
    ("dynamic-ref", "$dynamicRef", "`$dynamicRef`"),
)
"""How rules and documents call the keywords that are compared as wholes, and what one is: such
a keyword is equal, added, removed, or changed."""


# A row is a row here, not a column.
# fmt: off
def _bounds() -> Iterator[ChangeRule]:
    for keyword, name, what in BOUNDS:
        about = f"`{name}`: {what}"
        yield from pair("schema", about,
            (f"{keyword}-raised", f"{{subject}}: {what} was raised from {{before}} to {{after}}"),
            (f"{keyword}-lowered", f"{{subject}}: {what} was lowered from {{before}} to {{after}}"))
        yield from pair("schema", about,
            (f"{keyword}-added", f"{{subject}}: {what} is {{after}} now"),
            (f"{keyword}-removed", f"{{subject}}: {what} is no longer {{before}}"))


def _opaque() -> Iterator[ChangeRule]:
    for keyword, _, what in OPAQUE:
        if keyword != "contains":
            yield from valued(keyword, what)
    yield from pair("schema", "`contains`",
        ("contains-added", "{subject}: {after} are needed now"),
        ("contains-removed", "{subject}: {before} are no longer needed"))
    yield own("schema", "`contains`", "contains-changed",
        "{subject}: {after} are needed now, not {before}")


SCHEMA_RULES: tuple[ChangeRule, ...] = (
    # Properties.
    *pair("schema", "the properties of an object",
        ("property-added", "{subject} was added{note}"),
        ("property-removed", "{subject} was removed{note}")),
    own("schema", "a property removed and one of the same schema added", "property-renamed",
        "{subject} was renamed from {before} to {after}"),
    *pair("schema", "`required`",
        ("property-required", "{subject} is required now"),
        ("property-optional", "{subject} is no longer required")),
    *pair("schema", "`readOnly`",
        ("property-read-only", "{subject} can only be read now"),
        ("property-not-read-only", "{subject} can be written now")),
    *pair("schema", "`writeOnly`",
        ("property-write-only", "{subject} is only written now"),
        ("property-not-write-only", "{subject} is read as well now")),
    *pair("schema", "`additionalProperties`",
        ("additional-properties-forbidden", "{subject}: undeclared properties are forbidden now"),
        ("additional-properties-allowed", "{subject}: undeclared properties are allowed now")),
    *pair("schema", "`additionalProperties` as a schema",
        ("additional-properties-restricted", "{subject}: undeclared properties must be {after}"),
        ("additional-properties-freed", "{subject}: undeclared properties need not be {before}")),
    *pair("schema", "`patternProperties`",
        ("pattern-property-added", "{subject}: the properties with names like {after} were added"),
        ("pattern-property-removed",
         "{subject}: the properties with names like {before} were removed")),
    *valued("dependent-required", "what a property requires,"),
    *pair("schema", "`propertyNames`",
        ("property-names-restricted", "{subject}: the names of properties must be {after}"),
        ("property-names-freed", "{subject}: the names of properties need not be {before}")),

    # Values.
    *pair("schema", "`type`: fewer or more types",
        ("type-narrowed", "{subject} was {before} and is {after}"),
        ("type-widened", "{subject} was {before} and may be {after}")),
    own("schema", "`type`: other types", "type-changed", "{subject} was {before} and is {after}"),
    *pair("schema", "`type: object` beside properties",
        ("type-stated",
         "{subject} must be an object now; other kinds of values were not ruled out"),
        ("type-not-stated",
         "{subject} is an object still; other kinds of values are not ruled out any more")),
    *pair("schema", "whether null is a value",
        ("null-allowed", "{subject} may be null now"),
        ("null-forbidden", "{subject} must not be null any more")),
    *pair("schema", "the members of an enum",
        ("enum-member-added", "{subject} may be {after} as well"),
        ("enum-member-removed", "{subject} can no longer be {before}")),
    *pair("schema", "`enum` and `const`",
        ("enum-added", "{subject} must be one of {after} now"),
        ("enum-removed", "{subject} need not be one of {before} any more")),
    own("schema", "a single constant", "constant-changed", "{subject} was {before} and is {after}"),
    *pair("schema", "`uniqueItems`",
        ("unique-items-added", "{subject}: the items must differ now"),
        ("unique-items-removed", "{subject}: items may repeat now")),
    *pair("schema", "the schema `false`",
        ("value-forbidden", "{subject}: no value is valid any more"),
        ("value-allowed", "{subject}: there are valid values now")),
    *valued("format", "the format"),
    *valued("pattern", "the pattern"),
    *valued("multiple-of", "the divisor"),
    *valued("extensible-enum", "the known values"),
    *valued("content-schema", "the schema of the content"),
    *valued("content-encoding", "the encoding of the content"),
    *valued("content-media-type", "the media type of the content"),
    *_bounds(),

    # Unions.
    *pair("schema", "the variants of `oneOf` and `anyOf`",
        ("variant-added", "{subject} may be {after} as well"),
        ("variant-removed", "{subject} can no longer be {before}")),
    *pair("schema", "`anyOf` or `oneOf`, where variants overlap",
        ("union-exclusive", "{subject}: only one variant may match now"),
        ("union-inclusive", "{subject}: several variants may match now")),
    *pair("schema", "`oneOf`, where a value matches two variants",
        ("variants-overlap", "{subject}: what {after} both take is refused now"),
        ("variants-apart", "{subject}: what {before} both took is accepted now")),
    *valued("discriminator", "the discriminator"),
    own("schema", "the values of a declared discriminator", "union-mapping-changed",
        "{subject}: the tag of {name} was changed from {before} to {after}"),

    # What is compared as a whole.
    *pair("schema", "a part of `allOf` that can't be merged",
        ("all-of-added", "{subject} must be {after} as well"),
        ("all-of-removed", "{subject} need not be {before} as well")),
    *_opaque(),

    # What people read.
    own("documentation", "the title", "title-changed", "{subject}: the title was changed"),
    own("documentation", "the description", "description-changed",
        "{subject}: the description{note} was changed"),
    own("documentation", "the examples", "examples-changed",
        "{subject}: the examples were changed"),
    *valued("default", "the default"),
    *pair("schema", "`deprecated`",
        ("deprecated", "{subject} is deprecated"),
        ("not-deprecated", "{subject} is no longer deprecated")),
)
# fmt: on
