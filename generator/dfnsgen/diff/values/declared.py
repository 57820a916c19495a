"""Whether a value holds only what a schema declares.

In: a half of a comparison, a schema and a value that it accepts. Out: yes or no. What an open
object takes beside its properties is taken for not sent: nobody knows what it would mean.
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.diff.sides import Side, is_any
from dfnsgen.diff.values.verdicts import Judge
from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.patterns.finding import found

_DEEPEST = 8


def is_declared(
    side: Side, judge: Judge, schema: Schema, value: JsonValue, depth: int = _DEEPEST
) -> bool:
    """Whether all properties in a value have a name, or a schema, in what takes the value."""
    if not depth or not isinstance(value, dict | list):
        return True
    bodies = list(_taking(side, judge, schema, value, depth))
    if isinstance(value, list):
        items = [body.items for body in bodies if body.items is not None]
        return all(
            is_declared(side, judge, inner, item, depth - 1) for item in value for inner in items
        )
    for name, item in value.items():
        found = [inner for body in bodies for inner in _declared(side, body, name)]
        if not found or not any(is_declared(side, judge, s, item, depth - 1) for s in found):
            return False
    return True


def _taking(
    side: Side, judge: Judge, schema: Schema, value: JsonValue, depth: int
) -> Iterator[Schema]:
    """Yield a schema with its parts, and those of its variants that take the value."""
    body = side.unfold(schema)
    yield body
    for part in body.all_of if depth else ():
        yield from _taking(side, judge, part, value, depth - 1)
    for variant in (one for group in body.groups for one in group) if depth else ():
        if judge.accepts(variant, value):
            yield from _taking(side, judge, variant, value, depth - 1)


def _declared(side: Side, body: Schema, name: str) -> Iterator[Schema]:
    yield from (inner for known, inner in body.properties if known == name)
    yield from (inner for pattern, inner in body.pattern_properties if found(pattern, name))
    yield from (Schema() for known in body.required if known == name)
    rest = body.additional_properties
    if rest is not None and not is_any(side.unfold(rest)):
        yield rest
