"""Whatever a server answers, and however a transport fails: the client's own error, in time."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import pickle
import random
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.client.emitted import imported
from tests.hostile.shapes import TEXT, document, thing, to

_TREE = {"type": "object", "required": ["id"], "properties": {"id": TEXT, "in": to("Tree")}}
_SUCCESS = {"description": "ok", "content": {"application/json": {"schema": to("Tree")}}}
_OAUTH: dict[str, Any] = {
    "clientCredentials": {"tokenUrl": "https://api.example.com/token", "scopes": {}}
}


def _operation(name: str, responses: dict[str, Any], scheme: str = "bearer") -> dict[str, Any]:
    given: dict[str, Any] = {"operationId": name, "tags": ["t"], "responses": responses}
    return {"get": given | {"security": [{scheme: []}]}}


def _document() -> dict[str, Any]:
    paths = {
        "/tree": _operation("tree", {"200": _SUCCESS, "4XX": _SUCCESS}),
        "/none": _operation("none", {"204": {"description": "done"}}),
        "/any": _operation("any", {"200": {"description": "", "content": {"*/*": {}}}}),
        "/text": _operation(
            "text", {"200": {"description": "", "content": {"text/plain": {"schema": TEXT}}}}
        ),
        "/granted": _operation("granted", {"200": _SUCCESS}, "oauth"),
    }
    made = document({"Tree": _TREE, "Any": thing(x=TEXT)}, paths)
    made["components"]["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer"},
        "oauth": {"type": "oauth2", "flows": _OAUTH},
    }
    return made


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """A package whose operations answer with an object, nothing, anything and text."""
    return imported(tmp_path_factory.mktemp("answers"), _document(), "hostile_answers")


class _Transport:
    """A transport that does as it is told, for both kinds of clients."""

    def __init__(self, act: Callable[[Any], Any]) -> None:
        self.act = act

    def send(self, request: Any, timeout: float | None) -> Any:
        del timeout
        return self.act(request)

    def close(self) -> None:
        """Nothing is open."""


class _AsyncTransport(_Transport):
    async def send(self, request: Any, timeout: float | None) -> Any:
        del timeout
        return self.act(request)

    async def aclose(self) -> None:
        """Nothing is open."""


def _outcomes(package: ModuleType, act: Callable[[Any], Any]) -> list[Any]:
    """Make every call of both clients; return what came of each, a value or an error."""
    oauth = package.ClientCredentials("id", "secret-of-client")
    options = {"bearer": "token-of-bearer", "oauth": oauth, "retries": 0}
    client = package.Client(transport=_Transport(act), **options)
    other = package.AsyncClient(transport=_AsyncTransport(act), **options)
    found: list[Any] = []
    for name in ("tree", "none", "any", "text", "granted"):
        oauth.forget()
        found.append(_outcome(getattr(client.t, name)))
        oauth.forget()
        found.append(_outcome(lambda name=name: asyncio.run(getattr(other.t, name)())))
    return found


def _outcome(function: Callable[[], object]) -> object:
    try:
        return function()
    except Exception as error:
        return error


_BODIES = (
    b"",
    b"[" * 100_000,
    b'{"id":"x","in":' * 50_000,
    b'{"id":"x","in":' * 900 + b'{"id":"y"}' + b"}" * 900,  # as deep as Python just reads
    b"9" * 5000,
    b'{"id":1e999999999}',
    b'{"id":NaN}',
    b"\xff\xfe{\x00",
    b'{"id":"\\ud800"}',
    b'{"access_token":5}',
    b'{"access_token":"t","expires_in":' + b"9" * 400 + b"}",
    b'{"access_token":"\\ud800"}',
    b'{"access_token":"t\\r\\nX: y"}',
    b'{"error":{"message":["token-of-bearer"]},"message":"token-of-bearer"}',
)
_TYPES = (
    "application/json text/html text/plain;charset=idna x;charset=undefined a/b;charset=\0 "
    "text/plain;charset=punycode application/json;charset=hex multipart/mixed"
).split()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    status=st.sampled_from([200, 204, 301, 400, 401, 404, 429, 500, 599, 999]),
    content_type=st.one_of(st.sampled_from(_TYPES), st.text(max_size=20), st.none()),
    body=st.one_of(st.sampled_from(_BODIES), st.binary(max_size=60)),
    wait=st.sampled_from(
        ["", "9" * 500, "Tue, 99 Foo 99999", "Thu, 01 Jan 1970 00:00:00 +9999999"]
    ),
)
def test_any_answer_is_a_value_or_an_error_of_ours(
    package: ModuleType, status: int, content_type: str | None, body: bytes, wait: str
) -> None:
    """No answer makes a call raise anything that `except ClientError` doesn't catch."""
    from_server = [("Retry-After", wait)] + (
        [("Content-Type", content_type)] if content_type else []
    )
    answer = package.Response(status, _headers(package)(from_server), body)
    started = time.monotonic()

    for found in _outcomes(package, lambda request: answer):
        if isinstance(found, Exception):
            assert isinstance(found, package.ClientError), repr(found)
            assert "token-of-bearer" not in f"{found} {found!r} {found.args}"
            # The token endpoint was never sent the bearer token, and can't repeat it.
            if b"token-of" in body and status >= 300 and getattr(found, "path", "") != "/token":
                assert b"token-of-bearer" not in pickle.dumps(found)
    assert time.monotonic() - started < 20


