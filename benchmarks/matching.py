"""A text for a pattern: short, and as simple as its parts are.

In: a pattern. Out: a text that it matches, as a rule; whoever asks makes sure.
"""

# pyright: basic
# The parser of patterns has no types.

from __future__ import annotations

import re
from re import _constants as codes  # type: ignore[attr-defined]  # no public parser of patterns
from re import _parser as parser  # type: ignore[attr-defined]  # no public parser of patterns
from typing import Any


def matching(pattern: str, least: int = 0) -> str:
    """Return a text that a pattern matches, as far as its parts are simple."""
    try:
        parsed = parser.parse(pattern)
    except re.error:
        return "a"
    for extra in (0, 1, least, least + 1):
        text = "".join(_one(node, extra) for node in parsed)
        if len(text) >= least:
            return text
    return text


def _one(node: Any, extra: int) -> str:
    code, argument = node
    if code is codes.LITERAL:
        return chr(argument)
    if code is codes.NOT_LITERAL:
        return "b" if chr(argument) == "a" else "a"
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        low, high, inner = argument
        count = min(max(low, extra), high if isinstance(high, int) else max(low, extra))
        return "".join(_one(n, 0) for n in inner) * count
    if code is codes.IN:
        return _member(argument)
    if code is codes.SUBPATTERN:
        return "".join(_one(n, extra) for n in argument[3])
    if code is codes.BRANCH:
        return "".join(_one(n, extra) for n in argument[1][0])
    return "a" if code is codes.ANY else ""


def _member(argument: Any) -> str:
    if argument[0][0] is codes.NEGATE:
        kept = (c for c in "aA0-_ ./" if not any(_is_in(c, one) for one in argument[1:]))
        return next(kept, "")
    kind, first = argument[0]
    if kind is codes.RANGE:
        return chr(first[0])
    if kind is codes.CATEGORY:
        return {codes.CATEGORY_SPACE: " ", codes.CATEGORY_NOT_DIGIT: "a"}.get(first, "0")
    return chr(first)


def _is_in(character: str, one: Any) -> bool:
    kind, what = one
    if kind is codes.RANGE:
        return bool(what[0] <= ord(character) <= what[1])
    if kind is codes.CATEGORY:
        tests = {codes.CATEGORY_DIGIT: str.isdigit, codes.CATEGORY_SPACE: str.isspace}
        return bool(tests.get(what, lambda c: c.isalnum() or c == "_")(character))
    return bool(ord(character) == what)
