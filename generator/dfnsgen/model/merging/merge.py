"""Two schemas become one that accepts exactly the values that both accept.

    {type: object, properties: {a: {minLength: 1}}, additionalProperties: false}
  + {properties: {a: {maxLength: 9}, b: {}}}
  = {type: object, properties: {a: {minLength: 1, maxLength: 9}}, additionalProperties: false}

In: two schemas without references at their top. Out: the merged one; what can't be said in one
schema stays as `all_of`. Nothing is ever dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from math import lcm
from typing import Any, TypeAlias

from dfnsgen.keywords import KEYWORDS, Merge, fields_of
from dfnsgen.model.schemas.equality import common, json_key, type_of
from dfnsgen.model.schemas.schema import DEFAULTS, TYPES, Annotations, Number, Schema

Both = Callable[[Schema, Schema], Schema]
"""Merges two schemas that may be references."""

Entry: TypeAlias = "tuple[str, Schema | tuple[str, ...]]"
"""A name and what stands under it."""


def merge(left: Schema, right: Schema, both: Both) -> Schema:
    """Merge two schemas; `both` merges the schemas inside them."""
    if left.never or right.never:
        return Schema(at=left.at, never=True, annotations=left.annotations)
    # Where a keyword looks at its neighbours, it would see other ones in a merged schema; see
    # there.
    if not _separable(left, right) or not _separable(right, left):
        return keep_apart(left, right)
    fields: dict[str, object] = {
        "discriminator": left.discriminator or right.discriminator,
        "annotations": merge_annotations(left.annotations, right.annotations),
    }
    for field, merge_values in _MERGING.items():
        # Most keywords stand in one of the two at most: that one is how it stays.
        if field in right.present:
            theirs = getattr(right, field)
            merges = field in left.present
            fields[field] = merge_values(getattr(left, field), theirs, both) if merges else theirs
    # What one schema says of its rest (`additionalProperties`, `items`) holds for the properties
    # and items that only the other one names, so these are merged with the whole schemas in view.
    for field, merge_own in _OWN.items():
        fields[field] = merge_own(left, right, both)
    return normalise(left.changed(**fields))


def normalise(schema: Schema) -> Schema:
    """Bring equal assertions to one form: an `enum` holds only values of its types, and names them;
    keywords for types that can't occur are left out.
    """
    #     {type: string, enum: [a, 1, null]}  →  {type: string, enum: [a]}
    # Then `{enum: [a]}`, which has no type, gets the one of its members.
    if schema.enum is not None and schema.groups:
        schema = _without_groups_of_types(schema)
    if schema.enum is not None:
        values = tuple(v for v in schema.enum if _has_type(v, schema.types))
        if not values:
            return Schema(at=schema.at, never=True, annotations=schema.annotations)
        kinds = {type_of(value) for value in values}
        types = tuple(kind for kind in TYPES if kind in kinds)
        if types != schema.types or len(values) != len(schema.enum):
            schema = schema.changed(enum=values, types=types)
    if schema.types is None:
        return schema
    if not schema.types:
        return Schema(at=schema.at, never=True, annotations=schema.annotations)
    #     {type: string, minimum: 3, properties: …}  →  {type: string}
    silent: dict[str, object] = {
        field: DEFAULTS[field]
        for field in schema.present & _OF_TYPES.keys()
        if _OF_TYPES[field].isdisjoint(schema.types)
    }
    if "integer" in schema.types and "number" in schema.types:
        silent["types"] = tuple(t for t in schema.types if t != "integer")
    schema = schema.changed(**silent) if silent else schema
    return _without_forbidden(schema)


def _without_groups_of_types(schema: Schema) -> Schema:
    """Ask of the members of an enum what unions of plain types beside it ask, and leave these out.

    {enum: [false, 1], anyOf: [{type: boolean}, {type: "null"}]}   →   {enum: [false]}
    """
    values = schema.enum or ()
    kept: dict[str, list[tuple[Schema, ...]]] = {"any_of": [], "one_of": []}
    for field, groups in (("any_of", schema.any_of), ("one_of", schema.one_of)):
        for group in groups:
            if not all(variant.says_only("types") for variant in group):
                kept[field].append(group)
                continue
            counts = [sum(_has_type(v, variant.types) for variant in group) for v in values]
            most = 1 if field == "one_of" else len(group)
            values = tuple(v for v, n in zip(values, counts, strict=True) if 0 < n <= most)
    any_of, one_of = tuple(kept["any_of"]), tuple(kept["one_of"])
    return schema.changed(enum=values, any_of=any_of, one_of=one_of)


def _without_forbidden(schema: Schema) -> Schema:
    """Leave out `p: false` where undeclared properties are forbidden anyway."""
    # An object that requires what it forbids can't be. One that forbids a property by name, though
    # it is closed, says nothing by that, and would get a field of the type `Never`.
    if any(s.never and name in schema.required for name, s in schema.properties) and (
        schema.types == ("object",)
    ):
        return Schema(at=schema.at, never=True, annotations=schema.annotations)
    rest = schema.additional_properties
    if rest is None or not rest.never or schema.pattern_properties:
        return schema
    allowed = tuple((name, s) for name, s in schema.properties if not s.never)
    return schema if len(allowed) == len(schema.properties) else schema.changed(properties=allowed)


_OF_TYPES = {
    field: types
    for kind, types in (
        ("number", frozenset(("integer", "number"))),
        ("string", frozenset(("string",))),
        ("array", frozenset(("array",))),
        ("object", frozenset(("object",))),
    )
    for field in fields_of(kind)
}
"""The keywords that speak of the values of some JSON types alone."""


def _has_type(value: object, types: tuple[str, ...] | None) -> bool:
    if types is None:
        return True
    kind = type_of(value)  # type: ignore[arg-type]  # the value of an enum is JSON
    return kind in types or (kind == "integer" and "number" in types)


def _separable(schema: Schema, other: Schema) -> bool:
    """Whether the keywords of a schema mean the same beside those of another one.

    `unevaluated…` and a dynamic scope see their siblings, and so does `additionalProperties`: it
    leaves to `patternProperties` what matches, of its own schema but not of another branch.

        {additionalProperties: false} + {patternProperties: {^x-: …}}     only `{}` is valid in both
        {additionalProperties: false, patternProperties: {^x-: …}}        takes any `x-…`

    Two formats stay apart as well, for there is no word for both.
    """
    closed = schema.additional_properties is not None
    sees_patterns = closed and (schema.pattern_properties or other.pattern_properties)
    return not (
        sees_branches(schema)
        or schema.dynamic_ref is not None
        or schema.resource is not None
        or schema.ref is not None
        or sees_patterns
        or (schema.format and other.format and schema.format != other.format)
    )


_APART = tuple(k.field for k in KEYWORDS if k.merge is Merge.APART and k.field is not None)


def sees_branches(schema: Schema) -> bool:
    """Whether a keyword speaks of what the branches beside it have left over: `unevaluated…`."""
    return any(getattr(schema, field) is not None for field in _APART)


def keep_apart(left: Schema, right: Schema) -> Schema:
    """Return the schema that holds both as they are, to be checked one after the other."""
    return Schema(
        at=left.at,
        all_of=(*_branches(left), *_branches(right)),
        annotations=merge_annotations(left.annotations, right.annotations),
    )


def _branches(schema: Schema) -> tuple[Schema, ...]:
    """Return the branches of a schema that is nothing but an `allOf`, else the schema itself."""
    if schema.says_only("all_of"):
        return schema.all_of
    return (schema.changed(annotations=Annotations(), discriminator=None),)


def with_target(schema: Schema, target_of: Callable[[str], Schema]) -> Schema:
    """Return a reference's target in its place, with the annotations of both."""
    if schema.ref is None or not schema.is_reference:
        return schema
    target = target_of(schema.ref)
    return target.changed(annotations=merge_annotations(target.annotations, schema.annotations))


