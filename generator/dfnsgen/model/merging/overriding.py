"""Properties that the parts of an `allOf` describe in ways that exclude each other.

    allOf: [{properties: {id: {type: integer}}}, {properties: {id: {type: string}}}]
        To the letter there is no `id`; whoever writes a class that inherits means that it is a
        string: the last part is the nearest, and overrides.

In: the parts. Out: the parts, the earlier ones without what is overridden.
"""

from __future__ import annotations

from collections.abc import Callable

from dfnsgen.model.schemas.schema import Schema


def overridden(
    parts: list[Schema],
    both: Callable[[Schema, Schema], Schema],
    written_out: Callable[[Schema], Schema],
    is_open: Callable[[Schema], bool],
) -> list[Schema] | None:
    """Return the parts so that none excludes a property of another, None where none does."""
    whole = [part if is_open(part) else written_out(part) for part in parts]
    made = [*parts]
    nearest: dict[str, Schema] = {}
    for place in range(len(whole) - 1, -1, -1):
        lost = {
            name
            for name, own in whole[place].properties
            if name in nearest and _exclude(own, nearest[name], both)
        }
        if lost:
            kept = tuple(pair for pair in whole[place].properties if pair[0] not in lost)
            made[place] = whole[place].changed(properties=kept)
        for name, own in whole[place].properties:
            nearest.setdefault(name, own)
    return None if all(a is b for a, b in zip(made, parts, strict=True)) else made


def _exclude(own: Schema, nearer: Schema, both: Callable[[Schema, Schema], Schema]) -> bool:
    if own == nearer or own.never or nearer.never:
        return False
    return both(own, nearer).never
