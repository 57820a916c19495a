"""What a media type carries, and which of several a client asks for and sends.

In: the contents of a body or an answer. Out: the `BodyKind` of each, and those that count. A
document often lists JSON, `text/json` and XML for one schema: where JSON is among them, it stands
for all of the same schema. So `[application/json: Pet, text/json: Pet, application/pdf: bytes]` is
Pet, and a PDF where somebody asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from dfnsgen.model.api import Definition, MediaType, Use, unfolded
from dfnsgen.model.schemas.schema import Schema

_JSON = re.compile(r"[^/]+/(?:[^/]*[.+-])?json(?:-\d[\d.]*)?")
_ANY = re.compile(r"(?:application|\*)/\*")
_XML = re.compile(r"(?:text|application)/(?:[^/]*\+)?xml")
_EVENTS = "text/event-stream"
_LINES = re.compile(
    r"(?:application|text)/(?:x-)?(?:ndjson|jsonl|jsonlines|json-lines|json-stream|stream\+json)"
    r"|application/(?:[^/]*\+)?json-seq"
)


class BodyKind(Enum):
    """What a body is to Python: a value, items, fields, fields with files, text or bytes."""

    JSON = auto()
    ITEMS = auto()
    FORM = auto()
    MULTIPART = auto()
    TEXT = auto()
    BYTES = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The contents of an answer: `usual` are asked for always, `further` only on demand."""

    usual: tuple[MediaType, ...]
    further: tuple[MediaType, ...] = ()


