"""The rules for slips: what breaks the specification and leaves no doubt about what is meant.

In: nothing. Out: `Rule`s, all of them warnings. Those of the first part name what the validator of
the specification says, by the keyword of its schema; the others what the loader reads otherwise.
"""

from __future__ import annotations

from dfnsgen.diagnostics import Rule

_CORRECT = "correct the document, or correct it with --overlay"

# A row is a row here, not a column.
# fmt: off
# What the specification's validator says.

STRAY_KEY = Rule.warning("stray-key", "the specification knows {problem} here",
    effect="it is ignored, unless a newer version of OpenAPI knows it",
    remedy="remove it, or let its name start with `x-`")
MISSING_KEY = Rule.warning("missing-key",
    "something that the specification requires is missing: {problem}",
    effect="the document is read without it", remedy="add it")
WRONG_TYPE = Rule.warning("wrong-type",
    "a value is of another type than the specification wants: {problem}",
    effect="it is read as absent", remedy=_CORRECT)
REPEATED = Rule.warning("repeated-entry",
    "something that should be unique is there twice: {problem}", effect="it counts once",
    remedy="remove one of them")
COMPONENT_NAME = Rule.warning("component-name-form",
    "the name of a component has characters that the specification forbids: {problem}",
    effect="it is used as it is", remedy="use letters, digits, `.`, `-` and `_` alone")
FORM = Rule.warning("specification-form", "a value isn't as the specification wants it: {problem}",
    effect="it is read as far as it has a meaning", remedy=_CORRECT)
OPERATION_ID = Rule.warning("operation-id-repeated",
    "two operations have one `operationId`: {problem}", effect="their methods are named apart",
    remedy="give each operation an `operationId` of its own")
PATH_PARAMETER = Rule.warning("path-parameter-mismatch",
    "the path and its parameters don't agree: {problem}",
    effect="what is declared otherwise is meant; what is only in the path is a text; what is only "
    "declared is left out",
    remedy="declare each parameter of the path with `in: path`, and no other")
REQUIRED_UNDECLARED = Rule.info("required-undeclared",
    "`required` names properties that the schema doesn't declare: {problem}",
    effect="they are required, with any value",
    remedy="declare them under `properties` if they should be typed")

# What the loader reads otherwise than it is written.

INFO_INCOMPLETE = Rule.warning("info-incomplete", "`info` has no {key!r}",
    effect="it is read as {intended!r}", remedy="add it")
TYPE_UNKNOWN = Rule.warning("type-unknown", "{name!r} is no type of JSON Schema ({places})",
    effect="it is read as {intended}",
    remedy="write one of string, number, integer, boolean, object, array and null")
DISCRIMINATOR_TEXT = Rule.warning("discriminator-text",
    "`discriminator` is the name of a property, the form of Swagger 2.0 ({places})",
    effect="it is read as its `propertyName`", remedy="write `discriminator: {{propertyName: …}}`")
MAPPING_NOWHERE = Rule.warning("discriminator-mapping-nowhere",
    "the mapping of {value!r} leads nowhere: {reference!r}", effect="it is left out",
    remedy="correct the reference, or remove it")
REFERENCE_DROPPED = Rule.warning("reference-unused-nowhere",
    "the {kind} {reference!r} leads nowhere", effect="it is left out",
    remedy="correct the reference, or remove it")
SCHEMA_NOWHERE = Rule.warning("schema-reference-nowhere",
    "the schema {reference!r} is not in the document{where}", effect="any value is taken here",
    remedy="{advice}")
SCHEMA_WITHOUT_FILE = Rule.warning("schema-file-missing",
    "the schema {reference!r} is in a file that isn't there", effect="any value is taken here",
    remedy="check the path, which counts from the folder of the file it stands in; or bring the "
    "file along")
NO_SCHEMA = Rule.warning("schema-reference-elsewhere",
    "the schema {reference!r} is no schema: the document uses it as its {what}",
    effect="any value is taken here", remedy="refer to a schema, below #/components/schemas")
REFERENCE_THROUGH = Rule.warning("reference-through-reference",
    "a reference passes through another one on its way ({places})",
    effect="it leads where the other leads, and on from there",
    remedy="refer to the component itself")
REFERENCE_TO_DEFS = Rule.warning("reference-to-own-defs",
    "`#/{section}/…` counts from the document, and stands in a schema that has its own ({places})",
    effect="it is read as counting from that schema",
    remedy="move the definitions to `#/components/schemas`")
REFERENCE_BY_NAME = Rule.warning("reference-by-name",
    "the reference {reference!r} leads nowhere, and a component has its name",
    effect="it is read as {intended!r}", remedy="write {intended!r}")
