"""Until when a deprecated operation is promised, and what moves where the promise does.

In: a document and the operations of its Api; two versions of an operation. Out: dates by the
operations' pointers; edits. The extension is `x-sunset`, a date or a date with a time (RFC 3339);
what is neither is no promise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from dfnsgen.diff.change import Edit, Effect
from dfnsgen.diff.operations.operation_pair import make_edit
from dfnsgen.loader.document import Document
from dfnsgen.model.api import Operation
from dfnsgen.pointers import child, lookup


@dataclass(frozen=True, slots=True, kw_only=True)
class Sunsets:
    """Until when operations are promised, by their pointer in each version; and what day it is."""

    today: date = date.min
    dates: Mapping[str, date] = field(default_factory=dict[str, date])
    dates_now: Mapping[str, date] = field(default_factory=dict[str, date])

    def moved(self, old: Operation, new: Operation) -> Edit | None:
        """Return the edit of the date until which an operation stays."""
        before, after = self.dates.get(old.at), self.dates_now.get(new.at)
        if before == after or not new.deprecated:
            return None
        how = "added" if before is None else "removed" if after is None else "changed"
        sooner = before is not None and (after is None or after < before)
        return make_edit(
            f"sunset-{how}",
            child(old.at, "x-sunset"),
            child(new.at, "x-sunset"),
            Effect.REINTERPRETS if sooner else Effect.SAME,
            before=None if before is None else before.isoformat(),
            after=None if after is None else after.isoformat(),
        )

    def passed(self, operation: Operation) -> date | None:
        """Return the sunset of a deprecated operation, where it has passed."""
        found = self.dates.get(operation.at)
        return found if operation.deprecated and found and found <= self.today else None


def sunset_dates(document: Document, operations: Iterable[Operation]) -> dict[str, date]:
    """Return the sunset of each operation that has one."""
    found: dict[str, date] = {}
    for operation in operations:
        node = lookup(document.tree, operation.at)
        promised = node.get("x-sunset") if isinstance(node, dict) else None
        if isinstance(promised, str):
            try:
                found[operation.at] = date.fromisoformat(promised[:10])
            except ValueError:
                continue
    return found
