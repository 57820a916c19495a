"""What a call sends: the content types of its body, how they travel, and how a body is given.

In: an operation of an Api. Out: the parts of its constant that speak of bodies, and the type of
the argument `body`.
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.model.api import Api, Encoding, MediaType, resolved
from dfnsgen.model.media_types import (
    BodyKind,
    is_any,
    is_json,
    is_one_part,
    is_whole_multipart,
    kind_of,
)
from dfnsgen.model.shapes.shape import AnyShape, ArrayShape, Shape
from dfnsgen.python.client.items import item_type, plan_items
from dfnsgen.python.client.plan import Body, Marked, Part
from dfnsgen.python.client.shapes import MarkedProperties
from dfnsgen.python.codecs.uses import Uses, codec_at
from dfnsgen.python.models.annotations import LIST, MODELS
from dfnsgen.python.models.wire import MAPPING, SEQUENCE, WireTypes
from dfnsgen.python.source.annotation import ANY, Annotation, Applied, Plain, flat
from dfnsgen.python.source.imports import needs_of
from dfnsgen.python.source.source import NOTHING, Source, identifier, imported, literal

_BINARY = Plain(imported("._runtime._bodies", "Binary"))
_BYTES = Source("bytes")
_TEXT = Plain(Source("str"))
_WIRE = Applied(MAPPING, (_TEXT, ANY))
_ITERABLE = imported("collections.abc", "Iterable")


def body_types(content: MediaType, wire: WireTypes) -> Iterator[Annotation]:
    """A body is given as its type or in wire form; a free one in any that may be its own."""
    kind = kind_of(content, wire.api.definitions)
    if is_one_part(content, wire.api.definitions) or kind in (BodyKind.TEXT, BodyKind.BYTES):
        yield from () if kind in (BodyKind.BYTES, BodyKind.MULTIPART) else (_TEXT,)
        yield _BINARY
    elif kind is BodyKind.ITEMS:
        yield Applied(_ITERABLE, (_item(content, wire),))
        yield _BINARY
    elif content.use is None or isinstance(content.use.shape, AnyShape):
        yield ANY if kind is BodyKind.JSON else _WIRE
    else:
        yield from _structured(content.use.shape, wire)


def _structured(shape: Shape, wire: WireTypes) -> Iterator[Annotation]:
    """Yield the types of a value; of a list those of any sequence."""
    found = resolved(shape, wire.api.definitions)
    if isinstance(found, ArrayShape):
        yield Applied(SEQUENCE, (wire.given(found.items),))
        return
    for member in flat(wire.given(shape)):
        match member:
            case Applied(of=of, parts=parts) if of == LIST:
                yield Applied(SEQUENCE, parts)
            case _:
                yield member


def _item(content: MediaType, wire: WireTypes) -> Annotation:
    """Return what an item of a sequence is given as."""
    item = item_type(content, wire.api, wire.names)
    use = content.item_use or content.use
    if item == ANY or use is None or needs_of(item).isdisjoint(MODELS.needs):
        return item
    shape = resolved(use.shape, wire.api.definitions)
    if content.item_use is None and isinstance(shape, ArrayShape):
        return wire.given(shape.items)
    return wire.given(use.shape)


def plan_body(
    content: MediaType,
    api: Api,
    codecs: Uses,
    deprecated: MarkedProperties,
    secret: MarkedProperties,
) -> Body:
    """Return how a body travels in one of its content types."""
    kind = kind_of(content, api.definitions)
    has_parts = kind in (BodyKind.FORM, BodyKind.MULTIPART)
    use = content.use if has_parts or kind is BodyKind.JSON else None
    if is_one_part(content, api.definitions):
        use = None
    items = plan_items(content, api, codecs) if kind is BodyKind.ITEMS else NOTHING
    raw = kind is BodyKind.BYTES and is_json(content.content_type)
    raw = raw or is_whole_multipart(content, api.definitions)
    return Body(
        content_type=literal(sent_type(content, api)),
        codec=items or (codec_at(use.at, codecs) if use else _BYTES if raw else NOTHING),
        parts=tuple(map(_part, content.encodings)) if has_parts or items else (),
        marked=tuple(_marked(use.shape, deprecated=deprecated, secret=secret)) if use else (),
    )


def _marked(shape: Shape, **found: MarkedProperties) -> Iterator[Marked]:
    """Yield the ways to the properties of a body that are marked."""
    for mark, properties in found.items():
        ways = tuple(tuple(map(literal, way)) for way in properties.ways(shape))
        if ways:
            yield Marked(mark=Source(mark), ways=ways)


def sent_type(content: MediaType, api: Api) -> str:
    """Return the content type that a body travels with: JSON's own name for a range."""
    is_json_in_range = kind_of(content, api.definitions) is BodyKind.JSON and _is_range(content)
    return "application/json" if is_json_in_range else content.content_type


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
