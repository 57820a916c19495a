"""Groups of what leads to each other, in an order in which nothing is met before what it leads to.

In: what leads where. Out: groups. Nothing is followed more than once, and no chain is too long.
Source: Tarjan, "Depth-first search and linear graph algorithms" (1972).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def grouped(edges: Mapping[T, Iterable[T]]) -> Iterator[tuple[T, ...]]:
    """Yield groups of what leads to each other, each after all that it leads to.

    {a: [b], b: [c, a], c: []}   →   (c,), (b, a)
    """
    index: dict[T, int] = {}
    low: dict[T, int] = {}
    path: list[T] = []
    is_open: set[T] = set()
    work: list[tuple[T, Iterator[T]]] = []

    def opened(one: T) -> None:
        index[one] = low[one] = len(index)
        path.append(one)
        is_open.add(one)
        work.append((one, iter(edges[one])))

    for start in edges:
        if start not in index:
            opened(start)
        while work:
            one, targets = work[-1]
            target = next(targets, None)
            if target is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[one])
                if low[one] == index[one]:
                    yield _closed(path, one, is_open)
            elif target not in index:
                opened(target)
            elif target in is_open:
                low[one] = min(low[one], index[target])


def _closed(path: list[T], root: T, is_open: set[T]) -> tuple[T, ...]:
    """Take a group, which stands at the end of a path, from there; its root comes last."""
    group = [path.pop()]
    while group[-1] != root:
        group.append(path.pop())
    is_open.difference_update(group)
    return tuple(group)
