"""Whether a text is a regular expression of ECMA-262 under the `u` flag.

In: text. Out: true or false; nothing is compiled or run. One pass from left to right, groups on a
stack, so that no depth is too deep. Source: ECMA-262 (2024), section 22.2.1.
"""

from __future__ import annotations

import re
from typing import Final

_HEX: Final = "[0-9A-Fa-f]"
_CODE: Final = (
    rf"x{_HEX}{{2}}|u{_HEX}{{4}}|u\{{0*(?:10|{_HEX})?{_HEX}{{1,4}}\}}|c[A-Za-z]|0(?![0-9])"
)
_PROPERTY: Final = r"[pP]\{(?:[A-Za-z_]+=)?[A-Za-z0-9_]+\}"
_ESCAPE: Final = re.compile(
    rf"\\(?:(?P<one>{_CODE}|[tnvfr^$\\.*+?()\[\]{{}}|/])|(?P<set>[dDsSwW]|{_PROPERTY})"
    r"|(?P<edge>[bB])|(?P<number>[1-9][0-9]*)|k<(?P<name>[^>]+)>|(?P<dash>-))"
)
_GROUP: Final = re.compile(r"\((?:\?(?:(?P<ahead>[=!])|(?P<behind><[=!])|:|<(?P<name>[^>]+)>))?")
_QUANTIFIER: Final = re.compile(r"(?:[*+?]|\{(?P<low>[0-9]+)(?:,(?P<high>[0-9]*))?\})\??")


def is_regex(text: str) -> bool:
    """Whether the text is a pattern that ECMA-262 takes."""
    return _Reader(text).is_pattern()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.open: list[bool] = []
        self.groups = 0
        self.names: set[str] = set()
        self.numbers_used: list[int] = []
        self.names_used: set[str] = set()

    def is_pattern(self) -> bool:
        while self.at < len(self.text):
            repeatable = self.term()
            if repeatable is None or not self.quantifier(repeatable):
                return False
        in_bounds = all(len(str(n)) < 9 and n <= self.groups for n in self.numbers_used)
        return not self.open and in_bounds and self.names_used <= self.names

    def term(self) -> bool | None:
        """Step over one term; whether it may be repeated, None where it is none."""
        char = self.text[self.at]
        if char == "(":
            return self.group()
        if char == "[":
            return self.character_class()
        if char == "\\":
            return self.escape()
        self.at += 1
        if char == ")":
            return self.open.pop() if self.open else None
        if char in "^$|":
            return False
        return None if char in "*+?{}]" else True

    def quantifier(self, repeatable: bool) -> bool:
        match = _QUANTIFIER.match(self.text, self.at)
        if match is None:
            return True
        self.at = match.end()
        low, high = match["low"], match["high"]
        return repeatable and not (low and high and _is_above(low, high))

    def group(self) -> bool | None:
        match = _GROUP.match(self.text, self.at)
        if match is None or (self.text.startswith("(?", self.at) and match.group() == "("):
            return None
        self.at = match.end()
        name = match["name"]
        if name is not None:
            if not name.replace("$", "_").isidentifier() or name in self.names:
                return None
            self.names.add(name)
        self.groups += name is not None or match.group() == "("
        self.open.append(match["ahead"] is None and match["behind"] is None)
        return self._opened()

    def _opened(self) -> bool | None:
        """A quantifier right after a group's start has nothing to repeat."""
        return None if _QUANTIFIER.match(self.text, self.at) else False

    def escape(self) -> bool | None:
        match = _ESCAPE.match(self.text, self.at)
        if match is None or match["dash"]:
            return None
        self.at = match.end()
        if match["number"]:
            self.numbers_used.append(int(match["number"][:10]))
        if match["name"]:
            self.names_used.add(match["name"])
        return match["edge"] is None

    def character_class(self) -> bool | None:
        self.at += 2 if self.text.startswith("[^", self.at) else 1
        while not self.text.startswith("]", self.at):
            first = self.member()
            if first is None:
                return None
            if self.text.startswith("-", self.at) and not self.text.startswith("-]", self.at):
                self.at += 1
                last = self.member()
                if last is None or first < 0 or last < first:
                    return None
        self.at += 1
        return True

    def member(self) -> int | None:
        """Step over one member of a class: its code point, -1 for a set, None where it is none."""
        if self.at >= len(self.text):
            return None
        if self.text[self.at] != "\\":
            self.at += 1
            return ord(self.text[self.at - 1])
        match = _ESCAPE.match(self.text, self.at)
        if match is None or match["number"] or match["name"] or match["edge"] == "B":
            return None
        self.at = match.end()
        return -1 if match["set"] else _code(match.group()[1:])


def _is_above(low: str, high: str) -> bool:
    low, high = low.lstrip("0"), high.lstrip("0")
    return (len(low), low) > (len(high), high)


def _code(escape: str) -> int:
    """Return the code point that an escape stands for."""
    if escape[0] in "xu":
        digits = escape[1:].strip("{}")
        return int(digits, 16) if digits else ord(escape[0])
    if escape[0] == "c":
        return ord(escape[1]) % 32
    return {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "b": 8, "0": 0}.get(escape[0], ord(escape))
