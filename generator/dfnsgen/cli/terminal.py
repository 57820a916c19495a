"""The terminal: the only module that prints.

In: texts, some of them a document's. Out: lines on standard output and standard error. Control
characters are shown as escapes and never sent; nothing in a text is read as markup.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

from dfnsgen.cli.wrapping import wrapped

Part = str | tuple[str, str]
"""A piece of a line: its text, or its text and a style."""

_CODES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "bold red": "1;31",
    "green": "32",
    "yellow": "33",
    "cyan": "36",
}
"""How each style is asked for (ECMA-48, SGR)."""


@dataclass(frozen=True, slots=True)
class Verbosity:
    """How much is printed: errors alone, the usual, everything; or findings for programs."""

    quiet: bool = False
    verbose: bool = False
    json: bool = False


def visible(text: str) -> str:
    """Return the text with all escaped that doesn't print: controls, bidi marks, newlines."""
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )


def standard_input() -> bytes:
    """Return all that standard input holds; called where a source is `-`."""
    return sys.stdin.buffer.read()


class Terminal:
    """Standard output for results, standard error for what was noticed on the way.

    Colours and what is being done appear on a terminal only, and not with NO_COLOR.
    """

    def __init__(self, verbosity: Verbosity) -> None:
        self.verbosity = verbosity

    def result(self, *parts: Part) -> None:
        """Print a line of the result; nothing with --quiet, or where findings are the result."""
        if not (self.verbosity.quiet or self.verbosity.json):
            _print(sys.stdout, parts)

    def listed(
        self, lines: Sequence[tuple[Part, ...]], most: int, more: str = "  … and {} more"
    ) -> None:
        """Print lines of the result: all with --verbose, else so many and how many are left."""
        shown = lines if self.verbosity.verbose else lines[:most]
        for line in shown:
            self.result(*line)
        if len(lines) > len(shown):
            self.result((f"{more.format(len(lines) - len(shown))} (--verbose shows all)", "dim"))

    def text(self, text: str) -> None:
        """Print what was asked for, line by line, also with --quiet."""
        for line in text.split("\n"):
            _print(sys.stdout, (line,))

    def content(self, content: bytes) -> None:
        """Print what was asked for byte by byte; on a terminal, what people can see of it."""
        if sys.stdout.isatty():
            self.text(content.decode("utf-8", "replace"))
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(content)

    def wrapped(self, indent: int, *parts: Part) -> None:
        """Print a line of the result, wrapped at the terminal's width; words are never broken.

        What follows a break is indented by `indent`.
        """
        if not self.verbosity.quiet:
            for line in wrapped(_shown(parts), indent, width()):
                _print(sys.stdout, line)

    def notice(self, *parts: Part) -> None:
        """Print a line about the input to standard error."""
        _print(sys.stderr, parts)

    @contextmanager
    def working(self) -> Generator[Callable[[str], None]]:
        """Show what is being done, on a terminal only; gives the function that says it."""
        if self.verbosity.quiet or not (_is_styled(sys.stderr) and sys.stderr.isatty()):
            yield lambda stage: None
            return
        try:
            yield lambda stage: _overwrite(f"… {visible(stage)}")
        finally:
            _overwrite("")


def _overwrite(text: str) -> None:
    """Put a text into the place of the terminal's last line, which has no end yet."""
    sys.stderr.write(f"\r\x1b[2K{text}")
    sys.stderr.flush()


def _print(stream: TextIO, parts: tuple[Part, ...]) -> None:
    is_styled = _is_styled(stream)
    pieces = (
        f"\x1b[{_CODES[style]}m{text}\x1b[0m" if style and text and is_styled else text
        for text, style in _shown(parts)
    )
    stream.write("".join(pieces) + "\n")


def _shown(parts: tuple[Part, ...]) -> Iterator[tuple[str, str]]:
    """Yield the pieces as they will be seen, so that their widths are told right."""
    for part in parts:
        text, style = (part, "") if isinstance(part, str) else part
        yield visible(text), style


def width() -> int:
    """Return the columns of the terminal, 80 where there is none."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def _is_styled(stream: TextIO) -> bool:
    """Whether colours are seen as such, and wanted (https://no-color.org, force-color.org)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    if os.name == "nt" and not {"WT_SESSION", "TERM"} & os.environ.keys():
        return False  # the old console shows the codes themselves
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()
