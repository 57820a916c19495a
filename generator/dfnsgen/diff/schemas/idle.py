"""Keywords that say nothing beside the others of their schema, or what one of those says as well.

In: a schema, and the one that it is compared with. Out: the schema without what is idle there. What
both have is left to be compared: `uniqueItems` of one item at most says nothing until there may be
two. Before, beside a schema without it: `{maxItems: 1, uniqueItems: true}`. After: `{maxItems: 1}`.
"""

from __future__ import annotations

from typing import Any

from dfnsgen.diff.schemas.values import is_idle
from dfnsgen.diff.sides import is_any
from dfnsgen.model.schemas.schema import Condition, Schema


def without_idle(schema: Schema, other: Schema) -> Schema:
    """Return a schema without what says nothing there and isn't in the other one."""
    for step in (_of_arrays, _of_contained, _of_conditions, _of_required, _of_names):
        changed = step(schema, other)
        schema = schema.changed(**changed) if changed else schema
    return schema


def _of_arrays(schema: Schema, other: Schema) -> dict[str, Any]:
    """A tuple that is closed has so many items at most; of one item all are different."""
    most, length = schema.max_items, len(schema.prefix_items)
    changed: dict[str, Any] = {}
    if schema.items is not None and schema.items.never:
        most = length if most is None else min(most, length)
        if other.items is None and other.max_items is not None:
            changed = {"items": None, "max_items": most}
    if schema.unique_items and not other.unique_items and most is not None and most < 2:
        changed["unique_items"] = False
    return changed


def _of_contained(schema: Schema, other: Schema) -> dict[str, Any]:
    """No item need be contained; or it may be any, so that they are counted."""
    if other.contains or schema.unevaluated_items is not None:
        return {}
    kept = tuple(c for c in schema.contains if c.minimum or c.maximum is not None)
    counts = [c for c in kept if is_any(c.schema)]
    if len(kept) == len(schema.contains) and not counts:
        return {}
    most = [n for n in (schema.max_items, *(c.maximum for c in counts)) if n is not None]
    return {
        "contains": tuple(c for c in kept if c not in counts),
        "min_items": max((schema.min_items or 0, *(c.minimum for c in counts))) or None,
        "max_items": min(most, default=None),
    }


def _of_conditions(schema: Schema, other: Schema) -> dict[str, Any]:
    """Nothing follows from a test."""
    is_read = schema.unevaluated_items is not None or schema.unevaluated_properties is not None
    if other.conditions or is_read:
        return {}
    kept = tuple(c for c in schema.conditions if not _is_empty(c))
    return {} if len(kept) == len(schema.conditions) else {"conditions": kept}


def _is_empty(condition: Condition) -> bool:
    return all(part is None or is_any(part) for part in (condition.then, condition.otherwise))


def _of_required(schema: Schema, other: Schema) -> dict[str, Any]:
    """What is required with what is required is required itself."""
    shared = [one for one in schema.dependent_required if one in other.dependent_required]
    own = [one for one in schema.dependent_required if one not in shared]
    if not own:
        return {}
    required, size = [*schema.required], -1
    while size != len(required):
        size = len(required)
        required += dict.fromkeys(
            n for name, names in own if name in required for n in names if n not in required
        )
    left = [(name, tuple(n for n in names if n not in (name, *required))) for name, names in own]
    return {
        "required": tuple(required),
        "dependent_required": (*shared, *((name, names) for name, names in left if names)),
    }


def _of_names(schema: Schema, other: Schema) -> dict[str, Any]:
    """A closed object has so many properties at most; a pattern of all names is no pattern."""
    rest, patterns = schema.additional_properties, schema.pattern_properties
    most, is_closed = schema.max_properties, rest is not None and rest.never and not patterns
    if is_closed and other.max_properties is None and most is not None:
        return {"max_properties": None} if most >= len(schema.properties) else {}
    is_alone = len(patterns) == 1 and not schema.properties and not schema.required
    if is_alone and not other.pattern_properties and is_idle(patterns[0][0]):
        return {"pattern_properties": (), "additional_properties": patterns[0][1]}
    return {}
