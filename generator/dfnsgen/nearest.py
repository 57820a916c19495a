"""The name that somebody may have meant.

In: a name that isn't known, and those that are. Out: a question for the remedy of a finding.
"""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a question after the known name that is most like one; "" where none is like it."""
    from difflib import get_close_matches  # only a slip waits for it

    found = get_close_matches(name, list(known), n=1)
    return f"did you mean {found[0]}? " if found else ""
