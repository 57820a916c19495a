"""What a new version does to Python that uses the emitted package: classes, fields, methods.

In: two Apis. Out: BindingChanges: added, removed, renamed, changed, each source-breaking or not.
The names of the new version are given as a regeneration gives them: the old ones are remembered.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingChange:
    """One change of the package's surface; `before` and `after` are its texts of Python."""

    kind: str
    name: str
    change: str
    source_breaking: bool
    message: str
    before: str | None = None
    after: str | None = None


def compare_bindings(old: object, new: object) -> tuple[BindingChange, ...]:
    return ()
