"""Answers that come an item at a time: server-sent events, JSON lines, the parts of a multipart.

In: such a content of an operation. Out: the type of an item, and what reads it at run time.
"""

from __future__ import annotations

from dfnsgen.model.api import Api, MediaType, Operation, Use, resolved, unfolded
from dfnsgen.model.media_types import BodyKind, is_binary, is_events, is_text, kind_of
from dfnsgen.model.shapes.shape import (
    AnyShape,
    ArrayShape,
    BooleanShape,
    NullShape,
    Shape,
    UnionShape,
)
from dfnsgen.python.client.modes import Mode
from dfnsgen.python.client.shapes import objects_of
from dfnsgen.python.codecs.uses import Uses, codec_at
from dfnsgen.python.models.annotations import MODELS, annotate
from dfnsgen.python.names.names import Names
from dfnsgen.python.source.annotation import ANY, NONE, Annotation, Applied, Plain
from dfnsgen.python.source.source import Source, code, imported, join, literal

_EVENT_FIELDS = frozenset(("data", "event", "id", "retry"))
"""What an event has. Source: WHATWG HTML, section 9.2.5."""

_FLAG = "stream"
"""What servers that answer with JSON or with a stream call the property that chooses."""

_ITEMS = imported("._runtime._items", "Items")
_EVENT = Plain(imported("._runtime._sequences", "ServerSentEvent"))
_TEXT = Plain(Source("str"))
_BYTES = Plain(Source("bytes"))
_STREAM = imported("._runtime._item_streams", "ItemStream")
_ASYNC_STREAM = imported("._runtime._item_streams", "AsyncItemStream")


def has_items(content: MediaType, api: Api) -> bool:
    """Whether a content is read an item at a time."""
    return kind_of(content, api.definitions) is BodyKind.ITEMS


def stream_of(item: Annotation, mode: Mode) -> Annotation:
    """Return the type of what gives such items."""
    return Applied(_ASYNC_STREAM if mode.prefix else _STREAM, (item,))


def item_type(content: MediaType, api: Api, names: Names) -> Annotation:
    """Return the type of an item: an event as it came, where nothing is said of what it holds."""
    use = content.item_use or content.use
    if use is None or isinstance(use.shape, AnyShape):
        return _EVENT if is_events(content.content_type) else ANY
    if is_text(use, api.definitions):
        return _BYTES if _is_bytes(use, api) else _TEXT
    found = resolved(use.shape, api.definitions)
    if content.item_use is None and isinstance(found, ArrayShape):
        return annotate(found.items, names, prefix=MODELS)
    return annotate(use.shape, names, prefix=MODELS)


def plan_items(
    content: MediaType,
    api: Api,
    codecs: Uses,
    stream_end: tuple[str, ...] = (),
    flag: str = "",
) -> Source:
    """Return what reads the items; `stream_end` are the texts that tell of the end.

    `flag` is the property of a request that asks for items, "" where none does.
    """
    use = content.item_use or content.use
    if use is None or isinstance(use.shape, AnyShape):
        reader = NONE.text
    elif is_text(use, api.definitions):
        reader = (_BYTES if _is_bytes(use, api) else _TEXT).text
    else:
        reader = codec_at(use.at, codecs)
    options = [reader]
    options += [Source("is_event=True")] if _is_event(content, api) else []
    options += [Source("is_list=True")] if _is_list(content, api) else []
    options += [code("end={}", literal(list(stream_end)))] if stream_end else []
    options += [code("flag={}", literal(flag))] if flag else []
    return code("{}({})", _ITEMS, join(", ", options))


def _is_bytes(use: Use, api: Api) -> bool:
    return is_binary(unfolded(use.schema, api.definitions))


def flag_of(operation: Operation, api: Api) -> str:
    """Return the switch of the body that makes the answer come an item at a time, "" for none."""
    body = operation.request_body
    uses = [content.use for content in body.contents if content.use] if body else []
    properties = (p for use in uses for o in objects_of(use.shape, api) for p in o.properties)
    has_one = any(p.spec_name == _FLAG and _is_switch(p.shape, api) for p in properties)
    return _FLAG if has_one else ""


def _is_switch(shape: Shape, api: Api) -> bool:
    """Whether a shape is a boolean, with or without null."""
    found = resolved(shape, api.definitions)
    if isinstance(found, UnionShape):
        rest = [v.shape for v in found.variants if not isinstance(v.shape, NullShape)]
        return len(rest) == 1 and _is_switch(rest[0], api)
    return isinstance(found, BooleanShape)


def _is_list(content: MediaType, api: Api) -> bool:
    """Whether a schema is that of all items together. Source: OpenAPI 3.2.0, section 4.14.3."""
    if content.item_use is not None or content.use is None:
        return False
    return isinstance(resolved(content.use.shape, api.definitions), ArrayShape)


def _is_event(content: MediaType, api: Api) -> bool:
    """Whether a schema is that of the event itself, not of what its data holds."""
    use = content.item_use or content.use
    if use is None or not is_events(content.content_type):
        return False
    objects = [{p.spec_name for p in found.properties} for found in objects_of(use.shape, api)]
    if content.item_use is not None:
        needed = [{"data"}, {"event"}]
    else:
        needed = [{"data", "event"}, {"data", "id"}]
    return bool(objects) and all(
        names <= _EVENT_FIELDS and any(names >= some for some in needed) for names in objects
    )
