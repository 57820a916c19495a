"""Which targets of references can reach themselves. Nothing is followed more than once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dfnsgen.model.schemas.children import nested
from dfnsgen.model.schemas.schema import Schema


def references(schema: Schema) -> Iterator[str]:
    """Yield the key of each reference in a schema, at any depth."""
    for part in nested(schema):
        if part.ref is not None:
            yield part.ref
        if part.dynamic_ref is not None:
            yield part.dynamic_ref[1]


class Recursion:
    """Answers for one key at a time, with what earlier answers found. Source: Tarjan (1972)."""

    def __init__(self, parsed: Callable[[str], Schema]) -> None:
        self._parsed = parsed
        self._index: dict[str, int] = {}
        self._low: dict[str, int] = {}
        self._recursive: dict[str, bool] = {}
        self._path: list[str] = []

    def holds(self, key: str) -> bool:
        """Whether `key` can reach itself."""
        if key not in self._recursive:
            self._explore(key)
        return self._recursive[key]

    def _explore(self, start: str) -> None:
        work = [(start, self._edges(start))]
        while work:
            key, edges = work[-1]
            following = next(edges, None)
            if following is None:
                work.pop()
                if work:
                    parent = work[-1][0]
                    self._low[parent] = min(self._low[parent], self._low[key])
                if self._low[key] == self._index[key]:
                    self._close(key)
            elif following not in self._index:
                work.append((following, self._edges(following)))
            elif following not in self._recursive:
                self._low[key] = min(self._low[key], self._index[following])

    def _edges(self, key: str) -> Iterator[str]:
        self._index[key] = self._low[key] = len(self._index)
        self._path.append(key)
        return iter(dict.fromkeys(references(self._parsed(key))))

    def _close(self, root: str) -> None:
        """All keys from `root` on in the path reach each other."""
        start = self._path.index(root)
        members = self._path[start:]
        del self._path[start:]
        for key in members:
            to_itself = len(members) > 1 or key in references(self._parsed(key))
            self._recursive[key] = to_itself