REFERENCE_TO_ITSELF = Rule.warning("reference-to-itself",
    "a schema is nothing but a reference that leads back to it: {way}",
    effect="the reference is left out: what stands beside it counts, else any value",
    remedy="describe the schema")
PARAMETER_PLACE = Rule.warning("parameter-place",
    "the parameter {name!r} is in no known place: its `in` is {written}",
    effect="it is read as {intended!r}",
    remedy="write one of path, query, header and cookie")
OLDER_FORM = Rule.warning("form-of-swagger-2.0",
    "OpenAPI 3 has another form for {what} ({places})",
    effect="it is read as Swagger 2.0 has it", remedy="write it as OpenAPI 3 has it")
PATH_WITHOUT_SLASH = Rule.warning("path-without-slash",
    "the path {path!r} doesn't start with a slash", effect="it is read as if it did",
    remedy="write '/{path}'")
SKIPPED = Rule.info("skipped", "{pointer} is left out, as asked for")
SKIPPED_WITH = Rule.info("skipped-with", "{pointer} refers to what is left out", effect="{effect}")
SKIP_NOWHERE = Rule.warning("skip-nowhere", "there is no {pointer} to leave out",
    effect="nothing is left out for it", remedy="remove it from what is skipped")

# What OpenAPI 3 has no words for.

COLLECTION_FORMAT = Rule.warning("collection-format",
    "a list travels as `collectionFormat: {name}`, which there is no such form for here",
    effect="its values are separated by commas",
    remedy="if the API takes no commas, correct the document")

OLD_DRAFT = Rule.info("older-draft", "schemas are of JSON Schema draft {draft} ({places})",
    effect="they are read as draft 2020-12 says the same")

# Schemas that no value satisfies.

ENUM_OF_OTHER_TYPE = Rule.warning("enum-of-other-type",
    "a member of the `enum` isn't of the `type` beside it ({places})",
    effect="the `enum` is taken, and the `type` left out", remedy=_CORRECT)
ENUM_OF_ITEMS = Rule.warning("enum-of-items",
    "an `enum` beside `type: array` lists no arrays ({places})",
    effect="it is taken for the `enum` of the items", remedy=_CORRECT)
CONST_EXCLUDED = Rule.warning("const-excluded",
    "a `const` isn't of the `type` beside it, or not in the `enum` ({places})",
    effect="the `const` is taken, and the others left out", remedy=_CORRECT)
LIMITS_CROSSED = Rule.warning("limits-crossed",
    "`{low}` is above `{high}`, so that no value satisfies both ({places})",
    effect="neither is checked", remedy=_CORRECT)
ENUM_BEYOND_LIMIT = Rule.warning("enum-beyond-limit",
    "a member of the `enum` breaks the `{keyword}` beside it ({places})",
    effect="the `enum` is taken, and the `{keyword}` left out", remedy=_CORRECT)
FORMAT_AGAINST_LENGTH = Rule.warning("format-against-length",
    "no text of the format {format!r} has the length that is asked for ({places})",
    effect="it is a plain text of that length", remedy=_CORRECT)
REQUIRED_EXCLUDED = Rule.warning("required-excluded",
    "`required` names a property that `additionalProperties: false` excludes ({places})",
    effect="it is declared, with any value", remedy="declare it under `properties`")
VARIANT_REPEATED = Rule.warning("variant-repeated",
    "a variant stands in its `oneOf` twice, so that no value fits one alone ({places})",
    effect="it counts once", remedy="remove one of them")
NULL_BESIDE_UNION = Rule.warning("null-beside-union",
    "`type: 'null'` beside a union or reference that doesn't take null ({places})",
    effect="null is one of its values", remedy=_CORRECT)
COMPONENT_UNREADABLE = Rule.warning("component-unreadable",
    "the component {name!r} is nothing that could be read, and nothing refers to it",
    effect="it is left out", remedy="correct it, or remove it")
ENUM_EMPTY = Rule.warning("enum-empty",
    "an `enum` lists no value ({places})",
    effect="it is left out", remedy=_CORRECT)
PATTERN_FOREIGN = Rule.warning("pattern-of-another-language",
    "the pattern {pattern!r} isn't written as ECMA-262 has it",
    effect="it is read as {intended!r}", remedy="write it so")
SECURITY_UNDECLARED = Rule.warning("security-scheme-undeclared",
    "`security` asks for {name!r}, and no security scheme is called so ({places})",
    effect="operations are called without it",
    remedy="declare it in `components/securitySchemes`, or remove it")
ITEMS_WITHOUT_TYPE = Rule.warning("items-without-type",
    "a schema has `items` and no `type` ({places})",
    effect="it is typed as a list; other values pass VALIDATORS, as JSON Schema says",
    remedy="add `type: array`")
# fmt: on
