"""The exact schemas as literals over several lines, so that an edit to a property is a line or two.

In: the places of a schema, and the schema. Out: literals, which Python joins where they stand: a
line of text for each place, then the JSON text. What is short stays in one literal. What is longer
fills as many as it needs:

    "#/components/schemas/Pet\nGET /pets/{id} 200\n"
    '{"type":"object","required":["id"],"properties":{"id":{"type":"string"},'
        '"tag":{"$ref":"Tag"},"owner":{"$ref":"Owner"}}}'

Other schemas go by the names of their codecs, in references as in places: `Pet/properties/tag`. The
place of a body is that of its operation, as JSON unless it says otherwise. `_texts.py` reads both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from json.encoder import encode_basestring
from typing import TypeAlias
from zlib import crc32

from dfnsgen.json_value import JsonValue
from dfnsgen.keywords import KEYWORDS, Value
from dfnsgen.python.source.source import Source, code, literal

_WIDTH = 110
_LONGEST = 160
"""Of a line with a text that is too long by itself, as some patterns are."""

_BY_NAME = frozenset(k.name for k in KEYWORDS if k.value is Value.SCHEMAS_BY_NAME)
_CONSTANT = frozenset(k.name for k in KEYWORDS if k.value in (Value.CONSTANT, Value.CONSTANTS))
_BODY = re.compile(
    r"#/paths/(~1[!-.0-~]*)/([a-z]+)/(?:requestBody|responses/([0-9A-Za-z]+))"
    r"/content/application~1json/schema"
)
_plain = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

SchemaText: TypeAlias = tuple[Source, tuple[Source, ...]]
"""The schema of a codec: its name, and the literals that are its text."""


def schema_text(
    name: str, places: Iterable[str], schema: JsonValue, names: Mapping[str, str]
) -> SchemaText:
    """Return the text of a codec's schema; `names` are those of all codecs, by their pointers."""
    own, *others = [*places] or [""]
    start = [_within(own, names)] if own else []
    placed = "".join(f"{line}\n" for line in (*start, *(place_text(at, names) for at in others)))
    return _laid_out(name, placed, by_name(schema, names))


def json_text(name: str, value: JsonValue) -> SchemaText:
    """Return the text of any value, its references as they are."""
    return _laid_out(name, "", value)


def _laid_out(name: str, placed: str, schema: JsonValue) -> SchemaText:
    whole = placed + _encode(schema)
    if len(whole) <= _WIDTH:
        return literal(name), (literal(whole),)
    layout = _Layout()
    for place in placed.splitlines(keepends=True):
        layout.put(place, 0)
    layout.end()
    layout.add(schema, 0)
    return literal(name), tuple(
        code("{}{}", Source("    " * depth), literal(line)) for depth, line in layout.lines()
    )


def place_text(pointer: str, names: Mapping[str, str]) -> str:
    """Return a pointer in short: a codec's name, a place within it, or an operation's body."""
    return names.get(pointer) or _within(pointer, names)


def _within(pointer: str, names: Mapping[str, str]) -> str:
    """Return a pointer in short, by other codecs than the one whose own it may be."""
    body = _BODY.fullmatch(pointer)
    if body is not None:
        path, method, status = body.groups()
        path = path.replace("~1", "/").replace("~0", "~")
        return f"{method.upper()} {path} {status or 'body'}"
    base, slash, _ = pointer.rpartition("/")
    while slash:
        if base in names:
            return f"{names[base]}{_one_line(pointer[len(base) :])}"
        base, slash, _ = base.rpartition("/")
    return _one_line(pointer)


def by_name(schema: JsonValue, names: Mapping[str, str]) -> JsonValue:
    """Return a schema whose references are places in short, most of them names of codecs.

    `names` are those of all codecs, by their pointers.
    """
    if isinstance(schema, list):
        return [by_name(each, names) for each in schema]
    if not isinstance(schema, dict):
        return schema
    named: dict[str, JsonValue] = {}
    for keyword, value in schema.items():
        if keyword == "$ref" and isinstance(value, str):
            named[keyword] = place_text(value, names)
        elif keyword in _BY_NAME and isinstance(value, dict):
            named[keyword] = {name: by_name(each, names) for name, each in value.items()}
        else:
            named[keyword] = value if keyword in _CONSTANT else by_name(value, names)
    return named


def _encode(value: JsonValue) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
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
        self.end()
        return self._ended

    def add(self, value: JsonValue, depth: int, before: str = "", after: str = "") -> None:
        """Add a value that stands at a depth, with what belongs to it on either side."""
        whole = _encode(value)
        if len(before) + len(whole) + len(after) <= _WIDTH or not isinstance(value, (dict, list)):
            self.put(f"{before}{whole}{after}", depth)
            return
        self.put(before + whole[0], depth)
        members = (
            [(f"{_encode(name)}:", content) for name, content in value.items()]
            if isinstance(value, dict)
            else [("", content) for content in value]
        )
        for number, (start, content) in enumerate(members, 1):
            self.add(content, depth + 1, start, "," if number < len(members) else "")
        self._line += whole[-1] + after

    def put(self, text: str, depth: int) -> None:
        """Add a text that isn't broken; a line that it begins has this depth."""
        if self._line and not self._takes(text):
            self.end()
        if not self._line:
            self._depth = depth
        self._line += text

    def _takes(self, text: str) -> bool:
        length = len(self._line) + len(text)
        if len(text) > _WIDTH:
            return length <= _LONGEST
        # Some members begin a line, by their checksum: so an added one moves those up to the next
        # such member, and not all that follow.
        may_begin = len(self._line) > _WIDTH // 2 and crc32(text.encode(errors="replace")) % 8 == 0
        return length <= _WIDTH and not may_begin

    def end(self) -> None:
        """End the line."""
        if self._line:
            self._ended.append((self._depth, self._line))
        self._line = ""
