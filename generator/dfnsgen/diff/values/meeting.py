"""The schema of what two schemas of one version both take.

In: a side and two of its schemas. Out: one that accepts exactly the values that both accept, as the
merging of `allOf` makes it.
"""

from __future__ import annotations

from dfnsgen.diff.sides import Side
from dfnsgen.model.merging.merge import merge
from dfnsgen.model.schemas.schema import Schema

_DEEPEST = 4


def meeting(side: Side, one: Schema, other: Schema, depth: int = _DEEPEST) -> Schema:
    """Return what both take; too deep inside it is left as an `allOf`."""
    left, right = side.unfold(one), side.unfold(other)
    if not depth or left.ref is not None or right.ref is not None:
        return Schema(all_of=(one, other))
    return merge(left, right, lambda a, b: meeting(side, a, b, depth - 1))
