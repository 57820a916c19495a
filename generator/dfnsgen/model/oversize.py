"""Where a document asks for more than one package may hold: see `limits`.

In: a document's tree, or its Api. Out: the place that is too much, as a refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Api
from dfnsgen.model.limits import MEMBERS_A_FIELD, MOST_FIELDS, MOST_PROPERTIES, VALUES_A_FIELD
from dfnsgen.pointers import child, key_of

TOO_DEEP = Rule.error(
    "schemas-too-deep",
    "schemas lead into each other, or nest, more than a hundred times",
    effect="no code can be made for them",
    remedy="name the inner schemas as components, and shorten chains of references",
)
TOO_WIDE = Rule.error(
    "object-too-wide",
    "the object has {count} properties: no class can have so many",
    effect="no code can be made for it",
    remedy="say what its properties have in common, with additionalProperties",
)
TOO_LARGE = Rule.error(
    "package-too-large",
    "up to here, and with what each `allOf` brings along, there are more than {most:,} fields to "
    "write, where a class counts as three and an operation as eight",
    effect="no package of so many can be made",
    remedy="generate a part of it with --tag or --only, and shorten chains of `allOf`",
)


def refuse_wide(api: Api, locate: Callable[[str], Location]) -> None:
    """Refuse an object of too many properties."""
    for key, definition in api.definitions.items():
        count = len(definition.schema.properties)
        if count > MOST_PROPERTIES:
            raise Refused(TOO_WIDE.found(locate(key), count=count))


def refuse_large(api: Api, tree: JsonValue, locate: Callable[[str], Location]) -> None:
    """Refuse a package of too many classes, fields and operations."""
    parts = [
        (key, 3 + len(held.schema.properties) + len(held.schema.enum or ()) // MEMBERS_A_FIELD)
        for key, held in api.definitions.items()
    ]
    parts += [(operation.at, 8) for operation in api.all_operations]
    total = sum(weight for _, weight in parts)
    if total <= MOST_FIELDS:
        return
    most = max(MOST_FIELDS, _values(tree) // VALUES_A_FIELD)
    for key, weight in reversed(parts):
        total -= weight
        if total <= most < total + weight:
            raise Refused(TOO_LARGE.found(locate(key), most=most))


def _values(tree: JsonValue) -> int:
    count, waiting = 0, [tree]
    while waiting:
        one = waiting.pop()
        count += 1
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return count


def deepest(tree: Mapping[str, JsonValue]) -> str:
    """Return the place of the schema, or path, from which the longest way leads down.

    A way goes from a schema to those that are in it, and along references, up to where it meets
    itself.
    """
    components = tree.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    places = {"#/components/schemas": schemas, "#/paths": tree.get("paths")}
    links = {
        child(place, name): list(_leads(one))
        for place, held in places.items()
        if isinstance(held, dict)
        for name, one in held.items()
    }
    depths: dict[str, int] = {}
    for start in links:
        if start not in depths:
            _measure(start, links, depths)
    return max(depths, key=lambda key: depths[key], default="#")


def _measure(
    start: str, links: Mapping[str, list[tuple[str, int]]], depths: dict[str, int]
) -> None:
    """Find how far a way leads from a place, and from all that it comes by."""
    depths[start] = 0
    way = [(start, iter(links[start]))]
    while way:
        key, further = way[-1]
        for target, step in further:
            if target in links and target not in depths:
                # This step is taken again when it is known how far it leads.
                depths[target] = 0
                way += [(key, iter([(target, step)])), (target, iter(links[target]))]
                break
            depths[key] = max(depths[key], depths.get(target, 0) + step)
        else:
            way.pop()


def _leads(schema: JsonValue) -> Iterator[tuple[str, int]]:
    """Yield the keys that a schema refers to, each with how deep in it; "" for what ends in it."""
    waiting = [(schema, 1)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, dict):
            reference = one.get("$ref")
            yield key_of(reference) if isinstance(reference, str) else "", depth
            waiting += ((value, depth + 1) for value in one.values())
        elif isinstance(one, list):
            waiting += ((value, depth + 1) for value in one)
