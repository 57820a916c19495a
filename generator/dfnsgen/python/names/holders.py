"""What structures hold: the order in which they are named, and what the variants of a union have.

In: an API. Out: its keys, holders first; counts of a union's variants. Each in one pass: a union
may have very many variants, and a structure very many that hold it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from dfnsgen.model.api import Api
from dfnsgen.model.shapes.shape import ObjectShape, Reference, Shape, UnionShape


@dataclass(frozen=True, slots=True, kw_only=True)
class Variants:
    """How many variants of a union are a reference, have a property, have any property at all."""

    references: Counter[str]
    properties: Counter[str]
    with_properties: int

    @classmethod
    def of(cls, api: Api, union: UnionShape) -> Variants:
        """Count what the variants of a union have."""
        shapes = [variant.shape for variant in union.variants]
        held = [properties_of(api, shape) for shape in shapes]
        return cls(
            references=Counter(shape.key for shape in shapes if isinstance(shape, Reference)),
            properties=Counter(name for properties in held for name in properties),
            with_properties=sum(map(bool, held)),
        )


def properties_of(api: Api, shape: Shape) -> dict[str, bool]:
    """Return the properties of an object and whether each is required."""
    if isinstance(shape, Reference):
        shape = api.definitions[shape.key].shape
    if not isinstance(shape, ObjectShape):
        return {}
    return {prop.spec_name: prop.required for prop in shape.properties}


def holders_first(api: Api, keys: list[str]) -> Iterator[str]:
    """Yield keys so that what holds a structure comes before it, as far as that can be.

    A name in context is made of the holder's name, so the holder must have one. In a circle of
    holders (a tree of anonymous nodes) the first in the document begins.
    """
    place = {key: number for number, key in enumerate(keys)}
    held: dict[str, list[str]] = defaultdict(list)
    unnamed: dict[str, int] = {}
    for key in keys:
        occurrences = api.definitions[key].occurrences
        holders = {o.holder for o in occurrences if o.holder in place and o.holder != key}
        unnamed[key] = len(holders)
        for holder in holders:
            held[holder].append(key)
    waiting = iter(keys)
    named: set[str] = set()
    ready = [key for key in keys if not unnamed[key]]
    while ready := ready or [*islice((key for key in waiting if key not in named), 1)]:
        named.update(ready)
        yield from ready
        inner = [key for holder in ready for key in held[holder]]
        for key in inner:
            unnamed[key] -= 1
        further = {key for key in inner if not unnamed[key]} - named
        ready = sorted(further, key=place.__getitem__)
