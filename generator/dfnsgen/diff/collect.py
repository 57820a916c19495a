"""From edits and the places that they affect to changes, each reported once.

In: edits at places. Out: Changes, worst first, each with the edits at its places. Edits of one
place in the documents are one change, however many operations and copies of a schema they affect.

Say `Wallet.name` loses its `maxLength`, and 40 operations answer with a `Wallet`: 40 edits come in
with one rule, one value before and one pointer, and one change with 40 places goes out.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

from dfnsgen.diff.change import (
    Affected,
    AffectedPlace,
    Change,
    Direction,
    Edit,
    Level,
    OperationKey,
    SourceLevel,
    Where,
)
from dfnsgen.diff.matching import template
from dfnsgen.diff.remedies import remedy
from dfnsgen.diff.semantics import (
    LEVELS,
    rank,
    reason,
    source_level,
    wire_level,
    worst,
    worst_source,
)
from dfnsgen.diff.wording import plain, shown
from dfnsgen.json_value import JsonValue

_LONGEST_LIST = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Collected:
    """A change, and the edit at each of its places: there it may be another copy's."""

    change: Change
    affected: tuple[Affected, ...]


@dataclass(slots=True, kw_only=True)
class _Cause:
    """Edits that are one; `first` names the change where no place does.

    `idle` are the places at which it changes nothing: they count where there are no others.
    """

    first: Affected
    places: dict[AffectedPlace, Affected] = field(default_factory=dict[AffectedPlace, Affected])
    idle: dict[AffectedPlace, Affected] = field(default_factory=dict[AffectedPlace, Affected])
    everywhere: bool = False


def collect(affected: Iterable[Affected]) -> tuple[Collected, ...]:
    """Put together what has one cause, the worst first, otherwise as it was met."""
    causes: dict[Hashable, _Cause] = {}
    identities: dict[int, tuple[Edit, Hashable]] = {}  # one edit reaches hundreds of operations
    for one in affected:
        if id(one.edit) not in identities:
            identities[id(one.edit)] = (one.edit, _identity(one.edit))
        identity = identities[id(one.edit)][1]
        cause = causes.setdefault(identity, _Cause(first=one))
        cause.everywhere = cause.everywhere or one.everywhere
        if one.where is not None:
            # The same edit reaches an operation by several ways; the first one names it.
            places = cause.idle if one.idle else cause.places
            places.setdefault(_place(one.edit, one.where, idle=bool(one.idle)), one)
    for cause in causes.values():
        cause.places = cause.places or cause.idle
    collected = [
        Collected(change=_change(cause), affected=tuple(cause.places.values()))
        for cause in causes.values()
    ]
    return tuple(sorted(collected, key=lambda one: rank(one.change)))


def _place(edit: Edit, where: Where, *, idle: bool) -> AffectedPlace:
    return AffectedPlace(
        operation=where.operation,
        direction=where.direction,
        level=Level.INFO if idle else wire_level(edit, where.direction),
        source_level=SourceLevel.NONE if idle else source_level(edit, where.direction),
        at_old=where.at_old,
        at_new=where.at_new,
        tags=next((one.tags for one in reversed(where.versions) if one is not None), ()),
    )


def _identity(edit: Edit) -> Hashable:
    """Return what two edits share if they are one: their rule, values and place.

    Texts and security have no place: the same edit of several copies is one.
    """
    values = (_json(edit.before), _json(edit.after))
    if edit.rule.documents or edit.rule.several or edit.rule.area == "security":
        return (edit.rule.id, *values)
    return (edit.rule.id, *values, edit.at_old, edit.at_new, edit.effect)


def _json(value: JsonValue) -> str:
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=True)


def _change(cause: _Cause) -> Change:
    places = tuple(cause.places)
    head = min(places, key=lambda place: LEVELS.index(place.level), default=None)
    edit = cause.first.edit
    subject = cause.first.subject if head is None else cause.places[head].subject
    operation = None if head is None else head.operation
    count = len({place.operation for place in places})
    level = _level(cause)
    several = bool(edit.rule.several) and count > 1
    direction = None if head is None else head.direction
    judged = direction or (Direction.REQUEST if cause.everywhere else None)
    idle = cause.first.idle
    return Change(
        rule=edit.rule,
        effect=edit.effect,
        naming=edit.naming,
        level=level,
        source_level=_source_level(cause),
        direction=direction,
        operation=None if several else operation,
        subject=f"{count} operations" if several else subject,
        message=(edit.rule.several if several else edit.rule.message).format(
            subject=subject,
            before=in_words(edit.before),
            after=in_words(edit.after),
            name=edit.name,
            note=edit.note,
            count=count,
        ),
        reason=(idle if head is None else cause.places[head].idle) or reason(edit, judged),
        remedy=remedy(edit, judged) if level is Level.BREAKING else "",
        before=plain(edit.before),
        after=plain(edit.after),
        at_old=_pointer(edit.at_old),
        at_new=_pointer(edit.at_new),
        places=places,
        fingerprint=_fingerprint(edit, subject, operation),
        unused=not places and not cause.everywhere,
    )


def _level(cause: _Cause) -> Level:
    if cause.everywhere:
        return wire_level(cause.first.edit, Direction.REQUEST)
    return worst([place.level for place in cause.places])


def _source_level(cause: _Cause) -> SourceLevel:
    """What affects no operation has its classes all the same."""
    if cause.places:
        return worst_source([place.source_level for place in cause.places])
    return worst_source([source_level(cause.first.edit, direction) for direction in Direction])


def _pointer(at: str | None) -> str | None:
    """Return a pointer into the document: places that merging made up end where they branch off."""
    if at is None:
        return None
    return at.split("@")[0].split("/non-null")[0]


def in_words(value: JsonValue) -> str:
    """Return a value as a message says it: a text as it is, several values one after the other."""
    if isinstance(value, str) and value:
        return value if len(value) <= 200 else f"{value[:200]}…"
    if isinstance(value, list):
        more = len(value) - _LONGEST_LIST
        rest = [f"{more} more"] if more > 0 else []
        return ", ".join([*map(shown, value[:_LONGEST_LIST]), *rest])
    return shown(value)


def _fingerprint(edit: Edit, subject: str, operation: OperationKey | None) -> str:
    """Return 12 hexadecimal digits that stay the same while the change does."""
    where = "" if operation is None else f"{operation.method} {template(operation.path)}"
    parts = [edit.rule.id, where, subject, _json(edit.before), _json(edit.after)]
    text = "\n".join(parts).encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=6).hexdigest()
