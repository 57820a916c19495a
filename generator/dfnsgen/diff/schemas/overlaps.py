"""Values that two variants of a `oneOf` take, which it refuses.

In: a Scope of two unions, and what is to be known of each. Out: edits where such values become
wrong, or right. Where variants aren't proved to be apart a search decides: a value that is found is
certain, though a warning only where it holds what no schema declares. Under a declared
discriminator the tag chooses, and there is nothing to be found.

    old  oneOf: [Card, string]           {"card": 1, "iban": 2} is a Card
    new  oneOf: [Card, Iban, string]     it is both, so that it is refused
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations, islice

from dfnsgen.diff.change import Effect, Version
from dfnsgen.diff.schemas.scope import Scope
from dfnsgen.diff.sides import Side
from dfnsgen.diff.wording import variant_name
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.disjoint import are_disjoint

_Pair = tuple[Schema, Schema]
"""Two variants of a union."""

_MOST_PAIRS = 40
UNDECLARED = "only a value with properties that nobody declares is taken by both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlaps:
    """One union: its variants, the digests of their meanings, whether only one may match.

    `declared` where a discriminator says which one.
    """

    variants: tuple[Schema, ...]
    digests: tuple[int, ...]
    exclusive: bool
    declared: bool


def compare_overlaps(scope: Scope, old: Overlaps, new: Overlaps) -> None:
    """Note what is wrong since it matches two variants, and was right, or the other way round."""
    if old.exclusive == new.exclusive and sorted(old.digests) == sorted(new.digests):
        return
    both = len(old.variants) > 1 and len(new.variants) > 1
    keyword = both and old.exclusive != new.exclusive
    for version, union, other in ((Version.NEW, new, old), (Version.OLD, old, new)):
        if union.exclusive and (keyword or not union.declared):
            stays = Counter(other.digests if other.exclusive else ())
            pairs = _that_may_meet(union, stays, scope.sides.side(version))
            _note(scope, version, pairs, keyword=keyword)


def _that_may_meet(union: Overlaps, stays: Counter[int], side: Side) -> list[_Pair]:
    """Return the pairs of variants of which a value may be both; of pairs that stay it was so."""
    variants = zip(union.variants, union.digests, strict=True)
    return [
        (one, other)
        for (one, digest), (other, its_digest) in combinations(variants, 2)
        if not Counter((digest, its_digest)) <= stays and not are_disjoint(one, other, side.unfold)
    ]


def _note(scope: Scope, version: Version, pairs: list[_Pair], *, keyword: bool) -> None:
    side, is_new = scope.sides.side(version), version is Version.NEW
    found = [
        (pair, *scope.sides.search.matching_both(scope.written, version, pair))
        for pair in islice(pairs, _MOST_PAIRS)
    ]
    surest = sorted((one for one in found if one[1]), key=lambda one: not one[2])
    if keyword and pairs and not surest:
        rule = "union-exclusive" if is_new else "union-inclusive"
        scope.edit(rule, Effect.SAME, keyword="oneOf", undecided=True)
    for pair, values, declared in surest[:1]:
        names = " and ".join(variant_name(side, variant) for variant in pair)
        rule = "union-exclusive" if keyword else "variants-overlap"
        if not is_new:
            rule = "union-inclusive" if keyword else "variants-apart"
        effect = Effect.NARROWS if is_new else Effect.WIDENS
        scope.edit(
            rule,
            effect if declared else Effect.SAME,
            keyword="oneOf",
            undecided=not declared,
            because="" if declared else UNDECLARED,
            before=None if is_new or keyword else names,
            after=names if is_new and not keyword else None,
            witnesses=values,
        )
