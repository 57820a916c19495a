"""Schemas of older JSON Schema drafts, as draft 2020-12 says the same.

Which draft a schema is of, its `$schema` says, or the document's `jsonSchemaDialect`; what stands
inside it is of the same draft. In: a tree. Out: a tree of draft 2020-12.

    {items: [A, B], additionalItems: C}     ->  {prefixItems: [A, B], items: C}
    {dependencies: {a: [b], c: {…}}}        ->  {dependentRequired: …, dependentSchemas: …}
    {$id: '#name'} (to draft 7)             ->  {$anchor: name}
    {$ref: …, title: …} (to draft 7)        ->  {$ref: …}
    {$recursiveRef: '#'} (2019-09)          ->  {$dynamicRef: '#recursive'}

Sources: JSON Schema 2020-12, release notes; 2019-09 Core, sections 8.2.4 and 9.3.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from dfnsgen.json_value import JsonValue
from dfnsgen.loader import slip_rules
from dfnsgen.loader.findings import Finding, Notes
from dfnsgen.loader.grammar import GRAMMAR, Adopt, Holds, Link, Node, pointer_of, rewrite
from dfnsgen.pointers import reference_to

_DRAFT = re.compile(
    r"https?://json-schema\.org/(?:draft-0(?P<number>[3467])|draft/(?P<year>2019-09))/schema#?"
)
_RECURSIVE = "recursive"
_FOUR, _SEVEN = 4, 7
_YEAR = 2019
_CONTAINERS = (dict, list)
_OLD_HOLDERS = {"additionalItems": (Holds.ONE, "schema"), "dependencies": (Holds.MAP, "schema")}
_MOVED = (
    (re.compile(r"/items/(?=[0-9])"), "/prefixItems/"),
    (re.compile(r"/additionalItems(?=/|$)"), "/items"),
    (re.compile(r"/dependencies/"), "/dependentSchemas/"),
    (re.compile(r"/definitions/"), "/$defs/"),
)


def draft_of(uri: JsonValue) -> int | None:
    """Return the number of an older draft by its URI: 4, 6, 7 or 2019; None for any other one."""
    found = _DRAFT.fullmatch(uri) if isinstance(uri, str) else None
    if found is None:
        return None
    return _YEAR if found["year"] else max(int(found["number"]), 4)


@dataclass(slots=True)
class _Work:
    """What was converted: such a schema isn't looked at again."""

    adopt: Adopt
    done: dict[int, Node] = field(default_factory=dict[int, Node])


@dataclass(frozen=True, slots=True)
class _Scope:
    """The draft of a schema, and whether its resource's root has `$recursiveAnchor`.

    `own` is what `#` means in a schema that stood alone before it came into the document: itself.
    """

    draft: int
    recursive: bool = False
    own: str = "#"


def convert_dialects(tree: Node, adopt: Adopt) -> tuple[Node, tuple[Finding, ...]]:
    """Return the tree with all schemas of draft 2020-12."""
    default = draft_of(tree.get("jsonSchemaDialect"))
    if default is None and not _has(tree, "$schema"):
        return tree, ()  # as nearly all documents are
    notes = Notes()
    work = _Work(adopt)

    def edit(node: Node, kind: str, link: Link) -> Node:
        if kind == "document" and default is not None:
            return {key: value for key, value in node.items() if key != "jsonSchemaDialect"}
        if kind != "schema" or id(node) in work.done:
            return node
        draft = draft_of(node["$schema"]) if "$schema" in node else default
        if draft is None:
            if "$schema" in node:
                _leave_alone(node, work)
            return node
        notes.count(slip_rules.OLD_DRAFT, link, draft="2019-09" if draft == _YEAR else draft)
        return _converted(node, _Scope(draft, own=reference_to(pointer_of(link))), work)

    return rewrite(tree, edit, adopt), notes.findings()


def _has(tree: JsonValue, name: str) -> bool:
    """Whether some object has a member of a name, wherever it stands."""
    waiting: list[JsonValue] = [tree]
    seen: set[int] = set()
    while waiting:
        container = waiting.pop()
        if id(container) in seen:
            continue
        seen.add(id(container))
        if isinstance(container, dict):
            if name in container:
                return True
            waiting += [v for v in container.values() if isinstance(v, _CONTAINERS)]
        elif isinstance(container, list):
            waiting += [v for v in container if isinstance(v, _CONTAINERS)]
    return False


def convert_schema(schema: JsonValue, draft: int, adopt: Adopt) -> JsonValue:
    """Return one schema of an older draft as 2020-12 says the same."""
    return _converted(schema, _Scope(draft), _Work(adopt)) if isinstance(schema, dict) else schema


def _leave_alone(node: Node, work: _Work) -> None:
    """Know all schemas inside one of another dialect as done."""
    work.done[id(node)] = node
    for key, value in node.items():
        if key in GRAMMAR["schema"] and GRAMMAR["schema"][key][1] == "schema":
            _each(value, GRAMMAR["schema"][key][0], lambda inner: _noted(inner, work))


