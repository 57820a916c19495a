"""The terminal: the only module that prints.

In: texts, some of them a document's. Out: lines on standard output and standard error. Control
characters are shown as escapes and never sent; nothing in a text is read as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

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

    Colours and the spinner appear on a terminal only, and not with NO_COLOR.
    """

    def __init__(self, verbosity: Verbosity) -> None:
        self.verbosity = verbosity
        self._out = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
        self._err = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)

    def result(self, *parts: Part) -> None:
        """Print a line of the result; nothing with --quiet."""
        if not self.verbosity.quiet:
            self._out.print(_text(parts))

    def text(self, text: str) -> None:
        """Print what was asked for, line by line, also with --quiet."""
        for line in text.split("\n"):
            self._out.print(_text((line,)))

    def notice(self, *parts: Part) -> None:
        """Print a line about the input to standard error."""
        self._err.print(_text(parts))

    @contextmanager
    def working(self) -> Generator[Callable[[str], None]]:
        """Show what is being done, on a terminal only; gives the function that says it."""
        if self.verbosity.quiet or not self._err.is_terminal:
            yield lambda stage: None
            return
        with self._err.status("starting") as status:
            yield lambda stage: status.update(visible(stage))


def _text(parts: tuple[Part, ...]) -> Text:
    line = Text()
    for part in parts:
        text, style = (part, "") if isinstance(part, str) else part
        line.append(visible(text), style)
    return line
