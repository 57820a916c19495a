"""A Schema in the words of JSON Schema 2020-12 again: assertions only, references by key.

In: a Schema. Out: a standard JSON Schema; what a field holds several of stands in `allOf`.
A `$dynamicRef` is written as the pair of its anchor's name and its key, a resource as `$resource`.
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.equality import type_of
from dfnsgen.model.schemas.schema import Condition, Contains, Schema

_PLAIN = (
    ("enum", "enum"),
    ("minimum", "minimum"),
    ("maximum", "maximum"),
    ("exclusive_minimum", "exclusiveMinimum"),
    ("exclusive_maximum", "exclusiveMaximum"),
    ("min_length", "minLength"),
    ("max_length", "maxLength"),
    ("format", "format"),
    ("min_items", "minItems"),
    ("max_items", "maxItems"),
    ("required", "required"),
    ("min_properties", "minProperties"),
    ("max_properties", "maxProperties"),
)
_SCHEMAS = (
    ("items", "items"),
    ("unevaluated_items", "unevaluatedItems"),
    ("additional_properties", "additionalProperties"),
    ("property_names", "propertyNames"),
    ("unevaluated_properties", "unevaluatedProperties"),
)
_MAPS = (
    ("properties", "properties"),
    ("pattern_properties", "patternProperties"),
    ("dependent_schemas", "dependentSchemas"),
)


def as_json_schema(schema: Schema) -> JsonValue:
    """Return the schema as JSON: `true`, `false` or an object."""
    if schema.never:
        return False
    written: dict[str, JsonValue] = {}
    if schema.resource is not None:
        written["$resource"] = schema.resource
    if schema.ref is not None:
        written["$ref"] = schema.ref
    if schema.dynamic_ref is not None:
        written["$dynamicRef"] = list(schema.dynamic_ref)
    if schema.types is not None and not _told_by_enum(schema):
        written["type"] = schema.types[0] if len(schema.types) == 1 else list(schema.types)
    for field, keyword in _PLAIN:
        value: JsonValue | tuple[JsonValue, ...] = getattr(schema, field)
        if value is not None and value != ():
            written[keyword] = [*value] if isinstance(value, tuple) else value
    if schema.unique_items:
        written["uniqueItems"] = True
    written |= _applicators(schema)
    branches: list[JsonValue] = [as_json_schema(branch) for branch in schema.all_of]
    for more in _repeated(schema):
        if written.keys().isdisjoint(more):
            written |= more
        else:
            branches.append(more)
    if branches:
        written["allOf"] = branches
    return written or True


def _told_by_enum(schema: Schema) -> bool:
    """Whether the members of an enum say already what the types say."""
    return schema.enum is not None and {*map(type_of, schema.enum)} == {*(schema.types or ())}


def _applicators(schema: Schema) -> dict[str, JsonValue]:
    written: dict[str, JsonValue] = {}
    if schema.prefix_items:
        written["prefixItems"] = [as_json_schema(item) for item in schema.prefix_items]
    for field, keyword in _SCHEMAS:
        inner: Schema | None = getattr(schema, field)
        if inner is not None:
            written[keyword] = as_json_schema(inner)
    for field, keyword in _MAPS:
        named: tuple[tuple[str, Schema], ...] = getattr(schema, field)
        if named:
            written[keyword] = {name: as_json_schema(inner) for name, inner in named}
    if schema.dependent_required:
        written["dependentRequired"] = {
            name: list(names) for name, names in schema.dependent_required
        }
    return written


def _repeated(schema: Schema) -> Iterator[dict[str, JsonValue]]:
    """Yield each assertion that a schema may hold several of."""
    for divisor in schema.multiple_of:
        yield {"multipleOf": divisor}
    for pattern in schema.patterns:
        yield {"pattern": pattern}
    yield from map(_contains, schema.contains)
    yield from ({"not": as_json_schema(inner)} for inner in schema.not_)
    yield from map(_condition, schema.conditions)
    for group in schema.any_of:
        yield {"anyOf": [as_json_schema(variant) for variant in group]}
    for group in schema.one_of:
        yield {"oneOf": [as_json_schema(variant) for variant in group]}


def _contains(contains: Contains) -> dict[str, JsonValue]:
    written: dict[str, JsonValue] = {"contains": as_json_schema(contains.schema)}
    if contains.minimum != 1:
        written["minContains"] = contains.minimum
    if contains.maximum is not None:
        written["maxContains"] = contains.maximum
    return written


def _condition(condition: Condition) -> dict[str, JsonValue]:
    written: dict[str, JsonValue] = {"if": as_json_schema(condition.test)}
    if condition.then is not None:
        written["then"] = as_json_schema(condition.then)
    if condition.otherwise is not None:
        written["else"] = as_json_schema(condition.otherwise)
    return written
