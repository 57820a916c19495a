"""References that lead where they should by a way that the later steps don't go.

In: a tree whose references are local. Out: one in which each leads straight to its target.

    $ref: '#/paths/~1a/get/…/schema/properties/b'   ->  '#/components/schemas/A/properties/b'
    get: {$ref: '#/components/x-operations/list'}   ->  the operation itself

A target beside a `$ref`, where OpenAPI 3.0 ignores it, becomes a component of its own.
"""

from __future__ import annotations

import hashlib
import re

from dfnsgen.json_value import JsonValue
from dfnsgen.loader import slip_rules
from dfnsgen.loader.findings import Finding, Notes
from dfnsgen.loader.grammar import OPERATIONS, SECTIONS, Adopt, Link, Node, nodes, rewrite
from dfnsgen.loader.joining.identifiers import find_answered
from dfnsgen.loader.joining.references import Missing, resolve, straight
from dfnsgen.pointers import key_of, lookup, tokens

_MOST_HOPS = 20
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


def straighten(tree: Node, adopt: Adopt, *, older: bool) -> tuple[Node, tuple[Finding, ...]]:
    """Return the tree with its references straight; `older` is OpenAPI 3.0 or before."""
    walked = list(nodes(tree))
    has_names = any("$id" in node for node, kind, _ in walked if kind == "schema")
    if has_names and find_answered(tree).names.resources:
        return tree, ()  # what counts from where is JSON Schema's own matter
    mounts: dict[str, str] = {}

    def edited(node: Node, kind: str, link: Link, notes: Notes) -> Node:
        if kind == "operation":
            return _operation(tree, node)
        if kind == "discriminator":
            mapping = node.get("mapping")
            if not isinstance(mapping, dict):
                return node
            made = {v: leading(target, "schema", link, notes) for v, target in mapping.items()}
            return node if made == mapping else {**node, "mapping": made}
        if kind not in SECTIONS or "$ref" not in node:
            return node
        found = leading(node["$ref"], kind, (link, "$ref"), notes)
        return node if found == node["$ref"] else {**node, "$ref": found}

    def leading(reference: JsonValue, kind: str, link: Link, notes: Notes) -> JsonValue:
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return reference
        found = reference
        if isinstance(resolve(tree, reference), Missing):
            there = straight(tree, reference)
            if there is None:
                return reference
            found = there
            notes.count(slip_rules.REFERENCE_THROUGH, link)
        if older and kind == "schema" and _is_beside(tree, found):
            return mounts.setdefault(found, f"#/components/schemas/{_name(tree, found, mounts)}")
        return found

    # Nearly all documents are straight, and to see that takes half of the time of rewriting them.
    notes = Notes()
    if all(edited(node, kind, link, notes) is node for node, kind, link in walked):
        return _without_operations(tree, adopt), ()
    notes = Notes()
    made = rewrite(tree, lambda node, kind, link: edited(node, kind, link, notes), adopt)
    return _without_operations(_mounted(made, mounts, adopt), adopt), notes.findings()


def _operation(tree: Node, node: Node) -> Node:
    """Return what an operation is, its own members winning over those of its reference."""
    own: Node = {}
    target: JsonValue = node
    for _ in range(_MOST_HOPS):
        reference = target.get("$ref") if isinstance(target, dict) else None
        if not isinstance(target, dict) or not isinstance(reference, str):
            break
        own = {**{key: value for key, value in target.items() if key != "$ref"}, **own}
        found = straight(tree, reference) if reference.startswith("#/") else None
        if found is None:
            return node
        target = lookup(tree, key_of(found))
    return {**target, **own} if isinstance(target, dict) and target is not node else node


def _is_beside(tree: Node, reference: str) -> bool:
    """Tell whether a place lies in what stands beside a `$ref`."""
    value: JsonValue = tree
    for token in tokens(key_of(reference)):
        if isinstance(value, dict) and isinstance(value.get("$ref"), str):
            return True
        value = value[token] if isinstance(value, dict) else lookup(value, f"#/{token}")
    return False


def _name(tree: Node, reference: str, mounts: dict[str, str]) -> str:
    """Return a component name for a place: its last name, told apart where that is taken."""
    components = tree.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    words = [token for token in tokens(key_of(reference)) if not token.isdecimal()]
    name = _NOT_IN_NAMES.sub("_", words[-1]) if words else "part"
    taken = {*(schemas if isinstance(schemas, dict) else ()), *map(_last, mounts.values())}
    digest = hashlib.sha256(reference.encode()).hexdigest()[:8]
    return f"{name}_{digest}" if name in taken else name


def _last(reference: str) -> str:
    return reference.rsplit("/", 1)[-1]


def _mounted(tree: Node, mounts: dict[str, str], adopt: Adopt) -> Node:
    """Return the tree with copies of some places among its schemas."""
    if not mounts:
        return tree
    before = tree.get("components")
    components = before if isinstance(before, dict) else {}
    known = components.get("schemas")
    schemas: Node = dict(known) if isinstance(known, dict) else {}
    for place, mount in mounts.items():
        schemas[_last(mount)] = lookup(tree, key_of(place))
    return _replaced(tree, {**components, "schemas": schemas}, adopt)


def _without_operations(tree: Node, adopt: Adopt) -> Node:
    """Return the tree without the operations that were joined to it: each stands in its path."""
    components = tree.get("components")
    if not isinstance(components, dict) or OPERATIONS not in components:
        return tree
    rest = {name: value for name, value in components.items() if name != OPERATIONS}
    return _replaced(tree, rest, adopt)


def _replaced(tree: Node, components: Node, adopt: Adopt) -> Node:
    before = tree.get("components")
    if isinstance(before, dict):
        adopt(components, before)
    made: Node = {**tree, "components": components}
    adopt(made, tree)
    return made
