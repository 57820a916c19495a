"""Requests and answers as a proof shows them, and what one version of an operation says of them.

In: an operation of one version, and a message. Out: what is wrong with the message there, part by
part. Read strictly: what is not declared is a fault, though many servers pass over it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from dfnsgen.diff.matching import template
from dfnsgen.diff.operations.schemes import meaning
from dfnsgen.diff.values.search import Half
from dfnsgen.diff.values.texts import as_read, parts_as_read
from dfnsgen.diff.values.writing import without_name, written
from dfnsgen.diff.written_texts import is_text, is_written_as_texts, text_parts
from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import (
    Header,
    In,
    MediaType,
    Operation,
    Parameter,
    Response,
    SecurityRequirement,
    SecurityScheme,
    Use,
)
from dfnsgen.model.schemas.equality import type_of

ParameterKey: TypeAlias = tuple[str, In]
"""Name and location of a parameter: in a path its position instead, a header in lower case."""

Credentials: TypeAlias = frozenset[tuple[str, str]]
"""What a scheme means, with a scope that is held; with "" for the scheme itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body in one content type."""

    content_type: str
    value: JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A parameter's value, and how it is written."""

    value: JsonValue
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request. `path` is the template, whose parameters stand among the others."""

    method: str
    path: str
    parameters: Mapping[ParameterKey, Sent]
    body: Body | None
    credentials: Credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer; headers in lower case."""

    status: str
    headers: Mapping[str, JsonValue]
    body: Body | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a message: the part, as changes name it, and why."""

    part: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReader:
    """What one version says of messages: by its validators and its schemes."""

    half: Half
    schemes: Mapping[str, SecurityScheme]

    def faults(self, operation: Operation, message: Request | Answer) -> Iterator[Fault]:
        """Yield what is wrong with a message."""
        if isinstance(message, Request):
            return self._of_request(operation, message)
        return self._of_answer(operation, message)

    def _of_request(self, operation: Operation, request: Request) -> Iterator[Fault]:
        declared = {parameter_key(p, operation): p for p in operation.parameters}
        if template(operation.path) != template(request.path):
            yield Fault(part=f"{request.method} {request.path}", why="there is no such operation")
        for place, parameter in declared.items():
            yield from self._parameter(parameter, request.parameters.get(place))
        for name, location in request.parameters.keys() - declared.keys():
            yield Fault(part=f"{location.value} parameter {name}", why="is not declared")
        yield from self._sent(operation, request.body)
        several = [self.credentials(requirement) for requirement in operation.security]
        if several and not any(needed <= request.credentials for needed in several):
            yield Fault(part="security", why="the credentials are not enough")

    def _of_answer(self, operation: Operation, answer: Answer) -> Iterator[Fault]:
        response = response_of(operation, answer.status)
        part = f"response {answer.status if response is None else response.status}"
        if response is None:
            yield Fault(part=part, why="the status is not declared")
            return
        for header in response.headers:
            yield from self._header(header, part, answer)
        if answer.body is not None:
            yield from self._body(part, response.contents, answer.body)
        elif response.contents:
            yield Fault(part=part, why="has no body")

    def credentials(self, requirement: SecurityRequirement) -> Credentials:
        """Return the credentials that are just enough for a requirement."""
        return frozenset(
            (meaning(self.schemes[one.scheme]) if one.scheme in self.schemes else one.scheme, scope)
            for one in requirement
            for scope in (*one.scopes, "")
        )

    def _parameter(self, parameter: Parameter, sent: Sent | None) -> Iterator[Fault]:
        part = f"{parameter.location.value} parameter {parameter.spec_name}"
        if sent is None:
            if parameter.required:
                yield Fault(part=part, why="is required")
            return
        value = self._taken(parameter, sent.value)
        yield from self._value(part, parameter.use, value, text=is_text(parameter))
        text = written(parameter, value)
        if text is None:
            yield Fault(part=part, why="can't be written")
        elif text != sent.written:
            shown = without_name(parameter.spec_name, text)
            yield Fault(part=part, why=f"is to be written as {shown}")

    def _taken(self, parameter: Parameter, value: JsonValue) -> JsonValue:
        """Return a value as one that has several, or hasn't, takes it: `a=x` is a list of one."""
        types = self.half.side.unfold(parameter.use.schema).types
        if parameter.content_type or types is None:
            return value
        if "array" in types and isinstance(value, str | int | float):
            return value if {type_of(value), "number"} & {*types} else [value]
        if isinstance(value, list) and "array" not in types and len(value) == 1:
            return value[0]
        return value

    def _sent(self, operation: Operation, body: Body | None) -> Iterator[Fault]:
        declared = operation.request_body
        if declared is not None and body is not None:
            yield from self._body("request body", declared.contents, body)
        elif body is not None:
            yield Fault(part="request body", why="is not declared")
        elif declared is not None and declared.required:
            yield Fault(part="request body", why="is required")

    def _body(self, part: str, contents: tuple[MediaType, ...], body: Body) -> Iterator[Fault]:
        media = next((m for m in contents if m.content_type == body.content_type), None)
        if media is None:
            yield Fault(part=part, why=f"{body.content_type} is not declared")
        elif media.use is not None:
            half, value = self.half, body.value
            text = is_written_as_texts(half.side, media)
            if not text:
                parts = text_parts(half.side, media)
                value = parts_as_read(half.side, half.judge, media.use.schema, value, parts)
            yield from self._value(part, media.use, value, text=text)

    def _header(self, header: Header, part: str, answer: Answer) -> Iterator[Fault]:
        name = header.spec_name.lower()
        part = f"{part} header {header.spec_name}"
        if name not in answer.headers:
            if header.required:
                yield Fault(part=part, why="is required")
        elif header.use is not None:
            value, text = answer.headers[name], not header.content_type
            yield from self._value(part, header.use, value, text=text)

    def _value(
        self, part: str, use: Use, value: JsonValue, *, text: bool = False
    ) -> Iterator[Fault]:
        half = self.half
        if text:
            value = as_read(half.side, half.judge, use.schema, value)
        yield from (Fault(part=part, why=str(i)) for i in half.judge.issues(use.schema, value))


def response_of(operation: Operation, status: str) -> Response | None:
    """Return what an operation declares for a status: that, its range, or the default."""
    declared = {response.status: response for response in operation.responses}
    return declared.get(status) or declared.get(f"{status[0]}XX") or declared.get("default")


def parameter_key(parameter: Parameter, operation: Operation) -> ParameterKey:
    """Return what a parameter is recognised by in both versions."""
    name = parameter.spec_name
    if parameter.location is In.PATH:
        before = operation.path.partition(f"{{{name}}}")[0]
        return str(before.count("{")), In.PATH
    return name.lower() if parameter.location is In.HEADER else name, parameter.location
