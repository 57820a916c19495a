"""What a new version does to Python that uses the emitted package: types, fields, methods.

In: two Apis, or two Surfaces. Out: BindingChanges: added, removed, renamed, changed, each
source-breaking or not. The names of the new version are given as a regeneration gives them: the
old ones are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from dfnsgen.diff.bindings.change import BindingChange, added, named, removed, renamed
from dfnsgen.diff.bindings.items import compare_items, likeness
from dfnsgen.diff.bindings.planned_surface import planned_surface
from dfnsgen.diff.bindings.surface import Item, Method, Surface, Type, expanded, members_of
from dfnsgen.diff.matching import match_operations
from dfnsgen.diff.sides import make_sides
from dfnsgen.model.api import Api, Operation
from dfnsgen.python.names.memory import Memory
from dfnsgen.python.names.names import Names, assign_names
from dfnsgen.python.names.operation_names import operation_key
from dfnsgen.python.names.remembering import remember
from dfnsgen.python.subset import subset

_SIMILAR = 0.6
_TELLING = 2
"""From so many members on, two types that are the same are no chance, whatever they are called."""
_KINDS = ("method", "parameter", "class", "field", "alias", "enum member")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bindings:
    """The package as it was, and what changes in it."""

    before: Surface
    changes: tuple[BindingChange, ...]


def compare_bindings(
    old: Api,
    new: Api,
    *,
    memory: Memory | None = None,
    wanted: Callable[[Operation], bool] | None = None,
) -> Bindings:
    """Return what changes in the package, what breaks first.

    `memory` is what a package of the old version that exists is called, `wanted` the operations
    that the comparison is about: only what these need is compared then.
    """
    names = assign_names(old, memory or Memory())
    known = remember(old, names.definitions, names.operations, {})
    before = _surface(old, names, wanted)
    after = _surface(new, assign_names(new, known), wanted)
    matched = match_operations(*make_sides(old, new))
    pairs = {
        operation_key(one): operation_key(other) for one, other in (*matched.kept, *matched.moved)
    }
    changes = compare_surfaces(before, after, pairs)
    lost = {"removed"} if new.partial else set[str]()
    come = {"added"} if old.partial else set[str]()
    shown = (c for c in changes if c.change not in lost | come or c.member)
    return Bindings(before=before, changes=tuple(shown))


def _surface(api: Api, names: Names, wanted: Callable[[Operation], bool] | None) -> Surface:
    return planned_surface(*(subset(api, names, wanted) if wanted else (api, names)))


def compare_surfaces(
    before: Surface, after: Surface, pairs: Mapping[str, str] | None = None
) -> tuple[BindingChange, ...]:
    """Return what changes; `pairs` are the operations that are the same, by their keys."""
    types = [*_renamed_types(before, after)]
    calls = {one.name: other.name for one, other in types}
    now = _respelled(before, calls)
    found = [*_methods(now, after, pairs or {})]
    found += [renamed("class", one.name, other.name, ("", "")) for one, other in types]
    found += _types(now, after, {other.name for _, other in types})
    return tuple(sorted(found, key=lambda c: (not c.source_breaking, _KINDS.index(c.kind))))


def _respelled(surface: Surface, calls: Mapping[str, str]) -> Surface:
    """Return a surface in the new names of its types: a renaming is one change, not one a use."""
    if not calls:
        return surface
    words = re.compile(rf"\b(?:{'|'.join(map(re.escape, calls))})\b")

    def text(old: str) -> str:
        return words.sub(lambda found: calls[found[0]], old)

    def item(old: Item) -> Item:
        members = frozenset(map(text, old.members))
        return replace(old, annotation=text(old.annotation), members=members)

    def fields(old: Iterable[Item]) -> tuple[Item, ...]:
        return tuple(map(item, old))

    return Surface(
        types={
            calls.get(name, name): replace(
                one, name=text(name), target=text(one.target), fields=fields(one.fields)
            )
            for name, one in surface.types.items()
        },
        methods={
            name: replace(one, parameters=fields(one.parameters), returns=text(one.returns))
            for name, one in surface.methods.items()
        },
    )


def _methods(before: Surface, after: Surface, pairs: Mapping[str, str]) -> Iterator[BindingChange]:
    theirs = {method.operation: method for method in after.methods.values() if method.operation}
    left = dict(after.methods)
    gone: list[Method] = []
    aliases = [{t.name: t.target for t in s.types.values() if t.target} for s in (before, after)]
    for name, one in before.methods.items():
        other = theirs.get(pairs.get(one.operation, "")) or (
            after.methods.get(name) if not pairs or not one.operation else None
        )
        if other is None:
            gone.append(one)
        else:
            left.pop(other.name, None)
            yield from _method(one, other, aliases[0], aliases[1])
    yield from (removed("method", method.name, str(method)) for method in gone)
    yield from (added("method", method.name, str(method)) for method in left.values())


def _method(
    old: Method, new: Method, ours: Mapping[str, str], theirs: Mapping[str, str]
) -> Iterator[BindingChange]:
    if old.name != new.name:
        yield renamed("method", old.name, new.name, (str(old), str(new)))
    yield from compare_items("parameter", new.name, old.name, old.parameters, new.parameters)
    if old.returns != new.returns:
        one = expanded(members_of(old.returns), ours)
        wider = expanded(members_of(new.returns), theirs) - one
        yield BindingChange(
            kind="method",
            name=f"{new.name}()",
            owner=f"client.{old.name}",
            change="changed",
            source_breaking=bool(wider),
            said=f"returns {named([new.returns])}, not {named([old.returns])}",
            before=old.returns,
            after=new.returns,
            reads=bool(wider),
        )


def _renamed_types(before: Surface, after: Surface) -> Iterator[tuple[Type, Type]]:
    """Yield types that the API calls otherwise now: the same inside, and no other is like them."""
    come = [t for name, t in after.types.items() if name not in before.types]
    for name, one in before.types.items():
        inside = _content(one)
        if name in after.types or not inside:
            continue
        same = [t for t in come if _content(t) == inside]
        if len(same) == 1 and (len(inside) >= _TELLING or likeness(name, same[0].name) >= _SIMILAR):
            come.remove(same[0])
            yield one, same[0]


def _content(one: Type) -> tuple[str, ...]:
    return tuple(sorted(members_of(one.target)) if one.target else map(str, one.fields))


def _types(before: Surface, after: Surface, come: set[str]) -> Iterator[BindingChange]:
    for name, one in before.types.items():
        if name in after.types:
            yield from _type(one, after.types[name])
        else:
            yield removed(one.kind, name, one.target or None)
    for name, one in after.types.items():
        if name not in before.types and name not in come:
            yield added(one.kind, name, one.target or None)


def _type(old: Type, new: Type) -> Iterator[BindingChange]:
    if old.kind != new.kind:
        one, other = (f"a{'n' * (t.kind == 'alias')} {t.kind}" for t in (old, new))
        yield BindingChange(
            kind=old.kind,
            name=new.name,
            owner=f"models.{new.name}",
            change="changed",
            source_breaking=True,
            said=f"was {one} and is {other} now",
            before=old.target or None,
            after=new.target or None,
            reads=True,
        )
    elif not old.target:
        yield from compare_items("field", new.name, new.name, old.fields, new.fields)
    else:
        yield from _members(old, new)


def _members(old: Type, new: Type) -> Iterator[BindingChange]:
    """Tell what an alias stands for no longer, or now as well; constants are members of an enum."""
    one, other = members_of(old.target), members_of(new.target)
    for change, several in (("removed", one - other), ("added", other - one)):
        constants = frozenset(member for member in several if member.startswith("Literal["))
        for kind, members in (("enum member", constants), ("alias", several - constants)):
            if not members:
                continue
            said = "is no longer" if change == "removed" else "may be"
            yield BindingChange(
                kind=kind,
                name=new.name,
                owner=f"models.{new.name}",
                change=change if kind == "enum member" else "changed",
                source_breaking=change == "removed",
                said=f"{said} {named(members)}",
                before=", ".join(sorted(members)) if change == "removed" else None,
                after=", ".join(sorted(members)) if change == "added" else None,
                lost=members if change == "removed" else frozenset(),
                gives=change == "removed",
            )
