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
    """One keyword, a row written by position.

    `field` is its field of `Schema`; a keyword without one is read with another (`then` with `if`),
    or holds schemas that apply to nothing by themselves (`$defs`). `of` is the one JSON type whose
    values it speaks of. `repeats`: a schema may ask for it several times, once merged. `in_place`:
    the schemas in it apply to the value itself, rather than to its parts. `asserts` is false for
    what says only how to read a value. `bounds` names what a number is a bound of.
    """

    name: str
    field: str | None
    of: str | None
    value: Value
    merge: Merge | None
    bounds: str = ""
    _: KW_ONLY
    repeats: bool = False
    in_place: bool = False
    asserts: bool = True

    @property
    def holds_schemas(self) -> bool:
        """Whether there are schemas in its value."""
        return self.value in (Value.SCHEMA, Value.SCHEMAS, Value.SCHEMAS_BY_NAME)

    @property
    def rule(self) -> str:
        """The name in the ids of rules: `min-length` for `minLength`."""
        return "".join(f"-{c.lower()}" if c.isupper() else c for c in self.name)


# The members by themselves, so that most rows are one line.
_TYPES, _CONSTANTS, _CONSTANT, _NUMBER = Value.TYPES, Value.CONSTANTS, Value.CONSTANT, Value.NUMBER
_COUNT, _TEXT, _FLAG = Value.COUNT, Value.TEXT, Value.FLAG
_NAMES, _NAMES_BY_NAME = Value.NAMES, Value.NAMES_BY_NAME
_SCHEMA, _SCHEMAS, _SCHEMAS_BY_NAME = Value.SCHEMA, Value.SCHEMAS, Value.SCHEMAS_BY_NAME
_COMMON_TYPES, _COMMON_CONSTANTS = Merge.COMMON_TYPES, Merge.COMMON_CONSTANTS
_LARGER, _SMALLER, _MULTIPLE, _EITHER = Merge.LARGER, Merge.SMALLER, Merge.MULTIPLE, Merge.EITHER
_UNITED, _ALL, _BOTH, _BY_NAME = Merge.UNITED, Merge.ALL, Merge.BOTH, Merge.BY_NAME
_OWN, _APART = Merge.OWN, Merge.APART

KEYWORDS = (
    Keyword("type", "types", None, _TYPES, _COMMON_TYPES),
    Keyword("enum", "enum", None, _CONSTANTS, _COMMON_CONSTANTS),
    Keyword("const", "enum", None, _CONSTANT, None),
    Keyword("minimum", "minimum", "number", _NUMBER, _LARGER, "value"),
    Keyword("maximum", "maximum", "number", _NUMBER, _SMALLER, "value"),
    Keyword("exclusiveMinimum", "exclusive_minimum", "number", _NUMBER, _LARGER),
    Keyword("exclusiveMaximum", "exclusive_maximum", "number", _NUMBER, _SMALLER),
    Keyword("minLength", "min_length", "string", _COUNT, _LARGER, "length"),
    Keyword("maxLength", "max_length", "string", _COUNT, _SMALLER, "length"),
    Keyword("format", "format", None, _TEXT, _EITHER),
    Keyword("minItems", "min_items", "array", _COUNT, _LARGER, "number of items"),
    Keyword("maxItems", "max_items", "array", _COUNT, _SMALLER, "number of items"),
    Keyword("required", "required", "object", _NAMES, _UNITED),
    Keyword("minProperties", "min_properties", "object", _COUNT, _LARGER, "number of properties"),
    Keyword("maxProperties", "max_properties", "object", _COUNT, _SMALLER, "number of properties"),
    Keyword("uniqueItems", "unique_items", "array", _FLAG, _EITHER),
    Keyword("prefixItems", "prefix_items", "array", _SCHEMAS, _OWN),
    Keyword("items", "items", "array", _SCHEMA, _BOTH),
    Keyword("unevaluatedItems", "unevaluated_items", "array", _SCHEMA, _APART),
    Keyword("additionalProperties", "additional_properties", "object", _SCHEMA, _BOTH),
    Keyword("propertyNames", "property_names", "object", _SCHEMA, _BOTH),
    Keyword("unevaluatedProperties", "unevaluated_properties", "object", _SCHEMA, _APART),
    Keyword("properties", "properties", "object", _SCHEMAS_BY_NAME, _OWN),
    Keyword("patternProperties", "pattern_properties", "object", _SCHEMAS_BY_NAME, _BY_NAME),
    Keyword(
        "dependentSchemas", "dependent_schemas", "object", _SCHEMAS_BY_NAME, _BY_NAME, in_place=True
    ),
    Keyword("dependentRequired", "dependent_required", "object", _NAMES_BY_NAME, _BY_NAME),
    Keyword("multipleOf", "multiple_of", "number", _NUMBER, _MULTIPLE, repeats=True),
    Keyword("pattern", "patterns", "string", _TEXT, _UNITED, repeats=True),
    Keyword("contains", "contains", "array", _SCHEMA, _ALL, repeats=True),
    Keyword("minContains", None, "array", _COUNT, None),
    Keyword("maxContains", None, "array", _COUNT, None),
    Keyword("allOf", "all_of", None, _SCHEMAS, _ALL, in_place=True),
    Keyword("not", "not_", None, _SCHEMA, _ALL, repeats=True, in_place=True),
    Keyword("if", "conditions", None, _SCHEMA, _ALL, repeats=True, in_place=True),
    Keyword("then", None, None, _SCHEMA, None, in_place=True),
    Keyword("else", None, None, _SCHEMA, None, in_place=True),
    Keyword("anyOf", "any_of", None, _SCHEMAS, _ALL, repeats=True, in_place=True),
    Keyword("oneOf", "one_of", None, _SCHEMAS, _ALL, repeats=True, in_place=True),
    Keyword("contentEncoding", "content_encoding", None, _TEXT, _EITHER, asserts=False),
    Keyword("contentMediaType", "content_media_type", None, _TEXT, _EITHER, asserts=False),
    Keyword("contentSchema", None, None, _SCHEMA, None, asserts=False),
    Keyword("$defs", None, None, _SCHEMAS_BY_NAME, None, asserts=False),
    Keyword("definitions", None, None, _SCHEMAS_BY_NAME, None, asserts=False),
)

BOUNDS = tuple(
    (low, high)
    for low in KEYWORDS
    for high in KEYWORDS
    if (low.merge, high.merge) == (Merge.LARGER, Merge.SMALLER)
    and low.bounds
    and (low.of, low.bounds) == (high.of, high.bounds)
)
"""The least and the most that may be said of the same: `minLength` and `maxLength`."""


def fields_of(kind: str) -> tuple[str, ...]:
    """Return the fields of `Schema` that speak of the values of one JSON type alone."""
    return tuple(k.field for k in KEYWORDS if k.of == kind and k.field is not None)
