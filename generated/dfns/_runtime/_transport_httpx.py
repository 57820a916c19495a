"""The transport over httpx2, or over a client of httpx or httpx2 that the user hands in.

In: nothing, or a client. Out: `Transport` and `AsyncTransport`. Redirects are never followed, and
credentials of the handed-in client are not used: what a request carries is decided before.
"""

from __future__ import annotations

import time
from typing import Any, Final

from ._errors import ClientError, TimedOut, TransportError
from ._http import Headers, Request, Response

CONNECT_SECONDS: Final = 10.0
LARGEST_BODY: Final = 256 * 1024 * 1024
"""An answer of more bytes than this is given up: no server may fill the memory."""

_NEVER_SENT: Final = ("ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol")


class HttpxTransport:
    """A transport over an `httpx2.Client` or `httpx.Client`."""

    def __init__(self, client: Any = None) -> None:
        self._own: Final = client is None
        self._client: Final[Any] = _httpx2().Client(cookies=_no_cookies()) if self._own else client

    def send(self, request: Request, timeout: float | None) -> Response:
        """Send one request and return its answer, read whole."""
        try:
            prepared = _prepared(self._client, request, timeout)
            answer = self._client.send(prepared, stream=True, auth=None, follow_redirects=False)
            try:
                return _response(answer, _limited(answer.iter_bytes(), request.until))
            finally:
                answer.close()
        except Exception as error:
            raise _translated(error) from error

    def close(self) -> None:
        """Close the client unless it is the user's own."""
        if self._own:
            self._client.close()


class AsyncHttpxTransport:
    """A transport over an `httpx2.AsyncClient` or `httpx.AsyncClient`."""

    def __init__(self, client: Any = None) -> None:
        self._own: Final = client is None
        self._client: Final[Any] = (
            _httpx2().AsyncClient(cookies=_no_cookies()) if self._own else client
        )

    async def send(self, request: Request, timeout: float | None) -> Response:
        """Send one request and return its answer, read whole."""
        try:
            prepared = _prepared(self._client, request, timeout)
            answer = await self._client.send(
                prepared, stream=True, auth=None, follow_redirects=False
            )
            try:
                body = _Collected()
                async for chunk in answer.aiter_bytes():
                    body.add(chunk)
                return _response(answer, body.whole())
            finally:
                await answer.aclose()
        except Exception as error:
            raise _translated(error) from error

    async def aclose(self) -> None:
        """Close the client unless it is the user's own."""
        if self._own:
            await self._client.aclose()


class _Collected:
    """The chunks of a body, of bounded size."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._size = 0

    def add(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > LARGEST_BODY:
            raise TransportError(f"the answer is larger than {LARGEST_BODY} bytes")
        self._chunks.append(chunk)

    def whole(self) -> bytes:
        return b"".join(self._chunks)


def _limited(chunks: Any, until: float | None) -> bytes:
    body = _Collected()
    for chunk in chunks:
        if until is not None and time.monotonic() > until:
            raise TimedOut("the deadline of the call has come")
        body.add(chunk)
    return body.whole()


def _httpx2() -> Any:
    try:
        import httpx2
    except ImportError as error:
        raise ClientError(
            "no HTTP library: install httpx2, or give `http_client` or `transport`"
        ) from error
    return httpx2


def _no_cookies() -> Any:
    """Return a jar that takes nothing: what one answer sets must not travel with other calls."""
    from http.cookiejar import CookieJar, DefaultCookiePolicy

    return CookieJar(DefaultCookiePolicy(allowed_domains=()))


def _prepared(client: Any, request: Request, timeout: float | None) -> Any:
    limits: Any = None
    if timeout is not None:
        limits = dict.fromkeys(("read", "write", "pool"), timeout)
        limits["connect"] = min(timeout, CONNECT_SECONDS)
    prepared = client.build_request(
        request.method,
        request.url,
        headers=list(request.headers.pairs),
        content=request.body,
        extensions={"timeout": limits or {}},
    )
    if request.body is None and request.method in ("POST", "PUT", "PATCH"):
        prepared.headers["Content-Length"] = "0"
    if prepared.url.raw_path != request.target.encode("ascii"):
        raise ClientError("the HTTP library would change the path of the request")
    return prepared


def _response(answer: Any, body: bytes) -> Response:
    pairs = [
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers.raw
    ]
    return Response(answer.status_code, Headers(pairs), body)


def _translated(error: Exception) -> Exception:
    """Return our own error for one of the library's; its text may hold the address, never more."""
    if isinstance(error, ClientError):
        return error
    name = type(error).__name__
    kind = TimedOut if name.endswith("Timeout") else TransportError
    if type(error).__module__.partition(".")[0] in ("httpx", "httpx2", "httpcore", "h11", "h2"):
        return kind(f"{name}: no whole answer came", sent=name not in _NEVER_SENT)
    return TransportError(f"{name} while sending") if isinstance(error, OSError) else error
