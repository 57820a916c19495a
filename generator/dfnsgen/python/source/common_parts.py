"""What all variants of a union do alike, so that it is written once.

In: the parts of each variant's function. Out: for each union that is worth it the parts that all
its variants have, in the order of the first. A variant belongs to the first such union.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar, cast

Part = TypeVar("Part", bound=Hashable)

_VARIANTS = 3
_CHARACTERS = 120


def common_parts(
    unions: Iterable[tuple[str, tuple[str, ...]]], parts: Mapping[str, tuple[Part, ...]]
) -> dict[str, tuple[tuple[str, ...], tuple[Part, ...]]]:
    """Return by union its variants and their common parts.

    `unions` names the variants of each union, `parts` holds what may be common of each variant.
    """
    found: dict[str, tuple[tuple[str, ...], tuple[Part, ...]]] = {}
    taken: set[str] = set()
    for union, named in unions:
        variants = tuple(dict.fromkeys(named))
        if len(variants) < _VARIANTS or any(v in taken or v not in parts for v in variants):
            continue
        common = set(parts[variants[0]]).intersection(*(parts[v] for v in variants[1:]))
        ordered = tuple(part for part in parts[variants[0]] if part in common)
        if len("".join(map(_text, ordered))) >= _CHARACTERS:
            found[union] = variants, ordered
            taken.update(variants)
    return found


def _text(part: Hashable) -> str:
    return "".join(cast("tuple[str, ...]", part)) if isinstance(part, tuple) else str(part)
