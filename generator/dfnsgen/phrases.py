"""Phrases for people: numbers with what they count, and the name that may have been meant.

In: a number and a noun, or a name that isn't known and those that are. Out: text: `1 place`,
`2 places`, `3 classes`; a question for the remedy of a finding.
"""

from __future__ import annotations

from collections.abc import Iterable

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


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a question after the known name that is most like one, "" where none is like it;
    capitals tell none apart.
    """
    from difflib import get_close_matches  # only a slip waits for it

    by_folded = {one.casefold(): one for one in known}
    found = get_close_matches(name.casefold(), list(by_folded), n=1)
    return f"did you mean {by_folded[found[0]]}? " if found else ""
