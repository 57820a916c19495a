"""Which values have a type of their own in Python, and which stay as JSON has them.

In: what a configuration says. Out: the formats that stay texts, what numbers are, and enums.
Before: `types = {"date-time" = "text"}`. After: `frozenset({"date-time"})`.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

VALUE_FORMATS = ("date-time", "date", "time", "uuid", "byte", "base64url", "decimal", "duration")
"""The formats whose texts stand for values of other types: `byte` is base64."""

TEXT = "text"
PYTHON = "python"


class Enums(Enum):
    """What an enum of texts, or of whole numbers, is."""

    LITERAL = "literal"
    CLASS = "class"


class Numbers(Enum):
    """What a number that may have a fraction is."""

    FLOAT = "float"
    DECIMAL = "decimal"


def formats_as_text(words: Sequence[str]) -> frozenset[str]:
    """Return the formats that stay texts.

    A word is `text` or `python`, for all formats, or `FORMAT=text`; the last one that speaks of a
    format counts. Raises ValueError for another word.
    """
    found: set[str] = set()
    for word in words:
        name, separator, kind = word.rpartition("=")
        if kind not in (TEXT, PYTHON) or (separator and name not in VALUE_FORMATS):
            raise ValueError(word)
        formats = (name,) if separator else VALUE_FORMATS
        found = found.union(formats) if kind == TEXT else found.difference(formats)
    return frozenset(found)
