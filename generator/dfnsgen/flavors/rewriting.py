"""Changing a module's text at the places of its syntax tree; all else stays as it was printed.

In: Python text. Out: Python text. A change is a span and what stands there afterwards; changes of
one pass don't overlap. Nothing here knows what is changed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The text that stands at a span of bytes afterwards."""

    start: int
    end: int
    text: str


class Module:
    """A module's tree and the text that it was read from."""

    def __init__(self, text: str) -> None:
        self._bytes = text.encode()
        self.tree = ast.parse(text)
        # Lines as the parser counts them: other separators of `str.splitlines` end none.
        self._starts = [0]
        for line in self._bytes.split(b"\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return where a node starts and ends, in bytes."""
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        start = self._starts[node.lineno - 1] + node.col_offset
        return start, self._starts[end_line - 1] + end_column

    def source(self, node: ast.expr | ast.stmt) -> str:
        """Return the text of a node."""
        start, end = self.span(node)
        return self._bytes[start:end].decode()

    def replaced(self, node: ast.expr | ast.stmt, text: str) -> Change:
        """Return the change that puts a text in the place of a node."""
        start, end = self.span(node)
        return Change(start=start, end=end, text=text)

    def inserted(self, node: ast.expr | ast.stmt, text: str, *, after: bool = False) -> Change:
        """Return the change that puts a text before a node or after it."""
        at = self.span(node)[after]
        return Change(start=at, end=at, text=text)

    def changed(self, changes: Iterable[Change]) -> str:
        """Return the text with all changes made."""
        parts: list[bytes] = []
        at = 0
        for change in sorted(changes, key=lambda change: (change.start, change.end)):
            parts += [self._bytes[at : change.start], change.text.encode()]
            at = change.end
        return b"".join([*parts, self._bytes[at:]]).decode()


Pass = Callable[[Module], Iterable[Change]]


def rewrite(text: str, *passes: Pass) -> str:
    """Make the changes of some passes, one pass after the other."""
    for changes in passes:
        module = Module(text)
        text = module.changed(changes(module))
    return text
