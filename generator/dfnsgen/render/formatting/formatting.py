"""Laying out printed Python: the choice of the formatter.

In: files as printed. Out: the same files, laid out. No file of the package is touched here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

LINE_LENGTH = 100


class Formatter(Enum):
    """What lays out the emitted code; both give the same result, one 400 times faster."""

    RUFF = "ruff"
    BLACK = "black"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedFile:
    """One file of a package; `path` is relative to it, with forward slashes."""

    path: str
    text: str


class FormatFault(Exception):
    """The formatter refused what was printed."""


def format_files(
    files: tuple[RenderedFile, ...], formatter: Formatter = Formatter.RUFF
) -> tuple[RenderedFile, ...]:
    """Lay out all files with one formatter; raises FormatFault where it refuses one."""
    # The formatters are imported when they are used: black alone takes 100 ms to import.
    if formatter is Formatter.BLACK:
        from dfnsgen.render.formatting.black_format import format_with_black

        return format_with_black(files)
    from dfnsgen.render.formatting.ruff_format import format_with_ruff

    return format_with_ruff(files)
