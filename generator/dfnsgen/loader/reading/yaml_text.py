"""YAML 1.2 text to JSON values; the one module that imports yaml.

PyYAML reads the syntax (libyaml where it is there) and hands over events; the values are made
here, by the core schema of YAML 1.2: `no`, `on`, `1_000`, `12:30` and `2020-01-01` are strings.
Keys are strings as written, so a response's `200` is `"200"`. Refused: duplicate keys, tags outside
the core, several documents, and aliases that would write out to more than `limits.MAX_VALUES`.
Nothing here is recursive. Source: YAML 1.2.2, sections 10.2 and 10.3.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

import yaml

from dfnsgen.diagnostics import Rule
from dfnsgen.json_value import JsonValue
from dfnsgen.loader import rules
from dfnsgen.loader.limits import MAX_DEPTH, MAX_MERGED, MAX_VALUES
from dfnsgen.loader.reading.numerals import read_float, read_int
from dfnsgen.loader.syntax import Container, Mark, Parsed, SyntaxFault

LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# By name: the stubs of some versions leave out a type here, which a strict checker refuses.
_dump: Callable[..., object] = vars(yaml)["dump"]

_TAG = "tag:yaml.org,2002:"
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_FIRST = frozenset("0123456789+-.~nNtTfF")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS_OF_1_1 = "\x85\u2028\u2029"

_Event: TypeAlias = Any
_LINE = 20


def read_plain(text: str) -> JsonValue:
    """Return the value of a plain scalar by the core schema; raises SyntaxFault for no number."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return read_int(text)
    if _FLOAT.fullmatch(text):
        return read_float(text)
    if _NOT_FINITE.fullmatch(text):
        raise SyntaxFault(rule=rules.NUMBER_NOT_FINITE, values=(("text", text),))
    return text


class YamlLayout:
    """Where the members of each container stood: packed marks, found by the container itself."""

    def __init__(self) -> None:
        self._packed = array("Q")
        self._starts: dict[int, tuple[Container, int]] = {}
        self._written: dict[tuple[int, str], str] = {}

    def add(self, container: Container, packed: Sequence[int]) -> None:
        """Remember the marks of a container that is complete."""
        self._starts[id(container)] = (container, len(self._packed))
        self._packed.extend(packed)

    def mark_of(self, container: Container, index: int) -> Mark | None:
        """Return where a member stands, or None if the text has no such container or member."""
        found = self._starts.get(id(container))
        if found is None or index >= len(container):
            return None
        return _unpacked(self._packed[found[1] + index])

    def note_written(self, container: Container, key: str, text: str) -> None:
        """Remember a number that doesn't print as it is written, like `1.10`."""
        self._written[id(container), key] = text

    def written(self, container: Container, key: str) -> str | None:
        """Return a member's number as it is written, where its value wouldn't print so."""
        return self._written.get((id(container), key))


class _Frame:
    """A container that is still open."""

    __slots__ = ("anchor", "height", "is_map", "key", "marks", "merges", "merging", "size", "value")

    def __init__(self, value: Container, anchor: str | None) -> None:
        self.value: Any = value
        self.is_map = isinstance(value, dict)
        self.anchor = anchor
        self.key: str | None = None
        self.marks: list[int] = []
        self.merges: list[tuple[JsonValue, int]] = []
        self.merging = False
        self.size = 1
        self.height = 1