def with_end(
    schema: Schema, target_of: Callable[[str], Schema], is_open: Callable[[Schema], bool]
) -> Schema:
    """Return what a reference leads to in the end, with the annotations of all on the way.

    The target of a target is what an `allOf` turned out to be: `{allOf: [{$ref: A}]}` is A.
    """
    seen: set[str] = set()
    while schema.ref is not None and schema.is_reference and schema.ref not in seen:
        seen.add(schema.ref)
        schema = with_target(schema, target_of)
        if is_open(schema):
            break
    return schema


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
        tag=right.tag or left.tag,
    )


def _types(left: tuple[str, ...], right: tuple[str, ...], _both: Both) -> tuple[str, ...]:
    # number and [integer, string]  →  integer: a number may be one. Of `integer` beside `number`
    # only the wider one is kept, so that types have one spelling.
    wide = {"integer"} if "number" in left else set[str]()
    wide_right = {"integer"} if "number" in right else set[str]()
    return tuple(
        t
        for t in TYPES
        if (t in left or t in wide) and (t in right or t in wide_right)
        if not (t == "integer" and "number" in left and "number" in right)
    )


def _multiples(
    left: tuple[Number, ...], right: tuple[Number, ...], _both: Both
) -> tuple[Number, ...]:
    # A multiple of 4 and of 6 is one of 12. With fractions there is no least common multiple that a
    # float could hold, so both stay.
    divisors = left + right
    whole = [d for d in divisors if isinstance(d, int) and d > 0]
    rest = [d for d in divisors if not (isinstance(d, int) and d > 0)]
    joined: list[Number] = [lcm(*whole)] if whole else []
    return tuple({json_key(divisor): divisor for divisor in [*joined, *rest]}.values())


