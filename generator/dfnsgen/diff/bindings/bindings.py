"""What a new version does to Python that uses the emitted package: types, fields, methods.

In: two Apis, or two Surfaces. Out: BindingChanges: added, removed, renamed, changed, each
source-breaking or not. The names of the new version are given as a regeneration gives them: the
old ones are remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from dfnsgen.diff.bindings.change import (
    BindingChange,
    added,
    may_be_unknown,
    named,
    removed,
    renamed,
)
from dfnsgen.diff.bindings.items import compare_items, likeness, renamed_constants
from dfnsgen.diff.bindings.planned_surface import planned_surface
from dfnsgen.diff.bindings.surface import Method, Surface, Type, aliases_of, members_of, with_names
from dfnsgen.diff.matching import match_operations
from dfnsgen.diff.sides import make_sides
from dfnsgen.model.api import Api, Operation
from dfnsgen.python.names.memory import Memory
from dfnsgen.python.names.names import Names, assign_names
from dfnsgen.python.names.operation_names import operation_key
from dfnsgen.python.names.remembering import remember
from dfnsgen.python.source.annotation import Annotation
from dfnsgen.python.subset import subset

_SIMILAR = 0.6
_DISTINCTIVE = 2
"""From so many members on, two types that are the same are no chance, whatever they are called."""
_KINDS = ("method", "parameter", "class", "field", "alias", "enum member", "dict")


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
    takes: Callable[[Operation], bool] | None = None,
    renamed: frozenset[tuple[str, str]] = frozenset(),
    components: frozenset[tuple[str, str]] = frozenset(),
) -> Bindings:
    """Return what changes in the package, what breaks first.

    `memory` is what a package of the old version that exists is called, `takes` chooses the
    operations that the comparison is about: only what these need is compared then. `renamed` are
    properties that are called otherwise on the wire, `components` schemas.
    """
    remembered = memory or Memory()
    names = assign_names(old, remembered, keep_aliases=bool(remembered.aliases))
    known = remember(old, names.definitions, names.operations, {})
    before = _surface(old, names, takes)
    names_now = assign_names(new, known)
    after = _surface(new, names_now, takes)
    matched = match_operations(*make_sides(old, new))
    pairs = {
        operation_key(one): operation_key(other) for one, other in (*matched.kept, *matched.moved)
    }
    ours, theirs = _by_component(old, names), _by_component(new, names_now)
    classes = {(ours.get(one, ""), theirs.get(other, "")) for one, other in components}
    changes = compare_surfaces(before, after, pairs, renamed, frozenset(classes))
    lost = {"removed"} if new.partial else set[str]()
    fresh = {"added"} if old.partial else set[str]()
    shown = (c for c in changes if c.change not in lost | fresh or c.member)
    return Bindings(before=before, changes=tuple(shown))


def _by_component(api: Api, names: Names) -> dict[str, str]:
    """Return what the classes of components are called."""
    return {
        definition.component: names.definitions[key]
        for key, definition in api.definitions.items()
        if definition.component
    }


def _surface(api: Api, names: Names, takes: Callable[[Operation], bool] | None) -> Surface:
    return planned_surface(*(subset(api, names, takes) if takes else (api, names)))


def compare_surfaces(
    before: Surface,
    after: Surface,
    pairs: Mapping[str, str] | None = None,
    wire: frozenset[tuple[str, str]] = frozenset(),
    classes: frozenset[tuple[str, str]] = frozenset(),
) -> tuple[BindingChange, ...]:
    """Return what changes; `pairs` are the operations that are the same, by their keys.

    `classes` are those that the API is known to call otherwise, though they changed.
    """
    types = [*_renamed_types(before, after, classes)]
    calls = {one.name: other.name for one, other in types}
    now = with_names(before, calls)
    found = [*_methods(now, after, pairs or {})]
    found += [renamed("class", one.name, other.name, ("", "")) for one, other in types]
    found += _types(now, after, {name: old for old, name in calls.items()}, wire)
    return tuple(sorted(found, key=lambda c: (not c.source_breaking, _KINDS.index(c.kind))))


def _methods(before: Surface, after: Surface, pairs: Mapping[str, str]) -> Iterator[BindingChange]:
    theirs = {method.operation: method for method in after.methods.values() if method.operation}
    left = dict(after.methods)
    missing: list[Method] = []
    aliases = [aliases_of(surface.types.values()) for surface in (before, after)]
    for name, one in before.methods.items():
        other = theirs.get(pairs.get(one.operation, "")) or (
            after.methods.get(name) if not pairs or not one.operation else None
        )
        if other is None:
            missing.append(one)
        else:
            left.pop(other.name, None)
            yield from _method(one, other, aliases[0], aliases[1])
    yield from (removed("method", method.name, str(method)) for method in missing)
    yield from (added("method", method.name, str(method)) for method in left.values())


def _method(
    old: Method, new: Method, ours: Mapping[str, Annotation], theirs: Mapping[str, Annotation]
) -> Iterator[BindingChange]:
    if old.name != new.name:
        yield renamed("method", old.name, new.name, (str(old), str(new)))
    yield from compare_items("parameter", new.name, old.name, old.parameters, new.parameters)
    if old.returns != new.returns:
        wider = members_of(new.result, theirs) - members_of(old.result, ours)
        yield BindingChange(
            kind="method",
            name=f"{new.name}()",
            owner=f"client.{old.name}",
            change="changed",
            source_breaking=bool(wider),
            text=f"returns {named([new.returns])}, not {named([old.returns])}",
            before=old.returns,
            after=new.returns,
            reads=bool(wider),
        )


def _renamed_types(
    before: Surface, after: Surface, known: frozenset[tuple[str, str]]
) -> Iterator[tuple[Type, Type]]:
    """Yield types that the API calls otherwise now: they are known, or the same inside.

    No other may be like them.
    """
    fresh = [t for name, t in after.types.items() if name not in before.types]
    sure = dict(_one_to_one(known, before, after))
    for name, now in sure.items():
        fresh.remove(after.types[now])
        yield before.types[name], after.types[now]
    for name, one in before.types.items():
        if name in sure:
            continue
        inside = _content(one)
        if name in after.types or not inside:
            continue
        same = [t for t in fresh if _content(t) == inside]
        if len(same) == 1 and (
            len(inside) >= _DISTINCTIVE or likeness(name, same[0].name) >= _SIMILAR
        ):
            fresh.remove(same[0])
            yield one, same[0]


def _one_to_one(
    pairs: Iterable[tuple[str, str]], before: Surface, after: Surface
) -> Iterator[tuple[str, str]]:
    """Yield the pairs of types neither of which is in another pair or in both versions."""
    apart = [
        (one, other)
        for one, other in sorted(pairs)
        if one in before.types.keys() - after.types.keys()
        and other in after.types.keys() - before.types.keys()
    ]
    for one, other in apart:
        if sum(one in pair or other in pair for pair in apart) == 1:
            yield one, other


def _content(one: Type) -> tuple[str, ...]:
    return tuple(map(str, one.fields) if one.alias is None else sorted(members_of(one.alias)))


def _types(
    before: Surface, after: Surface, former: Mapping[str, str], wire: frozenset[tuple[str, str]]
) -> Iterator[BindingChange]:
    """Compare the types; `former` are old names of those that are called otherwise now.

    What changes in them belongs to the old name, which the code knows.
    """
    for name, one in before.types.items():
        if name in after.types:
            owner = f"models.{former.get(name, name)}"
            yield from (replace(c, owner=owner) for c in _type(one, after.types[name], wire))
            yield from (replace(c, owner=owner) for c in _opened(name, before, after))
            if name in before.dicts - after.dicts:
                yield removed("dict", f"{former.get(name, name)}Dict", None)
        else:
            yield removed(one.kind, name, one.target or None)
    for name, one in after.types.items():
        if name not in before.types and name not in former:
            yield added(one.kind, name, one.target or None)


def _opened(name: str, before: Surface, after: Surface) -> Iterator[BindingChange]:
    """Tell that an alias keeps what its document doesn't know, since answers hold it now."""
    nothing = frozenset[str]()
    for one in sorted(after.unknown.get(name, nothing) - before.unknown.get(name, nothing)):
        yield may_be_unknown(name, one)


