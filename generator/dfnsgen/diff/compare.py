"""The front door of the comparison: two Apis become the changes between them.

In: the old and the new Api. Out: Changes, worst first. Four steps, each a value to the next one:
operations and webhooks are matched, what differs in each pair becomes edits, each edit is followed
to the operations that it affects, and what has one cause is collected into one change. What a
document made of pages doesn't hold is not known, rather than removed. Prints and reads nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from dfnsgen.diff.change import Affected, AffectedPlace, Change, OperationKey, Where
from dfnsgen.diff.collect import collect
from dfnsgen.diff.matching import Matched, match_operations
from dfnsgen.diff.operations import existence
from dfnsgen.diff.operations.existence import Sunsets, affected_at, key_of, webhook_key
from dfnsgen.diff.operations.operation_pair import Root
from dfnsgen.diff.operations.operations import compare_operations
from dfnsgen.diff.operations.security import Schemes, compare_security, schemes_of
from dfnsgen.diff.operations.selection import EVERYTHING, Selection
from dfnsgen.diff.operations.servers import compare_api_texts, compare_servers
from dfnsgen.diff.operations.unused import unused_components
from dfnsgen.diff.operations.webhooks import match_webhooks
from dfnsgen.diff.proofs.proofs import Prover, proved
from dfnsgen.diff.schemas.graph import live_nodes, reached_from
from dfnsgen.diff.schemas.pairs import Pairs
from dfnsgen.diff.sides import Unchanged, make_sides
from dfnsgen.diff.values.search import ValueSearch
from dfnsgen.loader.document import Document
from dfnsgen.model.api import Api, Operation, Webhook
from dfnsgen.pointers import child, lookup

_Versions = tuple[Operation, Operation]
_Places = Mapping[AffectedPlace, AffectedPlace]
_Hooks = tuple[Webhook | None, Webhook | None]


def compare(
    old: Api,
    new: Api,
    *,
    selection: Selection = EVERYTHING,
    sunsets: Sunsets | None = None,
    prove: bool = False,
    further: Iterable[Affected] = (),
) -> tuple[Change, ...]:
    """Return the changes from one version to another, the worst first.

    `selection` restricts them to those that affect certain operations; `prove` looks for a proof of
    each that breaks. `further` are edits of what the Apis don't hold.
    """
    sides = make_sides(old, new)
    pairs = Pairs(*sides, Unchanged(*sides), ValueSearch(*sides))
    schemes = schemes_of(old, new)
    matched = _matched(pairs, selection)
    hooks = tuple(match_webhooks(old, new, selection))
    uses = _compared(pairs, matched, hooks)
    affected = chain(
        _around_operations(matched, schemes, sunsets or Sunsets()),
        _of_webhooks(hooks),
        _in_schemas(pairs, uses),
        _of_the_api(pairs, schemes) if selection == EVERYTHING else (),
        further if selection == EVERYTHING else (),
    )
    collected = collect(affected)
    if prove:
        return proved(collected, Prover(pairs.search, old, new))
    return tuple(one.change for one in collected)


def located(changes: tuple[Change, ...], old: Document, new: Document) -> tuple[Change, ...]:
    """Return the changes with file, line and column of both sides.

    A pointer to what only the other version has becomes one to what would hold it.
    """
    places: dict[AffectedPlace, AffectedPlace] = {}
    for change in changes:
        for place in change.places:
            if place not in places:
                at_old, at_new = _standing(old, place.at_old), _standing(new, place.at_new)
                places[place] = replace(place, at_old=at_old, at_new=at_new)
    return tuple(_located(change, old, new, places) for change in changes)


def _located(
    change: Change, old: Document, new: Document, places: Mapping[AffectedPlace, AffectedPlace]
) -> Change:
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _PairUse:
    """A pair of schemas as an operation holds it."""

    key: OperationKey
    versions: _Versions
    root: Root


def _matched(pairs: Pairs, selection: Selection) -> Matched:
    """Match the operations; keep those that are selected, and what is surely removed or added."""
    found = match_operations(pairs.old, pairs.new)
    is_whole_old, is_whole_new = not pairs.old.api.partial, not pairs.new.api.partial
    return Matched(
        kept=tuple(pair for pair in found.kept if selection.takes(*pair)),
        moved=tuple(pair for pair in found.moved if selection.takes(*pair)),
        removed=tuple(one for one in found.removed if is_whole_new and selection.takes(one)),
        added=tuple(one for one in found.added if is_whole_old and selection.takes(one)),
    )


def _compared(pairs: Pairs, matched: Matched, hooks: Iterable[_Hooks]) -> tuple[_PairUse, ...]:
    """Compare the operations and webhooks of both versions, and all schemas that they lead to."""
    found: list[_PairUse] = []
    for old, new in (*matched.kept, *matched.moved):
        roots = compare_operations(pairs, old, new)
        found += (_PairUse(key=key_of(new), versions=(old, new), root=root) for root in roots)
    for one, other in hooks:
        if one is not None and other is not None:
            versions = (one.operation, other.operation)
            roots = compare_operations(pairs, *versions, webhook=True)
            found += (_PairUse(key=webhook_key(other), versions=versions, root=r) for r in roots)
    pairs.finish()
    return tuple(found)


def _around_operations(matched: Matched, schemes: Schemes, sunsets: Sunsets) -> Iterator[Affected]:
    """Yield the edits of operations and of what stands around them: sunset, security, servers."""
    for old, new in (*matched.kept, *matched.moved):
        if old.path != new.path and (old, new) in matched.moved:
            yield existence.moved(old, new)
        yield from _surroundings(old, new, schemes, sunsets)
    yield from (existence.removed(operation, sunsets) for operation in matched.removed)
    yield from map(existence.added, matched.added)


def _surroundings(
    old: Operation, new: Operation, schemes: Schemes, sunsets: Sunsets
) -> Iterator[Affected]:
    key, versions = key_of(new), (old, new)
    moved = sunsets.moved(old, new)
    if moved is not None:
        yield affected_at(key, versions, str(key), moved)
    for edit in compare_security(schemes, old, new):
        yield affected_at(key, versions, "security", edit)
    for name, edit, idle in schemes.changed(old, new):
        yield replace(affected_at(key, versions, f"security scheme {name}", edit), idle=idle)
    at = (child(old.at, "servers"), child(new.at, "servers"))
    for name, edit in compare_servers(old.servers, new.servers, at):
        yield affected_at(key, versions, name, edit)


def _of_webhooks(hooks: Iterable[_Hooks]) -> Iterator[Affected]:
    """Yield the webhooks that only one version has."""
    for one, other in hooks:
        if one is None and other is not None:
            yield existence.webhook_added(other)
        elif other is None and one is not None:
            yield existence.webhook_removed(one)


def _in_schemas(pairs: Pairs, uses: Iterable[_PairUse]) -> Iterator[Affected]:
    """Follow each use to all edits below it: an edit of a shared schema affects all who use it."""
    live = live_nodes(pairs.nodes)
    for use in uses:
        root = use.root
        if root.key not in live:
            continue
        where = Where(
            operation=use.key,
            direction=root.direction,
            at_old=root.at_old,
            at_new=root.at_new,
            part=root.name,
            versions=use.versions,
            schemas=root.schemas,
            text=root.text,
            text_parts=root.text_parts,
        )
        for reached in reached_from(pairs.compared, root.key, root.name, root.direction, live):
            there = replace(where, route=reached.route)
            yield Affected(
                edit=reached.edit, subject=reached.subject, where=there, idle=reached.idle
            )


def _of_the_api(pairs: Pairs, schemes: Schemes) -> Iterator[Affected]:
    """Yield the edits of what belongs to no single operation, and of what none uses."""
    old, new = pairs.old.api, pairs.new.api
    at = ("#/servers", "#/servers")
    for name, edit in compare_servers(old.servers, new.servers, at):
        yield Affected(edit=edit, subject=name, everywhere=True)
    for name, edit in compare_api_texts(old, new):
        yield Affected(edit=edit, subject=name, everywhere=True)
    if not old.partial and not new.partial:
        for name, edit in unused_components(pairs):
            yield Affected(edit=edit, subject=name)
        for name, edit in schemes.unused((*old.operations, *new.operations)):
            yield Affected(edit=edit, subject=f"security scheme {name}")
