"""Request bodies as bytes, and answers as values, by content type.

In: a body as the caller gave it and the content types that the operation takes; or an answer and
what the operation declares for its status. Out: the exact bytes to send; or the decoded value.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Final, TypeAlias, cast
from urllib.parse import quote_plus

from ._codec import dump_any
from ._deprecated import warn_caller
from ._errors import InvalidRequest
from ._http import Response, Upload
from ._operation import Body, Operation, Part
from ._parameters import Param, query_texts
from ._streams import Source

FORM: Final = "application/x-www-form-urlencoded"
_DEFAULT_PART: Final = Part()


class File:
    """A file of a multipart body: its content, and the name and type that it travels with."""

    __slots__ = ("content", "content_type", "name")

    def __init__(
        self,
        content: bytes | Path | IO[bytes],
        *,
        name: str = "",
        content_type: str = "application/octet-stream",
    ) -> None:
        self.content: Final = content
        self.name: Final = name or _name_of(content)
        self.content_type: Final = content_type


Binary: TypeAlias = bytes | Path | IO[bytes] | File
"""What is sent as it is; a file or a stream is read a piece at a time, while it is sent."""


def is_json(content_type: str) -> bool:
    """Whether a media type is JSON. Source: RFC 6839, section 3.1."""
    return content_type == "application/json" or content_type.endswith("+json")


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
    form = next((b for b in operation.bodies if b.content_type == content_type), None)
    form = form or operation.bodies[0]
    if form.deprecated:
        given = cast("object", dump_any(body))
        for way in form.deprecated:
            if _holds(given, way):
                warn_caller(f"the API deprecates the property {'.'.join(way)!r}")
    media_type = form.content_type.partition(";")[0].strip().lower()
    if is_json(media_type):
        return form.content_type, _json(form, body)
    if media_type == FORM:
        return form.content_type, _urlencoded(form, body)
    if media_type.startswith("multipart/"):
        return _multipart(form, body)
    if isinstance(body, str):
        return form.content_type, body.encode()
    content = _binary(body)
    return form.content_type, content if isinstance(content, bytes) else Upload((content,))


def _holds(value: object, way: tuple[str, ...]) -> bool:
    if isinstance(value, list):
        return any(_holds(item, way) for item in cast("list[object]", value))
    if not way:
        return True
    inner = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    return way[0] in inner and _holds(inner[way[0]], way[1:])


def decoded(operation: Operation[Any], response: Response, lenient: bool) -> Any:
    """Return the value of an answer: by its status, and by the content type that it really has.

    An answer without a body is None; one of an undeclared type is the text or bytes that it is.
    """
    special = operation.special.get(response.status)
    if special is not None and str(response.status) not in operation.answers:
        return special(response)
    if not response.body:
        return None
    contents = operation.answer(response.status) or {}
    media_type = response.content_type
    codec = _codec_for(contents, media_type)
    if codec is not None:
        return codec.from_json(response.body, lenient=lenient)
    if is_json(media_type):
        return response.json()
    if media_type.startswith("text/") or media_type.endswith(("xml", "csv")):
        return response.text
    return response.body


def _codec_for(contents: Mapping[str, Any], media_type: str) -> Any:
    """Return the codec of an answer's media type: its own, else that of any JSON for any JSON.

    An answer that doesn't say what it is, is what was declared first.
    """
    if media_type in contents:
        return contents[media_type]
    codecs = {_bare(content_type): codec for content_type, codec in contents.items()}
    if media_type in codecs:
        return codecs[media_type]
    if media_type and not is_json(media_type):
        return None
    return next((codec for name, codec in codecs.items() if is_json(name)), None)


def _bare(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _json(form: Body, body: object) -> bytes:
    if form.codec is not None:
        return cast("bytes", form.codec.encode(body))
    return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _urlencoded(form: Body, body: object) -> bytes:
    fields = _fields(form, body)
    texts: list[str] = []
    for name, value in fields.items():
        part = form.parts.get(name, _DEFAULT_PART)
        if is_json(part.content_type):
            texts.append(f"{quote_plus(name)}={quote_plus(_compact(value))}")
        else:
            param = Param("query", name, style=part.style, explode=part.explode)
            texts += [text.replace("%20", "+") for text in query_texts(param, value)]
    return "&".join(texts).encode("ascii")


def _multipart(form: Body, body: object) -> tuple[str, bytes | Upload]:
    """Source: RFC 7578; OpenAPI 3.1.1, section 4.8.15.1."""
    boundary = os.urandom(16).hex()
    parts: list[bytes | Source] = []
    chunk = b""
    for name, value in _fields(form, body).items():
        part = form.parts.get(name, _DEFAULT_PART)
        values = cast("list[object]", value) if isinstance(value, list) else [value]
        for item in values:
            head, content = _part(part, item)
            disposition = f'Content-Disposition: form-data; name="{_quoted(name)}"'
            chunk += f"--{boundary}\r\n{disposition}{head}\r\n\r\n".encode()
            if isinstance(content, bytes):
                chunk += content + b"\r\n"
            else:
                parts += [chunk, content]
                chunk = b"\r\n"
    chunk += f"--{boundary}--\r\n".encode()
    return (
        f"{form.content_type}; boundary={boundary}",
        Upload((*parts, chunk)) if parts else chunk,
    )


def _part(part: Part, value: Any) -> tuple[str, bytes | Source]:
    """Return the further headers of one part, and its content."""
    if _is_file(value):
        file = value if isinstance(value, File) else File(cast("bytes", value))
        content_type = part.content_type or file.content_type
        if "\r" in content_type or "\n" in content_type:
            raise InvalidRequest("the content type of a file holds a line break")
        head = f'; filename="{_quoted(file.name)}"\r\nContent-Type: {content_type}'
        return head, _binary(file.content)
    structured = isinstance(value, (dict, list))
    if structured or is_json(part.content_type):
        content_type = part.content_type or "application/json"
        return f"\r\nContent-Type: {content_type}", _compact(cast("object", value)).encode()
    head = f"\r\nContent-Type: {part.content_type}" if part.content_type else ""
    text = value if isinstance(value, str) else _compact(cast("object", value))
    return head, text.encode()


def _fields(form: Body, body: object) -> dict[str, Any]:
    """Return a body as wire-form fields; files stay as they are, all else is validated."""
    plain: object = cast("object", dump_any(body))
    if not isinstance(plain, Mapping):
        raise InvalidRequest(f"a {form.content_type} body is made of fields")
    fields = dict(cast("Mapping[str, Any]", plain))
    if form.codec is not None:
        form.codec.validate({name: _placeholder(value) for name, value in fields.items()})
    return fields


def _placeholder(value: object) -> object:
    """A file is text to a schema: the document can only say `type: string`."""
    if isinstance(value, list):
        return [_placeholder(item) for item in cast("list[object]", value)]
    return "" if _is_file(value) else value


def _is_file(value: object) -> bool:
    kinds = (bytes, bytearray, memoryview, Path, File)
    return isinstance(value, kinds) or hasattr(value, "read")


def _binary(content: object) -> bytes | Source:
    if isinstance(content, File):
        content = content.content
    if isinstance(content, (bytes, bytearray, memoryview)):
        return bytes(cast("bytes", content))
    if isinstance(content, Path) or hasattr(content, "read"):
        return Source(cast("Path | IO[bytes]", content))
    raise InvalidRequest(f"a {type(content).__name__} can't be sent as bytes")


def _name_of(content: object) -> str:
    name = str(content) if isinstance(content, Path) else getattr(content, "name", "")
    return os.path.basename(name) if isinstance(name, str) and name else "file"


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
