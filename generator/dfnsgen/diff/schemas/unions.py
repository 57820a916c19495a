"""The variants of two unions, paired by what makes them the same variant.

In: a Scope of two schemas, one of which at least is a union. Out: edits for variants that only one
side has, and comparisons of those that both have. A schema that is no union is one of one variant.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace

from dfnsgen.diff.change import Effect, Version, Way
from dfnsgen.diff.schemas.graph import GAIN_SPARED, LOSS_SPARED, NOTHING_SPARED
from dfnsgen.diff.schemas.overlaps import Overlaps, compare_overlaps
from dfnsgen.diff.schemas.scope import Scope
from dfnsgen.diff.schemas.values import edit_type
from dfnsgen.diff.semantics import effect_of
from dfnsgen.diff.sides import Side
from dfnsgen.diff.wording import kind_of, variant_name
from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.equality import json_key, type_of
from dfnsgen.model.schemas.schema import Discriminator, Schema
from dfnsgen.model.shapes.discriminate import Discrimination, discriminate
from dfnsgen.model.shapes.disjoint import all_disjoint, possible_types
from dfnsgen.model.shapes.shape import DiscriminatedBy
from dfnsgen.pointers import last

_ALIKE = 0.4
"""The share of properties that two objects have in common, from which on they are one changed."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _UnionVariant:
    """One variant, with what it may be recognised by. Two that look alike are two."""

    schema: Schema
    component: str
    digest: int
    tags: tuple[str, ...]
    types: frozenset[str]
    properties: frozenset[str]
    required: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Union:
    """The variants of one side. `discrimination` is None where there is only one."""

    variants: tuple[_UnionVariant, ...]
    discrimination: Discrimination | None
    discriminator: Discriminator | None
    exclusive: bool


def is_union(schema: Schema) -> bool:
    """Whether a schema is one union and nothing else."""
    if len(schema.any_of) + len(schema.one_of) != 1:
        return False
    return schema.says_only("any_of", "one_of", "resource")


def compare_unions(scope: Scope) -> None:
    """Pair the variants of two unions, compare the pairs, and note the rest."""
    groups = _groups(scope)
    old = _union(scope.sides.old, scope.old, groups[0])
    new = _union(scope.sides.new, scope.new, groups[1])
    pairs, removed, added = _paired(old.variants, new.variants)
    single = len(old.variants) == len(new.variants) == 1
    if single:
        pairs, removed, added = [(old.variants[0], new.variants[0])], [], []
    if not pairs:
        loses = not all(_is_covered(scope, Version.NEW, new, variant) for variant in removed)
        gains = not all(_is_covered(scope, Version.OLD, old, variant) for variant in added)
        edit_type(scope, effect_of(loses=loses, gains=gains), Effect.SHIFTS)
        removed, added = [], []
    for one, other in pairs:
        both_named = bool(one.component and other.component)
        named = "" if single or both_named else _way(scope, other)
        spare = scope.spare | _spare(scope, (one, other), (old, new))
        replace(scope.below(named), spare=spare).later(Way.SAME, one.schema, other.schema)
    tagged = old.discrimination is not None and old.discrimination.by is DiscriminatedBy.TAG
    for variant in removed:
        _note_removed(scope, variant, new)
    for variant in added:
        _note_added(scope, variant, old, tagged=tagged)
    if old.discrimination is not None and new.discrimination is not None:
        _compare_discrimination(scope, old, new, pairs)
    compare_overlaps(scope, *(union_overlaps(one) for one in (old, new)))


def _spare(
    scope: Scope, pair: tuple[_UnionVariant, _UnionVariant], unions: tuple[_Union, _Union]
) -> int:
    """Return what other variants make good where one of two unions differs."""
    one, other = pair
    if one.digest == other.digest:
        return NOTHING_SPARED
    old, new = (
        replace(union, variants=tuple(v for v in union.variants if v not in pair))
        for union in unions
    )
    loss = LOSS_SPARED if _is_covered(scope, Version.NEW, new, one) else NOTHING_SPARED
    gain = GAIN_SPARED if _is_covered(scope, Version.OLD, old, other) else NOTHING_SPARED
    return loss | gain


