# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Request bodies as bytes, by content type.

In: a body as the caller gave it, and the content types that the operation takes. Out: the exact
bytes to send.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from mimetypes import guess_type
from pathlib import Path
from typing import IO, Any, Final, TypeAlias, cast
from urllib.parse import quote_plus

from ._codec import dump_any
from ._deprecated import warn_caller
from ._errors import InvalidRequest
from ._http import Upload
from ._operation import Body, Operation, Part, Sequenced
from ._parameters import Param, query_texts
from ._streams import Pieces, Source

FORM: Final = "application/x-www-form-urlencoded"
_DEFAULT_PART: Final = Part()
_Piece: TypeAlias = bytes | Source | Pieces
_CHARSET: Final = re.compile(r';\s*charset="?([\w.:-]+)', re.IGNORECASE)
_JSON: Final = re.compile(r"[^/]+/(?:[^/]*[.+-])?json(?:-\d[\d.]*)?")


class File:
    """A file of a multipart body: its content, and the name and type that it travels with."""

    __slots__ = ("content", "content_type", "name")

    def __init__(
        self,
        content: bytes | Path | IO[bytes] | Iterator[bytes],
        *,
        name: str = "",
        content_type: str = "application/octet-stream",
    ) -> None:
        self.content: Final = content
        self.name: Final = name or _name_of(content)
        self.content_type: Final = content_type


