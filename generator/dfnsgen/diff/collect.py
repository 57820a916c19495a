"""From edits and the places where they are felt to changes, each told once.

In: edits as they are felt in operations. Out: Changes, worst first. Edits of one place in the
documents are one change, however many operations and merged schemas they are felt through.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

from dfnsgen.diff.change import (
    Change,
    Direction,
    Edit,
    Level,
    OperationKey,
    Place,
    Proof,
    SourceLevel,
    Where,
)
from dfnsgen.diff.matching import template
from dfnsgen.diff.proofs.proofs import Prover
from dfnsgen.diff.semantics import (
    LEVELS,
    SOURCE_LEVELS,
    reason,
    source_level,
    wire_level,
    worst,
    worst_source,
)
from dfnsgen.diff.wording import plain, shown
from dfnsgen.json_value import JsonValue

_LONGEST_LIST = 12
_MOST_TRIED = 4
"""At how many places a proof is looked for."""


@dataclass(slots=True, kw_only=True)
class _Told:
    """One change in the making; `subject` is the name at the first place."""

    edit: Edit
    subject: str
    places: dict[Place, _Felt] = field(default_factory=dict[Place, "_Felt"])
    everywhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Felt:
    """An edit at one place, where it may be called otherwise and be another copy's."""

    edit: Edit
    subject: str
    where: Where


class Collector:
    """Puts together what belongs to one cause."""

    def __init__(self) -> None:
        self._told: dict[Hashable, _Told] = {}

    def felt(self, edit: Edit, subject: str, where: Where) -> None:
        """Note that an edit is felt at a place."""
        told = self._told.setdefault(_cause(edit), _Told(edit=edit, subject=subject))
        place = Place(
            operation=where.operation,
            direction=where.direction,
            level=wire_level(edit, where.direction),
            source_level=source_level(edit, where.direction),
            at_old=where.at_old,
            at_new=where.at_new,
        )
        told.places.setdefault(place, _Felt(edit=edit, subject=subject, where=where))

    def general(self, edit: Edit, subject: str) -> None:
        """Note an edit that concerns all who call the API, rather than single operations."""
        told = self._told.setdefault(_cause(edit), _Told(edit=edit, subject=subject))
        told.everywhere = True

    def unused(self, edit: Edit, subject: str) -> None:
        """Note an edit that no operation feels."""
        self._told.setdefault(_cause(edit), _Told(edit=edit, subject=subject))

    def changes(self, prover: Prover | None = None) -> tuple[Change, ...]:
        """Return all changes, the worst first, otherwise as they were met; proved, if asked for."""
        made = [_change(told, prover) for told in self._told.values()]
        return tuple(sorted(made, key=_rank))


def _rank(change: Change) -> tuple[int, bool, int]:
    return (
        LEVELS.index(change.level),
        change.rule.documents,
        SOURCE_LEVELS.index(change.source_level),
    )


def _cause(edit: Edit) -> Hashable:
    """Return what two edits share if they are one: their rule, values and place.

    Texts and security have no place: the same edit of several copies is one.
    """
    values = (_json(edit.before), _json(edit.after))
    if edit.rule.documents or edit.rule.area == "security":
        return (edit.rule.id, *values)
    return (edit.rule.id, *values, edit.at_old, edit.at_new, edit.effect)


def _json(value: JsonValue) -> str:
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=True)


def _change(told: _Told, prover: Prover | None) -> Change:
    edit = told.edit
    places = tuple(told.places)
    head = min(places, key=lambda place: LEVELS.index(place.level), default=None)
    subject = told.places[head].subject if head is not None else told.subject
    direction = head.direction if head is not None else None
    level = _level(told, places)
    proof = None if prover is None or level is not Level.BREAKING else _proof(told, prover)
    judged = direction or (Direction.REQUEST if told.everywhere else None)
    return Change(
        rule=edit.rule,
        effect=edit.effect,
        naming=edit.naming,
        level=level,
        source_level=_source_level(told, places),
        direction=direction,
        operation=head.operation if head is not None else None,
        subject=subject,
        message=edit.rule.message.format(
            subject=subject, before=said(edit.before), after=said(edit.after)
        ),
        reason=reason(edit, judged),
        before=plain(edit.before),
        after=plain(edit.after),
        at_old=_pointer(edit.at_old),
        at_new=_pointer(edit.at_new),
        places=places,
        fingerprint=_fingerprint(edit, subject, head.operation if head is not None else None),
        unused=not places and not told.everywhere,
        proof=proof,
        unproven=prover is not None and level is Level.BREAKING and proof is None,
    )


def _proof(told: _Told, prover: Prover) -> Proof | None:
    """Return the first proof that is found at a place where the change breaks."""
    breaking = [felt for place, felt in told.places.items() if place.level is Level.BREAKING]
    for felt in breaking[:_MOST_TRIED]:
        proof = prover.prove(felt.edit, felt.where)
        if proof is not None:
            return proof
    return None


def _level(told: _Told, places: Iterable[Place]) -> Level:
    if told.everywhere:
        return wire_level(told.edit, Direction.REQUEST)
    return worst([place.level for place in places])


def _source_level(told: _Told, places: tuple[Place, ...]) -> SourceLevel:
    """What no operation feels has its classes all the same."""
    if places:
        return worst_source([place.source_level for place in places])
    return worst_source([source_level(told.edit, direction) for direction in Direction])


def _pointer(at: str | None) -> str | None:
    """Return a pointer into the document: places that merging made up end where they branch off."""
    if at is None:
        return None
    return at.split("@")[0].split("/non-null")[0]


def said(value: JsonValue) -> str:
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
