"""The fields of a class, or the parameters of a method, in two versions.

In: Items. Out: BindingChanges. A parameter may accept more, and be needed less; a field is read
and written, so that more is as bad as less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from dfnsgen.diff.bindings.change import BindingChange, named
from dfnsgen.diff.bindings.surface import Item

_SIMILAR = 0.6
"""From this likeness on two names of one type may be one that was renamed."""


def compare_items(
    kind: str,
    holder: str,
    before: str,
    old: tuple[Item, ...],
    new: tuple[Item, ...],
    wire: frozenset[tuple[str, str]] = frozenset(),
) -> Iterator[BindingChange]:
    """Compare all of them; `holder` has them now, and was called `before`.

    `wire` are names that are others on the wire now.
    """
    ours, theirs = {item.name: item for item in old}, {item.name: item for item in new}
    calls = _renames(ours, theirs, wire)
    module = "models" if kind == "field" else "client"
    for place, (name, item) in enumerate(ours.items()):
        other = theirs.get(calls.get(name, name))
        change = _item(kind, _where(kind, holder, name), item, other)
        if change is not None:
            index = place if item.positional else -1
            yield replace(change, owner=f"{module}.{before}", member=name, index=index)
    for name, item in theirs.items():
        if name not in ours and name not in calls.values():
            change = _new_item(kind, _where(kind, holder, name), item)
            yield replace(change, owner=f"{module}.{before}", member=name)


def likeness(one: str, other: str) -> float:
    """Return how alike two names are, from 0 to 1; those of the same words are the same."""
    if sorted(one.split("_")) == sorted(other.split("_")):
        return 1.0
    first, second = sorted((one, other))
    return SequenceMatcher(None, first, second).ratio()


def _where(kind: str, holder: str, name: str) -> str:
    return f"{holder}.{name}" if kind == "field" else f"{holder}({name}=…)"


def _renames(
    ours: Mapping[str, Item], theirs: Mapping[str, Item], wire: frozenset[tuple[str, str]]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, item in ours.items():
        if name in theirs:
            continue
        alike = [
            other.name
            for other in theirs.values()
            if other.name not in ours
            and (other.annotation, other.default) == (item.annotation, item.default)
            and (
                item.positional
                or (item.wire, other.wire) in wire
                or likeness(name, other.name) >= _SIMILAR
            )
        ]
        if len(alike) == 1 and alike[0] not in found.values():
            found[name] = alike[0]
    return found


def _item(kind: str, where: str, old: Item, new: Item | None) -> BindingChange | None:
    if new is None:
        return BindingChange(
            kind=kind,
            name=where,
            owner="",
            change="removed",
            source_breaking=True,
            text="was removed",
            before=str(old),
            reads=True,
            gives=True,
        )
    if new.name != old.name:
        return BindingChange(
            kind=kind,
            name=where,
            owner="",
            change="renamed",
            # Where a parameter stands by its position, only those who write its name see it.
            source_breaking=True,
            text=f"is called {new.name} now",
            before=str(old),
            after=str(new),
            reads=True,
            gives=True,
            now=new.name,
            keys=(old.wire, new.wire),
        )
    if new.wire != old.wire and kind == "field" and new.wire and old.wire:
        return BindingChange(
            kind=kind,
            name=where,
            owner="",
            change="renamed",
            # Who gives a dict, as JSON has it, writes this name; who gives a model doesn't.
            source_breaking=True,
            text=f"is {new.wire!r} in dicts now, no longer {old.wire!r}",
            before=str(old),
            after=str(new),
            now=new.name,
            keys=(old.wire, new.wire),
        )
    # What an alias stands for is the alias's own change, and told there once.
    same = (old.default, old.positional) == (new.default, new.positional) and (
        old.annotation == new.annotation or old.members == new.members
    )
    return None if same else _changed(kind, where, old, new)


def _changed(kind: str, where: str, old: Item, new: Item) -> BindingChange:
    lost, more = old.members - new.members, new.members - old.members
    needs = bool(old.default) and not new.default
    moved = old.positional and not new.positional
    reads = kind == "field" and bool(more)
    if needs or moved:
        text = "must be given now" if needs else "must be given by its name now"
    elif lost or more:
        text = _text(lost, more)
    else:
        text = "has another default" if old.default else "need not be given any more"
    return BindingChange(
        kind=kind,
        name=where,
        owner="",
        change="changed",
        source_breaking=bool(lost) or needs or moved or reads,
        text=text,
        before=str(old),
        after=str(new),
        reads=reads,
        gives=bool(lost) or moved,
        needs=needs,
        lost=lost,
        gained=more,
        constants=renamed_constants(lost, more),
        value=_only_value(new, old.default) if needs else "",
    )


def _text(lost: frozenset[str], more: frozenset[str]) -> str:
    if lost and more:
        return f"is {named(more)}, no longer {named(lost)}"
    return f"is no longer {named(lost)}" if lost else f"may be {named(more)} as well"


def _new_item(kind: str, where: str, item: Item) -> BindingChange:
    needs = not item.default
    return BindingChange(
        kind=kind,
        name=where,
        owner="",
        change="added",
        source_breaking=needs,
        text="was added and must be given" if needs else "was added",
        after=str(item),
        needs=needs,
        keys=("", item.wire),
        value=_only_value(item) if needs else "",
    )


def _only_value(item: Item, before: str = "") -> str:
    """Return what must be given, where only one thing can be or did without being written.

    That is the only constant of a type, what was the default, or None.
    """
    members = item.members
    if len(members) == 1 and (only := _constant(*members)):
        return only
    if f"Literal[{before}]" in members or (before == "None" and "None" in members):
        return before
    return "None" if "None" in members else ""


def renamed_constants(lost: frozenset[str], gained: frozenset[str]) -> dict[str, str]:
    """Return which constant took the place of which, as texts: `{"'Lost'": "'lost'"}`.

    Two are one that was renamed if no other of both sides is as like them.
    """
    ours, theirs = (
        sorted(text for member in members if (text := _constant(member)))
        for members in (lost, gained)
    )
    return {
        one: other
        for one in ours
        for other in theirs
        if _is_nearest(one, other, theirs) and _is_nearest(other, one, ours)
    }


def _is_nearest(one: str, other: str, several: Iterable[str]) -> bool:
    near = _spelled_alike(one, other)
    rivals = (_spelled_alike(one, rival) for rival in several if rival != other)
    return near >= _SIMILAR and all(rival < near for rival in rivals)


def _spelled_alike(one: str, other: str) -> float:
    """Return how alike two constants are; how their words are joined doesn't count."""
    first, second = ("".join(filter(str.isalnum, text)).casefold() for text in (one, other))
    return likeness(first, second)


def _constant(member: str) -> str:
    is_constant = member.startswith("Literal[")
    return member.removeprefix("Literal[").removesuffix("]") if is_constant else ""