class _Builder:
    """Makes values of events; the stack of open containers stands in for recursion."""

    def __init__(self) -> None:
        self.layout = YamlLayout()
        self.stack: list[_Frame] = []
        self.anchors: dict[str, tuple[JsonValue, int, int]] = {}
        self.plain: dict[str, JsonValue] = {}
        self.strings: dict[str, str] = {}
        self.restore: dict[int, int] = {}
        self.documents = 0
        self.merged = 0
        self.brought = 0
        self.size = 0
        self.root: JsonValue = None

    def build(self, events: Iterator[_Event]) -> None:
        """Consume all events of a stream."""
        handlers: dict[Any, Callable[[_Event], None]] = {
            yaml.ScalarEvent: self.scalar,
            yaml.MappingStartEvent: self.start_map,
            yaml.SequenceStartEvent: self.start_list,
            yaml.MappingEndEvent: self.end,
            yaml.SequenceEndEvent: self.end,
            yaml.AliasEvent: self.alias,
            yaml.DocumentStartEvent: self.document,
        }
        get = handlers.get
        for event in events:
            handler = get(type(event))
            if handler is not None:
                handler(event)

    def document(self, event: _Event) -> None:
        """Refuse a second document."""
        self.documents += 1
        if self.documents > 1:
            raise _fault(rules.YAML_SEVERAL_DOCUMENTS, event)

    def count(self, event: _Event, size: int) -> None:
        """Count values as if aliases were written out."""
        self.size += size
        if self.size > MAX_VALUES:
            raise _fault(rules.TOO_MANY_VALUES, event, ("limit", f"{MAX_VALUES:,}"))

    def scalar(self, event: _Event) -> None:
        """Place a scalar: as a key as it is written, else by the core schema."""
        text: str = event.value
        if self.restore:
            text = text.translate(self.restore)
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.is_map and frame.key is None:
            self.key(frame, event, text)
            return
        self.count(event, 1)
        if event.implicit[0] and event.tag is None:
            value = self.plain_value(event, text)
        elif event.tag is None or event.tag == "!" or event.tag == _TAG + "str":
            value = self.strings.setdefault(text, text)
        else:
            value = _tagged(event, text)
        if type(value) is float and frame is not None and frame.key and str(value) != text:
            self.layout.note_written(frame.value, frame.key, text)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, 1, 0)
        self.place(event, value, 1, 0)

    def plain_value(self, event: _Event, text: str) -> JsonValue:
        """Return the value of a plain scalar; equal texts share one value."""
        if text and text[0] not in _FIRST:
            return self.strings.setdefault(text, text)
        if text not in self.plain:
            try:
                self.plain[text] = read_plain(text)
            except SyntaxFault as fault:
                raise _fault(fault.rule, event, *fault.values) from None
        return self.plain[text]

    def key(self, frame: _Frame, event: _Event, text: str) -> None:
        """Take a scalar as the next key of a mapping."""
        if event.tag not in (None, "!", _TAG + "str"):
            raise _fault(rules.YAML_TAG, event, ("tag", event.tag))
        if event.anchor is not None:
            self.anchors[event.anchor] = (text, 1, 0)
        self.take_key(frame, event, text, merge=text == "<<" and event.implicit[0])

    def take_key(self, frame: _Frame, event: _Event, text: str, *, merge: bool) -> None:
        """Open the next member of a mapping; a merge key waits until the mapping ends."""
        packed = _packed(event)
        if merge:
            frame.key = text
            frame.merging = True
            frame.merges.append((None, packed))
            return
        if text in frame.value:
            first = frame.marks[list(frame.value).index(text)] >> _LINE
            at = _unpacked(_packed(event))
            values = (("key", text),)
            raise SyntaxFault(rule=rules.DUPLICATE_KEY, mark=at, first=first, values=values)
        key = frame.key = self.strings.setdefault(text, text)
        frame.value[key] = None
        frame.marks.append(packed)

    def start_map(self, event: _Event) -> None:
        """Open a mapping."""
        self.start(event, {}, "map")

    def start_list(self, event: _Event) -> None:
        """Open a sequence."""
        self.start(event, [], "seq")

    def start(self, event: _Event, value: Container, kind: str) -> None:
        """Open a container, unless its tag, its place or its depth is wrong."""
        frame = self.stack[-1] if self.stack else None
        if event.tag not in (None, "!", _TAG + kind):
            raise _fault(rules.YAML_TAG, event, ("tag", event.tag))
        if frame is not None and frame.is_map and frame.key is None:
            raise _fault(rules.YAML_KEY_NOT_SCALAR, event)
        if len(self.stack) >= MAX_DEPTH:
            raise _fault(rules.TOO_DEEP, event, ("limit", str(MAX_DEPTH)))
        if frame is not None and not frame.is_map:
            frame.marks.append(_packed(event))
        self.count(event, 1)
        self.stack.append(_Frame(value, event.anchor))
        if event.anchor is not None:
            self.anchors.pop(event.anchor, None)

    def end(self, event: _Event) -> None:
        """Close the innermost container and place it in the one around it."""
        frame = self.stack.pop()
        if frame.merges:
            self.merge(frame)
        value = frame.value
        self.layout.add(value, frame.marks)
        if frame.anchor is not None:
            self.anchors[frame.anchor] = (value, frame.size, frame.height)
        outer = self.stack[-1] if self.stack else None
        if outer is None:
            self.place(event, value, frame.size, frame.height)
            return
        outer.size += frame.size
        outer.height = max(outer.height, frame.height + 1)
        if outer.is_map:
            self.put(outer, value)
        else:
            outer.value.append(value)

    def alias(self, event: _Event) -> None:
        """Place what an anchor names; the value is shared, its size is counted again."""
        found = self.anchors.get(event.anchor)
        if found is None:
            raise _fault(rules.YAML_ALIAS, event, ("name", event.anchor))
        value, size, height = found
        self.count(event, size)
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.is_map and frame.key is None:
            if not isinstance(value, str):
                raise _fault(rules.YAML_KEY_NOT_SCALAR, event)
            self.take_key(frame, event, value, merge=False)
            return
        if len(self.stack) + height > MAX_DEPTH:
            raise _fault(rules.TOO_DEEP, event, ("limit", str(MAX_DEPTH)))
        self.place(event, value, size, height)

    def place(self, event: _Event, value: JsonValue, size: int, height: int) -> None:
        """Put a value that stands at the event into the innermost container."""
        if not self.stack:
            self.root = value
            return
        frame = self.stack[-1]
        frame.size += size
        if height >= frame.height:
            frame.height = height + 1
        if frame.is_map:
            self.put(frame, value)
            return
        frame.marks.append(_packed(event))
        frame.value.append(value)

    def put(self, frame: _Frame, value: JsonValue) -> None:
        """Fill the open member of a mapping."""
        if frame.merging:
            frame.merges[-1] = (value, frame.merges[-1][1])
            frame.merging = False
        else:
            frame.value[frame.key] = value
        frame.key = None

    def merge(self, frame: _Frame) -> None:
        """Add what the merge keys of a mapping bring and it doesn't have itself."""
        for value, packed in frame.merges:
            several = value if isinstance(value, list) else [value]
            self.merged += 1
            for part in several:
                if not isinstance(part, dict):
                    raise SyntaxFault(rule=rules.YAML_MERGE_KEY, mark=_unpacked(packed))
                self.brought += len(part)
                if self.brought > MAX_MERGED:
                    values = (("limit", f"{MAX_MERGED:,}"),)
                    at = _unpacked(packed)
                    raise SyntaxFault(rule=rules.YAML_MERGED_TOO_MANY, mark=at, values=values)
                fresh = [key for key in part if key not in frame.value]
                frame.value.update((key, part[key]) for key in fresh)
                frame.marks.extend([packed] * len(fresh))


