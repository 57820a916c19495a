"""A Schema in the words of JSON Schema 2020-12 again: assertions only, references by key.

In: a Schema. Out: a standard JSON Schema; what a field holds several of stands in `allOf`.
A `$dynamicRef` is written as the pair of its anchor's name and its key, a resource as `$resource`,
what a discriminator says of a variant as `$tag`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, cast

from dfnsgen.json_value import JsonValue
from dfnsgen.keywords import KEYWORDS, Keyword, Value
from dfnsgen.model.schemas.equality import type_of
from dfnsgen.model.schemas.schema import Condition, Contains, DeclaredTag, Schema

Further: TypeAlias = Callable[[Schema], Mapping[str, JsonValue]]
"""What is written of a schema beside its assertions."""

_WRITTEN = tuple(
    (keyword.field, keyword)
    for keyword in KEYWORDS
    if keyword.field is not None and keyword.asserts and keyword.value is not Value.CONSTANT
)


def _nothing(schema: Schema) -> Mapping[str, JsonValue]:
    return {}


def as_json_schema(schema: Schema, further: Further = _nothing) -> JsonValue:
    """Return the schema as JSON: `true`, `false` or an object, with what is `further` written."""
    if schema.never:
        return False
    written: dict[str, JsonValue] = {}
    if schema.resource is not None:
        written["$resource"] = schema.resource
    if schema.ref is not None:
        written["$ref"] = schema.ref
    if schema.dynamic_ref is not None:
        written["$dynamicRef"] = list(schema.dynamic_ref)
    branches: list[JsonValue] = []
    several: list[dict[str, JsonValue]] = []
    present = schema.present
    for field, keyword in _WRITTEN:
        if field not in present or (field == "types" and _types_are_those_of_enum(schema)):
            continue
        value = getattr(schema, field)
        if field == "all_of":
            branches += (as_json_schema(part, further) for part in schema.all_of)
        elif keyword.repeats:
            several += (_once(keyword, each, further) for each in value)
        else:
            written[keyword.name] = _value(keyword.value, value, further)
    for more in several:
        if written.keys().isdisjoint(more):
            written |= more
        else:
            branches.append(more)
    if branches:
        written["allOf"] = branches
    if schema.annotations.tag is not None:
        written["$tag"] = _tag(schema.annotations.tag)
    written |= further(schema)
    return written or True


def _tag(tag: DeclaredTag) -> JsonValue:
    fallback: dict[str, JsonValue] = {"fallback": True} if tag.is_fallback else {}
    return {"name": tag.property_name, "values": list(tag.values), **fallback}


def _types_are_those_of_enum(schema: Schema) -> bool:
    """Whether the members of an enum say already what the types say."""
    return schema.enum is not None and {*map(type_of, schema.enum)} == {*(schema.types or ())}


def _once(keyword: Keyword, value: Any, further: Further) -> dict[str, JsonValue]:
    """Return one of several occurrences of a keyword, with its neighbours."""
    match value:
        case Contains():
            return _contains(value, further)
        case Condition():
            return _condition(value, further)
        case _:
            return {keyword.name: _value(keyword.value, value, further)}


def _value(kind: Value, value: Any, further: Further) -> JsonValue:
    match kind:
        case Value.TYPES:
            return value[0] if len(value) == 1 else list(value)
        case Value.SCHEMA:
            return as_json_schema(value, further)
        case Value.SCHEMAS:
            return [as_json_schema(inner, further) for inner in value]
        case Value.SCHEMAS_BY_NAME:
            return {name: as_json_schema(inner, further) for name, inner in value}
        case Value.NAMES_BY_NAME:
            return {name: list(names) for name, names in value}
        case Value.NAMES | Value.CONSTANTS:
            return list(value)
        case _:
            return cast("JsonValue", value)


def _contains(contains: Contains, further: Further) -> dict[str, JsonValue]:
    written: dict[str, JsonValue] = {"contains": as_json_schema(contains.schema, further)}
    if contains.minimum != 1:
        written["minContains"] = contains.minimum
    if contains.maximum is not None:
        written["maxContains"] = contains.maximum
    return written


def _condition(condition: Condition, further: Further) -> dict[str, JsonValue]:
    written: dict[str, JsonValue] = {"if": as_json_schema(condition.test, further)}
    if condition.then is not None:
        written["then"] = as_json_schema(condition.then, further)
    if condition.otherwise is not None:
        written["else"] = as_json_schema(condition.otherwise, further)
    return written
