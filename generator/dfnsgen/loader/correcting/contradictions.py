"""Keywords of a schema that exclude each other, so that no value satisfies it.

    {minLength: 9, maxLength: 5}                       ->  {}
    {type: string, maxLength: 2, enum: [on, off]}      ->  {type: string, enum: [on, off]}
    {type: string, format: uuid, maxLength: 24}        ->  {type: string, maxLength: 24}
    {required: [id], additionalProperties: false}      ->  {required: [id], properties: {id: {}}, …}
    {oneOf: [{type: string}, {type: string}]}          ->  {oneOf: [{type: string}]}

In: a schema. Out: the schema without what excludes all that the rest describes; what was changed is
noted. Somebody who lists a value, or names a property, means it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from json import dumps
from math import inf

from dfnsgen.json_value import JsonValue
from dfnsgen.keywords import BOUNDS
from dfnsgen.loader import slip_rules
from dfnsgen.loader.findings import Notes
from dfnsgen.loader.grammar import Link, Node
from dfnsgen.patterns.finding import found

_LENGTHS = {
    "uuid": (36, 36),
    "date": (10, 10),
    "date-time": (20, inf),
    "ipv4": (7, 15),
}
"""How long the texts of a format are."""

_APPLIED = frozenset(("$ref", "allOf", "anyOf", "oneOf", "if", "dependentSchemas"))
_NOTES = frozenset(("title", "description", "example", "examples", "default", "deprecated"))


def without_contradictions(node: Node, link: Link, notes: Notes) -> Node:
    """Return a schema without keywords that leave no value, where this one's are known ones."""
    for low, high in ((least.name, most.name) for least, most in BOUNDS):
        if low in node and high in node and _number(node[low], -inf) > _number(node[high], inf):
            notes.count(slip_rules.LIMITS_CROSSED, link, low=low, high=high)
            node = _without(node, low, high)
    if isinstance(node.get("enum"), list):
        node = _as_listed(node, link, notes)
    if str(node.get("format")) in _LENGTHS and ("maxLength" in node or "minLength" in node):
        node = _as_long(node, link, notes)
    if node.get("additionalProperties") is False and node.get("required"):
        node = _with_required(node, link, notes)
    variants = node.get("oneOf")
    if isinstance(variants, list) and len(variants) > 1:
        node = _each_once(node, variants, link, notes)
    return node


def _number(value: JsonValue, otherwise: float) -> float | Decimal:
    """Return a number as it was read, which may be beyond all that a float holds."""
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return value if is_number and isinstance(value, int | float | Decimal) else otherwise


def _without(node: Node, *names: str) -> Node:
    return {name: value for name, value in node.items() if name not in names}


def _as_listed(node: Node, link: Link, notes: Notes) -> Node:
    """Leave out the limits that a member of the `enum` breaks."""
    listed = node["enum"]
    assert isinstance(listed, list)
    for name, fails in _LIMITS.items():
        if name in node and any(fails(member, node[name]) for member in listed):
            notes.count(slip_rules.ENUM_BEYOND_LIMIT, link, keyword=name)
            node = _without(node, name)
    return node


def _misses(member: JsonValue, pattern: JsonValue) -> bool:
    return isinstance(member, str) and isinstance(pattern, str) and found(pattern, member) is False


_LIMITS: Mapping[str, Callable[[JsonValue, JsonValue], bool]] = {
    "minLength": lambda one, limit: isinstance(one, str) and len(one) < _number(limit, -inf),
    "maxLength": lambda one, limit: isinstance(one, str) and len(one) > _number(limit, inf),
    "minimum": lambda one, limit: _number(one, inf) < _number(limit, -inf),
    "maximum": lambda one, limit: _number(one, -inf) > _number(limit, inf),
    "exclusiveMinimum": lambda one, limit: _number(one, inf) <= _number(limit, -inf),
    "exclusiveMaximum": lambda one, limit: _number(one, -inf) >= _number(limit, inf),
    "pattern": _misses,
}
"""Whether a member of an `enum` breaks a keyword beside it, by that keyword."""


def _as_long(node: Node, link: Link, notes: Notes) -> Node:
    """Leave out a format whose texts are all too long, or too short."""
    shortest, longest = _LENGTHS[str(node["format"])]
    most, least = _number(node.get("maxLength"), inf), _number(node.get("minLength"), 0)
    if shortest <= most and least <= longest:
        return node
    notes.count(slip_rules.FORMAT_AGAINST_LENGTH, link, format=node["format"])
    return _without(node, "format")


def _with_required(node: Node, link: Link, notes: Notes) -> Node:
    """Declare what is required of a closed object that declares nothing elsewhere."""
    required, declared = node["required"], node.get("properties", {})
    closed = not _APPLIED & node.keys() and "patternProperties" not in node
    if not closed or not isinstance(required, list) or not isinstance(declared, dict):
        return node
    missing = [name for name in required if isinstance(name, str) and name not in declared]
    if not missing:
        return node
    notes.count(slip_rules.REQUIRED_EXCLUDED, link)
    further: Node = {name: {} for name in missing}
    return {**node, "properties": {**declared, **further}}


def _each_once(node: Node, variants: list[JsonValue], link: Link, notes: Notes) -> Node:
    """Leave out variants that are there before: a value would always fit both."""
    kept: list[JsonValue] = []
    seen: set[str] = set()
    for variant in variants:
        bare = dumps(_bare(variant), sort_keys=True, default=str)
        if bare not in seen or not isinstance(variant, dict) or not variant:
            kept.append(variant)
            seen.add(bare)
    if len(kept) == len(variants):
        return node
    notes.count(slip_rules.VARIANT_REPEATED, link)
    return {**node, "oneOf": kept}


def _bare(variant: JsonValue) -> JsonValue:
    """Return a variant without its notes, unless it is an object, which they may name."""
    if not isinstance(variant, dict) or variant.get("type") == "object" or "properties" in variant:
        return variant
    return {name: value for name, value in variant.items() if name not in _NOTES}
