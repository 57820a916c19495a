"""The exact schemas as literals over several lines, so that an edit to a property is one line.

In: the places of a schema, and the schema. Out: literals, which Python joins where they stand: a
line for each place, then the JSON text. What is short stays in one line; of anything longer each
member has its own:

    "#/components/schemas/Pet\n"
    '{"type":"object","properties":{'
        '"id":{"type":"string"},'
        '"tag":{"type":"string","maxLength":40}'
    "}}"
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TypeAlias

from dfnsgen.json_value import JsonValue
from dfnsgen.python.source.source import Source, code, literal

_WIDTH = 100
_plain = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


SchemaText: TypeAlias = tuple[Source, tuple[Source, ...]]
"""The schema of a codec: its name, and the literals that are its text."""


def schema_text(name: str, places: Iterable[str], schema: JsonValue) -> SchemaText:
    """Return the text of a codec's schema."""
    lines = [literal(f"{_one_line(place)}\n") for place in places]
    for depth, line in _lines(schema, 0, "", ""):
        lines.append(code("{}{}", Source("    " * depth), literal(line)))
    return literal(name), tuple(lines)


def _encode(value: JsonValue) -> str:
    try:
        return _plain(value)
    except TypeError:
        return _with_decimals(value)


def _with_decimals(value: JsonValue) -> str:
    """Return the text of what holds a number that a float would change."""
    match value:
        case Decimal():
            return str(value)
        case list():
            return f"[{','.join(map(_encode, value))}]"
        case dict():
            members = (f"{_plain(name)}:{_encode(content)}" for name, content in value.items())
            return f"{{{','.join(members)}}}"
        case _:
            return _plain(value)


def _one_line(pointer: str) -> str:
    """Write a pointer as JSON does where it holds a line break or a backslash."""
    plain = "\n" not in pointer and "\\" not in pointer
    return pointer if plain else json.dumps(pointer, ensure_ascii=False)[1:-1]


def _lines(value: JsonValue, depth: int, before: str, after: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a JSON text, each with its depth."""
    whole = _encode(value)
    if len(whole) <= _WIDTH or not isinstance(value, (dict, list)):
        yield depth, f"{before}{whole}{after}"
        return
    start, end = whole[0], whole[-1]
    yield depth, f"{before}{start}"
    members = (
        [(f"{_encode(name)}:", content) for name, content in value.items()]
        if isinstance(value, dict)
        else [("", content) for content in value]
    )
    for number, (name, content) in enumerate(members, 1):
        yield from _lines(content, depth + 1, name, "," if number < len(members) else "")
    yield depth, f"{end}{after}"
