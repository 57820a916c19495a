"""Walking a Schema: which schemas stand directly inside it, and under which keyword.

In: a Schema. Out: its children, or the Schema with each child changed. Which fields hold schemas,
and how, stands in the table of keywords.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from operator import is_not
from typing import TypeAlias

from dfnsgen.keywords import KEYWORDS, Value
from dfnsgen.model.schemas.schema import Condition, Schema

Key: TypeAlias = "str | int | tuple[int, int] | None"
"""Which of a keyword's schemas one is: its name, its index, or the indexes of group and variant."""

Change: TypeAlias = Callable[[Schema, str, Key], Schema]
"""Returns what stands in the place of a child, given its field and key in its parent."""

_RECORDS = ("contains", "conditions")


def _fields(value: Value, *, repeats: bool) -> tuple[str, ...]:
    found = (k.field for k in KEYWORDS if k.value is value and k.repeats is repeats)
    return tuple(field for field in found if field is not None and field not in _RECORDS)


# `not` repeats, so that its field is a list of schemas like `allOf`'s; where `allOf` would repeat
# its lists are joined, for all of all is all, while groups of variants must stay apart.
_ONE = _fields(Value.SCHEMA, repeats=False)
_SEVERAL = _fields(Value.SCHEMAS, repeats=False) + _fields(Value.SCHEMA, repeats=True)
_NAMED = _fields(Value.SCHEMAS_BY_NAME, repeats=False)
_GROUPS = _fields(Value.SCHEMAS, repeats=True)
_HOLDING = frozenset((*_ONE, *_SEVERAL, *_NAMED, *_GROUPS, *_RECORDS))
_IN_PLACE = frozenset(k.field for k in KEYWORDS if k.in_place)


def holds_schemas(schema: Schema) -> bool:
    """Whether any schema stands inside this one."""
    return not schema.present.isdisjoint(_HOLDING)


def children(schema: Schema) -> list[Schema]:
    """Return each schema that stands directly inside this one."""
    return [child for _, child in _placed(schema)]


def nested(*schemas: Schema) -> Iterator[Schema]:
    """Yield some schemas and all that stand inside them, at any depth."""
    waiting = list(schemas)
    while waiting:
        schema = waiting.pop()
        waiting += children(schema)
        yield schema


def below(schema: Schema) -> list[Schema]:
    """Return the schemas that apply to parts of a value: to items, properties and their names."""
    return [child for field, child in _placed(schema) if field not in _IN_PLACE]


def in_place(schema: Schema) -> list[Schema]:
    """Return the schemas that apply to the same value: branches, variants, conditions."""
    return [child for field, child in _placed(schema) if field in _IN_PLACE]


def _placed(schema: Schema) -> list[tuple[str, Schema]]:
    """Return each child with its field."""
    if not holds_schemas(schema):  # as for most
        return []
    found: list[tuple[str, Schema]] = []
    for field in _ONE:
        one = getattr(schema, field)
        if one is not None:
            found.append((field, one))
    for field in _SEVERAL:
        found += [(field, child) for child in getattr(schema, field)]
    for field in _NAMED:
        found += [(field, child) for _, child in getattr(schema, field)]
    for field in _GROUPS:
        found += [(field, child) for group in getattr(schema, field) for child in group]
    found += [("contains", contains.schema) for contains in schema.contains]
    for condition in schema.conditions:
        parts = (condition.test, condition.then, condition.otherwise)
        found += [("conditions", part) for part in parts if part is not None]
    return found


def map_children(schema: Schema, change: Change) -> Schema:
    """Return the schema with each direct child changed; the same object if none did."""
    if not holds_schemas(schema):
        return schema
    changed: dict[str, object] = {}
    for field in _ONE:
        old = getattr(schema, field)
        if old is not None and (new := change(old, field, None)) is not old:
            changed[field] = new
    for field in _SEVERAL:
        if held := getattr(schema, field):
            several = [change(child, field, i) for i, child in enumerate(held)]
            if any(map(is_not, several, held)):
                changed[field] = tuple(several)
    for field in _NAMED:
        if held := getattr(schema, field):
            named = [(name, change(child, field, name)) for name, child in held]
            if any(one[1] is not other[1] for one, other in zip(named, held, strict=True)):
                changed[field] = tuple(named)
    for field in _GROUPS:
        if held := getattr(schema, field):
            groups = [_map_group(group, number, field, change) for number, group in enumerate(held)]
            if any(map(is_not, groups, held)):
                changed[field] = tuple(groups)
    if schema.contains:
        changed["contains"] = tuple(
            replace(c, schema=change(c.schema, "contains", i))
            for i, c in enumerate(schema.contains)
        )
    if schema.conditions:
        changed["conditions"] = tuple(_map_condition(c, change) for c in schema.conditions)
    return schema.changed(**changed) if changed else schema


def _map_group(
    group: tuple[Schema, ...], number: int, field: str, change: Change
) -> tuple[Schema, ...]:
    several = [change(child, field, (number, i)) for i, child in enumerate(group)]
    return tuple(several) if any(map(is_not, several, group)) else group


def _map_condition(condition: Condition, change: Change) -> Condition:
    def changed(child: Schema | None) -> Schema | None:
        return None if child is None else change(child, "conditions", None)

    return Condition(
        test=change(condition.test, "conditions", None),
        then=changed(condition.then),
        otherwise=changed(condition.otherwise),
    )
