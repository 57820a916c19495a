"""Values that travel as texts: of a parameter, a header, a field of a form.

In: a value, and a schema that reads it. Out: the value as that schema may take it. `5` is a number
to one version and a text to another, and `?a=5` is right for both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal

from dfnsgen.diff.sides import Side
from dfnsgen.diff.values.verdicts import Judge
from dfnsgen.diff.wording import plain
from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.schema import Schema

_DEEPEST = 8
_MOST_BODIES = 32
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_CONSTANTS: dict[str, JsonValue] = {"true": True, "false": False, "": None}


def written_text(value: JsonValue) -> str:
    """Return a scalar as it is written; what holds others is written as JSON."""
    match plain(value):
        case str(text):
            return text
        case None:
            return ""
        case other:
            return json.dumps(other, separators=(",", ":"), ensure_ascii=False)


def readings(text: str) -> Iterator[JsonValue]:
    """Yield the values that are written as a text, the text itself first."""
    yield text
    if _NUMBER.fullmatch(text):
        number = Decimal(text)
        yield int(number) if number == number.to_integral_value() else float(number)
    if text in _CONSTANTS:
        yield _CONSTANTS[text]


def as_read(
    side: Side, judge: Judge, schema: Schema, value: JsonValue, depth: int = _DEEPEST
) -> JsonValue:
    """Return the value that a schema makes of what is written, part by part.

    Where nothing that is written like this is valid, it is the value itself.
    """
    if isinstance(value, list | dict):
        if not depth:
            return value
        bodies = _bodies(side, schema)
        made = [_parts_as_read(side, judge, body, value, depth - 1) for body in bodies]
        return next((one for one in made if judge.accepts(schema, one)), made[0])
    return next((r for r in readings(written_text(value)) if judge.accepts(schema, r)), value)


def parts_as_read(
    side: Side, judge: Judge, schema: Schema, value: JsonValue, names: frozenset[str]
) -> JsonValue:
    """Return a multipart body of which only the named parts are read from texts."""
    if not isinstance(value, dict):
        return value
    texts = {name: item for name, item in value.items() if name in names}
    bodies = _bodies(side, schema)
    made = [{**value, **_object_as_read(side, judge, b, texts, _DEEPEST - 1)} for b in bodies]
    return next((one for one in made if judge.accepts(schema, one)), made[0])


def _bodies(side: Side, schema: Schema) -> list[Schema]:
    """Return what may read the parts of a value: each of its variants, with what holds for all."""
    body = side.unfold(schema)
    found = [body]
    for group in (*((part,) for part in body.all_of), *body.groups):
        inner = [side.unfold(one) for one in group]
        joined = [_joined(one, other) for one in found for other in inner]
        found = [*found, *joined][:_MOST_BODIES]
    return found


def _joined(one: Schema, other: Schema) -> Schema:
    return one.changed(
        properties=tuple((dict(one.properties) | dict(other.properties)).items()),
        additional_properties=one.additional_properties or other.additional_properties,
        items=one.items or other.items,
        prefix_items=one.prefix_items or other.prefix_items,
    )


def _parts_as_read(
    side: Side, judge: Judge, body: Schema, value: JsonValue, depth: int
) -> JsonValue:
    if isinstance(value, list):
        several = [*body.prefix_items, *[body.items or Schema()] * len(value)]
        return [
            as_read(side, judge, inner, item, depth)
            for inner, item in zip(several, value, strict=False)
        ]
    return _object_as_read(side, judge, body, value, depth) if isinstance(value, dict) else value


def _object_as_read(
    side: Side, judge: Judge, body: Schema, value: dict[str, JsonValue], depth: int
) -> dict[str, JsonValue]:
    known, rest = dict(body.properties), body.additional_properties or Schema()
    return {
        name: as_read(side, judge, known.get(name, rest), item, depth)
        for name, item in value.items()
    }
