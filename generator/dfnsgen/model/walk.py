"""Walking a tree of JSON: every object with its place, in document order, without recursion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dfnsgen.json_value import JsonValue
from dfnsgen.pointers import child

_CONTAINERS = (dict, list)


class Place(NamedTuple):
    """A place as a chain of tokens; its pointer is written only where it is asked for."""

    parent: Place | None = None
    token: str | int = ""

    def pointer(self) -> str:
        """Return the JSON pointer of the place."""
        tokens: list[str | int] = []
        place = self
        while place.parent is not None:
            tokens.append(place.token)
            place = place.parent
        return child("#", *reversed(tokens))


def objects(tree: JsonValue) -> Iterator[tuple[dict[str, JsonValue], Place]]:
    """Yield each object of the tree; an object that aliases share is yielded at its first place."""
    stack: list[tuple[JsonValue, Place]] = [(tree, Place())]
    seen: set[int] = set()
    while stack:
        node, place = stack.pop()
        if isinstance(node, dict):
            if id(node) in seen:
                continue
            seen.add(id(node))
            yield node, place
            stack += [
                (value, Place(place, name))
                for name, value in reversed(node.items())
                if isinstance(value, _CONTAINERS)
            ]
        elif isinstance(node, list):
            stack += [
                (value, Place(place, index))
                for index, value in enumerate(node)
                if isinstance(value, _CONTAINERS)
            ][::-1]
