"""A transport over the standard library alone, for where nothing may be installed.

In: nothing. Out: `Transport`. One connection for each request; redirects are never followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ._errors import TimedOut, TransportError
from ._http import Headers, Request, Response

if TYPE_CHECKING:  # Both are slow to import, and most users never need them.
    import http.client
    import ssl

LARGEST_BODY: Final = 256 * 1024 * 1024


class StandardTransport:
    """A transport over `http.client`, what `urllib` itself stands on."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self._context = context

    def send(self, request: Request, timeout: float | None) -> Response:
        """Send one request and return its answer, read whole."""
        connection = self._connection(request.origin, timeout)
        try:
            self._connect(connection)
            return _exchange(connection, request)
        finally:
            connection.close()

    def close(self) -> None:
        """Nothing stays open."""

    def _connection(self, origin: str, timeout: float | None) -> http.client.HTTPConnection:
        scheme, _, host = origin.partition("://")
        from http.client import HTTPConnection, HTTPSConnection

        if scheme == "https":
            if self._context is None:
                from ssl import create_default_context

                self._context = create_default_context()
            return HTTPSConnection(host, timeout=timeout, context=self._context)
        return HTTPConnection(host, timeout=timeout)

    def _connect(self, connection: http.client.HTTPConnection) -> None:
        try:
            connection.connect()
        except OSError as error:
            name = type(error).__name__
            raise TransportError(f"{name}: no connection", sent=False) from error


def _exchange(connection: http.client.HTTPConnection, request: Request) -> Response:
    from http.client import HTTPException

    try:
        connection.putrequest(request.method, request.target, skip_accept_encoding=True)
        for name, value in request.headers.pairs:
            connection.putheader(name, value)
        if request.body is not None or request.method in ("POST", "PUT", "PATCH"):
            connection.putheader("Content-Length", str(len(request.body or b"")))
        connection.endheaders(request.body)
        answer = connection.getresponse()
        body = answer.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise TransportError(f"the answer is larger than {LARGEST_BODY} bytes")
        if answer.length:
            raise TransportError("the answer ended too early")
        return Response(answer.status, Headers(answer.getheaders()), body)
    except TimeoutError as error:
        raise TimedOut("no whole answer came in time") from error
    except (OSError, HTTPException) as error:
        raise TransportError(f"{type(error).__name__}: no whole answer came") from error