def _type(old: Type, new: Type, wire: frozenset[tuple[str, str]]) -> Iterator[BindingChange]:
    if old.kind != new.kind:
        one, other = (f"a{'n' * (t.kind == 'alias')} {t.kind}" for t in (old, new))
        yield BindingChange(
            kind=old.kind,
            name=new.name,
            owner=f"models.{new.name}",
            change="changed",
            source_breaking=True,
            text=f"was {one} and is {other} now",
            before=old.target or None,
            after=new.target or None,
            reads=True,
        )
    elif old.alias is not None and new.alias is not None:
        yield from _members(new.name, members_of(old.alias), members_of(new.alias))
    else:
        yield from compare_items("field", new.name, new.name, old.fields, new.fields, wire)


def _members(name: str, one: frozenset[str], other: frozenset[str]) -> Iterator[BindingChange]:
    """Tell what an alias stands for no longer, or now as well; constants are members of an enum."""
    renames = renamed_constants(one - other, other - one)
    for change, several in (("removed", one - other), ("added", other - one)):
        constants = frozenset(member for member in several if member.startswith("Literal["))
        for kind, members in (("enum member", constants), ("alias", several - constants)):
            if not members:
                continue
            text = "is no longer" if change == "removed" else "may be"
            yield BindingChange(
                kind=kind,
                name=name,
                owner=f"models.{name}",
                change=change if kind == "enum member" else "changed",
                source_breaking=change == "removed",
                text=f"{text} {named(members)}",
                before=", ".join(sorted(members)) if change == "removed" else None,
                after=", ".join(sorted(members)) if change == "added" else None,
                lost=members if change == "removed" else frozenset(),
                gained=members if change == "added" else frozenset(),
                constants=renames if kind == "enum member" else {},
                gives=change == "removed",
            )
