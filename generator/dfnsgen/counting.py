"""Numbers with what they count: `1 place`, `2 places`, `3 classes`.

In: a number and a noun. Out: text.
"""

from __future__ import annotations

OF_SEVERAL = "places, the first here"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, which is regular: `classes`, `properties`, `days`."""
    if number == 1:
        return f"{number} {noun}"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{number} {noun[:-1]}ies"
    return f"{number} {noun}{'es' if noun.endswith('s') else 's'}"


def places_from(number: int) -> str:
    """Return how many places a finding speaks of, which stands at the first."""
    return "1 place" if number == 1 else f"{number:,} {OF_SEVERAL}"
