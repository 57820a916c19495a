# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""The transport over httpx2, or over a client of httpx or httpx2 that the user hands in.

In: nothing, or a client. Out: `Transport` and `AsyncTransport`. Redirects are never followed, and
credentials of the handed-in client are not used: what a request carries is decided before.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import cache
from importlib import import_module
from typing import Any, Final

from ._errors import (
    ClientError,
    InvalidRequest,
    TimedOut,
    TransportError,
    cause_of,
    closed_error,
    foreign_error,
    without_frames,
)
from ._http import Headers, Request, Response, Upload
from ._streams import AsyncStream, Stream

CONNECT_SECONDS: Final = 10.0

_NEVER_SENT: Final = ("ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol")


class HttpxTransport:
    """A transport over an `httpx2.Client` or `httpx.Client`."""

    def __init__(self, client: Any = None) -> None:
        self._own: Final = client is None
        made = _httpx().Client(cookies=_no_cookies()) if self._own else client
        self._client: Final[Any] = _suited(made, "close")
        # What answers without a network, as in tests, may mind the thread that asks it.
        network = getattr(self._client, "_transport", None)
        self.may_drip: Final = type(network).__name__ == "HTTPTransport"

    def send(self, request: Request, timeout: float | None) -> Response:
        """Send one request and return its answer, read whole."""
        return self.open(request, timeout).whole()

    def open(self, request: Request, timeout: float | None) -> Stream:
        """Send one request and return its answer, the body still to come."""
        prepared = _prepared(self._client, request, timeout, request.body)
        try:
            answer = self._client.send(
                prepared,
                stream=True,
                auth=None,
                follow_redirects=False,
            )
        except Exception as error:
            raise _translated(error, request.origin) from without_frames(error)
        return Stream(
            answer.status_code, _headers(answer), _pieces(answer), answer.close, request.until
        )

    def close(self) -> None:
        """Close the client unless it is the user's own."""
        if self._own:
            self._client.close()


class AsyncHttpxTransport:
    """A transport over an `httpx2.AsyncClient` or `httpx.AsyncClient`."""

    def __init__(self, client: Any = None) -> None:
        self._own: Final = client is None
        made = _httpx().AsyncClient(cookies=_no_cookies()) if self._own else client
        self._client: Final[Any] = _suited(made, "aclose")

    async def send(self, request: Request, timeout: float | None) -> Response:
        """Send one request and return its answer, read whole."""
        return await (await self.open(request, timeout)).whole()

    async def open(self, request: Request, timeout: float | None) -> AsyncStream:
        """Send one request and return its answer, the body still to come."""
        body = request.body
        content = body if body is None or isinstance(body, bytes) else _read_apart(body)
        prepared = _prepared(self._client, request, timeout, content)
        try:
            answer = await self._client.send(
                prepared,
                stream=True,
                auth=None,
                follow_redirects=False,
            )
        except Exception as error:
            raise _translated(error, request.origin) from without_frames(error)
        pieces = _async_pieces(answer)
        return AsyncStream(
            answer.status_code, _headers(answer), pieces, answer.aclose, request.until
        )

    async def aclose(self) -> None:
        """Close the client unless it is the user's own."""
        if self._own:
            await self._client.aclose()


def _pieces(answer: Any) -> Iterator[bytes]:
    try:
        yield from answer.iter_bytes()
    except Exception as error:
        raise _translated(error) from without_frames(error)


async def _async_pieces(answer: Any) -> AsyncIterator[bytes]:
    try:
        async for piece in answer.aiter_bytes():
            yield piece
    except Exception as error:
        raise _translated(error) from without_frames(error)


async def _read_apart(body: Upload) -> AsyncIterator[bytes]:
    """Read a file in another thread: the event loop doesn't wait for it."""
    from asyncio import to_thread

    pieces = iter(body)
    while piece := await to_thread(next, pieces, b""):
        yield piece


def _httpx() -> Any:
    for name in ("httpx2", "httpx"):
        try:
            return import_module(name)
        except ImportError:
            continue
    raise ClientError("neither httpx2 nor httpx is installed: give `transport=StandardTransport()`")


def _suited(client: Any, closing: str) -> Any:
    if not hasattr(client, closing):
        raise ClientError("http_client is a sync client for Client, an async one for AsyncClient")
    return client


def _no_cookies() -> Any:
    """Return a jar that takes nothing: what one answer sets must not travel with other calls."""
    from http.cookiejar import CookieJar, DefaultCookiePolicy

    return CookieJar(DefaultCookiePolicy(allowed_domains=()))


def _prepared(client: Any, request: Request, timeout: float | None, content: Any) -> Any:
    """Return a request of the library. Raises InvalidRequest for what it can't send."""
    try:
        return _built(client, request, timeout, content)
    except ClientError:
        raise
    except Exception as error:
        name = type(error).__name__
    raise InvalidRequest(f"{name}: the HTTP library can't send the request")


def _built(client: Any, request: Request, timeout: float | None, content: Any) -> Any:
    limits: Any = None
    if timeout is not None:
        limits = dict.fromkeys(("read", "write", "pool"), timeout)
        limits["connect"] = min(timeout, CONNECT_SECONDS)
    prepared = client.build_request(
        request.method,
        request.url,
        headers=[*request.headers.pairs, *_length(request.body)],
        content=content,
        extensions={"timeout": limits or {}},
    )
    if request.body is None and request.method in ("POST", "PUT", "PATCH"):
        prepared.headers["Content-Length"] = "0"
    if prepared.url.raw_path != request.target.encode("ascii"):
        raise ClientError("the HTTP library would change the path of the request")
    if "?" in request.target:
        prepared.url.__class__ = _discreet(prepared.url.__class__)
    return prepared


@cache
def _discreet(kind: Any) -> Any:
    """Return a class of addresses that don't show their query: it may hold a key, and is logged."""

    def shown(url: Any) -> str:
        text: str = kind.__str__(url)
        return text.partition("?")[0]

    return type("URL", (kind,), {"__slots__": (), "__str__": shown})


def _length(body: bytes | Upload | None) -> tuple[tuple[str, str], ...]:
    length = body.length if isinstance(body, Upload) else None
    return () if length is None else (("Content-Length", str(length)),)


def _headers(answer: Any) -> Headers:
    return Headers([(n.decode("latin-1"), v.decode("latin-1")) for n, v in answer.headers.raw])


def _translated(error: Exception, origin: str = "") -> ClientError:
    """Return our own error for one of the library's; its text may hold the address, never more."""
    if isinstance(error, ClientError):
        return error
    if isinstance(error, RuntimeError) and "closed" in str(error):
        return closed_error(error)
    name = type(error).__name__
    kind = TimedOut if name.endswith("Timeout") else TransportError
    if type(error).__module__.partition(".")[0] in ("httpx", "httpx2", "httpcore", "h11", "h2"):
        was_sent = name not in _NEVER_SENT
        problem = "no whole answer came" if was_sent else "no connection"
        return kind(cause_of(error, problem, origin), sent="maybe" if was_sent else "no")
    return foreign_error(error)
