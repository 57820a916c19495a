"""Walking a Schema: one place that knows which fields hold schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from dfnsgen.model.schemas.schema import Condition, Contains, Schema

ONE = (
    "items",
    "unevaluated_items",
    "additional_properties",
    "property_names",
    "unevaluated_properties",
)
SEVERAL = ("prefix_items", "all_of", "not_")
NAMED = ("properties", "pattern_properties", "dependent_schemas")
GROUPS = ("any_of", "one_of")


def children(schema: Schema) -> Iterator[Schema]:
    """Yield each schema that stands directly inside this one."""
    for field in ONE:
        one = getattr(schema, field)
        if one is not None:
            yield one
    for field in SEVERAL:
        yield from getattr(schema, field)
    for field in NAMED:
        for _, named in getattr(schema, field):
            yield named
    for field in GROUPS:
        for group in getattr(schema, field):
            yield from group
    for contains in schema.contains:
        yield contains.schema
    for condition in schema.conditions:
        yield from (s for s in (condition.test, condition.then, condition.otherwise) if s)


def map_children(schema: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """Return the schema with each direct child changed; the same object if none did."""
    changed: dict[str, object] = {}
    for field in ONE:
        old = getattr(schema, field)
        if old is not None and (new := change(old)) is not old:
            changed[field] = new
    for field in SEVERAL:
        if getattr(schema, field):
            changed[field] = tuple(map(change, getattr(schema, field)))
    for field in NAMED:
        if getattr(schema, field):
            changed[field] = tuple((name, change(s)) for name, s in getattr(schema, field))
    for field in GROUPS:
        if getattr(schema, field):
            changed[field] = tuple(tuple(map(change, group)) for group in getattr(schema, field))
    if schema.contains:
        changed["contains"] = tuple(
            Contains(schema=change(c.schema), minimum=c.minimum, maximum=c.maximum)
            for c in schema.contains
        )
    if schema.conditions:
        changed["conditions"] = tuple(_map_condition(c, change) for c in schema.conditions)
    return replace(schema, **changed) if changed else schema  # type: ignore[arg-type]  # by field


def _map_condition(condition: Condition, change: Callable[[Schema], Schema]) -> Condition:
    return Condition(
        test=change(condition.test),
        then=None if condition.then is None else change(condition.then),
        otherwise=None if condition.otherwise is None else change(condition.otherwise),
    )
