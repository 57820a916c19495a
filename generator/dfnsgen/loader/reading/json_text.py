"""JSON text to JSON values; positions are found only when somebody asks.

Duplicate keys, NaN and infinities are refused. A number that a float can't hold is a Decimal.
A position is found by reading the container's text once more with json's own scanner, which skips
the values at C speed; what was found is remembered. Source: RFC 8259.
"""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from json.scanner import make_scanner
from typing import Any, TypeAlias, cast

from dfnsgen.json_value import JsonValue
from dfnsgen.loader import rules
from dfnsgen.loader.limits import MAX_DEPTH, MAX_VALUES
from dfnsgen.loader.reading.numerals import read_float, read_int
from dfnsgen.loader.syntax import Container, Mark, Parsed, SyntaxFault

_SKIP: Callable[[str, int], tuple[Any, int]] = make_scanner(
    cast(Any, json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str))
)
_ANY = "surrogatepass"
_Offsets: TypeAlias = "tuple[array[int], array[int]]"
"""Of the keys and of the values of a container: there are hundreds of thousands."""
_NONE = array("Q")
_CONTINUING = re.compile("[\x80-\xbf]")
_SPACE = re.compile(r"[ \t\n\r]*")
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*"(?P<colon>[ \t\n\r]*:)?|[][{}]')
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|NaN|-?Infinity')


class JsonLayout:
    """Where the members of each container stand, scanned for one container at a time."""

    def __init__(self, text: str, root: JsonValue) -> None:
        # One character beyond Latin-1 makes a text four times as large, and it is kept to the end.
        # So its UTF-8 stands for it, a character for a byte: what JSON is structured by is ASCII.
        self._text = text if text.isascii() else text.encode("utf-8", _ANY).decode("latin-1")
        self._root = root
        self._offsets: dict[int, _Offsets] = {}
        self._starts: dict[int, tuple[Container, Container | None, int]] = {}
        self._lines: list[int] = []
        self._continuing = array("Q")

    def mark_of(self, container: Container, index: int) -> Mark | None:
        """Return where a member stands, or None if the text has no such container or member."""
        keys = self._members(container)[0]
        return self._mark(keys[index]) if index < len(keys) else None

    def _members(self, container: Container) -> _Offsets:
        """Return where the keys and where the values of a container start, if it is of the text."""
        if id(container) in self._offsets:
            return self._offsets[id(container)]
        if not self._starts:
            self._index()
        if id(container) not in self._starts:
            return _NONE, _NONE
        chain = [container]
        while (outer := self._starts[id(chain[-1])][1]) is not None:
            chain.append(outer)
        offset = _SPACE.match(self._text).end()  # type: ignore[union-attr]  # it matches ""
        for outer, inner in zip(reversed(chain), [*reversed(chain)][1:], strict=False):
            offset = self._scan(outer, offset)[1][self._starts[id(inner)][2]]
        return self._scan(container, offset)

    def written(self, container: Container, key: str) -> str | None:
        """Return a member's number as it is written, where its value wouldn't print so."""
        values = self._members(container)[1]
        if not values or not isinstance(container, dict):
            return None
        found = _TOKEN.match(self._text, values[list(container).index(key)])
        return found.group() if found else None

    def _mark(self, offset: int) -> Mark:
        """Return line and column, in characters, of an offset in bytes."""
        if not self._lines:
            self._lines = [0, *(m.end() for m in re.finditer("\n", self._text))]
        if not self._text.isascii() and not self._continuing:
            self._continuing = array("Q", (m.start() for m in _CONTINUING.finditer(self._text)))
        line = bisect_right(self._lines, offset)
        start = self._lines[line - 1]
        # Of a character that is several bytes the first one counts.
        rest = bisect_left(self._continuing, offset) - bisect_left(self._continuing, start)
        return line, offset - start - rest + 1

    def _index(self) -> None:
        """Remember for each container which one holds it, and as which member."""
        if not isinstance(self._root, dict | list):
            return
        self._starts[id(self._root)] = (self._root, None, 0)
        open_ones: list[Container] = [self._root]
        while open_ones:
            outer = open_ones.pop()
            for index, inner in enumerate(outer.values() if isinstance(outer, dict) else outer):
                if isinstance(inner, dict | list):
                    self._starts[id(inner)] = (inner, outer, index)
                    open_ones.append(inner)

    def _scan(self, container: Container, offset: int) -> _Offsets:
        """Return where the keys and where the values of a container start."""
        known = self._offsets.get(id(container))
        if known is None:
            known = scan_members(self._text, offset)
            self._offsets[id(container)] = known
        return known


