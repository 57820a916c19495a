"""Lines that are too long, as several.

In: pieces of text with a style, a width. Out: the same pieces on lines of their own. A word is
never broken, and what stands in brackets is one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

Piece = tuple[str, str]

_WORD = re.compile(r" *(?:\[[a-z][^][]*\]|[^ ]+)")
_NARROWEST = 30


def wrapped(pieces: Iterable[Piece], indent: int, width: int) -> list[tuple[Piece, ...]]:
    """Return the lines; what follows a break is indented."""
    width = max(width, indent + _NARROWEST)
    lines: list[list[Piece]] = [[]]
    used = 0
    for text, style in pieces:
        for word in _WORD.findall(text) or [text]:
            if used + len(word) > width and used > indent:
                text_before, style_before = lines[-1][-1]
                lines[-1][-1] = (text_before.rstrip(" "), style_before)
                lines.append([(" " * indent, "")])
                word, used = word.lstrip(" "), indent
            _append(lines[-1], word, style)
            used += len(word)
        trailing = len(text) - len(text.rstrip(" ")) if text.strip(" ") else 0
        if trailing:
            _append(lines[-1], " " * trailing, style)
            used += trailing
    return [tuple(line) for line in lines]


def _append(line: list[Piece], text: str, style: str) -> None:
    """Add a text to a line, as one piece with what has the same style before it."""
    if line and line[-1][1] == style:
        line[-1] = (line[-1][0] + text, style)
    else:
        line.append((text, style))
