"""aiohttp's own ways: a session of the user's, its credentials, its cookies, its errors."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from _runtime._client import AsyncNamespace
from _runtime._errors import ClientError, InvalidRequest, TimedOut, TransportError
from _runtime._http import Headers, Request, Upload
from _runtime._streams import Source
from _runtime._transport_aiohttp import AiohttpTransport

from tests.client.local_server import LocalServer, Reply
from tests.client.test_calls import GET, POST, settings


def called(server: LocalServer, work: Any, session: Any = None) -> Any:
    """Return what a call of asynchronous code gives."""

    async def scenario() -> Any:
        transport = AiohttpTransport(session)
        try:
            return await work(AsyncNamespace(settings(server.url), transport))
        finally:
            await transport.aclose()

    return asyncio.run(scenario())


def sent(request: Request, session: Any = None) -> Any:
    """Return what comes of one request alone."""

    async def scenario() -> Any:
        transport = AiohttpTransport(session)
        try:
            return await transport.send(request, 5.0)
        finally:
            await transport.aclose()

    return asyncio.run(scenario())


def test_a_session_of_the_users_is_used_and_not_closed(server: LocalServer) -> None:
    async def scenario() -> bool:
        async with aiohttp.ClientSession(headers={"X-Own": "1"}) as session:
            transport = AiohttpTransport(session)
            await AsyncNamespace(settings(server.url), transport)._call(GET, ("a",))
            await transport.aclose()
            return session.closed

    assert asyncio.run(scenario()) is False
    assert server.seen[0].headers["x-own"] == "1"
    assert server.seen[0].headers["user-agent"] == "test/1"


def test_a_session_with_credentials_of_its_own_is_refused() -> None:
    session = SimpleNamespace(auth=object())
    with pytest.raises(ClientError, match="`auth` of its own"):
        AiohttpTransport(session)


def test_cookies_of_answers_are_not_kept(server: LocalServer) -> None:
    server.answer = lambda seen: Reply(headers={"Set-Cookie": "sid=1; Path=/"})

    async def twice(calls: Any) -> None:
        for _ in range(2):
            await calls._call(GET, ("a",))

    called(server, twice)
    assert "cookie" not in server.seen[1].headers


def test_redirects_are_not_followed(server: LocalServer) -> None:
    server.replies.append(Reply(307, headers={"Location": "/elsewhere"}))
    answer = sent(Request("GET", server.url, "/x", Headers()))
    assert (answer.status, len(server.seen)) == (307, 1)


@pytest.mark.parametrize("target", ["/a%2Fb?c=%20&d=+", "/~x/%2e%2e/y"])
def test_the_path_sent_is_the_path_meant(server: LocalServer, target: str) -> None:
    assert sent(Request("GET", server.url, target, Headers())).status == 200
    assert server.seen[0].target == target


@pytest.mark.parametrize("body", [b"", b"{}", b"x" * 200_000])
def test_a_body_has_its_length_and_no_type_of_the_librarys(
    server: LocalServer, body: bytes
) -> None:
    sent(Request("PUT", server.url, "/", Headers(), body))
    (seen,) = server.seen
    assert seen.body == body
    assert seen.headers["content-length"] == str(len(body))
    assert "content-type" not in seen.headers
    assert "transfer-encoding" not in seen.headers


def test_no_body_is_of_length_zero(server: LocalServer) -> None:
    sent(Request("POST", server.url, "/", Headers()))
    assert server.seen[0].headers["content-length"] == "0"


def test_a_file_that_changes_meanwhile_is_an_error_of_ours(
    server: LocalServer, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 10)
    upload = Upload((Source(path),))
    path.write_bytes(b"x" * 5)
    with pytest.raises(TransportError, match="another length"):
        sent(Request("POST", server.url, "/", Headers(), upload))


def test_what_cannot_be_sent_is_refused(server: LocalServer) -> None:
    with pytest.raises(InvalidRequest):
        sent(Request("GET", server.url, "/", Headers((("X-A", "b\r\nX-Evil: 1"),))))
    with pytest.raises(ClientError):
        sent(Request("GET", server.url, "/a b", Headers()))
    assert server.seen == []


def test_a_closed_transport_says_so(server: LocalServer) -> None:
    async def scenario() -> None:
        transport = AiohttpTransport()
        calls = AsyncNamespace(settings(server.url), transport)
        await calls._call(GET, ("a",))
        await transport.aclose()
        await calls._call(GET, ("a",))

    with pytest.raises(ClientError, match="closed"):
        asyncio.run(scenario())


def test_a_timeout_is_one_of_ours(server: LocalServer) -> None:
    server.answer = lambda seen: Reply(wait=1.0)

    async def scenario() -> None:
        transport = AiohttpTransport()
        try:
            calls = AsyncNamespace(settings(server.url, timeout=0.1, retries=0), transport)
            await calls._call(POST, (), {})
        finally:
            await transport.aclose()

    with pytest.raises(TimedOut) as caught:
        asyncio.run(scenario())
    assert (caught.value.sent, caught.value.effect) == ("maybe", "unknown")


def test_a_cancelled_call_leaves_a_transport_that_works(server: LocalServer) -> None:
    server.answer = lambda seen: Reply(value="ok", wait=0.3 * seen.target.endswith("slow"))

    async def scenario(calls: Any) -> Any:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await calls._call(GET, ("slow",))
        return await asyncio.gather(*(calls._call(GET, (str(i),)) for i in range(5)))

    assert called(server, scenario) == ["ok"] * 5


def test_without_aiohttp_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "aiohttp", None)
    with pytest.raises(ClientError, match="not installed"):
        sent(Request("GET", "http://127.0.0.1:1", "/", Headers()))
