# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""The transport that a client has: what its user gave, else the best that is installed.

In: an HTTP library's client, or nothing. Out: a transport over httpx2, else httpx, else the
standard library; what waits in threads for asynchronous code.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from importlib.util import find_spec
from typing import Any, Final

from ._errors import ClientError
from ._http import Request, Response
from ._streams import AsyncStream, Stream
from ._transport_httpx import AsyncHttpxTransport, HttpxTransport
from ._transport_urllib import StandardTransport


def transport_of(http_client: Any) -> HttpxTransport | StandardTransport:
    """Return a transport over a client of the user's, or over what is installed."""
    return HttpxTransport(http_client) if _speaks(http_client) else StandardTransport()


def async_transport_of(http_client: Any) -> AsyncHttpxTransport | ThreadTransport:
    """Return a transport for asynchronous code; see `transport_of`."""
    return AsyncHttpxTransport(http_client) if _speaks(http_client) else ThreadTransport()


def suited(transport: Any, closing: str) -> Any:
    """Return a transport for a client, which closes it by a method of this name.

    Raises ClientError where a sync one is given to asynchronous code, or the other way round; that
    of the standard library waits in a thread then.
    """
    if closing == "aclose" and isinstance(transport, StandardTransport):
        return ThreadTransport(transport)
    if not hasattr(transport, closing):
        raise ClientError("`transport` is a sync one for Client, an async one for AsyncClient")
    return transport


def _speaks(http_client: Any) -> bool:
    return http_client is not None or any(map(find_spec, ("httpx2", "httpx")))


class ThreadTransport:
    """The standard library's transport, which waits in a thread while the event loop goes on."""

    def __init__(self, transport: StandardTransport | None = None) -> None:
        self._transport: Final = transport or StandardTransport()

    async def send(self, request: Request, timeout: float | None) -> Response:
        """Send one request and return its answer, read whole."""
        return await (await self.open(request, timeout)).whole()

    async def open(self, request: Request, timeout: float | None) -> AsyncStream:
        """Send one request and return its answer, the body still to come."""
        from asyncio import to_thread

        stream: Stream = await to_thread(self._transport.open, request, timeout)
        pieces = _read_apart(stream.pieces(None))
        return AsyncStream(
            stream.status, stream.headers, pieces, _closing(stream.close), request.until
        )

    async def aclose(self) -> None:
        """Nothing stays open."""


async def _read_apart(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    from asyncio import to_thread

    while (piece := await to_thread(next, pieces, None)) is not None:
        yield piece


def _closing(close: Callable[[], object]) -> Callable[[], Any]:
    async def closed() -> None:
        close()

    return closed
