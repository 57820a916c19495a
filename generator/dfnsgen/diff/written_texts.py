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
    body = side.unfold(media.use.schema)
    return bool(body.properties) and all(_is_text(side, part) for _, part in body.properties)


def text_parts(side: Side, media: MediaType) -> frozenset[str]:
    """Return the parts of a multipart body that are written as plain texts.

    None of a body whose parts depend on a variant: which schema reads them isn't known there.
    """
    if _essence(media.content_type) != "multipart/form-data" or media.use is None:
        return frozenset()
    body = side.unfold(media.use.schema)
    if body.all_of or body.groups:
        return frozenset()
    stated = {e.property_name: e.content_type for e in media.encodings if e.content_type}
    return frozenset(
        name
        for name, part in body.properties
        if _is_text(side, part)
        and all(_essence(kind).startswith("text/") for kind in stated.get(name, "text/").split(","))
    )


def is_text(parameter: Parameter) -> bool:
    """Whether a parameter, or each field in it, is written as a plain text."""
    return not parameter.content_type or _essence(parameter.content_type) == _FORM


def _essence(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _is_text(side: Side, part: Schema) -> bool:
    """Whether a part is a text, or each item of it is a part that is one."""
    body = side.unfold(part)
    if body.types == ("array",) and body.items is not None:
        body = side.unfold(body.items)
    types = body.types or (("string",) if body.enum is not None else ())
    return bool(types) and _SCALARS.issuperset(types)
