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
                lines.append([(" " * indent, "")])
                word, used = word.lstrip(" "), indent
            lines[-1].append((word, style))
            used += len(word)
        trailing = len(text) - len(text.rstrip(" ")) if text.strip(" ") else 0
        if trailing:
            lines[-1].append((" " * trailing, style))
            used += trailing
    return [tuple(line) for line in lines]
