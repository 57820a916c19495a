"""What mending somebody's code gives.

In: nothing. Out: the types of the result.
"""

from __future__ import annotations

from dataclasses import dataclass

from dfnsgen.diff.report.used import UsedPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedFile:
    """A file before and after, and the places in it that were mended.

    `path` is relative to the folder of the code.
    """

    path: str
    before: bytes
    after: bytes
    places: tuple[UsedPlace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A place that was not mended, and why; `is_marked` where the file has a TODO there now."""

    place: UsedPlace
    reason: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixes:
    """The files that change, the places that are left, and the files that can't be read."""

    files: tuple[FixedFile, ...] = ()
    left: tuple[Left, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()

    @property
    def count(self) -> int:
        """How many places were mended."""
        return sum(len(file.places) for file in self.files)
