"""What schemas are written as by slip, read as what is meant, one schema at a time.

In: a schema of the document. Out: the schema as JSON Schema has it, and what was noticed.

    {type: datetime}                                  ->  {type: string, format: date-time}
    {discriminator: kind}                             ->  {discriminator: {propertyName: kind}}
    {$defs: {A: {…}}, items: {$ref: '#/$defs/A'}}     ->  {…, items: {$ref: '#/paths/…/$defs/A'}}
"""

from __future__ import annotations

from collections.abc import Mapping

from dfnsgen.json_value import JsonValue
from dfnsgen.loader import slip_rules
from dfnsgen.loader.findings import Notes
from dfnsgen.loader.grammar import SECTIONS, Link, Node, pointer_of
from dfnsgen.loader.joining.references import Missing, resolve
from dfnsgen.pointers import child, escape, key_of, last, step, tokens

TYPES = frozenset(("string", "number", "integer", "boolean", "object", "array", "null"))

_WORDS: Mapping[str, str] = {
    "string": "str text char character enum password",
    "integer": "int int32 int64 long short byte",
    "number": "float double decimal real numeric num",
    "boolean": "bool",
    "object": "dict map hash json struct",
    "array": "list tuple set",
    "null": "none nil void",
}
_FORMATS: Mapping[str, str] = {
    "date-time": "datetime date-time timestamp",
    "binary": "file binary",
    **{name: name for name in ("date", "time", "uuid", "uri", "email")},
}
_INTENDED: Mapping[str, Node] = {
    **{word: {"type": name} for name, words in _WORDS.items() for word in words.split()},
    **{
        word: {"type": "string", "format": name}
        for name, words in _FORMATS.items()
        for word in words.split()
    },
}
"""What people write in place of a type, in lower case. What isn't here may be anything."""


def correct_schema(tree: Node, node: Node, link: Link, notes: Notes) -> Node:
    """Return a schema as it is meant."""
    types = node.get("type")
    if isinstance(types, list) or (isinstance(types, str) and types not in TYPES):
        node = _with_known_types(node, types, link, notes)
    if isinstance(node.get("discriminator"), str):
        notes.count(slip_rules.DISCRIMINATOR_TEXT, (link, "discriminator"))
        node = {**node, "discriminator": {"propertyName": node["discriminator"]}}
    return correct_reference(tree, node, "$ref", link, notes)


def correct_mapping(tree: Node, node: Node, link: Link, notes: Notes) -> Node:
    """Return a discriminator whose mapping counts from the document."""
    mapping = node.get("mapping")
    if not isinstance(mapping, dict):
        return node
    made = mapping
    for value in mapping:
        made = correct_reference(tree, made, value, (link, "mapping"), notes)
    return node if made is mapping else {**node, "mapping": made}


def by_name(tree: Node, node: Node, kind: str, link: Link, notes: Notes) -> Node:
    """Let a reference that leads nowhere lead to the component that has its name.

    {$ref: '#/definitions/Pet'}   ->   {$ref: '#/components/schemas/Pet'}
    """
    reference = node.get("$ref")
    section = SECTIONS.get(kind)
    if section is None or not isinstance(reference, str) or not reference.startswith("#/"):
        return node
    components = tree.get("components")
    named = components.get(section) if isinstance(components, dict) else None
    name = last(key_of(reference))
    if not isinstance(named, dict) or name not in named:
        return node
    intended = child("#/components", section, name)
    if reference == intended or not isinstance(resolve(tree, reference), Missing):
        return node
    notes.note(slip_rules.REFERENCE_BY_NAME, (link, "$ref"), reference=reference, intended=intended)
    return {**node, "$ref": intended}


def _with_known_types(node: Node, types: str | list[JsonValue], link: Link, notes: Notes) -> Node:
    """Replace what isn't a type; beside known types, what may be anything is left out."""
    listed = types if isinstance(types, list) else [types]
    intended: list[JsonValue] = []
    added: Node = {}
    for name in listed:
        if not isinstance(name, str) or name in TYPES:
            intended.append(name)
            continue
        lower = name.strip().lower()
        found = {"type": lower} if lower in TYPES else _INTENDED.get(lower, {})
        words = ", ".join(f"{key}: {value}" for key, value in found.items()) or "any value"
        notes.count(slip_rules.TYPE_UNKNOWN, (link, "type"), name=name[:100], intended=words)
        intended += [found["type"]] if found else []
        added |= {key: value for key, value in found.items() if key != "type"}
    if intended == listed:
        return node
    made = {**added, **{key: value for key, value in node.items() if key != "type"}}
    if isinstance(types, list) and intended:
        return {"type": list(dict.fromkeys(map(str, intended))), **made}
    return {"type": intended[0], **made} if intended else made


def correct_reference(tree: Node, node: Node, key: str, link: Link, notes: Notes) -> Node:
    """Let a reference to `$defs` count from the nearest schema around it that has them.

    That is how a schema is written that stood alone before it was put into the document.
    """
    reference = node.get(key)
    if not isinstance(reference, str) or not reference.startswith(("#/$defs/", "#/definitions/")):
        return node
    if not isinstance(resolve(tree, reference), Missing):
        return node
    section, name = tokens(reference)[:2]
    way = tokens(pointer_of(link))
    holder = 0
    here: JsonValue = tree
    for depth, token in enumerate(way, 1):
        here = step(here, token)
        if isinstance(here, dict) and isinstance(here.get("$id"), str):
            return node  # the reference counts from there
        held = here.get(section) if isinstance(here, dict) else None
        if isinstance(held, dict) and name in held:
            holder = depth
    if not holder:
        return node
    notes.count(slip_rules.REFERENCE_TO_DEFS, (link, key), section=section)
    start = "/".join(["#", *(escape(token) for token in way[:holder])])
    return {**node, key: start + reference[1:]}