Binary: TypeAlias = bytes | Path | IO[bytes] | Iterator[bytes] | File
"""What is sent as it is; a file or a stream is read a piece at a time, while it is sent.

What an iterator makes is sent once: it can't begin anew.
"""


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON, by whatever name: `text/json`, `application/vnd.x+json`."""
    return _JSON.fullmatch(media_type) is not None


def encoded(
    operation: Operation[Any], body: object, content_type: str
) -> tuple[str, bytes | Upload] | None:
    """Return a body's content type and bytes; None where there is none.

    Raises InvalidRequest where a needed body is missing or of a kind that can't be sent, and
    ValidationError where it doesn't satisfy its schema.
    """
    if body is None or not operation.bodies:
        if operation.body_required:
            raise InvalidRequest("the operation needs a body")
        return None
    form = _form(operation.bodies, body, content_type)
    if form.deprecated:
        given = cast("object", dump_any(body))
        for way in form.deprecated:
            if holds(given, way):
                warn_caller(f"the API deprecates the property {'.'.join(way)!r}")
    media_type = _bare(form.content_type)
    if is_json(media_type) and form.codec is not bytes:
        return form.content_type, _json(form, body)
    if media_type == FORM and not isinstance(body, str) and not is_file(body):
        fields = _fields(form, body)
        if isinstance(fields, list):
            raise InvalidRequest(f"a body of {form.content_type} is made of fields")
        return form.content_type, _form_text(form.parts, fields)
    if media_type.startswith("multipart/") and form.codec is bytes:
        return _with_boundary(form.content_type, body)
    if media_type.startswith("multipart/"):
        return _multipart(form, body)
    if isinstance(body, str):
        return _text(form.content_type, body)
    if isinstance(form.codec, Sequenced) and not is_file(body):
        return form.content_type, form.codec.body(body, form.content_type)
    content = _binary(body)
    sent_as = form.content_type
    if "*" in sent_as:
        file = body if isinstance(body, File) else File(cast("bytes", body))
        sent_as = _type_of(file, sent_as)
    return sent_as, content if isinstance(content, bytes) else Upload((content,))


def _form(bodies: tuple[Body, ...], body: object, content_type: str) -> Body:
    """Return the content type of a body: the chosen one, else the first that can carry it."""
    chosen = (form for form in bodies if form.content_type == content_type)
    first = bodies[0]
    if len(bodies) == 1 or content_type:
        return next(chosen, first)
    if is_file(body):
        return next((form for form in bodies if _is_plain(form)), first)
    if isinstance(body, str):
        texts = (form for form in bodies if form.content_type.startswith("text/"))
        return next(texts, first) if not _is_plain(first) else first
    return next((form for form in bodies if not _is_plain(form)), first)


def _is_plain(form: Body) -> bool:
    """Whether a content type carries text or bytes as they are."""
    media_type = _bare(form.content_type)
    fields = media_type == FORM or media_type.startswith("multipart/")
    return form.codec is bytes or not (fields or is_json(media_type))


def _bare(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _text(content_type: str, body: str) -> tuple[str, bytes]:
    """Return a text in the charset that its content type names; UTF-8 is named where it matters.

    Raises InvalidRequest where the charset is unknown, or has no place for a character.
    """
    charset = _CHARSET.search(content_type)
    try:
        content = body.encode(charset[1] if charset else "utf-8")
    except (LookupError, UnicodeEncodeError) as error:
        raise InvalidRequest(f"the body can't be sent as {content_type}: {error}") from None
    if charset or body.isascii() or not content_type.lower().startswith("text/"):
        return content_type, content
    return f"{content_type}; charset=utf-8", content


def _with_boundary(content_type: str, body: object) -> tuple[str, bytes | Upload]:
    """Return parts that are written out already, under their content type."""
    whole = body.encode() if isinstance(body, str) else _binary(body)
    first = whole.lstrip().split(b"\n", 1)[0].strip() if isinstance(whole, bytes) else b""
    if "boundary=" not in content_type and first.startswith(b"--"):
        content_type = f'{content_type}; boundary="{first[2:].decode("ascii", "replace")}"'
    return content_type, whole if isinstance(whole, bytes) else Upload((whole,))


def holds(value: object, way: tuple[str, ...]) -> bool:
    """Whether a body has a property, at the end of a way through objects and lists."""
    if isinstance(value, list):
        return any(holds(item, way) for item in cast("list[object]", value))
    if not way:
        return True
    inner = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    return way[0] in inner and holds(inner[way[0]], way[1:])


def _json(form: Body, body: object) -> bytes:
    if form.codec is not None:
        return cast("bytes", form.codec.encode(body))
    return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _form_text(parts: Mapping[str, Part], fields: Mapping[str, Any]) -> bytes:
    texts: list[str] = []
    for name, value in fields.items():
        part = parts.get(name, _DEFAULT_PART)
        if is_json(part.content_type):
            texts.append(f"{quote_plus(name)}={quote_plus(_compact(value))}")
        elif is_file(value):
            texts.append(f"{quote_plus(name)}={quote_plus(_whole(value))}")
        else:
            param = Param("query", name, style=part.style, explode=part.explode)
            texts += [text.replace("%20", "+") for text in query_texts(param, value)]
    return "&".join(texts).encode("ascii")


def _multipart(form: Body, body: object) -> tuple[str, bytes | Upload]:
    """Source: RFC 7578; OpenAPI 3.2.0, section 4.15.1."""
    content_type, pieces = _parts(form.content_type, form.parts, _fields(form, body))
    whole = [piece for piece in pieces if isinstance(piece, bytes)]
    return content_type, Upload(tuple(pieces)) if len(whole) < len(pieces) else b"".join(whole)


def _parts(content_type: str, parts: Mapping[str, Part], body: Any) -> tuple[str, list[_Piece]]:
    """Return parts that stand one after the other, and what their whole is called."""
    boundary = os.urandom(16).hex()
    pieces: list[_Piece] = []
    for name, part, value in _values(parts, body):
        head, content = _part(part, value)
        # What has no name in a form is what most servers look for.
        name = name or ("file" if _bare(content_type) == "multipart/form-data" else "")
        first = f'Content-Disposition: form-data; name="{_quoted(name)}"' if name else ""
        if head.startswith(";") and not name:
            first = "Content-Disposition: attachment"
        headers = "".join(f"{line}\r\n" for line in (first + head).split("\r\n") if line)
        pieces += [f"--{boundary}\r\n{headers}\r\n".encode(), *content, b"\r\n"]
    pieces.append(f"--{boundary}--\r\n".encode())
    return f"{content_type}; boundary={boundary}", pieces


def _values(parts: Mapping[str, Part], body: Any) -> Iterator[tuple[str, Part, Any]]:
    """Yield the name of each part, how it travels, and its value; a list has a part an item."""
    if isinstance(body, list):
        each = parts.get("[]", _DEFAULT_PART)
        for place, value in enumerate(cast("list[object]", body)):
            yield "", parts.get(f"[{place}]", each), value
        return
    for name, value in cast("dict[str, Any]", body).items():
        part = parts.get(name, _DEFAULT_PART)
        is_whole = not isinstance(value, list) or part.content_type.startswith("multipart/")
        for item in [cast("object", value)] if is_whole else cast("list[object]", value):
            if item is not None:
                yield name, part, item


def _part(part: Part, value: Any) -> tuple[str, list[_Piece]]:
    """Return the further headers of one part, and its content."""
    if is_file(value):
        file = value if isinstance(value, File) else File(cast("bytes", value))
        content_type = _type_of(file, part.content_type)
        if "\r" in content_type or "\n" in content_type:
            raise InvalidRequest("the content type of a file holds a line break")
        head = f'; filename="{_quoted(file.name)}"\r\nContent-Type: {content_type}'
        return head, [_binary(file.content)]
    structured = isinstance(value, (dict, list))
    listed = _listed(part.content_type)
    if structured and listed[0].startswith("multipart/"):
        inner, pieces = _parts(listed[0], part.parts, value)
        return f"\r\nContent-Type: {inner}", pieces
    if isinstance(value, dict) and _bare(listed[0]) == FORM:
        fields = _form_text(part.parts, cast("dict[str, Any]", value))
        return f"\r\nContent-Type: {listed[0]}", [fields]
    if structured or is_json(listed[0]):
        content_type = next((t for t in listed if is_json(_bare(t))), "application/json")
        return f"\r\nContent-Type: {content_type}", [_compact(cast("object", value)).encode()]
    named = next((t for t in listed if t and "*" not in t), "")
    head = f"\r\nContent-Type: {named}" if named else ""
    text = value if isinstance(value, str) else _compact(cast("object", value))
    return head, [text.encode()]


def _type_of(file: File, declared: str) -> str:
    """Return the one type that a file travels with: its own, if it may, else what its name says.

    `declared` may list several (`image/png, image/jpeg`) and ranges. Where nothing tells, the first
    that is none counts.
    """
    listed = _listed(declared)
    guessed = guess_type(file.name)[0] or ""
    own = file.content_type
    # The type that says nothing is what a file has that was given none.
    for found in (guessed, own) if own == "application/octet-stream" else (own, guessed):
        kind, _, _ = _bare(found).partition("/")
        if found and not {_bare(found), f"{kind}/*", "*/*"}.isdisjoint(map(_bare, listed)):
            return found
    return next((t for t in listed if t and "*" not in t), file.content_type)


def _listed(content_types: str) -> list[str]:
    return [content_type.strip() for content_type in content_types.split(",")]


def _fields(form: Body, body: object) -> dict[str, Any] | list[Any]:
    """Return a body as wire-form fields, or as parts without names; all but files is validated.

    A file alone is a part of the name that most servers look for.
    """
    plain: object = {"file": body} if is_file(body) else cast("object", dump_any(body))
    if isinstance(form.codec, Sequenced):
        return _checked_items(form.codec, plain, form.content_type)
    if form.codec is not None and not is_file(body):
        form.codec.leave_out_read_only(body, plain)
    if isinstance(plain, Mapping):
        fields: Any = dict(cast("Mapping[str, Any]", plain))
        placed: object = {name: _placeholder(value) for name, value in fields.items()}
    elif isinstance(plain, list):
        fields = cast("object", plain)
        placed = _placeholder(fields)
    else:
        raise InvalidRequest(f"a body of {form.content_type} is made of fields")
    if form.codec is not None:
        form.codec.validate_sent(placed)
    return cast("dict[str, Any] | list[Any]", fields)


def _checked_items(items: Sequenced, given: object, content_type: str) -> list[Any]:
    """Return the items of a sequence of parts in wire form; files stay as they are."""
    if not isinstance(given, Iterable) or isinstance(given, (str, Mapping)):
        raise InvalidRequest(f"a body of {content_type} is a sequence of items")
    found = cast("Iterable[object]", given)
    return [item if is_file(item) else json.loads(items.encoded(item)) for item in found]


def _placeholder(value: object) -> object:
    """A file is text to a schema: the document can only say `type: string`."""
    if isinstance(value, list):
        return [_placeholder(item) for item in cast("list[object]", value)]
    return "" if is_file(value) else value


def is_file(value: object) -> bool:
    """Whether a body or a part of one is sent as the bytes that it is."""
    kinds = (bytes, bytearray, memoryview, Path, File)
    return isinstance(value, kinds) or hasattr(value, "read")


def _binary(content: object) -> bytes | Source | Pieces:
    if isinstance(content, File):
        content = content.content
    if isinstance(content, (bytes, bytearray, memoryview)):
        return bytes(cast("bytes", content))
    if isinstance(content, Path) or hasattr(content, "read"):
        return Source(cast("Path | IO[bytes]", content))
    if isinstance(content, Iterator):
        return Pieces(cast("Iterator[bytes]", content))
    name = type(content).__name__
    raise InvalidRequest(
        f"{name!r} can't be sent as bytes: give bytes, a path, an open file or an iterator"
    )


def _whole(content: object) -> bytes:
    """Return the bytes of a file where it has to be one text."""
    found = _binary(content)
    return found if isinstance(found, bytes) else b"".join(found.pieces())


def _name_of(content: object) -> str:
    name = str(content) if isinstance(content, Path) else getattr(content, "name", "")
    return os.path.basename(name) if isinstance(name, str) and name else "file"


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