def _headers(package: ModuleType) -> Any:
    return __import__(f"{package.__name__}._runtime._http", fromlist=["Headers"]).Headers


@pytest.mark.parametrize(
    "kind",
    [
        *(OSError, ValueError, KeyError, RuntimeError, UnicodeError, RecursionError, TimeoutError),
        *(StopIteration, StopAsyncIteration, MemoryError, EOFError, AssertionError),
    ],
)
def test_any_failure_of_a_transport_is_an_error_of_ours(
    package: ModuleType, kind: type[Exception]
) -> None:
    """A transport is anybody's code; its exceptions are told apart by whether they may be sent."""

    def fail(request: Any) -> Any:
        raise kind("token-of-bearer")

    for found in _outcomes(package, fail):
        assert isinstance(found, package.TransportError), repr(found)
        assert found.sent in ("maybe", "no")
        assert "token-of-bearer" not in f"{found}{found!r}"


def _served(answer: bytes) -> Iterator[str]:
    """Answer every request with some bytes, and close; yield the address."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, contextlib.suppress(OSError):
                    connection.recv(65536)
                    connection.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
_BROKEN = (
    b"SSH-2.0-none\r\n\r\n",
    _OK + b"Content-Length: abc\r\n\r\n{}",
    _OK + b"X-A: a\0b\r\n\r\n{}",
    _OK + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}",
    _OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}",
    _OK + b"Content-Length: 100\r\n\r\n{",
    b"",
)


@pytest.mark.parametrize("library", ["httpx2", "httpx", "aiohttp", "urllib"])
@pytest.mark.parametrize("answer", _BROKEN, ids=range(len(_BROKEN)))
def test_no_error_of_a_library_shows_what_was_sent(
    package: ModuleType, library: str, answer: bytes
) -> None:
    """A library's error may hold its request, whose headers hold the credentials."""
    runtime = f"{package.__name__}._runtime._transport_"
    kind, made = {
        "aiohttp": ("aiohttp.AiohttpTransport", tuple[Any, ...]()),
        "urllib": ("urllib.StandardTransport", ()),
    }.get(library, ("httpx.AsyncHttpxTransport", ()))
    module, _, name = kind.partition(".")
    if module == "httpx":
        made = (importlib.import_module(library).AsyncClient(),)
    transport = getattr(importlib.import_module(runtime + module), name)(*made)

    async def call(url: str) -> object:
        async with package.AsyncClient(
            base_url=url, bearer="token-of-bearer", retries=0, deadline=5, transport=transport
        ) as client:
            return await client.t.tree()

    with contextlib.contextmanager(_served)(answer) as url:
        result = _outcome(lambda: asyncio.run(call(url)))
    if not isinstance(result, Exception):  # What some libraries read all the same.
        return
    assert isinstance(result, package.ClientError)
    found: BaseException | None = result
    shown = "".join(
        traceback.TracebackException.from_exception(result, capture_locals=True).format()
    )
    while found is not None:
        request = getattr(found, "_request", None)
        shown += f"{found}{found!r}{found.args}{vars(found)}{request and request.headers.raw}"
        found = found.__cause__
    assert "token-of-bearer" not in shown


def test_random_bytes_of_every_kind(package: ModuleType) -> None:
    """Cut and flipped JSON, with a seed that a failure shows."""
    chance = random.Random(1)
    whole = json.dumps({"id": "x", "in": {"id": "y", "more": [1, 2.5, None, "é"]}}).encode()
    for seed in range(200):
        body = bytearray(whole[: chance.randrange(1, len(whole))])
        for _ in range(3):
            body[chance.randrange(len(body))] = chance.randrange(256)
        answer = package.Response(
            200, _headers(package)([("Content-Type", "application/json")]), bytes(body)
        )
        for found in _outcomes(package, lambda request, answer=answer: answer):
            assert not isinstance(found, Exception) or isinstance(found, package.ClientError), seed