def scan_members(text: str, offset: int) -> _Offsets:
    """Return the offsets of the keys and of the values of the container that starts at `offset`."""
    is_map = text[offset] == "{"
    keys, values = array("Q"), array("Q")
    at = _space(text, offset + 1)
    while text[at] not in "]}":
        keys.append(at)
        if is_map:
            at = _space(text, _SKIP(text, at)[1])
            at = _space(text, at + 1)
        values.append(at)
        at = _space(text, _SKIP(text, at)[1])
        if text[at] == ",":
            at = _space(text, at + 1)
    return keys, values


def _mark_in(text: str, offset: int) -> Mark:
    """Return line and column of an offset in a text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


class _Reader:
    """The hooks of json's decoder; it remembers what they noticed."""

    def __init__(self) -> None:
        self.twice = False
        self._strings: dict[str, str] = {}

    def members(self, pairs: list[tuple[str, Any]]) -> dict[str, JsonValue]:
        """Make a dict of the members of an object; equal texts are one, as there are few kinds."""
        kept = self._strings.setdefault
        made: dict[str, JsonValue] = {
            name: kept(value, value) if value.__class__ is str else value for name, value in pairs
        }
        if len(made) != len(pairs):
            self.twice = True
        return made

    def constant(self, text: str) -> JsonValue:
        """Refuse NaN and the infinities."""
        raise SyntaxFault(rule=rules.NUMBER_NOT_FINITE, values=(("text", text),))


def read_json(text: str) -> Parsed:
    """Return the value of a JSON text; raises SyntaxFault."""
    if sum(map(text.count, ",[{")) > 2 * MAX_VALUES:  # before memory is spent on them
        raise _too_many()
    reader = _Reader()
    decoder = json.JSONDecoder(
        object_pairs_hook=reader.members,
        parse_int=read_int,
        parse_float=read_float,
        parse_constant=reader.constant,
    )
    try:
        value: JsonValue = decoder.decode(text)
    except json.JSONDecodeError as error:
        at = (error.lineno, error.colno)
        raise SyntaxFault(
            rule=rules.JSON_SYNTAX, mark=at, values=(("problem", error.msg),)
        ) from None
    except RecursionError:
        raise _too_deep(text) from None
    except SyntaxFault as fault:
        raise _placed(text, fault) from None
    _measure(value, text)
    if reader.twice:
        raise _duplicate(text)
    return Parsed(value=value, layout=JsonLayout(text, value))


def _too_deep(text: str) -> SyntaxFault:
    """Find the first bracket that opens a level too many."""
    depth, at = 0, 0
    for token in _STRUCTURE.finditer(text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token.group(), 0)
        if depth > MAX_DEPTH + 1:
            at = token.start()
            break
    return SyntaxFault(
        rule=rules.TOO_DEEP, mark=_mark_in(text, at), values=(("limit", str(MAX_DEPTH)),)
    )


def _too_many() -> SyntaxFault:
    return SyntaxFault(rule=rules.TOO_MANY_VALUES, values=(("limit", f"{MAX_VALUES:,}"),))


def _measure(value: JsonValue, text: str) -> None:
    """Refuse a value that is too deep or too large."""
    level: list[JsonValue] = [value]
    seen = depth = 0
    while level:
        seen += len(level)
        if seen > MAX_VALUES:
            raise _too_many()
        inner: list[JsonValue] = []
        for part in level:
            if isinstance(part, dict):
                inner.extend(part.values())
            elif isinstance(part, list):
                inner.extend(part)
        depth += 1
        if depth > MAX_DEPTH + 1:
            raise _too_deep(text)
        level = inner


def _placed(text: str, fault: SyntaxFault) -> SyntaxFault:
    """Find the number that a hook refused: the first one that it refuses."""
    for token in _TOKEN.finditer(text):
        word = token.group()
        if word.startswith('"') or not _refused(word):
            continue
        return SyntaxFault(rule=fault.rule, mark=_mark_in(text, token.start()), values=fault.values)
    return fault


def _refused(word: str) -> bool:
    if word in ("NaN", "Infinity", "-Infinity"):
        return True
    try:
        read_int(word) if word.lstrip("-").isdigit() else read_float(word)
    except (SyntaxFault, ValueError):
        return True
    return False


def _duplicate(text: str) -> SyntaxFault:
    """Find the first key that stands a second time in its object, in a text that is JSON."""
    open_ones: list[dict[str, int]] = []
    for token in _STRUCTURE.finditer(text):
        word = token.group()
        if word in "{[":
            open_ones.append({})
        elif word in "}]":
            open_ones.pop()
        elif token.group("colon"):
            key = str(_SKIP(text, token.start())[0])
            first = open_ones[-1].setdefault(key, token.start())
            if first != token.start():
                return SyntaxFault(
                    rule=rules.DUPLICATE_KEY,
                    mark=_mark_in(text, token.start()),
                    first=_mark_in(text, first)[0],
                    values=(("key", key),),
                )
    raise AssertionError("an object of fewer members than pairs has a key twice")