def _prefix_items(left: Schema, right: Schema, both: Both) -> tuple[Schema, ...]:
    length = max(len(left.prefix_items), len(right.prefix_items))
    return tuple(both(_item(left, index), _item(right, index)) for index in range(length))


def _item(schema: Schema, index: int) -> Schema:
    if index < len(schema.prefix_items):
        return schema.prefix_items[index]
    return schema.items or Schema()


def _properties(left: Schema, right: Schema, both: Both) -> tuple[tuple[str, Schema], ...]:
    lefts, rights = dict(left.properties), dict(right.properties)
    merged: list[tuple[str, Schema]] = []
    for name in dict.fromkeys([*lefts, *rights]):
        one, other = _imposed(left, lefts, name), _imposed(right, rights, name)
        # Compared by identity: a declared `{}` is no absence, though it asks as little.
        kept = one if other is _NOTHING else other if one is _NOTHING else both(one, other)
        merged.append((name, kept))
    return tuple(merged)


def _imposed(schema: Schema, properties: dict[str, Schema], name: str) -> Schema:
    """What a schema asks of a property, its patterns aside: they go on to ask for themselves.

    Before: `{a, additionalProperties: false} + {b: string}`; after: `{a, b: false}`, closed, from
    which `_without_forbidden` takes b: another branch's property doesn't open a closed one.
    """
    return properties.get(name) or schema.additional_properties or _NOTHING


_NOTHING = Schema()


def _by_name(left: tuple[Entry, ...], right: tuple[Entry, ...], both: Both) -> tuple[Entry, ...]:
    """Merge schemas, or lists of names, that stand under the same name."""
    merged: dict[str, Any] = dict(left)
    for name, value in right:
        if name not in merged:
            merged[name] = value
        elif isinstance(value, Schema):
            merged[name] = both(merged[name], value)
        else:
            merged[name] = _united(merged[name], value, both)
    return tuple(merged.items())


def _united(left: tuple[str, ...], right: tuple[str, ...], _both: Both) -> tuple[str, ...]:
    return tuple(dict.fromkeys(left + right))


_STRATEGIES: dict[Merge, Callable[[Any, Any, Both], object]] = {
    Merge.COMMON_TYPES: _types,
    Merge.COMMON_CONSTANTS: lambda left, right, both: common(left, right),
    Merge.LARGER: lambda left, right, both: max(left, right),
    Merge.SMALLER: lambda left, right, both: min(left, right),
    Merge.MULTIPLE: _multiples,
    Merge.EITHER: lambda left, right, both: left,
    Merge.UNITED: _united,
    Merge.ALL: lambda left, right, both: left + right,
    Merge.BOTH: lambda left, right, both: both(left, right),
    Merge.BY_NAME: _by_name,
}
_OWN: dict[str, Callable[[Schema, Schema, Both], object]] = {
    "prefix_items": _prefix_items,
    "properties": _properties,
}
_MERGING = {
    k.field: _STRATEGIES[k.merge]
    for k in KEYWORDS
    if k.field is not None and k.merge in _STRATEGIES
}
