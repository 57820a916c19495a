"""The exact schemas as literals over several lines, so that an edit to a property is one line.

In: the places of a schema, and the schema. Out: literals, which Python joins where they stand: a
line for each place, then the JSON text. What is short stays in one line. What is longer fills as
many lines as it needs; but of schemas by name, as in `properties`, each has its own:

    "#/components/schemas/Pet\n"
    '{"type":"object","required":["id"],"properties":{'
        '"id":{"type":"string"},'
        '"tag":{"type":"string","maxLength":40}'
    "}}"
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import TypeAlias
from zlib import crc32

from dfnsgen.json_value import JsonValue
from dfnsgen.keywords import KEYWORDS, Value
from dfnsgen.python.source.source import Source, code, literal

_WIDTH = 100
_LONGEST = 160
"""Of a line with a text that is too long by itself, as some references are."""

_BY_NAME = frozenset(k.name for k in KEYWORDS if k.value is Value.SCHEMAS_BY_NAME)
_plain = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

SchemaText: TypeAlias = tuple[Source, tuple[Source, ...]]
"""The schema of a codec: its name, and the literals that are its text."""


def schema_text(name: str, places: Iterable[str], schema: JsonValue) -> SchemaText:
    """Return the text of a codec's schema."""
    lines = [literal(f"{_one_line(place)}\n") for place in places]
    layout = _Layout()
    layout.add(schema, 0)
    for depth, line in layout.lines():
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


class _Layout:
    """The lines of a JSON text, each with its depth, to which values are added in order."""

    def __init__(self) -> None:
        self._ended: list[tuple[int, str]] = []
        self._depth = 0
        self._line = ""

    def lines(self) -> list[tuple[int, str]]:
        """Return the lines so far."""
        self._end(0)
        return self._ended

    def add(
        self, value: JsonValue, depth: int, before: str = "", after: str = "", by_name: bool = False
    ) -> None:
        """Add a value that stands at a depth, with what belongs to it on either side."""
        whole = _encode(value)
        if len(before) + len(whole) + len(after) <= _WIDTH or not isinstance(value, (dict, list)):
            self._put(f"{before}{whole}{after}", depth)
            return
        self._put(before + whole[0], depth)
        # Schemas by name stand where further lines of their holder would: it makes no difference
        # to them in which of its lines they begin.
        inner = depth if by_name else depth + 1
        members = (
            [(f"{_encode(name)}:", name, content) for name, content in value.items()]
            if isinstance(value, dict)
            else [("", "", content) for content in value]
        )
        for number, (start, name, content) in enumerate(members, 1):
            if by_name:
                self._end(inner)
            end = "," if number < len(members) else ""
            self.add(content, inner, start, end, not by_name and name in _BY_NAME)
        if by_name:
            self._end(depth - 1)
        self._line += whole[-1] + after

    def _put(self, text: str, depth: int) -> None:
        """Add a text that isn't broken; a line that it begins has this depth."""
        if self._line and not self._takes(text):
            self._end(depth)
        self._line += text

    def _takes(self, text: str) -> bool:
        length = len(self._line) + len(text)
        if len(text) > _WIDTH:
            return length <= _LONGEST
        # Some members begin a line, by their checksum: so an added one moves those up to the next
        # such member, and not all that follow.
        may_begin = len(self._line) > _WIDTH // 2 and crc32(text.encode(errors="replace")) % 4 == 0
        return length <= _WIDTH and not may_begin

    def _end(self, depth: int) -> None:
        """End the line; the next one has this depth."""
        if self._line:
            self._ended.append((self._depth, self._line))
        self._depth, self._line = depth, ""
