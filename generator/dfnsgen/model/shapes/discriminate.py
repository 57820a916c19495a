"""What discriminates the variants of a union: a tag, their JSON types, their keys, or their order.

In: the variants of one union, flattened. Out: a Discrimination. A tag is proven, not guessed: every
variant requires the property and restricts it to constants, and no two share one.

    {kind: {const: a}, x: …} | {kind: {enum: [b, c]}, y: …}    by the tag `kind`: a, or b and c
    string | {x: …}                                            by type
    {a: …} without others | {b: …} without others              by keys
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations

from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.equality import common, distinct, json_key
from dfnsgen.model.schemas.schema import Discriminator, Schema
from dfnsgen.model.shapes.shape import DiscriminatedBy
from dfnsgen.pointers import last

Unfold = Callable[[Schema], Schema]
"""Puts a reference's target in its place."""

_DEPTH = 4
"""How far a proof looks into nested schemas."""
_ANYTHING = Schema()


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrimination:
    """What discriminates one union. `proven` is false for a tag that is only declared.

    One that is `promised` decides all the same.
    """

    by: DiscriminatedBy
    tag: str | None = None
    tags: tuple[tuple[JsonValue, ...], ...] = ()
    proven: bool = True
    promised: bool = False


def discriminate(
    variants: tuple[Schema, ...],
    *,
    exclusive: bool,
    discriminator: Discriminator | None,
    unfold: Unfold,
) -> Discrimination:
    """Find the best way to discriminate the variants; `exclusive` is true for `oneOf`."""
    # A lookup by tag takes one step and gives errors of one variant alone, so it comes first. What
    # is proven decides for checks, too; what is only declared is the author's word, and better than
    # a tag that we find by ourselves but nothing requires.
    tagged = (
        _promised_tag(variants)
        or _proven_tag(variants, discriminator, unfold)
        or _declared_tag(variants, discriminator)
    )
    if tagged is not None:
        return tagged
    optional = _optional_tag(variants, unfold)
    if optional is not None:
        return optional
    # Without a tag a decoder tries one variant after the other. For `oneOf` that is exact only if
    # no value can fit two: `{a?} | {b?}` both take `{}`, which is then reported as ambiguous.
    # The pairs of thousands of variants are too many to keep.
    if all(_types_differ(unfold(a), unfold(b), unfold) for a, b in combinations(variants, 2)):
        return Discrimination(by=DiscriminatedBy.TYPE)
    if all(are_disjoint(a, b, unfold) for a, b in combinations(variants, 2)):
        return Discrimination(by=DiscriminatedBy.KEYS)
    return Discrimination(by=DiscriminatedBy.AMBIGUOUS if exclusive else DiscriminatedBy.ORDER)


def _promised_tag(variants: tuple[Schema, ...]) -> Discrimination | None:
    """Find the property of a discriminator that decides, whatever the variants say of it."""
    name = promised_property(variants)
    if name is None:
        return None
    tags = (variant.annotations.tag for variant in variants)
    return Discrimination(
        by=DiscriminatedBy.TAG,
        tag=name,
        tags=tuple(() if tag is None else tag.values for tag in tags),
        proven=False,
        promised=True,
    )


def is_fallback(variant: Schema) -> bool:
    """Whether a variant is the one of all values that no other one has."""
    return variant.annotations.tag is not None and variant.annotations.tag.is_fallback


def promised_property(variants: tuple[Schema, ...]) -> str | None:
    """Return the property by which a declared discriminator decides; see `meaning`."""
    for variant in variants:
        if variant.annotations.tag is not None:
            return variant.annotations.tag.property_name
    return None


def _proven_tag(
    variants: tuple[Schema, ...], discriminator: Discriminator | None, unfold: Unfold
) -> Discrimination | None:
    # A property that is a tag at all is one in every variant, so those of the first are enough. The
    # declared one is tried before them: two properties may discriminate, and the author chose.
    declared = [discriminator.property_name] if discriminator else []
    for name in dict.fromkeys([*declared, *_names_of_first(variants[0], unfold)]):
        values = [tag_constants(variant, name, unfold) for variant in variants]
        if all(values) and _share_none(values):
            return Discrimination(
                by=DiscriminatedBy.TAG, tag=name, tags=tuple(v or () for v in values)
            )
    return None


