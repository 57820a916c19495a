"""What a server answers to an operation, by the word of its document; and what carries it.

In: the responses of an operation, and values made for their schemas. Out: replies; a transport
that gives one reply to each request.
"""

# pyright: basic
# What is emitted is imported at run time, and has no types here.

from __future__ import annotations

import importlib
import json
import types
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.plausible import Plausible, Way
from dfnsgen.model.api import Api, MediaType, Response
from dfnsgen.model.media_types import BodyKind, is_events, is_sequence, kind_of

WAYS = (
    Way(),
    Way(full=True),
    Way(variant=1),
    Way(full=True, variant=1),
    Way(full=True, variant=2),
)
_OF_EVENTS = {"event", "data", "id", "retry"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer; `value` is what its body holds, None where that is no JSON."""

    status: int
    content_type: str = ""
    body: bytes = b""
    value: Any = None
    is_example: bool = False


class Replies:
    """Makes the replies of one API."""

    def __init__(self, api: Api, values: Plausible) -> None:
        self._api = api
        self._values = values

    def examples(self, response: Response, status: int) -> Iterator[Reply]:
        """Give the document's own examples of an answer that are JSON."""
        for content in response.contents:
            if kind_of(content, self._api.definitions) is BodyKind.JSON:
                for example in content.examples:
                    value = self._as_intended(example)
                    body = json.dumps(value).encode()
                    name = _json_name(content)
                    yield Reply(
                        status=status, content_type=name, body=body, value=value, is_example=True
                    )

    def made(self, response: Response, status: int) -> list[Reply]:
        """Return an answer of each way to make one, no two alike."""
        found = {reply.body: reply for way in WAYS for reply in self._of(response, status, way)}
        return [*found.values()]

    def _of(self, response: Response, status: int, way: Way) -> Iterator[Reply]:
        if not response.contents:
            yield Reply(status=status)
            return
        for content in response.contents:
            if kind_of(content, self._api.definitions) is BodyKind.JSON:
                schema = self._media(response, content).get("schema")
                value = {"a": 1} if schema is None else self._values.of(schema, way)
                body = json.dumps(value).encode()
                yield Reply(status=status, content_type=_json_name(content), body=body, value=value)
                return
        yield from self._other(response, response.contents[0], status, way)

    def _other(
        self, response: Response, content: MediaType, status: int, way: Way
    ) -> Iterator[Reply]:
        name = content.content_type.replace("*/*", "text/plain").replace("/*", "/x")
        media = self._media(response, content)
        schema = media.get("itemSchema", media.get("schema"))
        if is_sequence(name):
            item = {} if schema is None else self._values.of(schema, self._whole(schema, way))
            text = _event(item) if is_events(name) else json.dumps(item)
            yield Reply(status=status, content_type=name, body=f"{text}\n".encode())
        elif kind_of(content, self._api.definitions) is BodyKind.ITEMS:
            text = json.dumps(self._values.of(schema, way))
            body = f"--x\r\nContent-Type: application/json\r\n\r\n{text}\r\n--x--\r\n"
            yield Reply(status=status, content_type=f"{name}; boundary=x", body=body.encode())
        elif kind_of(content, self._api.definitions) is not BodyKind.FORM:
            yield Reply(status=status, content_type=name, body=b"abc")

    def _whole(self, schema: Any, way: Way) -> Way:
        """Let a value of an event have its data, where the schema is that of the event."""
        known = self._values.united(schema, way).get("properties", {})
        return replace(way, full=True) if known and known.keys() <= _OF_EVENTS else way

    def _media(self, response: Response, content: MediaType) -> Any:
        node = self._values.resolved(self._values.at(response.at))
        return self._values.resolved(node["content"].get(content.content_type)) or {}

    def _as_intended(self, example: Any) -> Any:
        """Return an example that was given as the text of JSON, or of a reference."""
        if isinstance(example, dict) and [*example] == ["$ref"]:
            return self._values.resolved(example)
        if isinstance(example, str) and example.startswith("#/"):
            return self._values.resolved(self._values.at(example)).get("value", example)
        if isinstance(example, str) and example[:1] in ("{", "["):
            try:
                return json.loads(example)
            except ValueError:
                return example
        return example


def _event(item: Any) -> str:
    """Return a server-sent event; a schema of one describes its data, or the whole event."""
    if isinstance(item, dict) and "data" in item and item.keys() <= _OF_EVENTS:
        data = item["data"] if isinstance(item["data"], str) else json.dumps(item["data"])
        lines = [f"{name}: {value}" for name, value in item.items() if name != "data"]
        return "\n".join([*lines, f"data: {data}", ""])
    return f"data: {json.dumps(item)}\n"


def _json_name(content: MediaType) -> str:
    return "application/json" if "*" in content.content_type else content.content_type


class Answering:
    """A transport that answers each request with one reply."""

    def __init__(self, package: types.ModuleType) -> None:
        runtime = f"{package.__name__}._runtime"
        self._response = package.Response
        self._headers = importlib.import_module(f"{runtime}._http").Headers
        self._stream = importlib.import_module(f"{runtime}._streams").Stream
        self.reply = Reply(status=204)

    def send(self, request: Any, timeout: float | None) -> Any:
        """Answer a request, which is read whole."""
        return self._response(self.reply.status, self._received(request), self.reply.body)

    def open(self, request: Any, timeout: float | None) -> Any:
        """Answer a request with a body that comes in one piece."""
        headers = self._received(request)
        return self._stream(self.reply.status, headers, iter([self.reply.body]), lambda: None)

    def close(self) -> None:
        """Nothing is open."""

    def _received(self, request: Any) -> Any:
        if not isinstance(request.body, bytes | None):
            b"".join(request.body)
        name = self.reply.content_type
        return self._headers([("Content-Type", name)] if name else [])
