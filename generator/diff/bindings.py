"""What a new version does to Python that uses the emitted package: types, fields, methods.

In: two Apis. Out: BindingChanges: added, removed, renamed, changed, each source-breaking or not.
The names of the new version are given as a regeneration gives them: the old ones are remembered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from generator.diff.matching import match_operations
from generator.diff.sides import make_sides
from generator.diff.surface import Item, Method, Surface, Type, members_of, surface_of
from generator.model.api import Api
from generator.python.names import assign_names
from generator.python.remembering import remember

_SIMILAR = 0.6
"""From this likeness on two names of one type may be one that was renamed."""


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


def compare_bindings(old: Api, new: Api) -> tuple[BindingChange, ...]:
    """Return what changes in the package, what breaks first."""
    names = assign_names(old, {})
    before = surface_of(old, names)
    memory = remember(old, names.definitions, names.operations, {})
    after = surface_of(new, assign_names(new, memory))
    found = [*_methods(old, new, before, after), *_types(before, after, old.partial, new.partial)]
    return tuple(sorted(found, key=lambda change: not change.source_breaking))


def _methods(old: Api, new: Api, before: Surface, after: Surface) -> Iterator[BindingChange]:
    matched = match_operations(*make_sides(old, new))
    ours = {id(op): m for op, m in zip(old.operations, before.methods, strict=True)}
    theirs = {id(op): m for op, m in zip(new.operations, after.methods, strict=True)}
    for one, other in (*matched.kept, *matched.moved):
        left, right = ours[id(one)], theirs[id(other)]
        if left is not None and right is not None:
            yield from _method(left, right)
    removed = () if new.partial else matched.removed
    added = () if old.partial else matched.added
    for operation in removed:
        if (method := ours[id(operation)]) is not None:
            yield _gone("method", method.name, str(method))
    for operation in added:
        if (method := theirs[id(operation)]) is not None:
            yield _come("method", method.name, str(method))


def _method(old: Method, new: Method) -> Iterator[BindingChange]:
    if old.name != new.name:
        yield _renamed("method", old.name, new.name, (str(old), str(new)))
    yield from _items("parameter", new.name, old.parameters, new.parameters)
    if old.returns != new.returns:
        wider = members_of(new.returns) - members_of(old.returns)
        yield BindingChange(
            kind="method",
            name=new.name,
            change="changed",
            source_breaking=bool(wider),
            message=f"{new.name} returns another type",
            before=old.returns,
            after=new.returns,
        )


def _types(
    before: Surface, after: Surface, old_partial: bool, new_partial: bool
) -> Iterator[BindingChange]:
    gone = [t for name, t in before.types.items() if name not in after.types]
    come = [t for name, t in after.types.items() if name not in before.types]
    for one in gone:
        same = [t for t in come if _content(t) == _content(one) and _content(one)]
        if len(same) == 1:
            yield _renamed("class", one.name, same[0].name, (one.name, same[0].name))
            come.remove(same[0])
        elif not new_partial:
            yield _gone(_kind(one), one.name, one.target or None)
    if not old_partial:
        for one in come:
            yield _come(_kind(one), one.name, one.target or None)
    for name, one in before.types.items():
        if name in after.types:
            yield from _type(one, after.types[name])


def _kind(one: Type) -> str:
    return "alias" if one.target else "class"


def _content(one: Type) -> object:
    return members_of(one.target) if one.target else tuple(map(str, one.fields))


def _type(old: Type, new: Type) -> Iterator[BindingChange]:
    if bool(old.target) != bool(new.target):
        yield BindingChange(
            kind=_kind(new),
            name=new.name,
            change="changed",
            source_breaking=True,
            message=f"{new.name} was a {_kind(old)} and is a {_kind(new)}",
        )
    elif not old.target:
        yield from _items("field", new.name, old.fields, new.fields)
    elif members_of(old.target) != members_of(new.target):
        lost = members_of(old.target) - members_of(new.target)
        more = members_of(new.target) - members_of(old.target)
        yield BindingChange(
            kind="alias",
            name=new.name,
            change="changed",
            source_breaking=bool(lost),
            message=f"{new.name} {_said(lost, more)}",
            before=", ".join(sorted(lost)) or None,
            after=", ".join(sorted(more)) or None,
        )


def _said(lost: frozenset[str], more: frozenset[str]) -> str:
    parts = [f"lost {len(lost)} members"] if lost else []
    return " and ".join([*parts, *([f"has {len(more)} more members"] if more else [])])


def _items(
    kind: str, holder: str, old: tuple[Item, ...], new: tuple[Item, ...]
) -> Iterator[BindingChange]:
    """Compare the fields of a class, or the parameters of a method."""
    ours, theirs = {item.name: item for item in old}, {item.name: item for item in new}
    renamed = _renames(ours, theirs)
    for name, item in ours.items():
        other = theirs.get(renamed.get(name, name))
        where = f"{holder}.{name}" if kind == "field" else f"{holder}({name}=…)"
        if other is None:
            yield _gone(kind, where, str(item))
        elif other.name != name:
            yield _renamed(kind, where, other.name, (str(item), str(other)))
        else:
            yield from _item(kind, where, item, other)
    for name, item in theirs.items():
        if name not in ours and name not in renamed.values():
            where = f"{holder}.{name}" if kind == "field" else f"{holder}({name}=…)"
            yield _come(kind, where, str(item), breaking=not item.default)


def _renames(ours: dict[str, Item], theirs: dict[str, Item]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, item in ours.items():
        if name in theirs:
            continue
        alike = [
            other.name
            for other in theirs.values()
            if other.name not in ours
            and (other.annotation, other.default) == (item.annotation, item.default)
            and (item.positional or _likeness(name, other.name) >= _SIMILAR)
        ]
        if len(alike) == 1 and alike[0] not in found.values():
            found[name] = alike[0]
    return found


def _likeness(one: str, other: str) -> float:
    first, second = sorted((one, other))
    return SequenceMatcher(None, first, second).ratio()


def _item(kind: str, where: str, old: Item, new: Item) -> Iterator[BindingChange]:
    """A parameter may accept more, and be needed less; a field is read and written."""
    if str(old) == str(new) and old.positional == new.positional:
        return
    lost, more = old.members - new.members, new.members - old.members
    needed = bool(old.default) and not new.default
    moved = old.positional and not new.positional
    breaking = bool(lost) or needed or moved or (kind == "field" and bool(more))
    yield BindingChange(
        kind=kind,
        name=where,
        change="changed",
        source_breaking=breaking,
        message=f"{kind} {where} has another type" if lost or more else f"{kind} {where} changed",
        before=str(old),
        after=str(new),
    )


def _gone(kind: str, name: str, text: str | None) -> BindingChange:
    return BindingChange(
        kind=kind,
        name=name,
        change="removed",
        source_breaking=True,
        message=f"{kind} {name} was removed",
        before=text,
    )


def _come(kind: str, name: str, text: str | None, *, breaking: bool = False) -> BindingChange:
    return BindingChange(
        kind=kind,
        name=name,
        change="added",
        source_breaking=breaking,
        message=f"{kind} {name} was added" + (" and must be given" if breaking else ""),
        after=text,
    )


def _renamed(kind: str, name: str, now: str, texts: tuple[str, str]) -> BindingChange:
    return BindingChange(
        kind=kind,
        name=name,
        change="renamed",
        source_breaking=True,
        message=f"{kind} {name} is called {now} now",
        before=texts[0],
        after=texts[1],
    )