def _noted(node: JsonValue, work: _Work) -> JsonValue:
    if isinstance(node, dict) and draft_of(node.get("$schema")) is None:
        _leave_alone(node, work)
    return node


def _converted(node: Node, scope: _Scope, work: _Work) -> Node:
    """Return a schema and all inside it; depth is bounded by that of a document."""
    if "$schema" in node:
        draft = draft_of(node["$schema"])
        if draft is None:
            _leave_alone(node, work)
            return node
        scope = replace(scope, draft=draft)
    if "$id" in node or (scope.draft == _FOUR and "id" in node):
        scope = replace(scope, own="#")
    if scope.draft == _YEAR and ("$id" in node or "$schema" in node):
        scope = replace(scope, recursive=node.get("$recursiveAnchor") is True)
    made: Node = {}
    for key, value in _kept(node, scope).items():
        holds, kind = {**GRAMMAR["schema"], **_OLD_HOLDERS}.get(key, (Holds.ONE, ""))
        made[key] = (
            _each(value, holds, lambda inner: _inner(inner, scope, work))
            if kind == "schema"
            else value
        )
    _rename(made, scope)
    work.adopt(made, node)
    work.done[id(made)] = made
    return made


def _inner(value: JsonValue, scope: _Scope, work: _Work) -> JsonValue:
    return _converted(value, scope, work) if isinstance(value, dict) else value


def _each(value: JsonValue, holds: Holds, edit: Callable[[JsonValue], JsonValue]) -> JsonValue:
    if holds is Holds.MAP:
        return {k: edit(v) for k, v in value.items()} if isinstance(value, dict) else value
    if isinstance(value, list):
        return [edit(inner) for inner in value]
    return edit(value)


def _kept(node: Node, scope: _Scope) -> Node:
    """Return the members that count: to draft 7, nothing does beside a `$ref`."""
    if scope.draft <= _SEVEN and isinstance(node.get("$ref"), str):
        names = ("$ref", "definitions")
        return {name: node[name] for name in names if name in node}
    return {key: value for key, value in node.items() if key != "$schema"}


def _rename(made: Node, scope: _Scope) -> None:
    """Give keywords the names and forms that they have in draft 2020-12."""
    reference = made.get("$ref")
    if reference == "#":
        made["$ref"] = scope.own
    if isinstance(reference, str) and "#/" in reference:
        start, mark, pointer = reference.partition("#")
        for pattern, name in _MOVED:
            pointer = pattern.sub(name, pointer)
        made["$ref"] = start + mark + pointer
    if scope.draft == _FOUR:
        _rename_of_four(made)
    held = made.pop("definitions", None)
    if isinstance(held, dict):
        own = made.get("$defs")
        made["$defs"] = {**held, **(own if isinstance(own, dict) else {})}
    _rename_items(made)
    if scope.draft <= _SEVEN:
        _rename_anchor(made)
        _split_dependencies(made)
    if scope.draft == _YEAR:
        _rename_recursion(made, scope)


def _rename_of_four(made: Node) -> None:
    if isinstance(made.get("id"), str):
        made["$id"] = made.pop("id")
    for key, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        exclusive = made.get(key)
        if not isinstance(exclusive, bool):
            continue
        del made[key]
        if exclusive and bound in made:
            made[key] = made.pop(bound)


def _rename_items(made: Node) -> None:
    rest = made.pop("additionalItems", None)
    if not isinstance(made.get("items"), list):
        return
    listed = made.pop("items")
    if listed:
        made["prefixItems"] = listed
    if rest is not None:
        made["items"] = rest


def _rename_anchor(made: Node) -> None:
    name = made.get("$id")
    if not isinstance(name, str) or "#" not in name:
        return
    base, _, anchor = name.partition("#")
    del made["$id"]
    if base:
        made["$id"] = base
    if anchor:
        made["$anchor"] = anchor


def _split_dependencies(made: Node) -> None:
    dependencies = made.get("dependencies")
    if not isinstance(dependencies, dict):
        return
    del made["dependencies"]
    required: Node = {}
    schemas: Node = {}
    for name, value in dependencies.items():
        if isinstance(value, dict | bool):
            schemas[name] = value
        elif value is not None:
            required[name] = value if isinstance(value, list) else [value]
    if required:
        made["dependentRequired"] = required
    if schemas:
        made["dependentSchemas"] = schemas


def _rename_recursion(made: Node, scope: _Scope) -> None:
    is_alone = scope.own != "#"
    if made.pop("$recursiveAnchor", None) is True and not is_alone:
        made["$dynamicAnchor"] = _RECURSIVE
    if "$recursiveRef" in made:
        del made["$recursiveRef"]
        if scope.recursive and not is_alone:
            made["$dynamicRef"] = f"#{_RECURSIVE}"
        else:
            made["$ref"] = scope.own
