"""The bytes of a document to its value: encoding, JSON or YAML by content, faults with a place.

In: bytes and the name they are shown under. Out: `Parsed`. Raises Refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from dfnsgen.diagnostics import Location, Refused
from dfnsgen.json_value import JsonValue
from dfnsgen.loader import rules
from dfnsgen.loader.reading.json_text import read_json
from dfnsgen.loader.reading.yaml_text import read_yaml
from dfnsgen.loader.syntax import Mark, Parsed, SyntaxFault, clipped

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def decode(content: bytes, source: str) -> str:
    """Return the text of a document: by its byte order mark, else UTF-8. Raises Refused."""
    encoding, skip = "utf-8", 0
    for mark, name in _MARKS:
        if content.startswith(mark):
            encoding, skip = name, len(mark)
            break
    try:
        text = content[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, skip + error.start) + 1
        at = Location(source=source, line=line, column=1)
        offset = skip + error.start
        raise Refused(rules.NOT_TEXT.found(at, offset=offset, encoding=encoding.upper())) from None
    if not text.strip():
        raise Refused(rules.EMPTY.found(Location(source=source)))
    return text


def read_text(text: str, source: str, *, first_line: int = 1) -> Parsed:
    """Return the value of a JSON or YAML text; `first_line` is where it starts in its source.

    What starts with a brace or a bracket is JSON; YAML in its flow form is understood as well,
    unless the name says JSON.
    Raises Refused.
    """
    try:
        parsed = _read(text, source)
        if _HALF.search(text):
            _refuse_lone_surrogates(parsed.value, text)
        return parsed
    except SyntaxFault as fault:
        line, column = fault.mark
        at = Location(source=source, line=line and line + first_line - 1, column=column)
        values = {name: clipped(value) for name, value in fault.values}
        values["first"] = fault.first + first_line - 1
        raise Refused(fault.rule.found(at, **values)) from None


_MARKUP = re.compile(r"\s*<(?:!doctype html|html|head|body|(\?xml))\b", re.IGNORECASE)


def _read(text: str, source: str) -> Parsed:
    markup = _MARKUP.match(text)
    if markup:
        kind = "XML" if markup[1] else "an HTML page"
        raise SyntaxFault(rule=rules.MARKUP, mark=(1, 1), values=(("kind", kind),))
    if text.lstrip()[:1] not in ("{", "["):
        return read_yaml(text)
    try:
        return read_json(text)
    except SyntaxFault as fault:
        if fault.rule is not rules.JSON_SYNTAX or source.lower().endswith(".json"):
            raise
        try:
            return read_yaml(text)
        except SyntaxFault as second:
            raise (fault if second.rule is rules.YAML_SYNTAX else second) from None


_HALVES = re.compile(
    r"(?<!\\)(?:\\\\)*(?:(\\u[dD][89abAB]..(?!\\u[dD][c-fC-F]))"
    r"|\\u[dD][89abAB]..\\u....|(\\u[dD][c-fC-F]))"
)
"""The escape of half a character; a whole pair is stepped over."""


def _refuse_lone_surrogates(value: JsonValue, text: str) -> None:
    for string in _strings(value):
        try:
            string.encode()
        except UnicodeEncodeError:
            raise SyntaxFault(rule=rules.LONE_SURROGATE, mark=_half_at(text)) from None


def _half_at(text: str) -> Mark:
    """Return where the first half of a character stands, (0, 0) where that isn't seen."""
    at = next((match.start() for match in _HALVES.finditer(text) if match[1] or match[2]), -1)
    if at < 0:
        return 0, 0
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _strings(value: JsonValue) -> Iterator[str]:
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict | list) and id(part) not in seen:
            seen.add(id(part))
            if isinstance(part, dict):
                yield from part
                waiting.extend(part.values())
            else:
                waiting.extend(part)
