"""What discriminates the variants of a union: a tag, their JSON types, their keys, or their order.

In: the variants of one union, flattened. Out: a Discrimination. A tag is proven, not guessed: every
variant requires the property and restricts it to constants, and no two share one.

    {kind: {const: a}, x: …} | {kind: {enum: [b, c]}, y: …}    by the tag `kind`: a, or b and c
    string | {x: …}                                            by type
    {a: …} without others | {b: …} without others              by keys
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.equality import distinct, json_key
from dfnsgen.model.schemas.schema import Discriminator, Schema
from dfnsgen.model.shapes.disjoint import Unfold, all_disjoint, all_of_other_types
from dfnsgen.model.shapes.shape import DiscriminatedBy
from dfnsgen.pointers import last

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
    tagged = discriminate_by_tag(variants, discriminator=discriminator, unfold=unfold)
    if tagged is not None:
        return tagged
    # Without a tag a decoder tries one variant after the other. For `oneOf` that is exact only if
    # no value can fit two: `{a?} | {b?}` both take `{}`, which is then reported as ambiguous.
    if all_of_other_types(variants, unfold):
        return Discrimination(by=DiscriminatedBy.TYPE)
    if all_disjoint(variants, unfold):
        return Discrimination(by=DiscriminatedBy.KEYS)
    return Discrimination(by=DiscriminatedBy.AMBIGUOUS if exclusive else DiscriminatedBy.ORDER)


def discriminate_by_tag(
    variants: tuple[Schema, ...], *, discriminator: Discriminator | None, unfold: Unfold
) -> Discrimination | None:
    """Find a tag that discriminates the variants, None where they have none."""
    # A lookup by tag takes one step and gives errors of one variant alone, so it comes first. What
    # is proven decides for checks, too; what is only declared is the author's word, and better than
    # a tag that we find by ourselves but nothing requires.
    return (
        _promised_tag(variants)
        or _proven_tag(variants, discriminator, unfold)
        or _declared_tag(variants, discriminator)
        or _optional_tag(variants, unfold)
    )


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
