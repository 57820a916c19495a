"""How the lists of an API are paged, where the configuration says it: `[tool.dfnsgen.paging]`.

In: rows as `key=value`, as the configuration holds them. Out: pairs that any stage can read.
"""

from __future__ import annotations

from collections.abc import Sequence

PAGING_KEYS = ("parameter", "next", "items", "header")
"""The query parameter that chooses a page, the property that tells of the next one, the items.

The last is a header that names the next page: `Link`. Properties further in are named with dots.
"""

PagingRows = tuple[tuple[str, str], ...]


def paging_rows(words: Sequence[str]) -> PagingRows:
    """Return the rows of a table; raises ValueError for a key or header that isn't known."""
    rows = [word.partition("=") for word in words]
    if any(key not in PAGING_KEYS or not value for key, _, value in rows):
        raise ValueError(f"known are {', '.join(PAGING_KEYS)}")
    if any(key == "header" and value.lower() != "link" for key, _, value in rows):
        raise ValueError("a header that names the next page is Link")
    return tuple((key, value) for key, _, value in rows)
