"""What travels as texts, bodies and parameters: `5` is a number and a text there.

In: a side and one of its media types, or a parameter. Out: whether all in it is written as plain
texts: the fields of a form, and the parts of a multipart body unless one of them is JSON.
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
