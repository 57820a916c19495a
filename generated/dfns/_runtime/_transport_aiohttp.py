# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""The transport of an async client over `aiohttp`, for where that is what speaks HTTP already.

In: a session of the user's, or nothing. Out: an `AsyncTransport`. It is chosen by name alone:
`AsyncClient(transport=AiohttpTransport(session))`. Redirects are never followed, and a session has
no credentials of its own: what a request carries is decided before.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from types import SimpleNamespace
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
from ._streams import PIECE, AsyncStream
from ._transport_httpx import CONNECT_SECONDS

_NEVER_SENT: Final = frozenset(("ClientConnectorError", "ConnectionTimeoutError"))
_UNSENDABLE: Final = frozenset(("InvalidURL", "NonHttpUrlClientError"))
_VISIBLE: Final = re.compile(r"[!-~]*")


class AiohttpTransport:
    """A transport over an `aiohttp.ClientSession`, or over one of its own."""

    def __init__(self, session: Any = None) -> None:
        self._own: Final = session is None
        self._session: Any = session
        if session is not None and getattr(session, "auth", None) is not None:
            raise ClientError("the session has `auth` of its own: the client sends its credentials")

    async def send(self, request: Request, timeout: float | None) -> Response:
        """Send one request and return its answer, read whole."""
        return await (await self.open(request, timeout)).whole()

    async def open(self, request: Request, timeout: float | None) -> AsyncStream:
        """Send one request and return its answer, the body still to come."""
        session = self._opened()
        try:
            answer = await session.request(
                request.method,
                _address(request),
                headers=[*request.headers.pairs, *_length(request)],
                data=None if request.body is None else _Pieces(request.body),
                skip_auto_headers=("Content-Type",),
                allow_redirects=False,
                raise_for_status=False,
                auto_decompress=True,
                timeout=_limits(timeout),
            )
        except Exception as error:
            raise _translated(error, request.origin) from _without_request(error)
        headers = Headers((n.decode("latin-1"), v.decode("latin-1")) for n, v in answer.raw_headers)

        async def close() -> None:
            answer.close()

        return AsyncStream(answer.status, headers, _read(answer), close, request.until)

    async def aclose(self) -> None:
        """Close the session unless it is the user's own."""
        if self._own and self._session is not None:
            await self._session.close()

    def _opened(self) -> Any:
        """Return the session: one of its own needs the running event loop, and keeps no cookies."""
        if self._session is None:
            aiohttp = _aiohttp()
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self._session


class _Pieces:
    """A body as it is sent; a file is read in another thread, and anew where that is possible."""

    def __init__(self, body: bytes | Upload) -> None:
        self._body: Final = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        body = self._body
        if isinstance(body, bytes):
            for start in range(0, len(body), PIECE):
                yield body[start : start + PIECE]
            return
        from asyncio import to_thread

        if not body.ready:
            raise TransportError("the connection was lost, and the body can't be read twice")
        pieces = iter(body)
        while piece := await to_thread(next, pieces, b""):
            yield piece


async def _read(answer: Any) -> AsyncIterator[bytes]:
    try:
        async for piece in answer.content.iter_any():
            yield piece
    except Exception as error:
        if rest := _unread(answer.content):
            yield rest
        raise _translated(error) from _without_request(error)


def _without_request(error: Exception) -> BaseException:
    """Return the library's error without what was sent: some show all headers of the request."""
    found: Any = error
    while found is not None:
        if hasattr(found, "request_info"):
            found.args, found.history = (), ()
            found.request_info = SimpleNamespace(real_url="")
        found = found.__context__
    return without_frames(error)


def _unread(content: Any) -> bytes:
    """Return what came before the answer broke off, which the library keeps to itself then."""
    read = getattr(content, "_read_nowait", None)
    try:
        return b"" if read is None else bytes(read(-1))
    except Exception:
        return b""


def _aiohttp() -> Any:
    from importlib import import_module

    try:
        return import_module("aiohttp")
    except ImportError:
        raise ClientError("aiohttp is not installed") from None


def _address(request: Request) -> Any:
    """Return the address as it is to travel. Raises ClientError where the library changes it."""
    from importlib import import_module

    address = import_module("yarl").URL(request.url, encoded=True)
    if address.raw_path_qs != request.target or not _VISIBLE.fullmatch(request.target):
        raise ClientError("the HTTP library would change the path of the request")
    return address


def _length(request: Request) -> tuple[tuple[str, str], ...]:
    body = request.body
    length = body.length if isinstance(body, Upload) else len(body or b"")
    has_one = body is not None or request.method in ("POST", "PUT", "PATCH")
    return (("Content-Length", str(length)),) if has_one and length is not None else ()


def _limits(timeout: float | None) -> Any:
    connect = None if timeout is None else min(timeout, CONNECT_SECONDS)
    return _aiohttp().ClientTimeout(
        total=None, connect=timeout, sock_connect=connect, sock_read=timeout
    )


def _translated(error: Exception, origin: str = "") -> ClientError:
    """Return our own error for one of the library's; its text may hold the address, never more."""
    own = error if isinstance(error, ClientError) else error.__cause__
    if isinstance(own, ClientError):  # What reads a body that is sent raises it, too.
        return own
    if isinstance(error, RuntimeError) and "closed" in str(error):
        return closed_error(error)
    names = {kind.__name__ for kind in type(error).__mro__}
    if origin and (isinstance(error, ValueError) or not names.isdisjoint(_UNSENDABLE)):
        return InvalidRequest(f"{type(error).__name__}: the HTTP library can't send the request")
    if type(error).__module__.partition(".")[0] != "aiohttp":
        return foreign_error(error)
    kind = TimedOut if isinstance(error, TimeoutError) else TransportError
    was_sent = names.isdisjoint(_NEVER_SENT)
    problem = "no whole answer came" if was_sent else "no connection"
    return kind(cause_of(error, problem, origin), sent="maybe" if was_sent else "no")
