"""Walking a tree of JSON: objects with certain members, in document order, without recursion."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dfnsgen.json_value import JsonValue
from dfnsgen.loader.grammar import Link

_CONTAINERS = (dict, list)


def objects(
    tree: JsonValue, members: Collection[str]
) -> Iterator[tuple[dict[str, JsonValue], Link]]:
    """Yield each object that has one of the members, with its place.

    An object that aliases share is yielded at its first place.
    """
    names = frozenset(members)
    stack: list[tuple[JsonValue, Link]] = [(tree, None)]
    seen: set[int] = set()
    while stack:
        node, place = stack.pop()
        inner: list[tuple[JsonValue, Link]] = []
        if isinstance(node, dict):
            if id(node) in seen:
                continue
            seen.add(id(node))
            if not names.isdisjoint(node):
                yield node, place
            inner = [(v, (place, name)) for name, v in node.items() if isinstance(v, _CONTAINERS)]
        elif isinstance(node, list):
            inner = [
                (v, (place, str(index)))
                for index, v in enumerate(node)
                if isinstance(v, _CONTAINERS)
            ]
        inner.reverse()
        stack += inner
