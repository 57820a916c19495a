"""Numbers with what they count: `1 place`, `2 places`, `3 classes`.

In: a number and a noun. Out: text.
"""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, which is regular: one in `s` takes `es`."""
    ending = "" if number == 1 else "es" if noun.endswith("s") else "s"
    return f"{number} {noun}{ending}"