def bare(content_type: str) -> str:
    """Return a media type in lower case, without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def is_json(content_type: str) -> bool:
    """Whether a media type is JSON by name: `text/json`, `application/vnd.x+json; v=1`.

    Source: RFC 6839, section 3.1; RFC 8259, section 11; and what servers call it.
    """
    return _JSON.fullmatch(bare(content_type)) is not None


def is_any(content_type: str) -> bool:
    """Whether it is a range that JSON is in, without a name of its own: `*/*`."""
    return _ANY.fullmatch(bare(content_type)) is not None


def is_xml(content_type: str) -> bool:
    """Whether a media type is XML. Source: RFC 7303, section 4."""
    return _XML.fullmatch(bare(content_type)) is not None


def is_events(content_type: str) -> bool:
    """Whether a media type is that of server-sent events. Source: WHATWG HTML, section 9.2."""
    return bare(content_type) == _EVENTS


def is_sequence(content_type: str) -> bool:
    """Whether a media type is one of items that come one after the other.

    Source: OpenAPI 3.2.0, section 4.14.3; RFC 7464; and what servers call JSON lines.
    """
    return is_events(content_type) or _LINES.fullmatch(bare(content_type)) is not None


def is_text(use: Use, definitions: Mapping[str, Definition]) -> bool:
    """Whether a schema is that of a plain string."""
    return _exact(use, definitions).types == ("string",)


def _has_items(content: MediaType, definitions: Mapping[str, Definition]) -> bool:
    """Whether a content is read an item at a time: lines whose schema is a string are one text."""
    if content.item_use is not None or is_events(content.content_type):
        media_type = bare(content.content_type)
        return is_sequence(media_type) or (
            media_type.startswith("multipart/") and media_type != "multipart/form-data"
        )
    is_whole = content.use is None or is_text(content.use, definitions)
    return is_sequence(content.content_type) and not is_whole


def kind_of(content: MediaType, definitions: Mapping[str, Definition]) -> BodyKind:
    """Return what a content is: a schema of bytes wins, and a range with another one is JSON."""
    media_type = bare(content.content_type)
    if media_type.startswith("multipart/"):
        if is_whole_multipart(content, definitions):
            return BodyKind.TEXT
        return BodyKind.ITEMS if _has_items(content, definitions) else BodyKind.MULTIPART
    if media_type == "application/x-www-form-urlencoded":
        return BodyKind.FORM
    if _has_items(content, definitions):
        return BodyKind.ITEMS
    if content.use is not None and is_binary(_exact(content.use, definitions)):
        return BodyKind.BYTES
    if is_json(media_type) or (is_any(media_type) and content.use is not None):
        return BodyKind.JSON
    return BodyKind.TEXT if media_type.startswith("text/") or is_xml(media_type) else BodyKind.BYTES


def is_whole_multipart(content: MediaType, definitions: Mapping[str, Definition]) -> bool:
    """Whether parts of no form are described as one string: the text of all of them."""
    media_type = bare(content.content_type)
    is_mixed = media_type.startswith("multipart/") and media_type != "multipart/form-data"
    return is_mixed and content.use is not None and is_text(content.use, definitions)


def is_one_part(content: MediaType, definitions: Mapping[str, Definition]) -> bool:
    """Whether a form is described as one string, without a name: it is one part, or all of them."""
    has_fields = kind_of(content, definitions) in (BodyKind.FORM, BodyKind.MULTIPART)
    return has_fields and content.use is not None and _is_string(_exact(content.use, definitions))


def _is_string(schema: Schema) -> bool:
    return schema.types is not None and {*schema.types} <= {"string", "null"}


def is_binary(schema: Schema) -> bool:
    """Whether a string stands for bytes as they are. Source: OpenAPI 3.1.1, section 4.8.14.3."""
    if schema.types is None or "string" not in schema.types or schema.content_encoding:
        return False
    inner = schema.content_media_type or ""
    readable = bare(inner).startswith("text/") or is_json(inner) or is_xml(inner)
    return schema.format == "binary" or bool(inner and not readable)


def offered(contents: tuple[MediaType, ...], definitions: Mapping[str, Definition]) -> Offered:
    """Return the contents of an answer by how one asks for them.

    Without JSON, those that come an item at a time are asked for, or all others, whatever stands
    first; the rest comes on demand. With it, what says the same in other words is left out, and
    what has a schema of its own, or is a file, comes on demand.
    """
    usual = _first_json(contents, definitions)
    if usual is None:
        items = tuple(c for c in contents if kind_of(c, definitions) is BodyKind.ITEMS)
        others = tuple(content for content in contents if content not in items)
        if contents[:1] == items[:1]:
            return Offered(usual=items, further=others)
        return Offered(usual=others, further=items)
    further = (
        content
        for content in contents
        if content is not usual
        and not _repeats(content, usual, definitions)
        and not is_any(content.content_type)
    )
    return Offered(usual=(usual,), further=tuple(further))


def sendable(
    contents: tuple[MediaType, ...], definitions: Mapping[str, Definition]
) -> tuple[MediaType, ...]:
    """Return the contents in which a body may be sent, the usual one first.

    Of one schema, JSON comes before forms, but where it holds files; text and XML are left out.
    """
    usual = _first_json(contents, definitions)
    if usual is None:
        return contents
    rest = [
        content
        for content in contents
        if content is not usual
        and (_has_fields(content, definitions) or not _repeats(content, usual, definitions))
    ]
    first = next((content for content in contents if content is usual or content in rest), usual)
    is_first = _same_schema(first, usual) and not _has_files(usual, definitions)
    if first is usual or is_first:
        return (usual, *rest)
    return tuple(content for content in contents if content is usual or content in rest)


def _repeats(content: MediaType, usual: MediaType, definitions: Mapping[str, Definition]) -> bool:
    """Whether a content says what JSON says: with its schema, or with none of its own."""
    if kind_of(content, definitions) is BodyKind.ITEMS:
        return False
    if content.use is not None:
        return _same_schema(content, usual)
    return is_xml(content.content_type) or kind_of(content, definitions) is BodyKind.JSON


def _same_schema(one: MediaType, other: MediaType) -> bool:
    return one.use is not None and other.use is not None and one.use.schema == other.use.schema


def _first_json(
    contents: tuple[MediaType, ...], definitions: Mapping[str, Definition]
) -> MediaType | None:
    """Return the JSON that is meant: by its own name rather than by another or a range."""
    found = [content for content in contents if kind_of(content, definitions) is BodyKind.JSON]
    plain = [content for content in found if bare(content.content_type) == "application/json"]
    named = [content for content in found if is_json(content.content_type)]
    return next(iter((*plain, *named, *found)), None)


def _has_fields(content: MediaType, definitions: Mapping[str, Definition]) -> bool:
    return kind_of(content, definitions) in (BodyKind.FORM, BodyKind.MULTIPART)


def _has_files(content: MediaType, definitions: Mapping[str, Definition]) -> bool:
    if content.use is None:
        return False
    found = _exact(content.use, definitions)
    inner = [unfolded(schema, definitions) for _, schema in found.properties]
    inner += [unfolded(s.items, definitions) for s in inner if s.items is not None]
    return any(is_binary(schema) for schema in inner)


def _exact(use: Use, definitions: Mapping[str, Definition]) -> Schema:
    return unfolded(use.schema, definitions)
