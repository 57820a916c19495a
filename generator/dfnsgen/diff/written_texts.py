"""What travels as texts, bodies and parameters: `5` is a number and a text there.

In: a side and one of its media types, or a parameter. Out: whether all in it is written as plain
texts: the fields of a form, and the parts of a multipart body unless one of them is JSON; and which
parts are where others are JSON.
Source: OpenAPI 3.1.1, sections 4.8.14.4 and 4.8.15.1.
"""

from __future__ import annotations

from dfnsgen.diff.sides import Side
from dfnsgen.model.api import MediaType, Parameter
from dfnsgen.model.schemas.schema import Schema

_FORM = "application/x-www-form-urlencoded"
_MOST_DEEP = 5
_SCALARS = frozenset(("string", "integer", "number", "boolean", "null"))


def is_written_as_texts(side: Side, media: MediaType) -> bool:
    """Whether everything in a body is written as plain texts."""
    kind = _essence(media.content_type)
    if kind == _FORM:
        return True
    if kind != "multipart/form-data" or media.use is None:
        return False
    if any("json" in encoding.content_type for encoding in media.encodings):
        return False
    parts = declared_parts(side, media)
    return bool(parts) and all(_is_text(side, several) for several in parts.values())


def text_parts(side: Side, media: MediaType) -> frozenset[str]:
    """Return the parts of a multipart body that are written as plain texts, in all variants."""
    if _essence(media.content_type) != "multipart/form-data":
        return frozenset()
    stated = {e.property_name: e.content_type for e in media.encodings if e.content_type}
    return frozenset(
        name
        for name, several in declared_parts(side, media).items()
        if _is_text(side, several)
        and all(_essence(kind).startswith("text/") for kind in stated.get(name, "text/").split(","))
    )


def declared_parts(side: Side, media: MediaType) -> dict[str, list[Schema]]:
    """Return the properties that a body may have, each with what all its variants say of it."""
    found: dict[str, list[Schema]] = {}
    waiting = [] if media.use is None else [(media.use.schema, _MOST_DEEP)]
    while waiting:
        schema, left = waiting.pop()
        body = side.unfold(schema)
        for name, part in body.properties:
            found.setdefault(name, []).append(part)
        inner = [*body.all_of, *(one for group in body.groups for one in group)]
        waiting += [(one, left - 1) for one in reversed(inner) if left]
    return found


def is_text(parameter: Parameter) -> bool:
    """Whether a parameter, or each field in it, is written as a plain text."""
    return not parameter.content_type or _essence(parameter.content_type) == _FORM


def _essence(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _is_text(side: Side, several: list[Schema]) -> bool:
    """Whether a part is a text, or each item of it is one, by all that is said of it."""
    types = [stated for part in several if (stated := _types(side, part))]
    return bool(types) and all(map(_SCALARS.issuperset, types))


def _types(side: Side, part: Schema) -> tuple[str, ...]:
    body = side.unfold(part)
    if body.types == ("array",) and body.items is not None:
        body = side.unfold(body.items)
    return body.types or (("string",) if body.enum is not None else ())
