"""Schemas that no value satisfies, or not those that they list, where it is plain what was meant.

    {type: integer, enum: ["1", "2"]}        ->  {enum: ["1", "2"]}
    {type: array, enum: [red], items: {…}}   ->  {type: array, items: {…, enum: [red]}}
    {type: "null", oneOf: [{…}, {…}]}        ->  {oneOf: [{…}, {…}, {type: "null"}]}
    {type: "null", allOf: [{$ref: …}]}       ->  {anyOf: [{allOf: [{$ref: …}]}, {type: "null"}]}
    {type: string, enum: []}                 ->  {type: string}
    {type: integer, const: "1"}              ->  {const: "1"}

In: a schema. Out: the schema as it was meant; what was changed is noted.
"""

from __future__ import annotations

from dfnsgen.json_value import JsonValue
from dfnsgen.loader import slip_rules
from dfnsgen.loader.findings import Notes
from dfnsgen.loader.grammar import Link, Node

_TYPES: tuple[tuple[type, tuple[str, ...]], ...] = (
    (bool, ("boolean",)),
    (int, ("integer", "number")),
    (float, ("number", "integer")),
    (str, ("string",)),
    (list, ("array",)),
    (dict, ("object",)),
    (type(None), ("null",)),
)
_ANNOTATIONS = frozenset(
    "title description deprecated readOnly writeOnly default example examples".split()
)


def make_possible(node: Node, link: Link, notes: Notes) -> Node:
    """Return a schema that some value satisfies, where this one's faults are known ones."""
    if node.get("type") == []:  # The validator of the specification tells of it.
        node = {key: value for key, value in node.items() if key != "type"}
    if node.get("enum") == []:
        notes.count(slip_rules.ENUM_EMPTY, link)
        node = {key: value for key, value in node.items() if key != "enum"}
    if "const" in node and _excludes_const(node):
        notes.count(slip_rules.CONST_EXCLUDED, link)
        node = {key: value for key, value in node.items() if key not in ("type", "enum")}
    listed, types = node.get("enum"), node.get("type")
    if isinstance(listed, list) and listed and types is not None:
        names: list[JsonValue] = [*types] if isinstance(types, list) else [types]
        names += ["null"] if node.get("nullable") is True else []
        if not all(_is_of(member, names) for member in listed):
            return _by_enum(node, listed, link, notes)
    if types in ("null", ["null"]):
        return _null_joins(node, link, notes)
    return node


def _excludes_const(node: Node) -> bool:
    value, types, listed = node["const"], node.get("type"), node.get("enum")
    names: list[JsonValue] = [*types] if isinstance(types, list) else [types]
    names += ["null"] if node.get("nullable") is True else []
    if types is not None and not _is_of(value, names):
        return True
    return isinstance(listed, list) and value not in listed


def _is_of(member: JsonValue, names: list[JsonValue]) -> bool:
    for kind, own in _TYPES:
        if isinstance(member, kind):
            return any(name in names for name in own)
    return True  # A number of another class.


def _by_enum(node: Node, listed: list[JsonValue], link: Link, notes: Notes) -> Node:
    items = node.get("items", {})
    are_items = not any(isinstance(member, list) for member in listed)
    if are_items and node["type"] in ("array", ["array"]) and isinstance(items, dict):
        notes.count(slip_rules.ENUM_OF_ITEMS, link)
        rest = {key: value for key, value in node.items() if key != "enum"}
        return {**rest, "items": items if "enum" in items else {**items, "enum": listed}}
    notes.count(slip_rules.ENUM_OF_OTHER_TYPE, link)
    nullable = {"nullable": True} if node.get("nullable") is True else {}
    return {key: value for key, value in node.items() if key not in ("type", "nullable")} | nullable


def _null_joins(node: Node, link: Link, notes: Notes) -> Node:
    for keyword in ("oneOf", "anyOf"):
        variants = node.get(keyword)
        if isinstance(variants, list) and variants and not any(map(_takes_null, variants)):
            notes.count(slip_rules.NULL_BESIDE_UNION, link)
            null: Node = {"type": "null"}
            rest = {key: value for key, value in node.items() if key != "type"}
            return {**rest, keyword: [*variants, null]}
    parts = node.get("allOf", [node] if "$ref" in node else [])
    if isinstance(parts, list) and any(_is_reference(part) for part in parts):
        notes.count(slip_rules.NULL_BESIDE_UNION, link)
        outside = {key: node[key] for key in node if key in _ANNOTATIONS or key.startswith("x-")}
        inside = {key: value for key, value in node.items() if key not in ("type", *outside)}
        return {**outside, "anyOf": [inside, {"type": "null"}]}
    return node


def _is_reference(part: JsonValue) -> bool:
    return isinstance(part, dict) and "$ref" in part


def _takes_null(variant: JsonValue) -> bool:
    if not isinstance(variant, dict):
        return variant is not False
    types = variant.get("type")
    if types is None:
        return "$ref" not in variant
    return types == "null" or (isinstance(types, list) and "null" in types)
