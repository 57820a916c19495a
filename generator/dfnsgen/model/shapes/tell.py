"""How the variants of a union are told apart: by a tag, by JSON type, by keys, in order, or not.

In: the variants of one union, flattened. Out: a Telling. The tag is proven, not guessed: every
variant requires the property and restricts it to constants, and no two share one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Definition
from dfnsgen.model.schemas.equality import common, distinct, json_key, type_of
from dfnsgen.model.schemas.schema import TYPES, Discriminator, Schema
from dfnsgen.model.shapes.shape import ToldApart
from dfnsgen.pointers import last

Unfold = Callable[[Schema], Schema]
"""Puts a reference's target in its place."""

_DEPTH = 4
"""How far a proof looks into nested schemas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How one union is told apart. `proven` is false for a tag that is only declared."""

    by: ToldApart
    tag: str | None = None
    tags: tuple[tuple[JsonValue, ...], ...] = ()
    proven: bool = True


def tell_apart(
    variants: tuple[Schema, ...],
    *,
    exclusive: bool,
    discriminator: Discriminator | None,
    unfold: Unfold,
) -> Telling:
    """Find the best way to tell the variants apart; `exclusive` is true for `oneOf`."""
    tagged = _proven_tag(variants, discriminator, unfold) or _declared_tag(variants, discriminator)
    if tagged is not None:
        return tagged
    optional = _optional_tag(variants, unfold)
    if optional is not None:
        return optional
    pairs = list(combinations(variants, 2))
    if all(_types_differ(unfold(a), unfold(b), unfold) for a, b in pairs):
        return Telling(by=ToldApart.TYPE)
    if all(are_disjoint(a, b, unfold) for a, b in pairs):
        return Telling(by=ToldApart.KEYS)
    return Telling(by=ToldApart.AMBIGUOUS if exclusive else ToldApart.ORDER)


def _proven_tag(
    variants: tuple[Schema, ...], discriminator: Discriminator | None, unfold: Unfold
) -> Telling | None:
    declared = [discriminator.property_name] if discriminator else []
    for name in dict.fromkeys([*declared, *_property_names(variants[0], unfold)]):
        values = [tag_constants(variant, name, unfold) for variant in variants]
        if all(values) and _share_none(values):
            return Telling(by=ToldApart.TAG, tag=name, tags=tuple(v or () for v in values))
    return None


def _declared_tag(
    variants: tuple[Schema, ...], discriminator: Discriminator | None
) -> Telling | None:
    """Source: OpenAPI 3.1.1, section 4.8.25: without a mapping a component's name is its value."""
    if discriminator is None or all(variant.ref is None for variant in variants):
        return None
    mapped: dict[str, list[JsonValue]] = {}
    for value, key in discriminator.mapping:
        mapped.setdefault(key, []).append(value)
    tags = tuple(tuple(mapped.get(v.ref or "", _component_name(v))) for v in variants)
    return Telling(by=ToldApart.TAG, tag=discriminator.property_name, tags=tags, proven=False)


def _component_name(schema: Schema) -> list[JsonValue]:
    """Return the name that is a tag where no mapping has one; what is no component has none."""
    holder, _, _ = (schema.ref or "").rpartition("/")
    return [last(schema.ref or "")] if holder == "#/components/schemas" else []


def _optional_tag(variants: tuple[Schema, ...], unfold: Unfold) -> Telling | None:
    """Find a property that chooses the variant where it is present, though nothing requires it."""
    for name in _property_names(variants[0], unfold):
        values = [tag_constants(variant, name, unfold, required=False) for variant in variants]
        if all(values) and _share_none(values):
            tags = tuple(v or () for v in values)
            return Telling(by=ToldApart.TAG, tag=name, tags=tags, proven=False)
    return None


def _property_names(schema: Schema, unfold: Unfold) -> Iterable[str]:
    schema = unfold(schema)
    for group in (*schema.one_of, *schema.any_of):
        return _property_names(group[0], unfold)
    return [name for name, _ in schema.properties]


