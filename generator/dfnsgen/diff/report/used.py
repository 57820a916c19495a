"""Where somebody's code meets the changes: what a search found, for reports.

In: nothing. Out: the types of the result.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dfnsgen.diff.bindings.change import BindingChange
from dfnsgen.diff.change import Change, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedPlace:
    """A place in the code; `path` is relative to the folder. `sure` is False for a guess.

    `what` is the touched thing as the package calls it, `code` the line as it stands, `checker`
    what a type checker says there, where one was asked.
    """

    path: str
    line: int
    column: int
    what: str
    code: str
    change: BindingChange
    sure: bool = True
    checker: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.what}: {self.change.short}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckerError:
    """What a type checker finds wrong at a place in the code; `code` is its kind of error."""

    path: str
    line: int
    column: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationCall:
    """Where an operation is called."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What was found: places by file and line, calls by the operation's key, files not read.

    All paths are relative to `folder`, which is as it was named. `checker` is the type checker that
    was asked, `errors` are its new errors that no change explains.
    """

    folder: str = "."
    places: tuple[UsedPlace, ...] = ()
    calls: Mapping[str, tuple[OperationCall, ...]] = field(
        default_factory=dict[str, tuple[OperationCall, ...]]
    )
    unread: tuple[tuple[str, str], ...] = ()
    checker: str = ""
    errors: tuple[CheckerError, ...] = ()

    def file(self, path: str) -> str:
        """Return a path as it is from where the folder was named."""
        return path if self.folder in ("", ".") else f"{self.folder.rstrip('/')}/{path}"

    @property
    def sure(self) -> tuple[UsedPlace, ...]:
        """The places that are touched for certain."""
        return tuple(place for place in self.places if place.sure)

    @property
    def guessed(self) -> tuple[UsedPlace, ...]:
        """The places of which it isn't known whether they use what changes."""
        return tuple(place for place in self.places if not place.sure)

    def of(self, change: BindingChange) -> tuple[UsedPlace, ...]:
        """Return the places that one change touches."""
        return tuple(place for place in self.places if place.change == change)

    def calling(self, change: Change) -> tuple[OperationCall, ...]:
        """Return the calls that a change on the wire affects."""
        affected = [place.operation for place in change.places if place.level is not Level.INFO]
        keys = {f"{key.method} {re.sub('{[^{}]*}', '{}', key.path)}" for key in affected}
        calls = {call for key in keys for call in self.calls.get(key, ())}
        return tuple(sorted(calls, key=lambda call: (call.path, call.line)))
