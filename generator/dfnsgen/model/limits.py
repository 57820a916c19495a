"""How much one package may hold: what is within takes less than a minute and a gigabyte.

The largest public documents pass with room. See `oversize` for what is said of one that doesn't.
"""

from __future__ import annotations

MOST_PROPERTIES = 30_000
"""A class of so many fields takes most of a gigabyte to look at, for us and for Python."""
MOST_FIELDS = 150_000
"""So many take less than a minute; a class takes as long as three, an operation as eight."""
MEMBERS_A_FIELD = 4
"""An enum of 600,000 members takes most of a gigabyte."""
VALUES_A_FIELD = 5
"""A document of many million values, of which few become fields, is a real one."""
MOST_MERGED = 1_000_000
"""Properties that `allOf` may copy, in all."""
MOST_PAIRS = 500_000
"""Pairs of variants that are compared to prove a union without a tag; else it isn't proven."""


class MergedTooMuch(Exception):
    """So many properties were copied by `allOf`; `at` is the place of the last of them."""

    def __init__(self, at: str) -> None:
        super().__init__(at)
        self.at = at


class Copied:
    """How many properties were copied so far."""

    def __init__(self) -> None:
        self._count = 0

    def take(self, count: int, at: str) -> None:
        """Count what a place copies. Raises MergedTooMuch."""
        self._count += count
        if self._count > MOST_MERGED:
            raise MergedTooMuch(at)