def _way(scope: Scope, variant: _UnionVariant) -> str:
    """Name a variant that is an object on the way; a kind alone is no name."""
    side = scope.sides.new
    if not variant.properties:
        return ""
    name = variant_name(side, variant.schema)
    is_named = variant.component or name != kind_of(side, variant.schema)
    return f"({name})" if is_named else ""


def _note_removed(scope: Scope, variant: _UnionVariant, new: _Union) -> None:
    same = _same(variant, new)
    covered = same or _is_covered(scope, Version.NEW, new, variant)
    here = scope.of(variant.schema, scope.new)
    here.edit(
        "variant-removed",
        Effect.SAME if covered else Effect.NARROWS,
        typed=Effect.SAME if same else Effect.NARROWS,
        before=variant_name(scope.sides.old, variant.schema),
        within=(Version.OLD, variant.schema),
    )


def _note_added(scope: Scope, variant: _UnionVariant, old: _Union, *, tagged: bool) -> None:
    same = _same(variant, old)
    covered = same or _is_covered(scope, Version.OLD, old, variant)
    here = scope.of(scope.old, variant.schema)
    here.edit(
        "variant-added",
        Effect.SAME if covered else Effect.WIDENS,
        typed=Effect.SAME if same else Effect.WIDENS,
        tolerated=tagged,
        after=variant_name(scope.sides.new, variant.schema),
        within=(Version.NEW, variant.schema),
    )


def _same(variant: _UnionVariant, union: _Union) -> bool:
    """Whether a union has a variant of the same meaning."""
    return any(other.digest == variant.digest for other in union.variants)


def _is_covered(scope: Scope, version: Version, union: _Union, inner: _UnionVariant) -> bool:
    """Whether a variant of one version's union takes all that a variant of the other one takes.

    Of a variant that lists its values each is asked for: what its own union refuses, since another
    variant takes it too, is neither lost nor gained.
    """
    listed = scope.sides.side(version.other).unfold(inner.schema).enum
    if listed is not None and not scope.text:
        search, schemas = scope.sides.search, scope.written
        return all(
            search.accepts(version, schemas, value)
            or not search.accepts(version.other, schemas, value)
            for value in listed
        )
    return any(
        scope.sides.covers(version, outer.schema, inner.schema, text=scope.text)
        for outer in union.variants
        if scope.text or _may_hold(outer, inner)
    )


def _may_hold(outer: _UnionVariant, inner: _UnionVariant) -> bool:
    """Whether it makes sense to ask whether one variant takes all that the other one takes."""
    if outer.tags and inner.tags and not set(inner.tags) <= set(outer.tags):
        return False
    if outer.required - inner.required:
        return False
    return not inner.types or not outer.types or inner.types <= outer.types


def union_overlaps(union: _Union) -> Overlaps:
    """Return what is to be known of a union where values may match two of its variants."""
    return Overlaps(
        variants=tuple(variant.schema for variant in union.variants),
        digests=tuple(variant.digest for variant in union.variants),
        exclusive=union.exclusive and len(union.variants) > 1,
        declared=union.discriminator is not None,
    )


def _union(side: Side, schema: Schema, grouped: tuple[tuple[Schema, ...], bool]) -> _Union:
    group, exclusive = grouped
    discrimination = None
    if len(group) > 1:
        discrimination = discriminate(
            group, exclusive=exclusive, discriminator=schema.discriminator, unfold=side.unfold
        )
    tags = (
        discrimination.tags
        if discrimination is not None and discrimination.tags
        else ((),) * len(group)
    )
    variants = tuple(
        _variant(side, variant, values) for variant, values in zip(group, tags, strict=True)
    )
    return _Union(
        variants=variants,
        discrimination=discrimination,
        discriminator=schema.discriminator,
        exclusive=exclusive,
    )


_Group = tuple[tuple[Schema, ...], bool]
"""The variants of a schema, and whether only one may match."""


