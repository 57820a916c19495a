"""Known slips of OpenAPI documents, repaired one object at a time, each with a rule of its own.

In: an object and its kind. Out: the object as it was meant. A repair never changes what a schema
accepts, but for keywords that had no value at all, and for schemas that accept nothing.

    discriminator: {mapping: {Fido2: {$ref: '#/…'}}}   ->   {mapping: {Fido2: '#/…'}}
    {type: string, description: null}                  ->   {type: string}
    {minimum: 0, exclusiveMinimum: true}               ->   {exclusiveMinimum: 0}
"""

from __future__ import annotations

from dfnsgen.json_value import JsonValue
from dfnsgen.loader import rules, slip_rules
from dfnsgen.loader.correcting.contradictions import without_contradictions
from dfnsgen.loader.correcting.impossible import make_possible
from dfnsgen.loader.correcting.patterns import correct_pattern
from dfnsgen.loader.findings import Notes
from dfnsgen.loader.grammar import GRAMMAR, Link, Node

_ANNOTATIONS = frozenset(
    "$comment bearerFormat contact deprecated description email externalDocs license operationId "
    "summary tags termsOfService title url".split()
)
_BOUNDS = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))
_NULL_IS_A_VALUE = frozenset(("const", "default", "example", "type"))


def repair(node: Node, kind: str, link: Link, notes: Notes) -> Node:
    """Return an object without known slips; note each that it had."""
    if None in node.values():
        node = _without_nulls(node, kind, link, notes)
    if kind == "discriminator":
        return _mapping_of_strings(node, link, notes)
    if kind == "schema":
        return _repair_schema(node, link, notes)
    return node


def _without_nulls(node: Node, kind: str, link: Link, notes: Notes) -> Node:
    """Leave out members that are null and can't be."""
    for key, value in node.items():
        if value is not None:
            continue
        if key in _ANNOTATIONS:
            notes.note(rules.NULL_ANNOTATION, (link, key), key=key)
        elif _is_keyword(key, kind):
            notes.note(rules.NULL_KEYWORD, (link, key), key=key)
        else:
            continue
        node = {name: member for name, member in node.items() if name != key}
    return node


def _is_keyword(key: str, kind: str) -> bool:
    if kind == "schema":
        return key not in _NULL_IS_A_VALUE and not key.startswith("x-")
    return key in GRAMMAR[kind]


def _mapping_of_strings(node: Node, link: Link, notes: Notes) -> Node:
    """Take the reference out of mapping values that are objects."""
    mapping = node.get("mapping")
    if not isinstance(mapping, dict):
        return node
    repaired: dict[str, JsonValue] = {}
    for value, target in mapping.items():
        reference = target.get("$ref") if isinstance(target, dict) else None
        if isinstance(reference, str):
            notes.note(rules.MAPPING_OBJECT, ((link, "mapping"), value), value=value)
            repaired[value] = reference
    return {**node, "mapping": {**mapping, **repaired}} if repaired else node


def _repair_schema(node: Node, link: Link, notes: Notes) -> Node:
    types = node.get("type")
    if isinstance(types, list) and None in types:
        notes.note(rules.NULL_TYPE_UNQUOTED, (link, "type"))
        node = {**node, "type": ["null" if name is None else name for name in types]}
    node = without_contradictions(make_possible(node, link, notes), link, notes)
    node = correct_pattern(node, link, notes)
    if "properties" in node and types is None and "$ref" not in node:
        notes.count(rules.PROPERTIES_WITHOUT_TYPE, link)
    elif types is None and isinstance(node.get("items"), dict) and len(node) == 1:
        notes.count(slip_rules.ITEMS_WITHOUT_TYPE, link)
    return node


def bounds_as_numbers(node: Node, link: Link, notes: Notes) -> Node:
    """Turn a boolean exclusive bound, the form of OpenAPI 3.0, into the bound itself."""
    for key, inclusive in _BOUNDS:
        exclusive = node.get(key)
        if not isinstance(exclusive, bool):
            continue
        notes.count(rules.EXCLUSIVE_3_0, (link, key), key=key)
        node = {name: value for name, value in node.items() if name != key}
        if exclusive and inclusive in node:
            node[key] = node.pop(inclusive)
    return node
