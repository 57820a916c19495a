"""The terminal: the only module that prints.

In: texts, some of them a document's. Out: lines on standard output and standard error. Control
characters are shown as escapes and never sent; nothing in a text is read as markup.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from dfnsgen.cli.wrapping import wrapped

if TYPE_CHECKING:
    from rich.console import Console

Part = str | tuple[str, str]
"""A piece of a line: its text, or its text and a style."""


@dataclass(frozen=True, slots=True)
class Verbosity:
    """How much is printed: errors alone, the usual, everything."""

    quiet: bool = False
    verbose: bool = False


def visible(text: str) -> str:
    """Return the text with all escaped that doesn't print: controls, bidi marks, newlines."""
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )


class Terminal:
    """Standard output for results, standard error for what was noticed on the way.

    Colours and the spinner appear on a terminal only, and not with NO_COLOR. What lays them out is
    imported when there is something to lay out.
    """

    def __init__(self, verbosity: Verbosity) -> None:
        self.verbosity = verbosity

    def result(self, *parts: Part) -> None:
        """Print a line of the result; nothing with --quiet."""
        if not self.verbosity.quiet:
            _print(sys.stdout, parts)

    def text(self, text: str) -> None:
        """Print what was asked for, line by line, also with --quiet."""
        for line in text.split("\n"):
            _print(sys.stdout, (line,))

    def wrapped(self, indent: int, *parts: Part) -> None:
        """Print a line of the result, wrapped at the terminal's width; words are never broken.

        What follows a break is indented by `indent`.
        """
        if not self.verbosity.quiet:
            for line in wrapped(_shown(parts), indent, _width()):
                _print(sys.stdout, line)

    def notice(self, *parts: Part) -> None:
        """Print a line about the input to standard error."""
        _print(sys.stderr, parts)

    @contextmanager
    def working(self) -> Generator[Callable[[str], None]]:
        """Show what is being done, on a terminal only; gives the function that says it."""
        if self.verbosity.quiet or not _may_be_styled(sys.stderr):
            yield lambda stage: None
            return
        console = _console(sys.stderr)
        if not console.is_terminal:
            yield lambda stage: None
            return
        with console.status("starting") as status:
            yield lambda stage: status.update(visible(stage))


def _print(stream: TextIO, parts: tuple[Part, ...]) -> None:
    styled = [(part, "") if isinstance(part, str) else part for part in parts]
    if not any(style for _, style in styled) or not _may_be_styled(stream):
        stream.write("".join(visible(text) for text, _ in styled) + "\n")
        return
    from rich.text import Text

    line = Text()
    for text, style in styled:
        line.append(visible(text), style)
    _console(stream).print(line)


def _shown(parts: tuple[Part, ...]) -> Iterator[tuple[str, str]]:
    """Yield the pieces as they will be seen, so that their widths are told right."""
    for part in parts:
        text, style = (part, "") if isinstance(part, str) else part
        yield visible(text), style


def _width() -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def _may_be_styled(stream: TextIO) -> bool:
    """Whether rich could find that the stream is a terminal; it then decides."""
    forced = os.environ.get("FORCE_COLOR") or os.environ.get("TTY_COMPATIBLE") == "1"
    return bool(forced) or stream.isatty()


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    return Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=True)
