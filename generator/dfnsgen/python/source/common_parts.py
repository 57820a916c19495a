"""What all variants of a union do alike, so that it is written once.

In: the parts of each variant's function. Out: for each union that is worth it the parts that all
its variants have, in the order of the first. A variant belongs to the first such union.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

Part = TypeVar("Part", bound=Hashable)
Variant = TypeVar("Variant", bound=str)

_VARIANTS = 3
_CHARACTERS = 120


def common_parts(
    unions: Iterable[tuple[str, tuple[Variant, ...]]],
    parts: Mapping[Variant, tuple[Part, ...]],
    size: Callable[[Part], int],
) -> dict[str, tuple[tuple[Variant, ...], tuple[Part, ...]]]:
    """Return by union its variants and their common parts.

    `unions` names the variants of each union, `parts` holds what may be common of each variant,
    and `size` tells how many characters a part takes.
    """
    found: dict[str, tuple[tuple[Variant, ...], tuple[Part, ...]]] = {}
    taken: set[Variant] = set()
    for union, named in unions:
        variants = tuple(dict.fromkeys(named))
        if len(variants) < _VARIANTS or any(v in taken or v not in parts for v in variants):
            continue
        common = set(parts[variants[0]]).intersection(*(parts[v] for v in variants[1:]))
        ordered = tuple(part for part in parts[variants[0]] if part in common)
        if sum(map(size, ordered)) >= _CHARACTERS:
            found[union] = variants, ordered
            taken.update(variants)
    return found