def _packed(event: _Event) -> int:
    mark: Any = event.start_mark
    line: int = mark.line + 1
    column: int = mark.column + 1
    return line << _LINE | min(column, (1 << _LINE) - 1)


def _unpacked(packed: int) -> Mark:
    return packed >> _LINE, packed & (1 << _LINE) - 1


def _fault(rule: Rule, event: _Event, *values: tuple[str, str]) -> SyntaxFault:
    mark = event.start_mark
    return SyntaxFault(rule=rule, mark=(mark.line + 1, mark.column + 1), values=values)


def _tagged(event: _Event, text: str) -> JsonValue:
    """Return the value of a scalar under one of the core's tags."""
    kind = event.tag.removeprefix(_TAG)
    value: JsonValue = None
    if kind in ("null", "bool", "int", "float"):
        value = read_plain(text)
        fits = {
            "null": value is None,
            "bool": isinstance(value, bool),
            "int": isinstance(value, int) and not isinstance(value, bool),
            "float": not isinstance(value, str | bool | None),
        }[kind]
        if fits:
            return value
    raise _fault(rules.YAML_TAG, event, ("tag", event.tag))


def read_yaml(text: str) -> Parsed:
    """Return the one document that a YAML text holds; raises SyntaxFault."""
    restore = _stand_ins(text)
    builder = _Builder()
    builder.restore = {stand_in: original for original, stand_in in restore.items()}
    try:
        builder.build(yaml.parse(text.translate(restore) if restore else text, LOADER))
    except yaml.reader.ReaderError as error:
        raise _bad_character(text, str(error)) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        if _is_indented_by_tab(text, at):
            raise SyntaxFault(rule=rules.YAML_TAB, mark=at) from None
        problem = str(error.problem or error.context or "it can't be read")
        raise SyntaxFault(rule=rules.YAML_SYNTAX, mark=at, values=(("problem", problem),)) from None
    return Parsed(value=builder.root, layout=builder.layout, merge_keys=builder.merged)


def _is_indented_by_tab(text: str, at: Mark) -> bool:
    line = text.split("\n", at[0])[max(at[0] - 1, 0) : at[0]]  # none where the text has ended
    before = line[0][: at[1]] if line else ""
    return "\t" in before and not before.strip()


def _stand_ins(text: str) -> dict[int, int]:
    """Map the characters that ended a line in YAML 1.1 only to ones that the text doesn't hold."""
    found = [char for char in _BREAKS_OF_1_1 if char in text]
    if not found:
        return {}
    free = (code for code in range(0xE000, 0xF8FF) if chr(code) not in text)
    return {ord(char): next(free) for char in found}


def _bad_character(text: str, problem: str) -> SyntaxFault:
    found = _FORBIDDEN.search(text)
    if found is None:
        return SyntaxFault(rule=rules.YAML_SYNTAX, values=(("problem", problem),))
    before = text[: found.start()]
    at = (before.count("\n") + 1, found.start() - before.rfind("\n"))
    return SyntaxFault(
        rule=rules.FORBIDDEN_CHARACTER, mark=at, values=(("code", f"U+{ord(found.group()):04X}"),)
    )


class _Writer(yaml.SafeDumper):
    """Writes values so that YAML 1.1 and 1.2 read the same: what either resolves is quoted."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out: a document for people has no anchors."""
        return True

    def string(self, text: str) -> yaml.ScalarNode:
        """Represent a string: in quotes if it could be read as something else."""
        style = None
        if "\n" in text and not any(c in text for c in _BREAKS_OF_1_1) and text.strip() == text:
            style = "|"
        elif not isinstance(_plain_or_none(text), str):
            style = "'"
        return yaml.ScalarNode(_TAG + "str", text, style=style)


def _plain_or_none(text: str) -> JsonValue:
    try:
        return read_plain(text)
    except SyntaxFault:
        return None


_Writer.add_representer(str, _Writer.string)


def write_yaml(value: JsonValue, *, ascii_only: bool = False) -> str:
    """Return a value as YAML text that `read_yaml` reads as the same value."""
    form = {"sort_keys": False, "allow_unicode": not ascii_only, "width": 100}
    return str(_dump(value, Dumper=_Writer, **form))
