"""Whether it is proven that no value is valid against two schemas.

In: two schemas, or the variants of a union, flattened. Out: whether they are disjoint. A proof that
isn't found costs an inexact decoder, one that is wrong a wrong answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, islice, takewhile

from dfnsgen.model.limits import MOST_PAIRS
from dfnsgen.model.schemas.equality import common
from dfnsgen.model.schemas.schema import Schema

Unfold = Callable[[Schema], Schema]
"""Puts a reference's target in its place."""

_DEPTH = 4
"""How far a proof looks into nested schemas."""
_ANYTHING = Schema()


def all_of_other_types(variants: Sequence[Schema], unfold: Unfold) -> bool:
    """Whether no two variants have a JSON type in common."""
    seen: set[str] = set()
    for variant in variants:
        types = possible_types(variant, unfold)
        if types is None or not seen.isdisjoint(types):
            return len(variants) < 2
        seen |= types
    return True


def all_disjoint(variants: Sequence[Schema], unfold: Unfold) -> bool:
    """Whether it is proven that no value is valid against two of the variants.

    Of thousands of variants the pairs are too many to look at each: see `_doubtful`. Where even
    those that are left are too many, nothing is proven.
    """
    pairs = _doubtful(variants, unfold)
    looked_at = islice(pairs, MOST_PAIRS)
    return all(are_disjoint(a, b, unfold) for a, b in looked_at) and next(pairs, None) is None


def _doubtful(variants: Sequence[Schema], unfold: Unfold) -> Iterator[tuple[Schema, Schema]]:
    """Yield the pairs that may have a value in common.

    A closed object excludes all that require what it doesn't declare. So it needs to be compared
    only with those whose rarest required property it has:
        {id, a} | {id, b} | {id, c} | …     none has what another one is known by: no pair is left
    """
    bodies = [unfold(variant) for variant in variants]
    if not all(_is_closed_object(body) for body in bodies):
        yield from combinations(variants, 2)
        return
    count = Counter(name for body in bodies for name, _ in body.properties)
    requiring: dict[str | None, list[int]] = {}
    for number, body in enumerate(bodies):
        rarest = min(body.required, key=lambda name: count[name], default=None)
        requiring.setdefault(rarest, []).append(number)
    for number, body in enumerate(bodies):
        for name in (None, *(name for name, _ in body.properties)):
            # Later ones alone: an earlier one was compared with this one, or excludes it.
            for other in takewhile(number.__lt__, reversed(requiring.get(name, ()))):
                yield variants[number], variants[other]


def _is_closed_object(body: Schema) -> bool:
    return body.types == ("object",) and not body.groups and _forbids_undeclared(body)


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
