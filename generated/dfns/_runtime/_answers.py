# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Answers as values: by their status, and by the content type that they really have.

In: an answer, and what the document says of an operation's answers. Out: the value that its method
promises. An answer of a status or content type that the document doesn't know is an error: what
came is never handed on as something that nobody promised.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, cast
from urllib.parse import parse_qs

from ._bodies import FORM, is_json
from ._errors import InvalidAnswer, UnexpectedAnswer
from ._http import Response
from ._issues import Issue, ValidationError
from ._leniency import read_json, read_value
from ._operation import LINES, Operation, Sequenced

_UNKNOWN: Final = object()
_STREAMS: Final = LINES | {"text/event-stream", "application/json-seq"}


def decoded(operation: Operation[Any], response: Response, answers: str, accept: str = "") -> Any:
    """Return the value of an answer. `accept` is the content type that was asked for, if one was.

    `answers` says how closely it is held to what the document says: see `_leniency`.
    Raises UnexpectedAnswer where the document doesn't know such an answer, and InvalidAnswer where
    its body isn't what the document says.
    """
    special = operation.special.get(response.status)
    if special is not None and str(response.status) not in operation.answers:
        return special(response)
    contents = operation.answer(response.status)
    if contents is None:
        raise UnexpectedAnswer(operation.line, response, "the document knows no such status")
    if not contents:
        return None
    asked = asked_contents(operation, contents, accept)
    try:
        value = _value(asked, response, answers, operation.line)
        if isinstance(value, Sequenced):
            return value.read(response, operation, answers)
    except ValidationError as error:
        raise InvalidAnswer(operation.line, response, error) from None
    if value is _UNKNOWN:
        came = response.content_type or "no content type"
        came = came if response.body else "no body"
        problem = f"{came} instead of {', '.join(asked)}"
        if came in operation.streamed:
            problem += f": accept={came!r} asks for it"
        elif came in _STREAMS:
            problem += ": an overlay of the document can declare the stream"
        raise UnexpectedAnswer(operation.line, response, problem)
    return value


def asked_contents(
    operation: Operation[Any], contents: Mapping[str, Any], accept: str
) -> dict[str, Any]:
    """Return what reads the contents that were asked for."""
    if accept in contents:
        return {accept: contents[accept]}
    return {name: how for name, how in contents.items() if name not in operation.further}


def _value(contents: Mapping[str, Any], response: Response, answers: str, where: str) -> Any:
    """Return what an answer holds, `_UNKNOWN` where it is of no type that was asked for."""
    how = reader(contents, response.content_type)
    if how is _UNKNOWN:
        return _string(contents, response)
    if how is bytes:
        return response.body
    if isinstance(how, Sequenced):
        return how
    if how is str:
        return response.text
    if not response.body:
        return None if how is None else _UNKNOWN
    if response.content_type == FORM:
        return _of_form(how, response, answers, where)
    if response.content_type and not is_json(response.content_type):  # A range let it come.
        return _string({"": how}, response)
    if how is None:
        return _any_json(response)
    return read_json(how, response.body, answers, where)


def reader(contents: Mapping[str, Any], media_type: str) -> Any:
    """Return what reads an answer of a media type: `str`, `bytes`, a codec, None for any JSON.

    A media type's own comes first, then JSON's for any JSON, then that of a range. An answer that
    doesn't say what it is, is what was declared first. `_UNKNOWN` is returned where nothing fits.
    """
    if media_type in contents:
        return contents[media_type]
    readers = {_bare(content_type): how for content_type, how in contents.items()}
    if not media_type:
        return next(iter(readers.values()))
    candidates = [media_type]
    if is_json(media_type):
        candidates += [name for name in readers if is_json(name)]
    if media_type in LINES:
        candidates += [name for name in readers if name in LINES]
    candidates += [f"{media_type.partition('/')[0]}/*", "*/*"]
    return next((readers[name] for name in candidates if name in readers), _UNKNOWN)


def _bare(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _string(contents: Mapping[str, Any], response: Response) -> Any:
    """Return a text where JSON is declared as a string: servers call it what it is to them.

    `_UNKNOWN` is returned where no text is declared, or not this one; a page in HTML comes from
    somebody else.
    """
    kind, _, subtype = response.content_type.partition("/")
    if kind == "text" and subtype != "html":
        for codec in contents.values():
            if codec not in (None, str, bytes):
                try:
                    return codec.from_value(response.text)
                except ValidationError:
                    continue
    return _UNKNOWN


def _any_json(response: Response) -> Any:
    try:
        return response.json()
    except (ValueError, RecursionError) as error:
        issue = Issue("", "json", f"must be JSON: {error}", "")
        raise ValidationError((issue,), subject="the answer") from None


def _of_form(codec: Any, response: Response, answers: str, where: str) -> Any:
    """Return the value of a form, whose fields are texts; those that must not be are read as JSON.

    A field that comes several times is a list.
    """
    fields: dict[str, Any] = {
        name: texts if len(texts) > 1 else texts[0]
        for name, texts in parse_qs(response.text, keep_blank_values=True).items()
    }
    if codec is None:
        return fields
    try:
        return codec.from_value(fields, lenient=answers != "checked")
    except ValidationError as error:
        misread = {issue.instance.split("/")[1] for issue in error.issues if issue.instance}
    for name in misread.intersection(fields):
        fields[name] = _scalar(fields[name])
    return read_value(codec, fields, answers, where)


def _scalar(value: object) -> Any:
    if isinstance(value, list):
        return [_scalar(item) for item in cast("list[object]", value)]
    try:
        return json.loads(str(value))
    except ValueError:
        return value
