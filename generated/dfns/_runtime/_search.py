# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Patterns as this package holds them, and what searches for each.

In: a pattern in Python's spelling, and its mark. Out: a search function. Python's `re` tries one
way after the other, and some patterns have very many: `^(a+)+$` takes years for forty characters.
What is marked LINEAR is followed in all ways at once instead, by `Linear` of `_linear`, which only
packages with such patterns carry. What can't be, and is marked BOUNDED, is searched for in short
texts only; of longer ones it isn't known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, Protocol, TypeAlias

from ._due import is_over
from ._issues import TooLong

LINEAR: Final = "(?#linear)"
BOUNDED: Final = "(?#at most "
OVER: Final = "the deadline of the call has come"

Search: TypeAlias = Callable[[str], Any]


class Engine(Protocol):
    """Makes something that searches for a pattern in time linear in the text."""

    def __call__(self, pattern: str, /) -> Searching: ...


class Searching(Protocol):
    """Searches for one pattern."""

    def search(self, text: str, /) -> Any:
        """Return None where the pattern isn't found."""
        ...


def search_of(pattern: str, linear: Engine | None = None) -> Search:
    """Return the search function of a pattern. Raises what `re.compile` does.

    The function raises TypeError for what is no text, and TooLong where it can't tell in time.
    """
    if linear is not None and pattern.startswith(LINEAR):
        return linear(pattern.removeprefix(LINEAR)).search
    if not pattern.startswith(BOUNDED):
        return re.compile(pattern).search
    longest = int(pattern[len(BOUNDED) :].partition(")")[0])
    search = re.compile(pattern).search

    def bounded(text: Any) -> Any:
        if isinstance(text, str) and len(text) > longest:
            raise TooLong(text, f"no more than {longest} characters are searched")
        if is_over():
            raise TooLong(text, OVER)
        return search(text)

    return bounded
