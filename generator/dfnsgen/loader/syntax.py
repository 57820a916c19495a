"""What the readers of JSON and YAML share: the failure they raise, and where values stood.

In: nothing. Out: `SyntaxFault`, `Layout`. No file is read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dfnsgen.diagnostics import Rule
from dfnsgen.json_value import JsonValue

Mark = tuple[int, int]
"""Line and column, counted from 1."""

_LONGEST = 300

Container = dict[str, JsonValue] | list[JsonValue]


@dataclass(kw_only=True, eq=False)  # an exception can't be frozen: Python writes its traceback
class SyntaxFault(Exception):
    """A text that can't be read: the rule it breaks, where, and the values for its message.

    `first` is the line of an earlier place that the message speaks of.
    """

    rule: Rule
    mark: Mark = (0, 0)
    first: int = 0
    values: tuple[tuple[str, str], ...] = ()


def clipped(value: object) -> object:
    """Return a value for a message: a text of a stranger is cut to what a line can hold."""
    if isinstance(value, str) and len(value) > _LONGEST:
        return f"{value[:_LONGEST]}…"
    return value


class Layout(Protocol):
    """Where the members of a container stood in a text."""

    def mark_of(self, container: Container, index: int) -> Mark | None:
        """Return where a member stands, or None if the text has no such container or member."""
        ...

    def written(self, container: Container, key: str) -> str | None:
        """Return a member's number as it is written, where its value wouldn't print so."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A text that was read: its value, and where each part of it stood."""

    value: JsonValue
    layout: Layout
    merge_keys: int = 0
