"""Objects and arrays: properties, what is required, what is undeclared, items, and whole keywords.

In: a Scope of two schemas without unions. Out: edits, and comparisons of what both sides hold.
What isn't declared is taken for not sent: to name a property in an open object takes no value away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from dfnsgen.diff.change import Direction, Effect, Naming, Way
from dfnsgen.diff.directions import notes_of, only_direction, way_of
from dfnsgen.diff.schemas.scope import Scope
from dfnsgen.diff.semantics import effect_of
from dfnsgen.diff.sides import Side, is_any
from dfnsgen.diff.wording import kind_of
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.patterns.finding import found

_SIMILAR = 0.6
"""From this likeness on two names may be one that was renamed."""

_ANY = Schema()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Object:
    """The properties of one side."""

    side: Side
    schema: Schema
    properties: Mapping[str, Schema]
    required: frozenset[str]
    closed: bool

    def accepts(self, name: str) -> bool:
        """Whether an object may have this property."""
        return name in self.properties or not self.closed or self.undeclared(name) is not None

    def requires(self, name: str, direction: Direction) -> bool:
        """Whether an object that travels this way must have a property."""
        if name not in self.required:
            return False
        only = only_direction(self.side, self.properties.get(name, _ANY))
        return only in (None, direction)

    def undeclared(self, name: str) -> Schema | None:
        """Return what a property must be that has no name here, None where anything goes."""
        for pattern, schema in self.schema.pattern_properties:
            if found(pattern, name):
                return schema
        rest = self.schema.additional_properties
        if rest is None or self.closed or is_any(self.side.unfold(rest)):
            return None
        return rest


def compare_objects(scope: Scope) -> None:
    """Compare all that two schemas say of objects and arrays."""
    old, new = _object(scope.sides.old, scope.old), _object(scope.sides.new, scope.new)
    _compare_properties(scope, old, new)
    _compare_extras(scope)
    _compare_names(scope)
    _compare_dependent(scope)
    _compare_items(scope)


def _object(side: Side, schema: Schema) -> _Object:
    rest = schema.additional_properties
    declared = dict(schema.properties)
    for name in schema.required:
        declared.setdefault(name, _ANY)
    return _Object(
        side=side,
        schema=schema,
        properties=declared,
        required=frozenset(schema.required),
        closed=rest is not None and side.unfold(rest).never,
    )


def _compare_properties(scope: Scope, old: _Object, new: _Object) -> None:
    removed = [name for name in old.properties if name not in new.properties]
    added = [name for name in new.properties if name not in old.properties]
    renamed = _renamed(old, new, removed, added)
    for name, schema in old.properties.items():
        if name in new.properties:
            other = new.properties[name]
            if (name in old.required) != (name in new.required) or not scope.sides.same(
                schema, other
            ):
                _compare_property(scope.inside(f".{name}", schema, other), name, old, new)
        elif name in renamed:
            _note_renamed(scope, name, renamed[name], old, new)
        else:
            _note_removed(scope, name, old, new)
    for name in added:
        if name not in renamed.values():
            _note_added(scope, name, old, new)


def _compare_property(here: Scope, name: str, old: _Object, new: _Object) -> None:
    before, after = notes_of(old.side, here.old), notes_of(new.side, here.new)
    only = _both(way_of(before), way_of(after))
    if name in old.required or name in new.required:
        _compare_presence(here, name, old, new, only)
    if before.read_only != after.read_only:
        _note_access(here, Direction.REQUEST, kept=before.read_only)
    if before.write_only != after.write_only:
        _note_access(here, Direction.RESPONSE, kept=before.write_only)
    must = name in old.required and name in new.required
    here.below("", only).later(Way.PROPERTY, here.old, here.new, (name, name), must=must)


def _compare_presence(
    here: Scope, name: str, old: _Object, new: _Object, both: Direction | None
) -> None:
    """Compare whether a property must be there, in each direction.

    What is only read isn't required of requests, nor of answers what is only written. Source:
    OpenAPI 3.0.3, section 4.7.24.1.
    """
    moves = {d: (old.requires(name, d), new.requires(name, d)) for d in Direction}
    for is_now in (True, False):
        found = [d for d, (was, now) in moves.items() if was != now and now is is_now]
        if found:
            rule = "property-required" if is_now else "property-optional"
            effect = Effect.NARROWS if is_now else Effect.WIDENS
            only = both or (found[0] if len(found) == 1 else None)
            holder = here.of(old.schema, new.schema).about(name).below("", only)
            holder.edit(rule, effect, keyword="required", typed=effect)


def _both(old: Direction | None, new: Direction | None) -> Direction | None:
    return old if old is new else None


def _note_access(here: Scope, lost: Direction, *, kept: bool) -> None:
    """What can only be read is lost to requests; what is only written is lost to answers."""
    mode = "read-only" if lost is Direction.REQUEST else "write-only"
    rule = f"property-not-{mode}" if kept else f"property-{mode}"
    naming = Naming.ADDED if kept else Naming.REMOVED
    keyword = "readOnly" if lost is Direction.REQUEST else "writeOnly"
    here.below("", lost).edit(rule, keyword=keyword, naming=naming)


def _note_removed(scope: Scope, name: str, old: _Object, new: _Object) -> None:
    here = scope.below(f".{name}").of(old.properties[name], new.schema).about(name)
    only = only_direction(old.side, here.old)
    effect = effect_of(loses=not new.accepts(name), gains=name in old.required)
    rest = new.undeclared(name)
    if rest is not None:
        inside = scope.below(f".{name}", only)
        inside.later(Way.PROPERTY, here.old, rest, (name, name), annotated=False)
    here.below("", only).edit(
        "property-removed",
        effect,
        typed=effect,
        naming=Naming.REMOVED,
        before=kind_of(old.side, here.old),
        note="; it was required" if name in old.required else "",
    )


def _note_added(scope: Scope, name: str, old: _Object, new: _Object) -> None:
    needed = name in new.required
    effect = effect_of(loses=needed, gains=not old.accepts(name))
    here = scope.below(f".{name}").of(old.schema, new.properties[name]).about(name)
    only = only_direction(new.side, here.new)
    rest = old.undeclared(name)
    if rest is not None:
        inside = scope.below(f".{name}", only)
        inside.later(Way.PROPERTY, rest, here.new, (name, name), annotated=False)
    here.below("", only).edit(
        "property-added",
        effect,
        typed=Effect.NARROWS if needed else Effect.SAME,
        naming=Naming.ADDED,
        tolerated=True,
        after=kind_of(new.side, here.new) + (", required" if needed else ""),
        note=" and is required" if needed else "",
    )


def _note_renamed(scope: Scope, name: str, now: str, old: _Object, new: _Object) -> None:
    matters = name in old.required or not new.accepts(name)
    here = scope.below(f".{now}").of(old.properties[name], new.properties[now])
    effect = Effect.SHIFTS if matters else Effect.SAME
    here.edit(
        "property-renamed",
        effect,
        typed=Effect.SHIFTS,
        naming=Naming.REMOVED,
        before=name,
        after=now,
    )
    here.later(Way.PROPERTY, here.old, here.new, (name, now))


def _renamed(old: _Object, new: _Object, removed: list[str], added: list[str]) -> dict[str, str]:
    """Return old names with new ones: the same schema on both sides, and no other has it.

    A scalar is like any other, so the names must be alike as well.
    """
    found: dict[str, str] = {}
    for name in removed:
        schema = old.properties[name]
        digest = old.side.digest(schema)
        alike = [
            other
            for other in added
            if new.side.digest(new.properties[other]) == digest
            and (name in old.required) == (other in new.required)
            and (_is_particular(old.side, schema) or _likeness(name, other) >= _SIMILAR)
        ]
        rivals = [other for other in removed if old.side.digest(old.properties[other]) == digest]
        if len(alike) == 1 and (len(rivals) == 1 or _likeness(name, alike[0]) >= _SIMILAR):
            found.setdefault(name, alike[0])
    taken = list(found.values())
    return {name: now for name, now in found.items() if taken.count(now) == 1}


def _is_particular(side: Side, schema: Schema) -> bool:
    """Whether a schema is so particular that two of its kind are hardly there by chance."""
    body = side.unfold(schema)
    return len(body.properties) > 1 or len(body.enum or ()) > 2 or bool(body.patterns)


def _likeness(one: str, other: str) -> float:
    first, second = sorted((one.lower(), other.lower()))
    return SequenceMatcher(None, first, second).ratio()


def _compare_extras(scope: Scope) -> None:
    """Compare what undeclared properties may be."""
    old, new = scope.old.additional_properties, scope.new.additional_properties
    side_old, side_new = scope.sides.old, scope.sides.new
    before = side_old.unfold(old or _ANY)
    after = side_new.unfold(new or _ANY)
    free_before, free_after = is_any(before), is_any(after)
    if before.never != after.never:
        rule = f"additional-properties-{'forbidden' if after.never else 'allowed'}"
        effect = Effect.NARROWS if after.never else Effect.WIDENS
        sides = (
            (side_old, scope.old, scope.new) if after.never else (side_new, scope.new, scope.old)
        )
        effect = Effect.SAME if _has_all_names(*sides) else effect
    elif free_before == free_after:
        if not before.never and not free_before:
            scope.below(".*").later(Way.EXTRA, old or _ANY, new or _ANY)
        return
    else:
        rule = f"additional-properties-{'restricted' if free_before else 'freed'}"
        effect = Effect.NARROWS if free_before else Effect.WIDENS
    scope.edit(
        rule,
        effect,
        keyword="additionalProperties",
        typed=effect if not (before.never or after.never) else Effect.SAME,
        tolerated=before.never or after.never,
        before=kind_of(side_old, old or _ANY),
        after=kind_of(side_new, new or _ANY),
    )


def _has_all_names(side: Side, schema: Schema, closed: Schema) -> bool:
    """Whether a closed object has all names that another one, of a side, allows."""
    if schema.property_names is None:
        return False
    names = side.unfold(schema.property_names)
    patterns = [pattern for pattern, _ in closed.pattern_properties]
    if names.enum is not None:
        known = {name for name, _ in closed.properties}
        return all(n in known or any(found(p, str(n)) for p in patterns) for n in names.enum)
    return any(pattern in patterns for pattern in names.patterns)


def _compare_names(scope: Scope) -> None:
    """Compare `patternProperties` and `propertyNames`."""
    old, new = dict(scope.old.pattern_properties), dict(scope.new.pattern_properties)
    for pattern in dict.fromkeys([*old, *new]):
        if pattern in old and pattern in new:
            here = scope.below(f"./{pattern}/")
            here.later(Way.PATTERN, old[pattern], new[pattern], (pattern, pattern))
            continue
        rule = "pattern-property-added" if pattern in new else "pattern-property-removed"
        present = new if pattern in new else old
        holder = scope.old if pattern in new else scope.new
        rest = holder.additional_properties
        closed = rest is not None and rest.never
        adds = (pattern in new) == closed
        effect = Effect.WIDENS if adds else Effect.NARROWS
        if is_any(present[pattern]) and not closed:
            effect = Effect.SAME
        elif rest is not None and not closed and _is_apart(scope, pattern):
            # Such properties were what all undeclared ones are, or are it now.
            effect = Effect.SAME
            pair = (rest, new[pattern]) if pattern in new else (old[pattern], rest)
            scope.below(f"./{pattern}/").later(Way.PATTERN, *pair, (pattern, pattern))
        scope.edit(
            rule,
            effect,
            keyword="patternProperties",
            tolerated=True,
            before=None if pattern in new else pattern,
            after=pattern if pattern in new else None,
        )
    _compare_property_names(scope)


def _is_apart(scope: Scope, pattern: str) -> bool:
    """Whether no declared property has a pattern, and there is no other one."""
    schemas = (scope.old, scope.new)
    names = [name for schema in schemas for name, _ in schema.properties]
    patterns = {one for schema in schemas for one, _ in schema.pattern_properties}
    return patterns == {pattern} and all(found(pattern, name) is False for name in names)


def _compare_property_names(scope: Scope) -> None:
    before, after = scope.old.property_names, scope.new.property_names
    if before is not None and after is not None:
        scope.below(" (names)").later(Way.NAME, before, after, annotated=False)
    elif after is not None:
        kind = kind_of(scope.sides.new, after)
        scope.edit("property-names-restricted", Effect.NARROWS, keyword="propertyNames", after=kind)
    elif before is not None:
        kind = kind_of(scope.sides.old, before)
        scope.edit("property-names-freed", Effect.WIDENS, keyword="propertyNames", before=kind)


def _compare_dependent(scope: Scope) -> None:
    old, new = dict(scope.old.dependent_required), dict(scope.new.dependent_required)
    for name in dict.fromkeys([*old, *new]):
        before, after = set(old.get(name, ())), set(new.get(name, ()))
        if before == after:
            continue
        how = "added" if not before else "removed" if not after else "changed"
        scope.edit(
            f"dependent-required-{how}",
            effect_of(loses=bool(after - before), gains=bool(before - after)),
            keyword="dependentRequired",
            before=f"{name}: {', '.join(sorted(before))}" if before else None,
            after=f"{name}: {', '.join(sorted(after))}" if after else None,
        )


def _compare_items(scope: Scope) -> None:
    old, new = scope.old, scope.new
    length = max(len(old.prefix_items), len(new.prefix_items))
    for index in range(length):
        here = scope.below(f"[{index}]")
        here.later(Way.ITEM, _item(old, index), _item(new, index), index=index)
    before, after = old.items, new.items
    if before is not None or after is not None:
        scope.below("[]").later(Way.ITEM, before or _ANY, after or _ANY, index=length)


def _item(schema: Schema, index: int) -> Schema:
    if index < len(schema.prefix_items):
        return schema.prefix_items[index]
    return schema.items or _ANY
