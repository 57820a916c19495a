"""The front door of the comparison: two Apis become the changes between them.

In: the old and the new Api. Out: Changes, worst first. What a document made of pages doesn't hold
is not known, rather than removed. Prints nothing, reads nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from dfnsgen.diff.change import (
    Change,
    Direction,
    Edit,
    Effect,
    Naming,
    OperationKey,
    Place,
    Where,
)
from dfnsgen.diff.collect import Collector
from dfnsgen.diff.matching import match_operations, template
from dfnsgen.diff.operations.callbacks import callback_of
from dfnsgen.diff.operations.operation_pair import Root
from dfnsgen.diff.operations.operations import compare_operations
from dfnsgen.diff.operations.security import compare_security, schemes_of
from dfnsgen.diff.operations.selection import EVERYTHING, Selection
from dfnsgen.diff.operations.servers import compare_api_texts, compare_servers
from dfnsgen.diff.operations.unused import unused_components
from dfnsgen.diff.proofs.proofs import Prover
from dfnsgen.diff.rules.rules import RULES
from dfnsgen.diff.schemas.graph import felt_from
from dfnsgen.diff.schemas.pairs import Pairs
from dfnsgen.diff.sides import make_sides
from dfnsgen.loader.document import Document
from dfnsgen.model.api import Api, Operation, Webhook
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
        return Edit(
            rule=RULES[f"sunset-{how}"],
            effect=Effect.REINTERPRETS if sooner else Effect.SAME,
            before=None if before is None else before.isoformat(),
            after=None if after is None else after.isoformat(),
            at_old=child(old.at, "x-sunset"),
            at_new=child(new.at, "x-sunset"),
        )

    def passed(self, operation: Operation) -> date | None:
        """Return the sunset of a deprecated operation, where it has passed."""
        found = self.dates.get(operation.at)
        return found if operation.deprecated and found and found <= self.today else None


def compare(
    old: Api,
    new: Api,
    *,
    selection: Selection = EVERYTHING,
    sunsets: Sunsets | None = None,
    prove: bool = False,
) -> tuple[Change, ...]:
    """Return the changes from one version to another, the worst first.

    `selection` restricts them to what is felt in certain operations; `prove` looks for a proof of
    each that breaks.
    """
    comparison = _Comparison(old, new, selection, sunsets or Sunsets())
    comparison.operations()
    comparison.webhooks()
    comparison.pairs.finish()
    comparison.feel()
    if selection == EVERYTHING:
        comparison.rest()
    prover = Prover(comparison.pairs.search, old, new) if prove else None
    return comparison.collector.changes(prover)


def located(changes: tuple[Change, ...], old: Document, new: Document) -> tuple[Change, ...]:
    """Return the changes with file, line and column of both sides.

    A pointer to what only the other version has becomes one to what would hold it.
    """
    places: dict[Place, Place] = {}
    for change in changes:
        for place in change.places:
            if place not in places:
                at_old, at_new = _standing(old, place.at_old), _standing(new, place.at_new)
                places[place] = replace(place, at_old=at_old, at_new=at_new)
    return tuple(_located(change, old, new, places) for change in changes)


def _located(change: Change, old: Document, new: Document, places: Mapping[Place, Place]) -> Change:
    at_old, at_new = _standing(old, change.at_old), _standing(new, change.at_new)
    return replace(
        change,
        at_old=at_old,
        at_new=at_new,
        places=tuple(places[place] for place in change.places),
        old_location=None if at_old is None else old.locate(at_old),
        new_location=None if at_new is None else new.locate(at_new),
    )


def _standing(document: Document, pointer: str | None) -> str | None:
    """Return the pointer of the nearest place above that the document has."""
    while pointer is not None and "/" in pointer:
        try:
            lookup(document.tree, pointer)
        except KeyError:
            pointer = pointer.rpartition("/")[0]
        else:
            break
    return pointer


class _Comparison:
    """One comparison while it goes on."""

    def __init__(self, old: Api, new: Api, selection: Selection, sunsets: Sunsets) -> None:
        self._old, self._new = old, new
        self._sides = make_sides(old, new)
        self._schemes = schemes_of(old, new)
        self._selection = selection
        self._sunsets = sunsets
        self._roots: list[tuple[OperationKey, tuple[Operation, Operation], Root]] = []
        self.pairs = Pairs(*self._sides)
        self.collector = Collector()

    def operations(self) -> None:
        """Match the operations and compare those of both versions."""
        matched = match_operations(*self._sides)
        for old, new in (*matched.kept, *matched.moved):
            if not self._selection.takes(old, new):
                continue
            key = OperationKey(method=new.method, path=new.path)
            if old.path != new.path and (old, new) in matched.moved:
                self._note_moved(key, old, new)
            roots = compare_operations(self.pairs, old, new)
            self._roots += ((key, (old, new), root) for root in roots)
            self._compare_surroundings(key, old, new)
        if not self._new.partial:
            for operation in matched.removed:
                if self._selection.takes(operation):
                    self._note_removed(operation)
        if not self._old.partial:
            for operation in matched.added:
                if self._selection.takes(operation):
                    self._note_added(operation)

    def webhooks(self) -> None:
        """Compare the webhooks by name and method, and callbacks where their operations stay."""
        old = {_hook_sign(hook): hook for hook in self._old.webhooks}
        new = {_hook_sign(hook): hook for hook in self._new.webhooks}
        for sign in dict.fromkeys([*old, *new]):
            one, other = old.get(sign), new.get(sign)
            hook = other or one
            if hook is None or not self._is_meant(hook):
                continue
            if one is not None and other is not None:
                versions = (one.operation, other.operation)
                roots = compare_operations(self.pairs, *versions, webhook=True)
                self._roots += ((_webhook_key(hook), versions, root) for root in roots)
            elif other is not None and not self._old.partial:
                self._note_webhook(hook, added=True)
            elif one is not None and not self._new.partial:
                self._note_webhook(hook, added=False)

    def _is_meant(self, hook: Webhook) -> bool:
        """Whether a webhook is asked for; a callback, whether its operation is in both versions."""
        callback = callback_of(hook)
        if callback is None:
            return self._selection.takes(hook.operation)
        owner = (callback.method, template(callback.path))
        owners = [
            operation
            for api in (self._old, self._new)
            for operation in api.operations
            if (operation.method, template(operation.path)) == owner
        ]
        return len(owners) == 2 and self._selection.takes(*owners)

    def feel(self) -> None:
        """Find for each edit the operations in which it is felt."""
        for operation, versions, root in self._roots:
            where = Where(
                operation=operation,
                direction=root.direction,
                at_old=root.at_old,
                at_new=root.at_new,
                part=root.name,
                versions=versions,
                spot=root.spot,
            )
            for felt in felt_from(self.pairs.nodes, root.key, root.name, root.direction):
                there = replace(where, route=felt.route)
                self.collector.felt(felt.edit, felt.subject, there)

    def rest(self) -> None:
        """Compare what belongs to no single operation."""
        at = ("#/servers", "#/servers")
        for name, edit in compare_servers(self._old.servers, self._new.servers, at):
            self.collector.general(edit, name)
        for name, edit in compare_api_texts(self._old, self._new):
            self.collector.general(edit, name)
        if not self._old.partial and not self._new.partial:
            for name, edit in unused_components(self.pairs):
                self.collector.unused(edit, name)
            for name, edit in self._schemes.unused((*self._old.operations, *self._new.operations)):
                self.collector.unused(edit, f"security scheme {name}")

    def _compare_surroundings(self, key: OperationKey, old: Operation, new: Operation) -> None:
        """Compare what stands around an operation: its sunset, security and servers."""
        moved = self._sunsets.moved(old, new)
        if moved is not None:
            self._feel_at((key, old, new), moved, str(key))
        for edit in compare_security(self._schemes, old, new):
            self._feel_at((key, old, new), edit, "security")
        for name, edit in self._schemes.changed(old, new):
            self._feel_at((key, old, new), edit, f"security scheme {name}")
        at = (child(old.at, "servers"), child(new.at, "servers"))
        for name, edit in compare_servers(old.servers, new.servers, at):
            self._feel_at((key, old, new), edit, name)

    def _note_moved(self, key: OperationKey, old: Operation, new: Operation) -> None:
        edit = Edit(
            rule=RULES["operation-moved"],
            effect=Effect.SHIFTS,
            before=old.path,
            after=new.path,
            at_old=old.at,
            at_new=new.at,
        )
        name = f"{new.method} {new.operation_id or new.summary}".strip()
        self._feel_at((key, old, new), edit, name)

    def _note_removed(self, operation: Operation) -> None:
        sunset = self._sunsets.passed(operation)
        rule = "operation-removed" if sunset is None else "operation-removed-after-sunset"
        edit = Edit(
            rule=RULES[rule],
            effect=Effect.NARROWS if sunset is None else Effect.SAME,
            naming=Naming.REMOVED,
            before=None if sunset is None else sunset.isoformat(),
            at_old=operation.at,
        )
        key = _key(operation)
        self._feel_at((key, operation, None), edit, str(key))

    def _note_added(self, operation: Operation) -> None:
        edit = Edit(
            rule=RULES["operation-added"],
            effect=Effect.WIDENS,
            naming=Naming.ADDED,
            at_new=operation.at,
        )
        key = _key(operation)
        self._feel_at((key, None, operation), edit, str(key))

    def _note_webhook(self, hook: Webhook, *, added: bool) -> None:
        at = hook.operation.at
        kind = "webhook" if callback_of(hook) is None else "callback"
        edit = Edit(
            rule=RULES[f"{kind}-{'added' if added else 'removed'}"],
            effect=Effect.WIDENS if added else Effect.NARROWS,
            naming=Naming.ADDED if added else Naming.REMOVED,
            chosen=True,
            at_old=None if added else at,
            at_new=at if added else None,
        )
        key = _webhook_key(hook)
        old, new = (None, hook.operation) if added else (hook.operation, None)
        self._feel_at((key, old, new), edit, str(key), Direction.RESPONSE)

    def _feel_at(
        self,
        at: tuple[OperationKey, Operation | None, Operation | None],
        edit: Edit,
        name: str,
        direction: Direction = Direction.REQUEST,
    ) -> None:
        key, old, new = at
        where = Where(
            operation=key,
            direction=direction,
            at_old=edit.at_old,
            at_new=edit.at_new,
            part=name,
            versions=(old, new),
        )
        self.collector.felt(edit, name, where)


def _key(operation: Operation) -> OperationKey:
    return OperationKey(method=operation.method, path=operation.path)


def _hook_sign(hook: Webhook) -> tuple[object, str]:
    callback = callback_of(hook)
    return (callback.key if callback else hook.name), hook.operation.method


def _webhook_key(hook: Webhook) -> OperationKey:
    callback = callback_of(hook)
    if callback is not None:
        return OperationKey(
            method=callback.method, path=callback.path, webhook=True, callback=callback.name
        )
    return OperationKey(method=hook.operation.method, path=hook.name, webhook=True)
