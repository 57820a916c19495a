"""OpenAPI 3.0 to 3.1, one object at a time. Values that a schema accepts stay the same.

    {type: string, nullable: true}                   ->  {type: [string, "null"]}
    {$ref: '#/…', description: ignored}              ->  {$ref: '#/…'}
    {type: string, format: byte}                     ->  the same, with contentEncoding: base64

Sources: OpenAPI 3.0.3, section 4.7.24, and its clarification of `nullable` (proposal 2019-10-31);
"Migrating from OpenAPI 3.0 to 3.1.0", the OpenAPI Initiative, 2021.
"""

from __future__ import annotations

from dfnsgen.json_value import JsonValue
from dfnsgen.loader import rules
from dfnsgen.loader.findings import Notes
from dfnsgen.loader.grammar import Link, Node

_REFERENCED = frozenset(
    (
        "schema",
        "response",
        "parameter",
        "example",
        "request body",
        "header",
        "security scheme",
        "link",
        "callback",
    )
)
_STRINGS: tuple[JsonValue, ...] = ("string", ["string", "null"])
_BINARY = {
    "byte": ("contentEncoding", "base64"),
    "binary": ("contentMediaType", "application/octet-stream"),
}
_APPLYING = frozenset(("allOf", "anyOf", "oneOf"))
_TRIGGERS = frozenset(("nullable", "example", "format"))


def convert(node: Node, kind: str, link: Link, notes: Notes) -> Node:
    """Return an object of OpenAPI 3.0 in its 3.1 form; count what changed by kind."""
    if len(node) > 1 and kind in _REFERENCED and isinstance(node.get("$ref"), str):
        return _without_siblings(node, link, notes)
    if kind == "parameter" and "allowReserved" in node and node.get("in") != "query":
        notes.count(rules.ALLOW_RESERVED_3_0, link)
        return {key: value for key, value in node.items() if key != "allowReserved"}
    if kind != "schema" or _TRIGGERS.isdisjoint(node):
        return node
    made = dict(node)
    _convert_nullable(made, link, notes)
    _convert_example(made, link, notes)
    _convert_binary(made, link, notes)
    return made


def _without_siblings(node: Node, link: Link, notes: Notes) -> Node:
    keys = " and ".join(f"`{key}`" for key in sorted(node) if key != "$ref")
    notes.count(rules.REF_SIBLINGS_3_0, link, keys=keys[:200])
    return {key: node[key] for key in ("$ref", "nullable") if node.get(key) not in (None, False)}


def _convert_nullable(made: Node, link: Link, notes: Notes) -> None:
    if not isinstance(made.get("nullable"), bool):
        return
    if made.pop("nullable") is False:
        return
    types = made.get("type")
    enum = made.get("enum")
    lists_others = isinstance(enum, list) and None not in enum
    if types is None or lists_others or not _APPLYING.isdisjoint(made):
        made["nullable"] = True  # The letter doesn't take null; what is meant does.
    if types is None:
        notes.count(rules.NULLABLE_WITHOUT_TYPE, link)
        return
    listed: list[JsonValue] = types if isinstance(types, list) else [types]
    made["type"] = listed if "null" in listed else [*listed, "null"]
    if lists_others:
        notes.count(rules.NULLABLE_ENUM, link)
    else:
        notes.count(rules.NULLABLE_3_0, link)


def _convert_example(made: Node, link: Link, notes: Notes) -> None:
    if "example" not in made:
        return
    notes.count(rules.EXAMPLE_3_0, link)
    example: JsonValue = made.pop("example")
    made.setdefault("examples", [example])


def _convert_binary(made: Node, link: Link, notes: Notes) -> None:
    name = made.get("format")
    if not isinstance(name, str) or name not in _BINARY or made.get("type") not in _STRINGS:
        return
    keyword, value = _BINARY[name]
    if keyword not in made:
        made[keyword] = value
        notes.count(rules.BINARY_3_0, link, format=name, keyword=f"{keyword}: {value}")
