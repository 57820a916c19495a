"""Translates a regular expression of ECMA-262 into one of Python's `re` with the same language.

In: the text of a `pattern`. Out: the source for `re.compile(...).search`, in ASCII. Before:
`^\\p{Lu}\\d+$`; after: `^(?:[A-Z…])[0-9]+\\Z`. What `re` can't say is refused with a reason;
nothing is approximated.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import cache
from typing import Final, assert_never

from dfnsgen.patterns._code_points import ANY, CodePoints, complement
from dfnsgen.patterns._ecma_syntax import (
    Alternation,
    Backreference,
    Boundary,
    Characters,
    Group,
    Look,
    Malformed,
    Node,
    Repeat,
    Sequence,
    Untranslatable,
    parse,
)

__all__ = ["Malformed", "Untranslatable", "spelled_in_python", "translate"]

_NOTHING: Final = "(?:)"
_NEVER: Final = "(?!)"
_WORD_EDGE: Final = r"(?a:\b)"
# Python before 3.14 never finds `\B` in an empty text; ECMA-262 does.
_BOUNDARIES: Final = {"^": "^", "$": r"\Z", "b": _WORD_EDGE, "B": rf"(?!{_WORD_EDGE})"}
_SPECIAL: Final = frozenset(r"\.^$*+?{}[]()|/-&~#")
_MOST: Final = 1 << 31


@cache
def translate(pattern: str) -> str:
    """Return the source of a Python pattern whose `search` agrees with ECMA-262's `test`.

    The flag is `u`: a character is a code point. Raises Untranslatable, whose text says why.
    """
    node = parse(pattern)
    numbers = _referenced(node)
    printed = _Printer({old: new for new, old in enumerate(sorted(numbers), 1)})
    text = printed.node(node)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(text)
    except (re.error, RecursionError, OverflowError, Warning) as error:
        raise Untranslatable(f"Python's re refuses it: {error}") from None
    return text


def spelled_in_python(pattern: str) -> str | None:
    """Return what `translate` returns, None where Python can't say a pattern."""
    try:
        return translate(pattern)
    except Untranslatable:
        return None


class _Printer:
    """Writes a tree as Python's source. Only groups that something refers to capture."""

    def __init__(self, numbers: dict[int, int]) -> None:
        self.numbers = numbers
        self.closed: set[int] = set()
        self.shaky: set[int] = set()
        self.behind = 0

    def node(self, node: Node) -> str:
        match node:
            case Characters():
                return _class(node.members)
            case Boundary():
                return _BOUNDARIES[node.kind]
            case Sequence():
                return "".join(self.part(part) for part in node.parts)
            case Alternation():
                return "|".join(self.node(option) for option in node.options)
            case Group():
                return self.group(node)
            case Look():
                return self.look(node)
            case Backreference():
                return self.backreference(node)
            case Repeat():
                return self.repeat(node)
            case _:
                assert_never(node)

    def part(self, node: Node) -> str:
        return f"(?:{self.node(node)})" if isinstance(node, Alternation) else self.node(node)

    def group(self, node: Group) -> str:
        body = self.node(node.body)
        if node.number is None or node.number not in self.numbers:
            return f"(?:{body})"
        self.closed.add(node.number)
        return f"({body})"

    def look(self, node: Look) -> str:
        if node.behind:
            return self.look_behind(node)
        body = self.node(node.body)
        if node.negative:
            self.closed -= set(_captures(node.body))
        return f"(?!{body})" if node.negative else f"(?={body})"

    def look_behind(self, node: Look) -> str:
        """Python wants one width; several alternatives of different widths become several looks."""
        if _captured_and_used(node.body, self.numbers):
            raise Untranslatable("a backreference in or to a lookbehind")
        options = node.body.options if isinstance(node.body, Alternation) else (node.body,)
        if node.negative:
            return "".join(f"(?<!{self.node(option)})" for option in options)
        looks = [f"(?<={self.node(option)})" for option in options]
        return looks[0] if len(looks) == 1 else f"(?:{'|'.join(looks)})"

    def backreference(self, node: Backreference) -> str:
        if node.number not in self.closed:
            # To itself, to what stands later or in a negative look: it holds nothing.
            return _NOTHING
        if node.number in self.shaky:
            raise Untranslatable("a backreference to a group that a repetition may leave out")
        number = self.numbers[node.number]
        return f"(?({number})\\{number})"

    def repeat(self, node: Repeat) -> str:
        if node.most != 1:
            self.shaky |= {n for n in _optional_captures(node.body, False) if n in self.numbers}
        body = self.node(node.body)
        if not isinstance(node.body, Characters | Group) or body == _NEVER:
            body = f"(?:{body})"
        return body + _quantifier(node) + ("?" if node.lazy else "")


def _quantifier(node: Repeat) -> str:
    least, most = node.least, node.most
    if least >= _MOST:
        raise Untranslatable("a repetition beyond any text's length")
    if most is None or most >= _MOST:
        return {0: "*", 1: "+"}.get(least, f"{{{least},}}")
    if (least, most) == (0, 1):
        return "?"
    return f"{{{least}}}" if least == most else f"{{{least},{most}}}"


def _children(node: Node) -> tuple[Node, ...]:
    match node:
        case Sequence():
            return node.parts
        case Alternation():
            return node.options
        case Group() | Look() | Repeat():
            return (node.body,)
        case _:
            return ()


def _all(node: Node) -> Iterator[Node]:
    yield node
    for child in _children(node):
        yield from _all(child)


def _referenced(node: Node) -> set[int]:
    return {part.number for part in _all(node) if isinstance(part, Backreference)}


def _captures(node: Node) -> Iterator[int]:
    for part in _all(node):
        if isinstance(part, Group) and part.number is not None:
            yield part.number


def _captured_and_used(node: Node, numbers: dict[int, int]) -> bool:
    return any(isinstance(part, Backreference) for part in _all(node)) or any(
        number in numbers for number in _captures(node)
    )


def _optional_captures(node: Node, optional: bool) -> Iterator[int]:
    """Yield the groups that one round of a repetition may leave out.

    ECMA-262 empties them at the start of each round, Python keeps the text of an earlier one.
    """
    if isinstance(node, Group) and node.number is not None and optional:
        yield node.number
    optional = (
        optional
        or isinstance(node, Alternation)
        or (isinstance(node, Repeat) and node.least == 0)
        or (isinstance(node, Look) and node.negative)
    )
    for child in _children(node):
        yield from _optional_captures(child, optional)


def _class(members: CodePoints) -> str:
    """Return the shortest spelling of a set: itself or what it leaves out."""
    if members == ANY:
        return r"[\s\S]"
    if not members:
        return _NEVER
    if len(members) == 1 and members[0][0] == members[0][1]:
        return _character(members[0][0])
    others = complement(members)
    negated = len(others) < len(members) or (len(others) == len(members) and members[0][0] == 0)
    ranges = others if negated else members
    return f"[{'^' if negated else ''}{''.join(map(_range, ranges))}]"


def _range(piece: tuple[int, int]) -> str:
    first, last = piece
    if last == first:
        return _character(first)
    middle = "" if last == first + 1 else "-"
    return _character(first) + middle + _character(last)


def _character(code: int) -> str:
    if 0x20 <= code < 0x7F:
        char = chr(code)
        return f"\\{char}" if char in _SPECIAL else char
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
