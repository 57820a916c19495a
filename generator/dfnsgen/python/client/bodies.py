"""What a call sends: the content types of its body, how they travel, and how a body is given.

In: an operation of an Api. Out: the parts of its constant that speak of bodies, and the type of
the argument `body`.
"""

from __future__ import annotations

from dfnsgen.model.api import Api, Encoding, MediaType, Operation, resolved
from dfnsgen.model.media_types import (
    BodyKind,
    is_any,
    is_json,
    is_one_part,
    kind_of,
    sendable,
)
from dfnsgen.model.shapes.shape import AnyShape, ArrayShape
from dfnsgen.python.client.codec_at import codec_at
from dfnsgen.python.client.items import item_type, plan_items
from dfnsgen.python.client.plan import Body, Part
from dfnsgen.python.client.shapes import MarkedProperties
from dfnsgen.python.codecs.codecs import CodecsPlan
from dfnsgen.python.models.annotations import LIST, MODELS, annotate
from dfnsgen.python.names.names import Names
from dfnsgen.python.source.annotation import ANY, Annotation, Applied, Plain, flat, unite
from dfnsgen.python.source.imports import needs_of
from dfnsgen.python.source.source import NOTHING, Source, identifier, imported, literal

_BINARY = Plain(imported("._runtime._bodies", "Binary"))
_BYTES = Source("bytes")
_TEXT = Plain(Source("str"))
_WIRE = Applied(imported("collections.abc", "Mapping"), (_TEXT, ANY))
_SEQUENCE_OF = imported("collections.abc", "Sequence")
_ITERABLE = imported("collections.abc", "Iterable")
_SEQUENCE = Applied(_SEQUENCE_OF, (ANY,))


def sent_contents(operation: Operation, api: Api) -> tuple[MediaType, ...]:
    """Return the contents in which a method sends its body, the usual one first."""
    body = operation.request_body
    return sendable(body.contents, api.definitions) if body is not None else ()


def body_types(content: MediaType, api: Api, names: Names) -> tuple[Annotation, ...]:
    """A body is given as its type, or in wire form where the type isn't one already."""
    kind = kind_of(content, api.definitions)
    if kind in (BodyKind.TEXT, BodyKind.BYTES):
        return (_TEXT, _BINARY) if kind is BodyKind.TEXT else (_BINARY,)
    if is_one_part(content, api.definitions):
        return (_BINARY,) if kind is BodyKind.MULTIPART else (_TEXT, _BINARY)
    if kind is BodyKind.ITEMS:
        item = item_type(content, api, names)
        return (Applied(_ITERABLE, (item if item == ANY else unite((item, _WIRE)),)), _BINARY)
    fields = kind is not BodyKind.JSON
    if content.use is None or isinstance(content.use.shape, AnyShape):
        return (_WIRE,) if fields else (ANY,)
    shape = resolved(content.use.shape, api.definitions)
    if isinstance(shape, ArrayShape):
        item = annotate(shape.items, names, prefix=MODELS)
        is_named = not needs_of(item).isdisjoint(MODELS.needs)
        return (Applied(_SEQUENCE_OF, (unite((item, _WIRE)) if is_named else item,)),)
    annotation = annotate(content.use.shape, names, prefix=MODELS)
    first = next(flat(annotation))
    if isinstance(first, Applied) and first.of == LIST:
        return (annotation, _SEQUENCE)
    is_named = not needs_of(annotation).isdisjoint(MODELS.needs)
    return (annotation, _WIRE) if is_named or fields else (annotation,)


def plan_body(
    content: MediaType,
    api: Api,
    codecs: CodecsPlan,
    deprecated: MarkedProperties,
    secret: MarkedProperties,
) -> Body:
    """Return how a body travels in one of its content types."""
    kind = kind_of(content, api.definitions)
    has_parts = kind in (BodyKind.FORM, BodyKind.MULTIPART)
    use = content.use if has_parts or kind is BodyKind.JSON else None
    if is_one_part(content, api.definitions):
        use = None
    ways = deprecated.ways(use.shape) if use else ()
    items = plan_items(content, api, codecs) if kind is BodyKind.ITEMS else NOTHING
    raw = kind is BodyKind.BYTES and is_json(content.content_type)
    return Body(
        content_type=literal(sent_type(content)),
        codec=items or (codec_at(use.at, codecs) if use else _BYTES if raw else NOTHING),
        parts=tuple(map(_part, content.encodings)) if has_parts or items else (),
        deprecated=tuple(tuple(map(literal, way)) for way in ways),
        secret=tuple(tuple(map(literal, way)) for way in secret.ways(use.shape)) if use else (),
    )


def sent_type(content: MediaType) -> str:
    """Return the content type that a body travels with: JSON's own name for a range."""
    return "application/json" if _is_range(content) else content.content_type


def _is_range(content: MediaType) -> bool:
    ranged = is_any(content.content_type) and content.use is not None
    return ranged or (is_json(content.content_type) and "*" in content.content_type)


def _part(encoding: Encoding) -> Part:
    options = {
        "content_type": encoding.content_type or None,
        "style": None if encoding.style == "form" else encoding.style,
        "explode": None if encoding.explode else False,
    }
    return Part(
        name=literal(encoding.property_name),
        options=tuple(
            (identifier(name), literal(value))
            for name, value in options.items()
            if value is not None
        ),
        parts=tuple(map(_part, encoding.encodings)),
    )
