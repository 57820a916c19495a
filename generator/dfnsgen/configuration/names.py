"""Names that the configuration gives: `[tool.dfnsgen.names]`.

In: rows as `key=value`, as the configuration holds them. Out: pairs that any stage can read.
"""

from __future__ import annotations

from collections.abc import Sequence
from keyword import iskeyword

NameRows = tuple[tuple[str, str], ...]
"""What is named, by pointer or by method and path, and its name."""


def name_rows(words: Sequence[str]) -> NameRows:
    """Return the rows of a table; raises ValueError for what no class, field or method can be."""
    rows = [word.rpartition("=") for word in words]
    for key, _, name in rows:
        parts = name.split(".")
        is_call = not key.startswith("#/") or key.startswith(("#/paths/", "#/tags/"))
        if not key or not (is_call or len(parts) == 1) or not all(map(is_name, parts)):
            raise ValueError(f"{name!r} is no name")
    return tuple((key, name) for key, _, name in rows)


def is_name(text: str) -> bool:
    """Whether a text may be the name of a class, a field, a method or a module."""
    return text.isidentifier() and not iskeyword(text)
