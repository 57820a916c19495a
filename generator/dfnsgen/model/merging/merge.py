"""Two schemas become one that accepts exactly the values that both accept.

    {type: object, properties: {a: {minLength: 1}}, additionalProperties: false}
  + {properties: {a: {maxLength: 9}, b: {}}}
  = {type: object, properties: {a: {minLength: 1, maxLength: 9}}, additionalProperties: false}

In: two schemas without references at their top. Out: the merged one; what can't be said in one
schema stays as `all_of`. Nothing is ever dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import lcm

from dfnsgen.model.schemas.equality import common, json_key, type_of
from dfnsgen.model.schemas.schema import TYPES, Annotations, Number, Schema

Both = Callable[[Schema, Schema], Schema]
"""Merges two schemas that may be references."""


def merge(left: Schema, right: Schema, both: Both) -> Schema:
    """Merge two schemas; `both` merges the schemas inside them."""
    if left.never or right.never:
        return Schema(at=left.at, never=True, annotations=left.annotations)
    if not _separable(left, right) or not _separable(right, left):
        return keep_apart(left, right)
    fields = {
        **_scalars(left, right),
        **_arrays(left, right, both),
        **_objects(left, right, both),
        "all_of": left.all_of + right.all_of,
        "any_of": left.any_of + right.any_of,
        "one_of": left.one_of + right.one_of,
        "not_": left.not_ + right.not_,
        "conditions": left.conditions + right.conditions,
        "discriminator": left.discriminator or right.discriminator,
        "annotations": merge_annotations(left.annotations, right.annotations),
    }
    return normalise(replace(left, **fields))  # type: ignore[arg-type]  # by field name


def normalise(schema: Schema) -> Schema:
    """Bring equal assertions to one form: an `enum` holds only values of its types, and names them;
    keywords for types that can't occur are left out.
    """
    if schema.enum is not None:
        values = tuple(v for v in schema.enum if _has_type(v, schema.types))
        if not values:
            return Schema(at=schema.at, never=True, annotations=schema.annotations)
        kinds = {type_of(value) for value in values}
        types = tuple(kind for kind in TYPES if kind in kinds)
        if types != schema.types or len(values) != len(schema.enum):
            schema = replace(schema, enum=values, types=types)
    if schema.types is None:
        return schema
    if not schema.types:
        return Schema(at=schema.at, never=True, annotations=schema.annotations)
    silent = {
        field: default
        for kinds, defaults in _TYPED
        if kinds.isdisjoint(schema.types)
        for field, default in defaults
        if getattr(schema, field) != default
    }
    if "integer" in schema.types and "number" in schema.types:
        silent["types"] = tuple(t for t in schema.types if t != "integer")
    schema = replace(schema, **silent) if silent else schema  # type: ignore[arg-type]
    return _without_forbidden(schema)


def _without_forbidden(schema: Schema) -> Schema:
    """Leave out `p: false` where undeclared properties are forbidden anyway."""
    if any(s.never and name in schema.required for name, s in schema.properties) and (
        schema.types == ("object",)
    ):
        return Schema(at=schema.at, never=True, annotations=schema.annotations)
    rest = schema.additional_properties
    if rest is None or not rest.never or schema.pattern_properties:
        return schema
    allowed = tuple((name, s) for name, s in schema.properties if not s.never)
    return schema if len(allowed) == len(schema.properties) else replace(schema, properties=allowed)


_NUMBERS = frozenset(("integer", "number"))
_TYPED: tuple[tuple[frozenset[str], tuple[tuple[str, object], ...]], ...] = (
    (
        _NUMBERS,
        (
            *((f, None) for f in ("minimum", "maximum", "exclusive_minimum", "exclusive_maximum")),
            ("multiple_of", ()),
        ),
    ),
    (frozenset(("string",)), (("min_length", None), ("max_length", None), ("patterns", ()))),
    (
        frozenset(("array",)),
        (
            *((f, None) for f in ("items", "min_items", "max_items", "unevaluated_items")),
            *((f, ()) for f in ("prefix_items", "contains")),
            ("unique_items", False),
        ),
    ),
    (
        frozenset(("object",)),
        (
            *((f, None) for f in ("additional_properties", "property_names", "min_properties")),
            *((f, None) for f in ("max_properties", "unevaluated_properties")),
            *((f, ()) for f in ("properties", "pattern_properties", "required")),
            *((f, ()) for f in ("dependent_required", "dependent_schemas")),
        ),
    ),
)


def _has_type(value: object, types: tuple[str, ...] | None) -> bool:
    if types is None:
        return True
    kind = type_of(value)  # type: ignore[arg-type]  # the value of an enum is JSON
    return kind in types or (kind == "integer" and "number" in types)


def _separable(schema: Schema, other: Schema) -> bool:
    """Whether the keywords of a schema mean the same beside those of another one.

    `unevaluated…` and a dynamic scope see their siblings, and so does `additionalProperties`.
    """
    closed = schema.additional_properties is not None
    sees_patterns = closed and (schema.pattern_properties or other.pattern_properties)
    return not (
        schema.unevaluated_items is not None
        or schema.unevaluated_properties is not None
        or schema.dynamic_ref is not None
        or schema.resource is not None
        or schema.ref is not None
        or sees_patterns
        or (schema.format and other.format and schema.format != other.format)
    )


def keep_apart(left: Schema, right: Schema) -> Schema:
    """Return the schema that holds both as they are, to be checked one after the other."""
    return Schema(
        at=left.at,
        all_of=(*_branches(left), *_branches(right)),
        annotations=merge_annotations(left.annotations, right.annotations),
    )


def _branches(schema: Schema) -> tuple[Schema, ...]:
    """Return the branches of a schema that is nothing but an `allOf`, else the schema itself."""
    bare = replace(schema, annotations=Annotations(), discriminator=None)
    return schema.all_of if bare == Schema(all_of=schema.all_of) else (bare,)


def merge_annotations(left: Annotations, right: Annotations) -> Annotations:
    """The later branch speaks last, as a caption beside a `$ref` does."""
    has_default = right.has_default or left.has_default
    return Annotations(
        title=right.title or left.title,
        description=right.description or left.description,
        deprecated=left.deprecated or right.deprecated,
        read_only=left.read_only or right.read_only,
        write_only=left.write_only or right.write_only,
        default=right.default if right.has_default else left.default,
        has_default=has_default,
        examples=right.examples or left.examples,
    )


def _scalars(left: Schema, right: Schema) -> dict[str, object]:
    return {
        "types": _types(left.types, right.types),
        "enum": _enum(left.enum, right.enum),
        "minimum": _larger(left.minimum, right.minimum),
        "maximum": _smaller(left.maximum, right.maximum),
        "exclusive_minimum": _larger(left.exclusive_minimum, right.exclusive_minimum),
        "exclusive_maximum": _smaller(left.exclusive_maximum, right.exclusive_maximum),
        "multiple_of": _multiples(left.multiple_of + right.multiple_of),
        "min_length": _larger(left.min_length, right.min_length),
        "max_length": _smaller(left.max_length, right.max_length),
        "patterns": tuple(dict.fromkeys(left.patterns + right.patterns)),
        "format": left.format or right.format,
    }


def _types(left: tuple[str, ...] | None, right: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if left is None or right is None:
        return right if left is None else left
    wide = {"integer"} if "number" in left else set[str]()
    wide_right = {"integer"} if "number" in right else set[str]()
    return tuple(
        t
        for t in TYPES
        if (t in left or t in wide) and (t in right or t in wide_right)
        if not (t == "integer" and "number" in left and "number" in right)
    )


def _enum(
    left: tuple[object, ...] | None, right: tuple[object, ...] | None
) -> tuple[object, ...] | None:
    if left is None or right is None:
        return right if left is None else left
    return common(left, right)  # type: ignore[arg-type]  # the values of an enum are JSON


def _larger(left: Number | None, right: Number | None) -> Number | None:
    return right if left is None else left if right is None else max(left, right)


def _smaller(left: Number | None, right: Number | None) -> Number | None:
    return right if left is None else left if right is None else min(left, right)


def _multiples(divisors: tuple[Number, ...]) -> tuple[Number, ...]:
    whole = [d for d in divisors if isinstance(d, int) and d > 0]
    rest = [d for d in divisors if not (isinstance(d, int) and d > 0)]
    joined: list[Number] = [lcm(*whole)] if whole else []
    return tuple({json_key(divisor): divisor for divisor in [*joined, *rest]}.values())


def _arrays(left: Schema, right: Schema, both: Both) -> dict[str, object]:
    length = max(len(left.prefix_items), len(right.prefix_items))
    return {
        "prefix_items": tuple(
            both(_item(left, index), _item(right, index)) for index in range(length)
        ),
        "items": _optional(left.items, right.items, both),
        "contains": left.contains + right.contains,
        "min_items": _larger(left.min_items, right.min_items),
        "max_items": _smaller(left.max_items, right.max_items),
        "unique_items": left.unique_items or right.unique_items,
    }


def _item(schema: Schema, index: int) -> Schema:
    if index < len(schema.prefix_items):
        return schema.prefix_items[index]
    return schema.items or Schema()


def _optional(left: Schema | None, right: Schema | None, both: Both) -> Schema | None:
    if left is None or right is None:
        return right if left is None else left
    return both(left, right)


def _objects(left: Schema, right: Schema, both: Both) -> dict[str, object]:
    """Source: JSON Schema 2020-12 Core, section 10.3.2."""
    return {
        "properties": _properties(left, right, both),
        "pattern_properties": _united(left.pattern_properties, right.pattern_properties, both),
        "additional_properties": _optional(
            left.additional_properties, right.additional_properties, both
        ),
        **_object_rules(left, right, both),
    }


def _object_rules(left: Schema, right: Schema, both: Both) -> dict[str, object]:
    return {
        "property_names": _optional(left.property_names, right.property_names, both),
        "required": tuple(dict.fromkeys(left.required + right.required)),
        "min_properties": _larger(left.min_properties, right.min_properties),
        "max_properties": _smaller(left.max_properties, right.max_properties),
        "dependent_required": _dependent(left.dependent_required, right.dependent_required),
        "dependent_schemas": _united(left.dependent_schemas, right.dependent_schemas, both),
    }


def _properties(left: Schema, right: Schema, both: Both) -> tuple[tuple[str, Schema], ...]:
    lefts, rights = dict(left.properties), dict(right.properties)
    merged: list[tuple[str, Schema]] = []
    for name in dict.fromkeys([*lefts, *rights]):
        one, other = _imposed(left, lefts, name), _imposed(right, rights, name)
        kept = one if other is _NOTHING else other if one is _NOTHING else both(one, other)
        merged.append((name, kept))
    return tuple(merged)


def _imposed(schema: Schema, properties: dict[str, Schema], name: str) -> Schema:
    """What a schema asks of a property, its patterns aside: they go on to ask for themselves."""
    return properties.get(name) or schema.additional_properties or _NOTHING


_NOTHING = Schema()


def _united(
    left: tuple[tuple[str, Schema], ...], right: tuple[tuple[str, Schema], ...], both: Both
) -> tuple[tuple[str, Schema], ...]:
    merged = dict(left)
    for name, schema in right:
        merged[name] = both(merged[name], schema) if name in merged else schema
    return tuple(merged.items())


def _dependent(
    left: tuple[tuple[str, tuple[str, ...]], ...], right: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    merged = dict(left)
    for name, names in right:
        merged[name] = tuple(dict.fromkeys(merged.get(name, ()) + names))
    return tuple(merged.items())
