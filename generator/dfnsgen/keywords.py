"""The keywords of JSON Schema 2020-12: one row for each, with what every stage must know of it.

Reading a schema, walking what it holds, merging two, comparing them and writing one as JSON again
go by this table, so that a new keyword is a row here, a field of `Schema`, and what it means for a
value. What a keyword does to values is no fact of the table: it is written where it is done.
Annotations (`title`, `default`, …), references and the discriminator have no row.
In: nothing. Out: `KEYWORDS`, in the order in which a schema is written.
Sources: JSON Schema 2020-12 Core, sections 10 and 11; Validation, section 6.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from enum import Enum, auto


class Value(Enum):
    """What a keyword's value is in a document."""

    TYPES = auto()
    CONSTANTS = auto()
    CONSTANT = auto()
    NUMBER = auto()
    COUNT = auto()
    TEXT = auto()
    FLAG = auto()
    NAMES = auto()
    NAMES_BY_NAME = auto()
    SCHEMA = auto()
    SCHEMAS = auto()
    SCHEMAS_BY_NAME = auto()


class Merge(Enum):
    """What two schemas that both hold a keyword ask together.

    EITHER: they ask the same, or it doesn't matter. UNITED: each entry of both, once. ALL: both
    stay, one beside the other. BOTH: one inner schema that asks what both ask, BY_NAME: for each
    name. OWN: what it asks depends on its neighbours. APART: no merging; the keyword sees what its
    neighbours have seen, so that the schemas stay as they are.
    """

    COMMON_TYPES = auto()
    COMMON_CONSTANTS = auto()
    LARGER = auto()
    SMALLER = auto()
    MULTIPLE = auto()
    EITHER = auto()
    UNITED = auto()
    ALL = auto()
    BOTH = auto()
    BY_NAME = auto()
    OWN = auto()
    APART = auto()


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword.

    `field` is its field of `Schema`; a keyword without one is read with another (`then` with `if`),
    or holds schemas that apply to nothing by themselves (`$defs`). `of` is the one JSON type whose
    values it speaks of. `repeats`: a schema may ask for it several times, once merged. `in_place`:
    the schemas in it apply to the value itself, rather than to its parts. `asserts` is false for
    what says only how to read a value. `bounds` is, in words, what a number sets a bound to.
    """

    name: str
    field: str | None
    of: str | None
    value: Value
    merge: Merge | None
    _: KW_ONLY
    repeats: bool = False
    in_place: bool = False
    asserts: bool = True
    bounds: str = ""

    @property
    def holds_schemas(self) -> bool:
        """Whether there are schemas in its value."""
        return self.value in (Value.SCHEMA, Value.SCHEMAS, Value.SCHEMAS_BY_NAME)

    @property
    def rule(self) -> str:
        """The name in the ids of rules: `min-length` for `minLength`."""
        return "".join(f"-{c.lower()}" if c.isupper() else c for c in self.name)


KEYWORDS = (
    Keyword("type", "types", None, Value.TYPES, Merge.COMMON_TYPES),
    Keyword("enum", "enum", None, Value.CONSTANTS, Merge.COMMON_CONSTANTS),
    Keyword("const", "enum", None, Value.CONSTANT, None),
    Keyword("minimum", "minimum", "number", Value.NUMBER, Merge.LARGER, bounds="the least value"),
    Keyword(
        "maximum", "maximum", "number", Value.NUMBER, Merge.SMALLER, bounds="the greatest value"
    ),
    Keyword("exclusiveMinimum", "exclusive_minimum", "number", Value.NUMBER, Merge.LARGER),
    Keyword("exclusiveMaximum", "exclusive_maximum", "number", Value.NUMBER, Merge.SMALLER),
    Keyword(
        "minLength", "min_length", "string", Value.COUNT, Merge.LARGER, bounds="the least length"
    ),
    Keyword(
        "maxLength",
        "max_length",
        "string",
        Value.COUNT,
        Merge.SMALLER,
        bounds="the greatest length",
    ),
    Keyword("format", "format", None, Value.TEXT, Merge.EITHER),
    Keyword(
        "minItems",
        "min_items",
        "array",
        Value.COUNT,
        Merge.LARGER,
        bounds="the least number of items",
    ),
    Keyword(
        "maxItems",
        "max_items",
        "array",
        Value.COUNT,
        Merge.SMALLER,
        bounds="the greatest number of items",
    ),
    Keyword("required", "required", "object", Value.NAMES, Merge.UNITED),
    Keyword(
        "minProperties",
        "min_properties",
        "object",
        Value.COUNT,
        Merge.LARGER,
        bounds="the least number of properties",
    ),
    Keyword(
        "maxProperties",
        "max_properties",
        "object",
        Value.COUNT,
        Merge.SMALLER,
        bounds="the greatest number of properties",
    ),
    Keyword("uniqueItems", "unique_items", "array", Value.FLAG, Merge.EITHER),
    Keyword("prefixItems", "prefix_items", "array", Value.SCHEMAS, Merge.OWN),
    Keyword("items", "items", "array", Value.SCHEMA, Merge.BOTH),
    Keyword("unevaluatedItems", "unevaluated_items", "array", Value.SCHEMA, Merge.APART),
    Keyword("additionalProperties", "additional_properties", "object", Value.SCHEMA, Merge.BOTH),
    Keyword("propertyNames", "property_names", "object", Value.SCHEMA, Merge.BOTH),
    Keyword("unevaluatedProperties", "unevaluated_properties", "object", Value.SCHEMA, Merge.APART),
    Keyword("properties", "properties", "object", Value.SCHEMAS_BY_NAME, Merge.OWN),
    Keyword(
        "patternProperties", "pattern_properties", "object", Value.SCHEMAS_BY_NAME, Merge.BY_NAME
    ),
    Keyword(
        "dependentSchemas",
        "dependent_schemas",
        "object",
        Value.SCHEMAS_BY_NAME,
        Merge.BY_NAME,
        in_place=True,
    ),
    Keyword(
        "dependentRequired", "dependent_required", "object", Value.NAMES_BY_NAME, Merge.BY_NAME
    ),
    Keyword("multipleOf", "multiple_of", "number", Value.NUMBER, Merge.MULTIPLE, repeats=True),
    Keyword("pattern", "patterns", "string", Value.TEXT, Merge.UNITED, repeats=True),
    Keyword("contains", "contains", "array", Value.SCHEMA, Merge.ALL, repeats=True),
    Keyword("minContains", None, "array", Value.COUNT, None),
    Keyword("maxContains", None, "array", Value.COUNT, None),
    Keyword("allOf", "all_of", None, Value.SCHEMAS, Merge.ALL, in_place=True),
    Keyword("not", "not_", None, Value.SCHEMA, Merge.ALL, repeats=True, in_place=True),
    Keyword("if", "conditions", None, Value.SCHEMA, Merge.ALL, repeats=True, in_place=True),
    Keyword("then", None, None, Value.SCHEMA, None, in_place=True),
    Keyword("else", None, None, Value.SCHEMA, None, in_place=True),
    Keyword("anyOf", "any_of", None, Value.SCHEMAS, Merge.ALL, repeats=True, in_place=True),
    Keyword("oneOf", "one_of", None, Value.SCHEMAS, Merge.ALL, repeats=True, in_place=True),
    Keyword("contentEncoding", "content_encoding", None, Value.TEXT, Merge.EITHER, asserts=False),
    Keyword(
        "contentMediaType", "content_media_type", None, Value.TEXT, Merge.EITHER, asserts=False
    ),
    Keyword("contentSchema", None, None, Value.SCHEMA, None, asserts=False),
    Keyword("$defs", None, None, Value.SCHEMAS_BY_NAME, None, asserts=False),
    Keyword("definitions", None, None, Value.SCHEMAS_BY_NAME, None, asserts=False),
)


def fields_of(kind: str) -> tuple[str, ...]:
    """Return the fields of `Schema` that speak of the values of one JSON type alone."""
    return tuple(k.field for k in KEYWORDS if k.of == kind and k.field is not None)
