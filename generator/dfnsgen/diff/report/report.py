"""What every format of a report is made of, and its order: by operation, worst first.

In: changes. Out: groups of changes. The formats stand in modules of their own and decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dfnsgen.diff.bindings.change import BindingChange
from dfnsgen.diff.change import Change, Direction
from dfnsgen.diff.choices import GroupBy
from dfnsgen.diff.report.folding import folded
from dfnsgen.diff.report.summary import (
    Bump,
    ComparedVersion,
    Summary,
    bump_of,
    digest,
    summarise,
)
from dfnsgen.diff.report.used import Usage
from dfnsgen.diff.semantics import LEVELS, rank
from dfnsgen.pointers import tokens

_FAR = 200
SHOWN_PLACES = 3
"""How many operations are named where a change affects more."""

_COMPONENTS = "#/components/schemas/"
_UNUSED = "schemas that no operation uses"
_LISTS = {
    "operation-added": "added operations",
    "operation-removed": "removed operations",
    "operation-removed-after-sunset": "removed operations",
    "webhook-added": "added webhooks",
    "webhook-removed": "removed webhooks",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole comparison. `bindings` and `usage` are None where they were not asked for.

    `group_by` is what puts the changes together, for those who read them.
    """

    old: ComparedVersion
    new: ComparedVersion
    changes: tuple[Change, ...]
    bindings: tuple[BindingChange, ...] | None = None
    usage: Usage | None = None
    group_by: GroupBy = GroupBy.OPERATION

    @property
    def summary(self) -> Summary:
        """How many changes of each level there are."""
        return summarise(self.changes)

    @property
    def digest(self) -> str:
        """What breaks, in a line."""
        return digest(self.changes)

    @property
    def bump(self) -> Bump:
        """The step of the version that the changes ask for."""
        return bump_of(self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeGroup:
    """Changes that belong together, under a heading."""

    heading: str
    changes: tuple[Change, ...]


def grouped(changes: Iterable[Change], by: GroupBy = GroupBy.OPERATION) -> tuple[ChangeGroup, ...]:
    """Put together the changes whose worst place is one operation, the worst group first.

    Or those of one tag, or schema. Operations that were added or removed are one group each, the
    removed ones before all others, and so is what no operation leads to.
    """
    groups: dict[str, list[Change]] = {}
    for change in folded(changes):
        groups.setdefault(_heading(change, by), []).append(change)
    made = [
        ChangeGroup(heading=heading, changes=tuple(sorted(several, key=rank)))
        for heading, several in groups.items()
    ]
    return tuple(sorted(made, key=lambda group: (rank(group.changes[0])[0], _standing(group))))


def _heading(change: Change, by: GroupBy) -> str:
    if change.rule.id in _LISTS:
        return _LISTS[change.rule.id]
    if by is GroupBy.SCHEMA and (name := _schema_of(change)):
        return name
    if by is GroupBy.TAG and change.places:
        tags = dict.fromkeys(tag for place in change.places for tag in place.tags[:1])
        return ", ".join([*tags][:SHOWN_PLACES]) or "no tag"
    if change.operation is not None:
        return str(change.operation)
    if change.unused:
        return _UNUSED
    return "several operations" if change.places else "the whole API"


def _schema_of(change: Change) -> str:
    """Return the component that a change stands in, "" where it stands in none."""
    for at in (change.at_new, change.at_old):
        if at is not None and at.startswith(_COMPONENTS):
            return tokens(at)[2]
    return ""


def _standing(group: ChangeGroup) -> int:
    """Among groups that are as bad, removed operations are first; what affects nobody is last."""
    if group.heading == _LISTS["operation-removed"]:
        return -1
    return 2 if group.heading == _UNUSED else int(group.heading in _LISTS.values())


def sentence(change: Change) -> tuple[str, str]:
    """Return the operation that a change affects worst, and the message about it: a sentence."""
    where = str(change.operation) if change.operation else ""
    if not where:
        return "", change.message
    named = change.message.startswith(where)
    return where, change.message.removeprefix(where) if named else f": {change.message}"


def standing(change: Change) -> tuple[str, ...]:
    """Return where a change stands in both documents: file, line and column, or the pointer.

    A document on one line has no lines to be found by.
    """
    sides = ((change.old_location, change.at_old), (change.new_location, change.at_new))
    return tuple(
        f"{at.source}{pointer}" if at.line == 1 and at.column > _FAR else str(at)
        for at, pointer in sides
        if at is not None and pointer is not None
    )


def also_affected(change: Change) -> str:
    """Name the other operations that a change affects; "" where there are none."""
    here = change.operation
    others = dict.fromkeys(str(p.operation) for p in change.places if p.operation != here)
    if not others:
        return ""
    named = list(others)[:SHOWN_PLACES]
    more = len(others) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def other_direction(change: Change) -> str:
    """Say what the change means the other way, where it has another level there."""
    for direction in Direction:
        if direction is change.direction:
            continue
        levels = [p.level for p in change.places if p.direction is direction]
        if levels:
            level = min(levels, key=LEVELS.index)
            return "" if level is change.level else f"{level.value} in a {direction.value}"
    return ""
