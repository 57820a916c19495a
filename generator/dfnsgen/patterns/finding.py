"""Whether a pattern of a document finds something in a text of a document, whatever both are.

In: a pattern of ECMA-262, and a text. Out: whether it is found, None where that isn't known. It is
searched for as emitted packages do, so that no document makes the generator hang.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from dfnsgen.patterns.backtracking import emitted
from dfnsgen.runtime import runtime_module


def found(pattern: str, text: str) -> bool | None:
    """Whether a pattern is found; None where Python can't say it, or can't tell in time."""
    search = _search(pattern)
    if search is None:
        return None
    try:
        return search(text) is not None
    except runtime_module("_issues").TooLong:
        return None


@lru_cache(256)
def _search(pattern: str) -> Any:
    spelled = emitted(pattern)
    if spelled is None:
        return None
    try:
        return runtime_module("_search").search_of(spelled, runtime_module("_linear").Linear)
    except (re.error, RecursionError, OverflowError):
        return None
