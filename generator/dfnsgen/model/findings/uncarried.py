"""What a document holds and no output shows: links, XML hints, foreign auth flows.

In: the tree. Out: the pointers, in document order; extensions (`x-…`), data and prose don't count.
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.json_value import JsonValue
from dfnsgen.loader.grammar import Link, pointer_of
from dfnsgen.model.walk import objects
from dfnsgen.pointers import child

_DATA = frozenset(("example", "examples", "default", "enum", "const", "value", "mapping"))
_UNCARRIED = frozenset(("links", "xml", "type"))
_NAMED = frozenset(("properties", "patternProperties", "schemas", "$defs", "headers", "responses"))


def not_carried(tree: dict[str, JsonValue]) -> tuple[str, ...]:
    """Return the pointers of what is not carried over."""
    return tuple(
        child(pointer_of(place), name)
        for node, place in objects(tree, _UNCARRIED)
        for name in _foreign(node)
        if not _is_data(place)
    )


def _foreign(node: dict[str, JsonValue]) -> Iterator[str]:
    """Yield the members of an object that no output carries."""
    if isinstance(node.get("links"), dict) and "description" in node:
        yield "links"
    if isinstance(node.get("xml"), dict):
        yield "xml"
    if node.get("type") in ("openIdConnect", "mutualTLS"):
        yield "type"


def _is_data(place: Link) -> bool:
    """Whether a place lies in data, or is a map whose keys are names rather than keywords."""
    if place is not None and place[1] in _NAMED:
        return True
    while place is not None:
        place, token = place
        named = place is not None and place[1] in _NAMED
        if not named and (token in _DATA or token.startswith("x-")):
            return True
    return False
