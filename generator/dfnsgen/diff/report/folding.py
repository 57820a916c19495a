"""Changes of one cause as one entry: of several variants, or of many properties of one schema.

In: changes. Out: fewer of them, as people read them; each stands for all that it names.

    firstFactorCredential(A).name is required now    firstFactorCredential.name is required now,
    firstFactorCredential(B).name is required now    in 2 variants: A, B

    Order.a was removed … Order.f was removed        6 properties of Order were removed: a, b, c …

    Order.total was number and is string,            total was number and is string, in 3 places:
    Bill.total …, Offer.total …                      Order, Bill, Offer
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace

from dfnsgen.diff.change import AffectedPlace, Change
from dfnsgen.phrases import counted

_VARIANT = re.compile(r"\(([^()]*)\)")
_FEWEST_PROPERTIES = 4
_FEWEST_HOLDERS = 3
_MOST_NAMED = 6
_OF_PROPERTIES = {
    "property-added": "added",
    "property-removed": "removed",
    "property-required": "required now",
    "property-optional": "no longer required",
    "property-read-only": "only read now",
    "property-write-only": "only written now",
}


_Key = Callable[[Change], Hashable | None]
_Join = Callable[[list[Change]], Change]


def folded(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Put together what has one cause; the first of several stands for them, where it stood."""
    once = _together(changes, _of_variants, _in_variants, 2)
    of_one = _together(once, _of_holder, _of_properties, _FEWEST_PROPERTIES)
    return _together(of_one, _of_name, _in_holders, _FEWEST_HOLDERS)


def _together(
    changes: Iterable[Change],
    key_of: _Key,
    joined: _Join,
    fewest: int,
) -> tuple[Change, ...]:
    groups: dict[Hashable, list[Change]] = {}
    for change in changes:
        key = key_of(change)
        groups.setdefault(id(change) if key is None else key, []).append(change)
    found: list[Change] = []
    for several in groups.values():
        found += [joined(several)] if len(several) >= fewest else several
    return tuple(found)


def _of_variants(change: Change) -> Hashable | None:
    """Return what changes share that are one in several variants: the place but for the variant."""
    if not _VARIANT.search(change.subject) or change.unused:
        return None
    where = (change.operation, change.direction, _VARIANT.sub("", change.subject))
    return (change.rule.id, change.level, str(change.before), str(change.after), *where)


def _in_variants(several: list[Change]) -> Change:
    first = several[0]
    names = dict.fromkeys(_VARIANT.findall(change.subject)[-1] for change in several)
    subject = _VARIANT.sub("", first.subject)
    message = first.message.replace(first.subject, subject, 1)
    listed = _listed(list(names))
    message = f"{message}, in {counted(len(several), 'variant')}: {listed}"
    return _joined(several, subject, message)


def _of_holder(change: Change) -> Hashable | None:
    """Return what changes share that are those of one schema's properties."""
    holder, dot, _ = change.subject.rpartition(".")
    if change.rule.id not in _OF_PROPERTIES or not dot or change.unused:
        return None
    needed = change.message.endswith("required")
    return (change.rule.id, change.level, change.operation, change.direction, holder, needed)


def _of_properties(several: list[Change]) -> Change:
    first = several[0]
    holder = first.subject.rpartition(".")[0]
    names = [change.subject.rpartition(".")[2] for change in several]
    state = _OF_PROPERTIES[first.rule.id]
    needed = " and are required" if first.message.endswith("and is required") else ""
    verb = "are" if state.endswith(("now", "required")) else "were"
    message = (
        f"{counted(len(several), 'property')} of {holder} {verb} {state}{needed}: "
        f"{_listed(names)}"
    )
    return _joined(several, holder, message)


def _of_name(change: Change) -> Hashable | None:
    """Return what changes share that are one edit of what has one name in several places."""
    _, dot, name = change.subject.rpartition(".")
    if not dot or not change.message.startswith(change.subject) or change.unused:
        return None
    predicate = change.message.removeprefix(change.subject)
    values = (str(change.before), str(change.after))
    return (change.rule.id, change.level, change.direction, name, predicate, *values)


def _in_holders(several: list[Change]) -> Change:
    first = several[0]
    holders = [change.subject.rpartition(".")[0] for change in several]
    name = first.subject.rpartition(".")[2]
    predicate = first.message.removeprefix(first.subject)
    message = f"{name}{predicate}, in {counted(len(several), 'place')}: {_listed(holders)}"
    return _joined(several, name, message)


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _joined(several: list[Change], subject: str, message: str) -> Change:
    """Return one change in the place of several, at all their places."""
    first = several[0]
    places: dict[AffectedPlace, None] = {}
    for change in several:
        places |= dict.fromkeys(change.places)
    proof = next((change.proof for change in several if change.proof is not None), None)
    return replace(
        first,
        subject=subject,
        message=message,
        places=tuple(places),
        proof=proof,
        unproven=all(change.unproven for change in several),
    )
