"""What the readers of JSON and YAML share: the failure they raise, and where values stood.

In: nothing. Out: `SyntaxFault`, `Layout`. No file is read here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from generator.diagnostics import Rule
from generator.loader.document import JsonValue

Mark = tuple[int, int]
"""Line and column, counted from 1."""

Container = dict[str, JsonValue] | list[JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntaxFault(Exception):
    """A text that can't be read: the rule it breaks, where, and the values for its message."""

    rule: Rule
    mark: Mark = (0, 0)
    values: tuple[tuple[str, str], ...] = ()


class Layout(Protocol):
    """Where the members of a container stood in a text."""

    def marks(self, container: Container) -> Sequence[Mark] | None:
        """Return a mark for each member, in order, or None if the text has no such container."""
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
