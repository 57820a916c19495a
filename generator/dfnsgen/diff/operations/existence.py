"""What became of whole operations and webhooks: moved, removed, added; and how long they stay.

In: operations and webhooks as they were matched. Out: the edits, each at the operation it affects.
In: a document and the operations of its Api. Out: until when a deprecated one is promised, by its
pointer. The extension is `x-sunset`, a date or a date with a time (RFC 3339); what is neither is
no promise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from dfnsgen.diff.change import Affected, Direction, Edit, Effect, Naming, OperationKey, Where
from dfnsgen.diff.operations.operation_pair import make_edit
from dfnsgen.diff.operations.webhooks import callback_of
from dfnsgen.loader.document import Document
from dfnsgen.model.api import Operation, Webhook
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


def key_of(operation: Operation) -> OperationKey:
    """Return the key of an operation."""
    return OperationKey(method=operation.method, path=operation.path)


def webhook_key(hook: Webhook) -> OperationKey:
    """Return the key of a webhook, or of a callback."""
    callback = callback_of(hook)
    if callback is None:
        return OperationKey(method=hook.operation.method, path=hook.name, webhook=True)
    return OperationKey(
        method=callback.method, path=callback.path, webhook=True, callback=callback.name
    )


def affected_at(
    key: OperationKey,
    versions: tuple[Operation | None, Operation | None],
    name: str,
    edit: Edit,
    direction: Direction = Direction.REQUEST,
) -> Affected:
    """Return an edit of what stands around an operation's schemas, under the name of that part."""
    where = Where(
        operation=key,
        direction=direction,
        at_old=edit.at_old,
        at_new=edit.at_new,
        part=name,
        versions=versions,
    )
    return Affected(edit=edit, subject=name, where=where)


def moved(old: Operation, new: Operation) -> Affected:
    """Note that an operation has another path."""
    edit = make_edit(
        "operation-moved", old.at, new.at, Effect.SHIFTS, before=old.path, after=new.path
    )
    name = f"{new.method} {new.operation_id or new.summary}".strip()
    return affected_at(key_of(new), (old, new), name, edit)


def removed(operation: Operation, sunsets: Sunsets) -> Affected:
    """Note that an operation is no more; after its sunset nobody can be surprised."""
    sunset = sunsets.passed(operation)
    edit = make_edit(
        "operation-removed" if sunset is None else "operation-removed-after-sunset",
        operation.at,
        None,
        Effect.NARROWS if sunset is None else Effect.SAME,
        naming=Naming.REMOVED,
        before=None if sunset is None else sunset.isoformat(),
    )
    key = key_of(operation)
    return affected_at(key, (operation, None), str(key), edit)


def added(operation: Operation) -> Affected:
    """Note that there is another operation."""
    edit = make_edit("operation-added", None, operation.at, Effect.WIDENS, naming=Naming.ADDED)
    key = key_of(operation)
    return affected_at(key, (None, operation), str(key), edit)


def webhook_removed(hook: Webhook) -> Affected:
    """Note that a webhook or callback is no more."""
    edit = make_edit(
        f"{_kind(hook)}-removed",
        hook.operation.at,
        None,
        Effect.NARROWS,
        naming=Naming.REMOVED,
        chosen=True,
    )
    key = webhook_key(hook)
    return affected_at(key, (hook.operation, None), str(key), edit, Direction.RESPONSE)


def webhook_added(hook: Webhook) -> Affected:
    """Note that there is another webhook or callback."""
    edit = make_edit(
        f"{_kind(hook)}-added",
        None,
        hook.operation.at,
        Effect.WIDENS,
        naming=Naming.ADDED,
        chosen=True,
    )
    key = webhook_key(hook)
    return affected_at(key, (None, hook.operation), str(key), edit, Direction.RESPONSE)


def _kind(hook: Webhook) -> str:
    return "webhook" if callback_of(hook) is None else "callback"
