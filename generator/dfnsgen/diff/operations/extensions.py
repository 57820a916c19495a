"""What documents say beside OpenAPI: how stable a part is, until when it stays, its known values.

In: both documents. Out: edits of `x-stability-level`, `x-sunset`, `x-extensible-enum` and of
`contentSchema`, at operations, parameters and the schemas of bodies and components. They assert
nothing: no value changes its validity, so that what grows less sure is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dfnsgen.diff.change import Affected, Edit, Effect
from dfnsgen.diff.operations.operation_pair import make_edit
from dfnsgen.json_value import JsonValue
from dfnsgen.loader.document import Document
from dfnsgen.model.operations import METHODS, Node, as_node
from dfnsgen.model.schemas.equality import json_key
from dfnsgen.pointers import child

_LEVELS = ("draft", "alpha", "beta", "stable")
_KEYWORDS = (
    ("x-stability-level", "stability"),
    ("x-sunset", "sunset"),
    ("x-extensible-enum", "extensible-enum"),
    ("contentSchema", "content-schema"),
)
_COMPARED = frozenset(keyword for keyword, _ in _KEYWORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A part that both versions have: its name, its nodes, and where they stand."""

    name: str
    nodes: tuple[Node, Node]
    at: tuple[str, str]


def extension_edits(old: Document, new: Document) -> Iterator[Affected]:
    """Yield the edits, each affecting all who use the part."""
    for place in _places(old.tree, new.tree):
        if all(map(_COMPARED.isdisjoint, place.nodes)):
            continue
        is_operation = place.name.split(" ")[0] in map(str.upper, METHODS)
        for keyword, rule in _KEYWORDS:
            one, other = (node.get(keyword) for node in place.nodes)
            if json_key(one) == json_key(other) or (rule == "sunset" and is_operation):
                continue  # an operation's own sunset is compared where its removal is
            edit = _edit(rule, keyword, place, (one, other))
            yield Affected(edit=edit, subject=place.name, everywhere=True)


def _edit(rule: str, keyword: str, place: _Place, values: tuple[JsonValue, JsonValue]) -> Edit:
    before, after = values
    how = "added" if before is None else "removed" if after is None else "changed"
    places = (child(place.at[0], keyword), child(place.at[1], keyword))
    effect = Effect.REINTERPRETS if _is_less_sure(rule, before, after) else Effect.SAME
    return make_edit(f"{rule}-{how}", *places, effect, before=before, after=after)


def _is_less_sure(rule: str, before: JsonValue, after: JsonValue) -> bool:
    """Whether callers can rely on less than before."""
    match rule:
        case "stability":
            return _rank(after) < _rank(before)
        case "sunset":
            return before is not None and (after is None or str(after) < str(before))
        case "extensible-enum":
            kept = {json_key(v) for v in after} if isinstance(after, list) else set[str]()
            return isinstance(before, list) and any(json_key(v) not in kept for v in before)
        case _:
            return False


def _rank(level: JsonValue) -> int:
    """Return how stable a level is; what says nothing is stable."""
    return _LEVELS.index(level) if isinstance(level, str) and level in _LEVELS else len(_LEVELS) - 1


def _places(old: Node, new: Node) -> Iterator[_Place]:
    theirs = as_node(new.get("paths"))
    for path, item in as_node(old.get("paths")).items():
        for method in METHODS:
            nodes = as_node(as_node(item).get(method)), as_node(
                as_node(theirs.get(path)).get(method)
            )
            if all(nodes):
                at = child("#/paths", path, method)
                yield _Place(name=f"{method.upper()} {path}", nodes=nodes, at=(at, at))
                yield from _parameters(nodes, at)
                yield from _bodies(nodes, at)
    schemas = [as_node(as_node(tree.get("components")).get("schemas")) for tree in (old, new)]
    for name, schema in schemas[0].items():
        at = child("#/components/schemas", name)
        yield from _schemas(name, (as_node(schema), as_node(schemas[1].get(name))), (at, at))


def _parameters(operations: tuple[Node, Node], at: str) -> Iterator[_Place]:
    known: list[dict[tuple[str, str], tuple[Node, str]]] = []
    for operation in operations:
        several = operation.get("parameters")
        nodes = [as_node(one) for one in several] if isinstance(several, list) else []
        known.append(
            {
                (str(node.get("in")), str(node.get("name"))): (node, child(at, "parameters", index))
                for index, node in enumerate(nodes)
            }
        )
    for (location, name), (node, place) in known[0].items():
        if (location, name) in known[1]:
            other, elsewhere = known[1][location, name]
            title = f"{location} parameter {name}"
            yield _Place(name=title, nodes=(node, other), at=(place, elsewhere))
            inner = as_node(node.get("schema")), as_node(other.get("schema"))
            yield from _schemas(title, inner, (child(place, "schema"), child(elsewhere, "schema")))


def _bodies(operations: tuple[Node, Node], at: str) -> Iterator[_Place]:
    """Yield the schemas that are written out in what is sent and answered."""
    names: list[tuple[str, tuple[str, ...]]] = [("request body", ("requestBody",))]
    statuses = as_node(operations[0].get("responses"))
    names += [(f"response {status}", ("responses", status)) for status in statuses]
    for name, way in names:
        holders = [_within(operation, *way, "content") for operation in operations]
        for kind in holders[0]:
            schemas = _within(holders[0], kind, "schema"), _within(holders[1], kind, "schema")
            place = child(at, *way, "content", kind, "schema")
            yield from _schemas(name, schemas, (place, place))


def _within(node: Node, *names: str) -> Node:
    for name in names:
        node = as_node(node.get(name))
    return node


def _schemas(name: str, nodes: tuple[Node, Node], at: tuple[str, str]) -> Iterator[_Place]:
    """Yield a schema and those that are written out in it, by property and item."""
    waiting = [(name, nodes, at)]
    while waiting:
        name, (one, other), at = waiting.pop()
        if not one or not other:
            continue
        yield _Place(name=name, nodes=(one, other), at=at)
        theirs = as_node(other.get("properties"))
        for key, inner in as_node(one.get("properties")).items():
            places = (child(at[0], "properties", key), child(at[1], "properties", key))
            waiting.append((f"{name}.{key}", (as_node(inner), as_node(theirs.get(key))), places))
        items = as_node(one.get("items")), as_node(other.get("items"))
        waiting.append((f"{name}[]", items, (child(at[0], "items"), child(at[1], "items"))))
