"""What a document says of each constant of an enum: a name and a description.

In: the node of a schema. Out: constant, name and description of each that has any. Generators of
documents write them beside an `enum` (`x-enum-varnames`, `x-enumNames`, `x-enum-descriptions`,
`x-ms-enum`); JSON Schema has `oneOf` of `const` with a `title` and a `description`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from dfnsgen.json_value import JsonValue

EnumNote: TypeAlias = tuple[JsonValue, str, str]
"""A constant, its name and its description, either of which may be empty."""

_Node: TypeAlias = dict[str, JsonValue]

_NAMES = ("x-enum-varnames", "x-enumNames")
_DESCRIPTIONS = ("x-enum-descriptions", "x-enumDescriptions")


def enum_notes(node: _Node) -> tuple[EnumNote, ...]:
    """Return what is said of each constant of a schema, () where nothing is."""
    constants = node.get("enum")
    found = _beside(node, constants) if isinstance(constants, list) else _of_branches(node)
    notes = tuple(found)
    return notes if any(name or note for _, name, note in notes) else ()


def _beside(node: _Node, constants: list[JsonValue]) -> Iterator[EnumNote]:
    """Yield what stands in lists as long as the enum, or under its constants."""
    names = next(filter(any, (_listed(node, key, constants) for key in _NAMES)), None)
    notes = next(filter(any, (_listed(node, key, constants) for key in _DESCRIPTIONS)), None)
    extended = node.get("x-ms-enum")
    rows = extended.get("values") if isinstance(extended, dict) else None
    several = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    for number, constant in enumerate(constants):
        if isinstance(constant, str | int | None):
            row = several[number] if len(several) == len(constants) else {}
            name = names[number] if names else _text(row, "name")
            yield constant, name, notes[number] if notes else _text(row, "description")


def _of_branches(node: _Node) -> Iterator[EnumNote]:
    """Yield what the branches of a union of constants say, nothing of one that is more than that.

    {oneOf: [{const: red, title: Red, description: Like blood}]}   →   red, Red, Like blood
    """
    branches = node.get("oneOf") or node.get("anyOf")
    for branch in branches if isinstance(branches, list) else ():
        if isinstance(branch, dict) and "const" in branch:
            constant = branch["const"]
            if isinstance(constant, str | int | None):
                yield constant, _text(branch, "title"), _text(branch, "description")


def _listed(node: _Node, key: str, constants: list[JsonValue]) -> list[str]:
    """Return the texts of a list that is as long as the enum, or of a table of its constants."""
    found = node.get(key)
    if isinstance(found, dict):
        return [_text(found, str(constant)) for constant in constants]
    if not isinstance(found, list) or len(found) != len(constants):
        return []
    return [text if isinstance(text, str) else "" for text in found]


def _text(node: _Node, key: str) -> str:
    found = node.get(key)
    return found if isinstance(found, str) else ""
