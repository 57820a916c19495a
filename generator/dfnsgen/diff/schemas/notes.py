"""What two schemas say to people: descriptions, defaults, deprecation.

In: a Scope whose schemas may be references. Out: edits in its pair. What stands at a reference
wins over what stands at its target; a target's own words are compared once, with the target.
"""

from __future__ import annotations

from dfnsgen.diff.change import Effect
from dfnsgen.diff.directions import notes_of
from dfnsgen.diff.schemas.scope import Scope
from dfnsgen.diff.sides import Side
from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.equality import json_key
from dfnsgen.model.schemas.schema import Annotations, Schema


def compare_notes(scope: Scope) -> None:
    """Compare the annotations at a place, where they are the place's own on either side."""
    sides = scope.sides
    shared = _is_component(sides.old, scope.old) and _is_component(sides.new, scope.new)
    if shared and scope.old.annotations == scope.new.annotations:
        return
    old = notes_of(sides.old, scope.old)
    new = notes_of(sides.new, scope.new)
    if old == new:
        return
    for name in ("title", "description"):
        before, after = getattr(old, name), getattr(new, name)
        if before.split() != after.split():
            scope.edit(f"{name}-changed", keyword=name, before=before, after=after)
    removed, added = differing_examples(old.examples, new.examples)
    if removed or added:
        scope.edit("examples-changed", before=removed, after=added)
    if old.deprecated != new.deprecated:
        rule = "deprecated" if new.deprecated else "not-deprecated"
        scope.edit(rule, keyword="deprecated", typed=Effect.SAME)
    _compare_defaults(scope, old, new)


def differing_examples(
    old: tuple[JsonValue, ...], new: tuple[JsonValue, ...]
) -> tuple[list[JsonValue], list[JsonValue]]:
    """Return the examples that only one side has; their order says nothing."""
    before, after = ({json_key(value): value for value in several} for several in (old, new))
    removed = [value for key, value in before.items() if key not in after]
    return removed, [value for key, value in after.items() if key not in before]


def _compare_defaults(scope: Scope, old: Annotations, new: Annotations) -> None:
    """Compare the defaults; that of a value which must be given is never used."""
    used = Effect.SAME if scope.must else Effect.REINTERPRETS
    if old.has_default and new.has_default:
        if json_key(old.default) != json_key(new.default):
            scope.edit(
                "default-changed", used, keyword="default", before=old.default, after=new.default
            )
    elif old.has_default:
        scope.edit("default-removed", used, keyword="default", before=old.default)
    elif new.has_default:
        scope.edit("default-added", keyword="default", after=new.default)


def _is_component(side: Side, schema: Schema) -> bool:
    found = side.definition(schema)
    return found is not None and bool(found.component)