def _groups(scope: Scope) -> tuple[_Group, _Group]:
    """Return the variants of both; what is a variant of the other as a whole is one of its own."""
    sides, schemas = (scope.sides.old, scope.sides.new), (scope.old, scope.new)
    one, other = (_group(schema) for schema in schemas)
    for index, (mine, theirs) in enumerate(((one, other), (other, one))):
        digest = sides[index].digest(schemas[index])
        if len(mine[0]) > 1 and any(sides[1 - index].digest(v) == digest for v in theirs[0]):
            whole = ((schemas[index],), False)
            return (whole, other) if not index else (one, whole)
    return _flat(sides[0], one, sides[1], other), _flat(sides[1], other, sides[0], one)


def _flat(side: Side, group: _Group, other_side: Side, other: _Group) -> _Group:
    """Return a group with the variants of a union in it, where the other version has one of them.

    What exactly one of them takes is what any of them takes, where no two take the same.
    """
    variants, exclusive = group
    theirs = {other_side.digest(variant) for variant in other[0]}
    flat: list[Schema] = []
    for variant in variants:
        body = side.unfold(variant)
        inner, inner_exclusive = _group(body) if is_union(body) else ((), False)
        is_apart = (not exclusive and not inner_exclusive) or all_disjoint(inner, side.unfold)
        is_theirs = side.digest(variant) in theirs
        met = not is_theirs and any(side.digest(one) in theirs for one in inner)
        flat += inner if met and is_apart else (variant,)
    return tuple(flat), exclusive


def _group(schema: Schema) -> tuple[tuple[Schema, ...], bool]:
    """Return the variants; several types or an enum of several types are as many variants."""
    if is_union(schema):
        groups = schema.one_of or schema.any_of
        return groups[0], bool(schema.one_of)
    if schema.types is None or len(schema.types) < 2:
        return (schema,), False
    return tuple(_of_type(schema, kind) for kind in schema.types), False


def _of_type(schema: Schema, kind: str) -> Schema:
    if schema.enum is None:
        return schema.changed(types=(kind,))
    members = tuple(v for v in schema.enum if kind in (type_of(v), "number"))
    return schema.changed(types=(kind,), enum=members)


def _variant(side: Side, schema: Schema, tags: tuple[JsonValue, ...]) -> _UnionVariant:
    found = side.definition(schema)
    body = side.unfold(schema)
    return _UnionVariant(
        schema=schema,
        component=found.component if found is not None else "",
        digest=side.digest(schema),
        tags=tuple(json_key(value) for value in tags),
        types=possible_types(schema, side.unfold) or frozenset(),
        properties=frozenset(name for name, _ in body.properties),
        required=frozenset(body.required),
    )


def _paired(
    old: Iterable[_UnionVariant], new: Iterable[_UnionVariant]
) -> tuple[list[tuple[_UnionVariant, _UnionVariant]], list[_UnionVariant], list[_UnionVariant]]:
    """Pair variants by the surest identity first; return the pairs, and what is left on each side.

    Each variant that is paired wrongly is reported as one removed and one added, or as a hundred
    changes of its properties, so what is sure is taken out before anything is guessed:

        old  Card (kind: card)   Iban (kind: iban)   {amount, note}
        new  CreditCard (card)   Iban (kind: bank)   {amount, note, at}

    `Card` and `CreditCard` share the tag, `Iban` stays by its name though its tag moved, and the
    last two share two properties of three. Without an order `Iban` could have been taken for one
    that looks like it.
    """
    left, right = list(old), list(new)
    pairs: list[tuple[_UnionVariant, _UnionVariant]] = []
    # Equal in meaning; the same component with the same tags, since one component may stand for two
    # tags; the same tags, however it is called; the same component, whatever became of the tags.
    identities: tuple[Callable[[_UnionVariant], Hashable], ...] = (
        lambda variant: variant.digest,
        lambda variant: (variant.component, variant.tags) if variant.component else None,
        lambda variant: variant.tags or None,
        lambda variant: variant.component or None,
    )
    for identity in identities:
        _take_equal(left, right, identity, pairs)
    # What has no mark of its own is compared each with each. The most alike pair is taken first;
    # `sorted` keeps the document's order among equals, so that two runs pair alike.
    alike = [(_likeness(one, other), one, other) for one in left for other in right]
    for likeness, one, other in sorted(alike, key=lambda found: -found[0]):
        if likeness >= _ALIKE and one in left and other in right:
            pairs.append((one, other))
            left.remove(one)
            right.remove(other)
    return pairs, left, right


