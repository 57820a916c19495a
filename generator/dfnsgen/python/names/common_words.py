"""What names have in common, word by word, and how two are joined.

In: the words of names. Out: words.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from dfnsgen.python.names.spelling import singular

Words = tuple[str, ...]


def overlapping(left: Words, right: Words) -> Words:
    """Join two names; words that end the one and begin the other stand once."""
    for size in range(min(len(left), len(right)), 0, -1):
        if left[-size:] == right[:size]:
            return (*left, *right[size:])
    if left and right and singular(left[-1]) == right[0]:
        return (*left[:-1], *right)
    return (*left, *right)


def contains(several: list[str], part: list[str]) -> bool:
    """Whether some words stand in others, one behind the other."""
    starts = range(len(several) - len(part) + 1)
    return any(several[start : start + len(part)] == part for start in starts)


def common_end(several: list[Words]) -> Words:
    """Return the last words that several names have in common."""
    shared: list[str] = []
    for column in zip(*(reversed(name) for name in several), strict=False):
        if len(set(column)) > 1:
            break
        shared.insert(0, column[0])
    return tuple(shared)


def in_common(several: Iterable[Words]) -> Words:
    """Return the words that all names have, in their order.

    `quoted source asset`, `quoted target asset`   →   `quoted asset`
    """
    return reduce(_both, several)


def _both(left: Words, right: Words) -> Words:
    """Return the longest sequence of words that both have."""
    longest: list[Words] = [()] * (len(right) + 1)
    for word in left:
        before: Words = ()
        for place, other in enumerate(right, 1):
            above = longest[place]
            is_same = singular(word) == singular(other)
            found = (*before, word) if is_same else max(longest[place - 1], above, key=len)
            before, longest[place] = above, found
    return longest[-1]