def tag_constants(
    schema: Schema, name: str, unfold: Unfold, depth: int = _DEPTH, *, required: bool = True
) -> tuple[JsonValue, ...] | None:
    """Return the strings that an object must have one of at `name`, None where it need not.

    Where `required` is false the object may also do without `name`.
    """
    schema = unfold(schema)
    for group in (*schema.one_of, *schema.any_of):
        if depth:
            nested = [tag_constants(v, name, unfold, depth - 1, required=required) for v in group]
            if all(nested):
                return distinct(value for values in nested for value in values or ())
    if schema.types != ("object",) or (required and name not in schema.required):
        return None
    values = unfold(dict(schema.properties).get(name, Schema())).enum
    return values if values and all(isinstance(value, str) for value in values) else None


def _share_none(values: list[tuple[JsonValue, ...] | None]) -> bool:
    keys = [json_key(value) for several in values for value in several or ()]
    return len(keys) == len(set(keys))


def are_disjoint(left: Schema, right: Schema, unfold: Unfold, depth: int = _DEPTH) -> bool:
    """Whether it is proven that no value is valid against both."""
    left, right = unfold(left), unfold(right)
    if _types_differ(left, right, unfold):
        return True
    if not depth:
        return False
    for one, other in ((left, right), (right, left)):
        for group in (*one.one_of, *one.any_of):
            if all(are_disjoint(variant, other, unfold, depth - 1) for variant in group):
                return True
        if _requires_what_is_foreign(one, other, unfold, depth):
            return True
    if left.enum is not None and right.enum is not None:
        return not common(left.enum, right.enum)
    return False


def _requires_what_is_foreign(one: Schema, other: Schema, unfold: Unfold, depth: int) -> bool:
    """Whether `one` requires a property that `other` forbids or gives other values."""
    if one.types != ("object",) or other.types != ("object",):
        return False
    mine, theirs = dict(one.properties), dict(other.properties)
    for name in one.required:
        if name in theirs:
            if are_disjoint(mine.get(name, Schema()), theirs[name], unfold, depth - 1):
                return True
        elif _forbids_undeclared(other):
            return True
    return False


def _forbids_undeclared(schema: Schema) -> bool:
    rest = schema.additional_properties
    return rest is not None and rest.never and not schema.pattern_properties


def _types_differ(left: Schema, right: Schema, unfold: Unfold) -> bool:
    mine, theirs = possible_types(left, unfold), possible_types(right, unfold)
    return mine is not None and theirs is not None and mine.isdisjoint(theirs)


def possible_types(schema: Schema, unfold: Unfold, depth: int = _DEPTH) -> frozenset[str] | None:
    """Return the JSON types that a value may have, None if any; an integer is a number too."""
    schema = unfold(schema)
    if schema.types is not None:
        wide = ("integer",) if "number" in schema.types else ()
        return frozenset((*schema.types, *wide))
    for group in (*schema.one_of, *schema.any_of):
        nested = [possible_types(v, unfold, depth - 1) if depth else None for v in group]
        if all(types is not None for types in nested):
            return frozenset[str]().union(*(types or () for types in nested))
    return None


def types_at_most(
    schema: Schema, definitions: Mapping[str, Definition], seen: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Return JSON types beside which no value is valid; what only constants exclude counts, too."""
    found = frozenset[str]() if schema.never else frozenset(schema.types or TYPES)
    if schema.enum is not None:
        found &= {type_of(member) for member in schema.enum}
    if schema.ref is not None and schema.ref not in seen:
        target = definitions[schema.ref].schema
        found &= types_at_most(target, definitions, seen | {schema.ref})
    groups = (*((part,) for part in schema.all_of), *schema.one_of, *schema.any_of)
    for group in groups:
        parts = (types_at_most(part, definitions, seen) for part in group)
        found &= frozenset[str]().union(*parts)
    return found