def _declared_tag(
    variants: tuple[Schema, ...], discriminator: Discriminator | None
) -> Discrimination | None:
    """Source: OpenAPI 3.1.1, section 4.8.25: without a mapping a component's name is its value."""
    if discriminator is None or all(variant.ref is None for variant in variants):
        return None
    # Inline variants have no name that a mapping could use; where all are, nothing was declared.
    mapped: dict[str, list[JsonValue]] = {}
    for value, key in discriminator.mapping:
        mapped.setdefault(key, []).append(value)
    tags = tuple(tuple(mapped.get(v.ref or "", _component_name(v))) for v in variants)
    return Discrimination(
        by=DiscriminatedBy.TAG, tag=discriminator.property_name, tags=tags, proven=False
    )


def _component_name(schema: Schema) -> list[JsonValue]:
    """Return the name that is a tag where no mapping has one; what is no component has none."""
    holder, _, _ = (schema.ref or "").rpartition("/")
    return [last(schema.ref or "")] if holder == "#/components/schemas" else []


def _optional_tag(variants: tuple[Schema, ...], unfold: Unfold) -> Discrimination | None:
    """Find a property that chooses the variant where it is present, though nothing requires it."""
    for name in _names_of_first(variants[0], unfold):
        values = [tag_constants(variant, name, unfold, required=False) for variant in variants]
        if all(values) and _share_none(values):
            tags = tuple(v or () for v in values)
            return Discrimination(by=DiscriminatedBy.TAG, tag=name, tags=tags, proven=False)
    return None


def _names_of_first(schema: Schema, unfold: Unfold, depth: int = _DEPTH) -> Iterable[str]:
    # A union in a union: `(A | B) | C` has A's properties, since a tag must be in A as well. One
    # that is among its own variants leads nowhere.
    schema = unfold(schema)
    for group in schema.groups:
        return _names_of_first(group[0], unfold, depth - 1) if depth else ()
    return [name for name, _ in schema.properties]


def tag_constants(
    schema: Schema, name: str, unfold: Unfold, depth: int = _DEPTH, *, required: bool = True
) -> tuple[JsonValue, ...] | None:
    """Return the strings that an object must have one of at `name`, None where it need not.

    Where `required` is false the object may also do without `name`.
    """
    # A nested union has a tag if all its variants have: those of `A | (B | C)` are a, and b or c.
    schema = unfold(schema)
    for group in schema.groups:
        if depth:
            nested = [tag_constants(v, name, unfold, depth - 1, required=required) for v in group]
            if all(nested):
                return distinct(value for values in nested for value in values or ())
    if schema.types != ("object",) or (required and name not in schema.required):
        return None
    # Texts alone: other tags hardly occur, and `true` and 1 would be one key of Python's table.
    values = unfold(dict(schema.properties).get(name, _ANYTHING)).enum
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
    # A union is disjoint from a schema if each variant is. An object is if it requires a property
    # that the other one forbids, or that must have another value there. Nothing else is tried: a
    # proof that isn't found costs an inexact decoder, one that is wrong a wrong answer.
    for one, other in ((left, right), (right, left)):
        for group in one.groups:
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
            if are_disjoint(mine.get(name, _ANYTHING), theirs[name], unfold, depth - 1):
                return True
        # Where the other one is open, it takes the property as one of those that it doesn't
        # declare.
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
        # An integer is a number as well, so that `integer | number` isn't discriminated by type.
        wide = ("integer",) if "number" in schema.types else ()
        return frozenset((*schema.types, *wide))
    for group in schema.groups:
        nested = [possible_types(v, unfold, depth - 1) if depth else None for v in group]
        if all(types is not None for types in nested):
            return frozenset[str]().union(*(types or () for types in nested))
    return None
