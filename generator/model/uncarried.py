"""What a document holds and no output shows: links, callbacks, XML hints, foreign auth flows.

In: the tree. Out: the pointers, in document order; extensions (`x-…`) and prose don't count.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.loader.document import JsonValue
from generator.model.pointers import child

_DATA = frozenset(("example", "examples", "default", "enum", "const", "value", "mapping"))
_NAMED = frozenset(("properties", "patternProperties", "schemas", "$defs", "headers", "responses"))


def not_carried(tree: dict[str, JsonValue]) -> tuple[str, ...]:
    """Return the pointers of what is not carried over."""
    found: list[str] = []
    stack: list[tuple[JsonValue, str, str]] = [(tree, "#", "")]
    while stack:
        value, at, keyword = stack.pop()
        if isinstance(value, dict):
            names = keyword in _NAMED
            below = [(v, child(at, k), k if not names else "") for k, v in value.items()]
            if not names:
                found += [child(at, name) for name in _foreign(value)]
                below = [b for b in below if b[2] not in _DATA and not b[2].startswith("x-")]
            stack.extend(reversed(below))
        elif isinstance(value, list):
            stack.extend(
                (item, f"{at}/{index}", "") for index, item in reversed([*enumerate(value)])
            )
    return tuple(found)


def _foreign(node: dict[str, JsonValue]) -> Iterator[str]:
    """Yield the members of an object that no output carries."""
    if isinstance(node.get("responses"), dict) and isinstance(node.get("callbacks"), dict):
        yield "callbacks"
    if "description" in node and isinstance(node.get("links"), dict):
        yield "links"
    if isinstance(node.get("xml"), dict):
        yield "xml"
    if node.get("type") in ("openIdConnect", "mutualTLS") and "properties" not in node:
        yield "type"
