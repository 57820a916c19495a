"""Null apart from all other values, in however many ways a schema may allow it.

In: a side and a schema. Out: whether null is a value, and the schema of the others. `type:
["string", "null"]` and `anyOf: [{type: string}, {type: "null"}]` both become a yes and a string,
so that a document that turns from one spelling to the other has not changed.
"""

from __future__ import annotations

from dfnsgen.diff.schemas.unions import is_union
from dfnsgen.diff.sides import Side, is_any
from dfnsgen.model.schemas.schema import Schema

_DEEPEST = 6


def split_null(
    side: Side, schema: Schema, depth: int = _DEEPEST
) -> tuple[bool | None, Schema | None]:
    """Return whether null is a value, and the schema of all others, None if there is no other.

    Where a schema names no types, it says nothing of null: that is None as well. A reference stays
    one where what it leads to doesn't say that null is a value.
    """
    body = side.unfold(schema)
    if is_any(body):
        return None, body
    if (body.types is None or not _is_plain(body)) and not is_union(body):
        return (False if body.never else None), schema
    if body.types is not None and "null" in body.types:
        others = tuple(kind for kind in body.types if kind != "null")
        if not others:
            return True, None
        members = None if body.enum is None else tuple(v for v in body.enum if v is not None)
        return True, body.changed(types=others, enum=members)
    if not is_union(body):
        return False, schema
    return _split_union(side, schema, body, depth)


def _split_union(
    side: Side, schema: Schema, body: Schema, depth: int
) -> tuple[bool | None, Schema | None]:
    """Null of a variant is null of the union; under `oneOf` only where one variant takes it."""
    field = "any_of" if body.any_of else "one_of"
    group: tuple[Schema, ...] = getattr(body, field)[0]
    parts = [split_null(side, v, depth - 1) if depth else (None, v) for v in group]
    taking = sum(allowed is True for allowed, _ in parts)
    if not taking:
        return False, schema
    allowed = field == "any_of" or taking == 1
    rest = tuple(inner for _, inner in parts if inner is not None)
    if len(rest) == 1:
        return allowed, rest[0]
    return allowed, body.changed(**{field: (rest,)}) if rest else None


def takes_null(allowed: bool | None, schema: Schema) -> bool:
    """Whether null is surely a value; a plain schema that says nothing of types takes it."""
    return _is_plain(schema) if allowed is None else allowed


def _is_plain(schema: Schema) -> bool:
    """Whether a schema has no other schemas that a value itself must meet."""
    parts = (schema.all_of, schema.any_of, schema.one_of, schema.not_, schema.conditions)
    return not any(parts) and schema.ref is None and schema.dynamic_ref is None