def _take_equal(
    left: list[_UnionVariant],
    right: list[_UnionVariant],
    identity: Callable[[_UnionVariant], Hashable],
    pairs: list[tuple[_UnionVariant, _UnionVariant]],
) -> None:
    by_identity: dict[Hashable, list[_UnionVariant]] = {}
    for variant in right:
        by_identity.setdefault(identity(variant), []).append(variant)
    for one in list(left):
        key = identity(one)
        rivals = by_identity.get(key, []) if key is not None else []
        if rivals:
            other = rivals.pop(0)
            pairs.append((one, other))
            left.remove(one)
            right.remove(other)


def _likeness(one: _UnionVariant, other: _UnionVariant) -> float:
    """Return how much two variants have in common; two that have different tags have nothing."""
    if one.tags and other.tags:
        shared = set(one.tags) & set(other.tags)
        return 1.0 if shared else 0.0
    if one.properties or other.properties:
        every = one.properties | other.properties
        return len(one.properties & other.properties) / len(every)
    return 1.0 if one.types & other.types else 0.0


def _compare_discrimination(
    scope: Scope, old: _Union, new: _Union, pairs: list[tuple[_UnionVariant, _UnionVariant]]
) -> None:
    """Compare tags that the schemas don't prove: where they do, the constants are compared."""
    before, after = old.discrimination, new.discrimination
    if before is None or after is None or (before.proven and after.proven):
        return
    tag_before = before.tag if before.by is DiscriminatedBy.TAG else None
    tag_after = after.tag if after.by is DiscriminatedBy.TAG else None
    if tag_before is None or tag_after is None:
        if tag_before != tag_after:
            rule = "discriminator-added" if tag_before is None else "discriminator-removed"
            scope.edit(rule, keyword="discriminator", before=tag_before, after=tag_after)
        return
    if tag_before != tag_after:
        scope.edit(
            "discriminator-changed",
            Effect.SHIFTS,
            keyword="discriminator",
            before=tag_before,
            after=tag_after,
        )
        return
    _compare_fallback(scope, old.discriminator, new.discriminator)
    for one, other in pairs:
        # A component's name is its tag also where a mapping gives it others. Source: OpenAPI
        # 3.1.1, section 4.8.25.
        lost = set(one.tags) - set(other.tags) - _own_tag(other)
        gained = set(other.tags) - set(one.tags) - _own_tag(one)
        if lost or gained:
            here = scope.of(one.schema, other.schema)
            here.edit(
                "union-mapping-changed",
                effect_of(loses=bool(lost), gains=bool(gained)),
                before=_tags(one),
                after=_tags(other),
                name=variant_name(scope.sides.new, other.schema),
            )


def _compare_fallback(scope: Scope, old: Discriminator | None, new: Discriminator | None) -> None:
    """Compare the variant of all values that no mapping has. Source: OpenAPI 3.2.0, 4.27."""
    before, after = (last(one.default) if one and one.default else None for one in (old, new))
    if before != after:
        scope.edit(
            "union-mapping-changed",
            Effect.REINTERPRETS,
            keyword="discriminator",
            before=before,
            after=after,
            name="all other values",
        )


def _tags(variant: _UnionVariant) -> JsonValue:
    tags: list[JsonValue] = [json.loads(tag) for tag in variant.tags]
    return tags[0] if len(tags) == 1 else tags


def _own_tag(variant: _UnionVariant) -> set[str]:
    return {json_key(variant.component)} if variant.component else set()
