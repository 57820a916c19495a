# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Bodies on their way: answers that are read, and files that are sent, a piece at a time.

In: what a transport has opened; a file that a caller wants sent. Out: `Stream` and `AsyncStream`,
which hold no more than a piece of an answer; `Source`, a part of an `Upload`.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import IO, Any, Final, TypeVar, cast

from ._bounded import within
from ._errors import (
    ClientError,
    InvalidRequest,
    TimedOut,
    TransportError,
    foreign_error,
    without_frames,
)
from ._http import Headers, Response

I = TypeVar("I")  # noqa: E741  # an iterator

LARGEST_BODY: Final = 256 * 1024 * 1024
"""An answer of more bytes than this isn't read whole: no server may fill the memory."""

PIECE: Final = 64 * 1024


class _Open:
    """What both kinds of streams know: status and headers, and how much has come."""

    __slots__ = ("_close", "_limit", "_until", "headers", "status")

    def __init__(
        self, status: int, headers: Headers, close: Callable[[], Any], until: float | None = None
    ) -> None:
        self.status: Final = status
        self.headers: Final = headers
        self._close: Final = close
        self._until: Final = until

    def _counted(self, size: int, limit: int | None) -> int:
        if limit is not None and size > limit:
            raise TransportError(f"the answer is larger than {limit} bytes", sent="yes")
        if self._until is not None and time.monotonic() > self._until:
            raise TimedOut("the deadline of the call has come", sent="yes")
        return size


def _once(pieces: I | None) -> I:
    if pieces is None:
        raise ClientError("the body of this answer has been read already")
    return pieces


class Stream(_Open):
    """An answer whose body is still to come. It is read once, and closed by whoever opened it."""

    __slots__ = ("_pieces",)

    def __init__(
        self,
        status: int,
        headers: Headers,
        pieces: Iterator[bytes],
        close: Callable[[], object],
        until: float | None = None,
    ) -> None:
        super().__init__(status, headers, close, until)
        self._pieces: Iterator[bytes] | None = pieces

    def pieces(self, limit: int | None) -> Iterator[bytes]:
        """Return the body as it comes. Raises TransportError beyond `limit` bytes."""
        pieces, self._pieces = _once(self._pieces), None
        size = 0
        while (piece := self._next(pieces)) is not None:
            size = self._counted(size + len(piece), limit)
            yield piece

    def _next(self, pieces: Iterator[bytes]) -> bytes | None:
        try:
            if self._until is None:
                return next(pieces, None)
            return within(self._until, "yes", next, pieces, None)
        except ClientError:
            raise
        except Exception as error:
            raise foreign_error(error) from without_frames(error)

    def whole(self) -> Response:
        """Return the answer read whole, and let go of it."""
        try:
            return Response(self.status, self.headers, b"".join(self.pieces(LARGEST_BODY)))
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._close()


class AsyncStream(_Open):
    """The same for asynchronous code."""

    __slots__ = ("_pieces",)

    def __init__(
        self,
        status: int,
        headers: Headers,
        pieces: AsyncIterator[bytes],
        close: Callable[[], Awaitable[object]],
        until: float | None = None,
    ) -> None:
        super().__init__(status, headers, close, until)
        self._pieces: AsyncIterator[bytes] | None = pieces

    async def pieces(self, limit: int | None) -> AsyncIterator[bytes]:
        """Return the body as it comes. Raises TransportError beyond `limit` bytes."""
        pieces, self._pieces = _once(self._pieces), None
        size = 0
        while (piece := await self._next(pieces)) is not None:
            size = self._counted(size + len(piece), limit)
            yield piece

    async def _next(self, pieces: AsyncIterator[bytes]) -> bytes | None:
        from asyncio import timeout

        until = self._until
        try:
            async with timeout(None if until is None else until - time.monotonic()):
                return await anext(pieces, None)
        except ClientError:
            raise
        except Exception as error:
            if isinstance(error, TimeoutError) and until is not None and time.monotonic() >= until:
                raise TimedOut("the deadline of the call has come", sent="yes") from None
            raise foreign_error(error) from without_frames(error)

    async def whole(self) -> Response:
        """Return the answer read whole, and let go of it."""
        try:
            pieces = [piece async for piece in self.pieces(LARGEST_BODY)]
            return Response(self.status, self.headers, b"".join(pieces))
        finally:
            await self.close()

    async def close(self) -> None:
        """Let go of the connection."""
        await self._close()


class Pieces:
    """Bytes that are made while they are sent; they can't be sent again."""

    __slots__ = ("_made", "length", "start")

    def __init__(self, made: Iterator[bytes]) -> None:
        self._made: Final = made
        self.start: int | None = None
        self.length: int | None = None

    def pieces(self) -> Iterator[bytes]:
        """Return the pieces as they are made. Raises TypeError for one that isn't bytes."""
        for piece in cast("Iterator[object]", self._made):
            if not isinstance(piece, bytes):
                raise TypeError(f"a piece of the body is {type(piece).__name__!r}, not bytes")
            yield piece


class Source:
    """A file to send: a path, which is opened for each attempt, or an open stream.

    `start` is where a stream stands when it is handed over, None where it can't return there.
    """

    __slots__ = ("_content", "length", "start")

    def __init__(self, content: Path | IO[bytes]) -> None:
        self._content: Final = content
        self.start: int | None = 0
        self.length: int | None = None
        if isinstance(content, Path):
            self.length = content.stat().st_size
            return
        given: object = content
        if isinstance(given, io.TextIOBase):
            raise InvalidRequest("a stream to be sent is opened in binary mode")
        try:
            self.start = start = content.tell()
            self.length = content.seek(0, os.SEEK_END) - start
            content.seek(start)
        except (AttributeError, OSError):
            self.start = None

    def pieces(self) -> Iterator[bytes]:
        """Read the file from its start. Raises TransportError where its length has changed."""
        content = self._content
        if isinstance(content, Path):
            with content.open("rb") as stream:
                yield from self._read(stream)
        else:
            if self.start is not None:
                content.seek(self.start)
            yield from self._read(content)

    def _read(self, stream: IO[bytes]) -> Iterator[bytes]:
        left = self.length
        while piece := stream.read(PIECE):
            if left is not None:
                left -= len(piece)
                if left < 0:
                    break
            yield piece
        if left:
            raise TransportError("the file has another length than when it was handed over")
