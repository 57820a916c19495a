"""How an API tells of operations that go on: `[tool.dfnsgen.polling]`.

In: rows as `key=value`, as the configuration holds them. Out: pairs that any stage can read.
"""

from __future__ import annotations

from collections.abc import Sequence

POLLING_KEYS = ("status", "done", "failed", "location")
"""The property that says how far it came, with dots for one further in; its values at a good and at
a bad end, with commas; the header that says where to ask."""

PollingRows = tuple[tuple[str, str], ...]


def polling_rows(words: Sequence[str]) -> PollingRows:
    """Return the rows of a table; raises ValueError for what isn't known, or says nothing."""
    rows = [word.partition("=") for word in words]
    if any(key not in POLLING_KEYS or not value for key, _, value in rows):
        raise ValueError(f"known are {', '.join(POLLING_KEYS)}")
    found = tuple((key, value) for key, _, value in rows)
    if "done" not in dict(found):
        raise ValueError("`done` are the values at a good end")
    return found
