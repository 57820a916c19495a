r"""Classes that intersect or subtract others, as Java, .NET and ECMA's `v` flag have them.

    [a-z&&[^aeiou]]   ->  [b-df-hj-np-tv-z]
    [a-z-[m-z]]       ->  [a-l]
    [\w--[\d_]]       ->  [A-Za-z]

In: a pattern. Out: the same with plain classes. Only what closes with `]]` is such a class: without
the inner class, `&&` and `-` are characters, and a class of ECMA-262 stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from dfnsgen.patterns._code_points import CodePoints, complement, union
from dfnsgen.patterns._ecma_syntax import Characters, Untranslatable, parse

_UNIT: Final = re.compile(r"\\[pP]\{[^}]*\}|\\Q.*?(?:\\E|\Z)|\\.|\[:\^?\w+:\]|.", re.DOTALL)
_OPERATOR: Final = re.compile(r"(?:&&|--?)(?=\[)")
_DEEPEST: Final = 20


def with_plain_classes(pattern: str, leaf: Callable[[str], str]) -> str:
    """Return a pattern without intersections and differences; `leaf` reads a class of one kind."""
    if "&&[" not in pattern and "-[" not in pattern:
        return pattern
    parts: list[str] = []
    at = 0
    while found := _UNIT.match(pattern, at):
        part, end = found.group(), found.end()
        if part == "[":
            end = _ClassReader(pattern, leaf).end(at)
            part = _plain(pattern, at, end, leaf)
        parts.append(part)
        at = end
    return "".join(parts)


def _plain(pattern: str, start: int, end: int, leaf: Callable[[str], str]) -> str:
    """Return the class at a place as ECMA-262 has it, where it is one of several classes."""
    reader = _ClassReader(pattern, leaf)
    try:
        members, after = reader.read(start)
    except Untranslatable:
        return pattern[start:end]
    return _spelled(members) if reader.combines and after == end else pattern[start:end]


class _ClassReader:
    """Reads a class with the classes in it."""

    def __init__(self, pattern: str, leaf: Callable[[str], str]) -> None:
        self.pattern: Final = pattern
        self.leaf: Final = leaf
        self.combines = False

    def end(self, start: int) -> int:
        """Return where a class ends: after its inner ones if it combines some, else at its `]`."""
        try:
            after = self.read(start)[1]
        except Untranslatable:
            after = 0
        if self.combines and after:
            return after
        at = start + 1 + self.pattern.startswith("^", start + 1)
        at += self.pattern.startswith("]", at)
        while (found := _UNIT.match(self.pattern, at)) and found.group() != "]":
            at = found.end()
        return min(at + 1, len(self.pattern))

    def read(self, start: int, depth: int = 0) -> tuple[CodePoints, int]:
        """Return the members of the class that begins at a place, and where it ends."""
        if depth > _DEEPEST:
            raise Untranslatable("its classes are nested too deeply")
        negated = self.pattern.startswith("^", start + 1)
        at = start + 1 + negated
        members, at = self._operand(at, depth)
        while operator := _OPERATOR.match(self.pattern, at):
            further, at = self.read(operator.end(), depth + 1)
            self.combines = True
            excluded = complement(further) if operator.group() == "&&" else further
            members = complement(union(complement(members), excluded))
        if not self.pattern.startswith("]", at):
            raise Untranslatable("a class isn't closed")
        return complement(members) if negated else members, at + 1

    def _operand(self, at: int, depth: int) -> tuple[CodePoints, int]:
        """Return the union of the members and classes up to the next operator or the end."""
        first = begun = at
        members: list[CodePoints] = []
        while (found := _UNIT.match(self.pattern, at)) and found.group() != "]":
            if _OPERATOR.match(self.pattern, at) and at > first:
                break
            if found.group() == "[":
                members.append(self._leaf(begun, at))
                inner, at = self.read(at, depth + 1)
                members.append(inner)
                begun = at
            else:
                at = found.end()
        return union(*members, self._leaf(begun, at)), at

    def _leaf(self, begun: int, at: int) -> CodePoints:
        if begun == at:
            return ()
        node = parse(self.leaf(f"[{self.pattern[begun:at]}]"))
        if not isinstance(node, Characters):
            raise Untranslatable("no class")
        return node.members


def _spelled(members: CodePoints) -> str:
    ranges = (
        _letter(first) if first == last else f"{_letter(first)}-{_letter(last)}"
        for first, last in members
    )
    return f"[{''.join(ranges)}]"


def _letter(code: int) -> str:
    char = chr(code)
    return char if char.isascii() and char.isalnum() else rf"\u{{{code:x}}}"
