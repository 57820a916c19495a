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
from dfnsgen.pointers import child, key_of, lookup

_LEVELS = ("draft", "alpha", "beta", "stable")
_KEYWORDS = (
    ("x-stability-level", "stability"),
    ("x-sunset", "sunset"),
    ("x-extensible-enum", "extensible-enum"),
    ("contentSchema", "content-schema"),
)
_LONGEST_WAY = 20
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


@dataclass(frozen=True, slots=True)
class _Part:
    """A node of one document's tree, and where it stands."""

    tree: Node
    node: Node
    at: str

    def below(self, *names: str) -> _Part:
        """Return what stands below, a reference's target in its place; empty where nothing does."""
        part = self
        for name in names:
            inner = part.node.get(name)
            part = _followed(_Part(part.tree, as_node(inner), child(part.at, name)))
        return part

    def parameters(self) -> Iterator[_Part]:
        """Yield the parameters that stand here."""
        several = self.node.get("parameters")
        for index, one in enumerate(several if isinstance(several, list) else []):
            at = child(self.at, "parameters", index)
            yield _followed(_Part(self.tree, as_node(one), at))


def _followed(part: _Part) -> _Part:
    """Return what a part refers to, if it does: a reference that leads nowhere stays."""
    for _ in range(_LONGEST_WAY):
        ref = part.node.get("$ref")
        if not isinstance(ref, str) or not ref.startswith("#/"):
            break
        try:
            node = as_node(lookup(part.tree, key_of(ref)))
        except KeyError:
            break
        part = _Part(part.tree, node, key_of(ref))
    return part


def _places(old: Node, new: Node) -> Iterator[_Place]:
    roots = (_Part(old, old, "#"), _Part(new, new, "#"))
    for path in as_node(old.get("paths")):
        items = [root.below("paths", path) for root in roots]
        for method in METHODS:
            one, other = (item.below(method) for item in items)
            if one.node and other.node:
                yield _place(f"{method.upper()} {path}", one, other)
                holders = ((items[0], one), (items[1], other))
                yield from _parameters(*([*i.parameters(), *o.parameters()] for i, o in holders))
                yield from _bodies(one, other)
    schemas = [root.below("components", "schemas") for root in roots]
    for name in schemas[0].node:
        yield from _schemas(name, *(_inside(part, name) for part in schemas))


def _place(name: str, one: _Part, other: _Part) -> _Place:
    return _Place(name=name, nodes=(one.node, other.node), at=(one.at, other.at))


def _parameters(old: list[_Part], new: list[_Part]) -> Iterator[_Place]:
    before, after = ({_name(part): part for part in several} for several in (old, new))
    for key, one in before.items():
        if key in after:
            location, name = key
            title = f"{location} parameter {name}"
            yield _place(title, one, after[key])
            yield from _schemas(title, *(_inside(part, "schema") for part in (one, after[key])))


def _name(part: _Part) -> tuple[str, str]:
    return str(part.node.get("in")), str(part.node.get("name"))


def _bodies(one: _Part, other: _Part) -> Iterator[_Place]:
    """Yield the schemas that are written out in what is sent and answered."""
    names: list[tuple[str, tuple[str, ...]]] = [("request body", ("requestBody",))]
    names += [(f"response {s}", ("responses", s)) for s in as_node(one.node.get("responses"))]
    for name, way in names:
        before, after = (part.below(*way, "content") for part in (one, other))
        for kind in before.node:
            schemas = (_inside(part.below(kind), "schema") for part in (before, after))
            yield from _schemas(name, *schemas)


def _inside(part: _Part, name: str) -> _Part:
    """Return what stands below as it is: a component that a schema refers to has its own turn."""
    return _Part(part.tree, as_node(part.node.get(name)), child(part.at, name))


def _schemas(name: str, one: _Part, other: _Part) -> Iterator[_Place]:
    """Yield a schema and those that are written out in it, by property and item."""
    waiting = [(name, one, other)]
    while waiting:
        name, one, other = waiting.pop()
        if not one.node or not other.node or one.node == other.node:
            continue
        yield _place(name, one, other)
        held = _inside(one, "properties"), _inside(other, "properties")
        for key in held[0].node:
            waiting.append((f"{name}.{key}", _inside(held[0], key), _inside(held[1], key)))
        waiting.append((f"{name}[]", _inside(one, "items"), _inside(other, "items")))
