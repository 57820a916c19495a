"""Schemas and values in few words, as messages name them.

In: a schema or a JSON value. Out: text. It is a document's own and untrusted: whoever prints it
escapes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from dfnsgen.diff.sides import Side
from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.json_schema import as_json_schema
from dfnsgen.model.schemas.schema import Schema

_LONGEST = 80
_MOST_NAMES = 6
_DEPTH = 3
_MOST_NAMED = 3


def kind_of(side: Side, schema: Schema, depth: int = _DEPTH) -> str:
    """Return what a schema is: a component's name, its types, or the kinds of its variants."""
    found = side.definition(schema)
    if found is not None and found.component:
        return found.component
    body = side.unfold(schema)
    if body.never:
        return "nothing"
    if body.enum is not None:
        return " or ".join(map(shown, body.enum)) if len(body.enum) < 4 else _types(body)
    for group in body.groups:
        if not depth:
            return "a union"
        return _listed(dict.fromkeys(kind_of(side, variant, depth - 1) for variant in group))
    if body.types == ("array",) and body.items is not None and depth:
        return f"array of {kind_of(side, body.items, depth - 1)}"
    if body.types == ("string",) and body.format:
        return f"string ({body.format})"
    return _types(body)


def described(side: Side, schema: Schema) -> str:
    """Return what a schema asks, in few words: its kind, or itself where it has none to tell."""
    found = side.definition(schema)
    body = side.unfold(schema)
    if (found is not None and found.component) or body.enum is not None or body.never:
        return kind_of(side, schema)
    written = as_json_schema(body)
    if isinstance(written, dict) and set(written) == {"type"}:
        return kind_of(side, schema)
    return "any value" if written is True else shown(written)


def variant_name(side: Side, schema: Schema) -> str:
    """Return what a variant of a union is called: its component, its tag, its title or its kind."""
    found = side.definition(schema)
    if found is not None and found.component:
        return found.component
    body = side.unfold(schema)
    for name, inner in body.properties:
        values = side.unfold(inner).enum
        if values is not None and len(values) == 1 and name in body.required:
            return f"{name} {shown(values[0])}"
    title = schema.annotations.title or body.annotations.title
    kind = kind_of(side, schema)
    names = body.required or tuple(name for name, _ in body.properties)
    if kind == "object" and names:
        kind = f"object with {', '.join(names[:_MOST_NAMED])}"
    return title or kind


def shown(value: JsonValue) -> str:
    """Return a value as a message holds it; a long one is cut."""
    text = json.dumps(plain(value), ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def plain(value: JsonValue) -> JsonValue:
    """Return a value with numbers that `json` can write."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case list():
            return [plain(item) for item in value]
        case dict():
            return {name: plain(item) for name, item in value.items()}
        case _:
            return value


def _types(schema: Schema) -> str:
    if schema.types is None and schema.patterns:
        return f"like {' and '.join(schema.patterns)}"
    if schema.types is None:
        return "object" if schema.properties else "any value"
    return " or ".join(schema.types)


def _listed(names: Iterable[str]) -> str:
    several = list(names)
    more = len(several) - _MOST_NAMES
    return " or ".join(several[:_MOST_NAMES]) + (f" or {more} more" if more > 0 else "")
