"""What a fake remembers: the things of each collection, by their ids, and the time.

In: nothing. Out: collections by path, each a mapping of ids to things that a test may read, add to
and correct. A thing is an object of JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any, Final

from ._fake_facts import as_object

Thing = dict[str, Any]


class Collection(MutableMapping[str, Thing]):
    """The things of one collection, in the order in which they were made.

    `removed` are the ids of what was there once.
    """

    def __init__(self, path: str, id_name: str, made: Callable[[str, Thing], Thing]) -> None:
        self.path: Final = path
        self.id_name: Final = id_name
        self.removed: Final[set[str]] = set()
        self._things: Final[dict[str, Thing]] = {}
        self._made = made

    def add(self, **properties: Any) -> Thing:
        """Add a thing; what isn't given of it, its id included, is made up. Return the thing."""
        thing = self._made(self.path, dict(properties))
        self[str(thing.get(self.id_name, len(self) + 1))] = thing
        return thing

    def __getitem__(self, key: str) -> Thing:
        return self._things[key]

    def __setitem__(self, key: str, thing: Thing) -> None:
        self._things[key] = thing
        self.removed.discard(key)

    def __delitem__(self, key: str) -> None:
        del self._things[key]
        self.removed.add(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)

    def __repr__(self) -> str:
        return f"Collection({self.path!r}, {[*self._things]})"


class Collections(Mapping[str, Collection]):
    """All collections, by path: `/wallets`, `/wallets/wa-1/transfers`; one is there when asked."""

    def __init__(self, opened: Callable[[str], Collection]) -> None:
        self._opened = opened
        self._known: dict[str, Collection] = {}

    def __getitem__(self, path: str) -> Collection:
        if path not in self._known:
            self._known[path] = self._opened(path)
        return self._known[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def __repr__(self) -> str:
        return f"Collections({[*self._known]})"


class Memory:
    """What one fake remembers; `clock` counts seconds, one for each request."""

    def __init__(self, opened: Callable[[str], Collection]) -> None:
        self.collections: Final = Collections(opened)
        self.states: Final[dict[str, Any]] = {}
        self.repeated: Final[dict[tuple[str, str], tuple[Any, Any]]] = {}
        self.clock = 0
        self.made = 0


def merged(before: Thing, patch: Thing) -> Thing:
    """Return an object with a merge patch applied (RFC 7396): `null` removes, at every depth."""
    made = dict(before)
    for name, value in patch.items():
        inner = as_object(value)
        if value is None:
            made.pop(name, None)
        else:
            made[name] = value if inner is None else merged(as_object(made.get(name)) or {}, inner)
    return made
