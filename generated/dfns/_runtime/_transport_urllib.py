# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""A transport over the standard library alone, for where nothing may be installed.

In: nothing. Out: `Transport`. One connection for each request; redirects are never followed.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR
from typing import TYPE_CHECKING, Final

from ._errors import TimedOut, TransportError, cause_of, without_frames
from ._http import Headers, Request, Response, Upload
from ._streams import PIECE, Stream

_INTERIM: Final = frozenset({100, *range(102, 200)})
_MOST_INTERIM: Final = 1000
_GZIP_OR_ZLIB: Final = 47
"""The bits of a window by which zlib finds out itself which of the two it has."""

if TYPE_CHECKING:  # Both are slow to import, and most users never need them.
    import http.client
    import ssl


class StandardTransport:
    """A transport over `http.client`, what `urllib` itself stands on."""

    may_drip: Final = True

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self._context = context

    def send(self, request: Request, timeout: float | None) -> Response:
        """Send one request and return its answer, read whole."""
        return self.open(request, timeout).whole()

    def open(self, request: Request, timeout: float | None) -> Stream:
        """Send one request and return its answer, the body still to come."""
        connection = self._connection(request.origin, timeout)
        try:
            self._connect(connection, request)
            socket = connection.sock
            answer = _exchange(connection, request)
        except BaseException:
            connection.close()
            raise

        def close() -> None:
            # Of an answer that ends with its connection, `http.client` keeps the socket open still,
            # and a thread may wait for it: shut down, it wakes.
            with suppress(OSError):
                socket.shutdown(SHUT_RDWR)
            answer.close()
            connection.close()

        pieces = _unpacked(_pieces(answer), answer.getheader("Content-Encoding", ""))
        return Stream(answer.status, Headers(answer.getheaders()), pieces, close, request.until)

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

    def _connect(self, connection: http.client.HTTPConnection, request: Request) -> None:
        try:
            connection.connect()
        except OSError as error:
            kind = TimedOut if isinstance(error, TimeoutError) else TransportError
            text = cause_of(error, "no connection", request.origin)
            raise kind(text, sent="no") from without_frames(error)


@contextmanager
def _translated() -> Generator[None, None, None]:
    from http.client import HTTPException

    try:
        yield
    except TimeoutError as error:
        raise TimedOut(cause_of(error, "no whole answer came in time")) from without_frames(error)
    except (OSError, HTTPException) as error:
        text = cause_of(error, "no whole answer came")
        raise TransportError(text) from without_frames(error)


def _exchange(connection: http.client.HTTPConnection, request: Request) -> http.client.HTTPResponse:
    with _translated():
        chunked = _begun(connection, request)
        with suppress(BrokenPipeError):  # The server may have answered before it read all.
            connection.endheaders(request.body, encode_chunked=chunked)
        return _final(connection.getresponse())


def _final(answer: http.client.HTTPResponse) -> http.client.HTTPResponse:
    """Skip what comes before the answer: 102 Processing, 103 Early Hints. `http.client` skips 100.

    Source: RFC 9110, section 15.2.
    """
    for _ in range(_MOST_INTERIM):
        if answer.status not in _INTERIM:
            return answer
        vars(answer)["headers"] = None  # Else `begin` takes what it read for all there is.
        answer.begin()
    raise TransportError("no answer came after very many that announce one")


def _begun(connection: http.client.HTTPConnection, request: Request) -> bool:
    """Note request line and headers; return whether the body's length isn't known."""
    connection.putrequest(request.method, request.target, skip_accept_encoding=True)
    for name, value in request.headers.pairs:
        connection.putheader(name, value)
    body = request.body
    length = body.length if isinstance(body, Upload) else len(body or b"")
    if length is None:
        connection.putheader("Transfer-Encoding", "chunked")
    elif body is not None or request.method in ("POST", "PUT", "PATCH"):
        connection.putheader("Content-Length", str(length))
    return length is None


def _unpacked(pieces: Iterator[bytes], coding: str) -> Iterator[bytes]:
    """Return a body without its gzip or deflate, which some servers send though nobody asked."""
    if coding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        yield from pieces
        return
    import zlib

    decoder = zlib.decompressobj(_GZIP_OR_ZLIB)
    has_begun = False
    for piece in pieces:
        has_begun = True
        try:
            while piece:
                yield decoder.decompress(piece, PIECE)
                piece = decoder.unconsumed_tail or decoder.unused_data
                if decoder.eof and piece:  # A file of gzip may have several members.
                    decoder = zlib.decompressobj(_GZIP_OR_ZLIB)
        except zlib.error:
            raise TransportError(f"the answer is no {coding}", sent="yes") from None
    if has_begun and not decoder.eof:
        raise TransportError("the answer ended too early")


def _pieces(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    with _translated():
        while piece := answer.read1(PIECE):
            yield piece
        if answer.length:
            raise TransportError("the answer ended too early")
