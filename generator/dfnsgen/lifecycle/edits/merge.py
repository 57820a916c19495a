"""A three-way merge of lines: what somebody changed, put into what dfnsgen writes now.

In: the text that was written last, the edited one, the new one. Out: the merged text, or None where
both changed the same lines: nothing is guessed. Source: diff3, after Khanna, Kunal and Pierce 2007.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class _Same:
    """A run of lines that all three texts share: where it starts in each, and its length."""

    base: int
    mine: int
    new: int
    size: int


def merge(base: str, mine: str, new: str) -> str | None:
    """Return `new` with the edits that lead from `base` to `mine`; None where they collide."""
    bases, mines, news = (text.splitlines(keepends=True) for text in (base, mine, new))
    merged: list[str] = []
    at = _Same(0, 0, 0, 0)
    for same in (*_shared(bases, mines, news), _Same(len(bases), len(mines), len(news), 0)):
        before = bases[at.base : same.base]
        edited = mines[at.mine : same.mine]
        written = news[at.new : same.new]
        if edited == before:
            merged += written
        elif written in (before, edited):
            merged += edited
        else:
            return None
        merged += bases[same.base : same.base + same.size]
        at = _Same(same.base + same.size, same.mine + same.size, same.new + same.size, 0)
    return "".join(merged)


def _shared(base: list[str], mine: list[str], new: list[str]) -> Iterator[_Same]:
    """Yield the runs of lines of `base` that stand in both others."""
    in_mine, in_new = _places(base, mine), _places(base, new)
    start = 0
    while start < len(base):
        if start not in in_mine or start not in in_new:
            start += 1
            continue
        size = 1
        while (
            in_mine.get(start + size) == in_mine[start] + size
            and in_new.get(start + size) == in_new[start] + size
        ):
            size += 1
        yield _Same(start, in_mine[start], in_new[start], size)
        start += size


def _places(base: list[str], other: list[str]) -> dict[int, int]:
    matcher = SequenceMatcher(None, base, other, autojunk=False)
    return {
        block.a + offset: block.b + offset
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
    }
