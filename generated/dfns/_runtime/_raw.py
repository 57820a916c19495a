# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Answers as they came: status, headers and body, read whole or while it arrives.

In: a method of a raw namespace, which plans a call but doesn't make it. Out: `RawMethod`, whose
calls return a `RawResponse`, and whose `stream` returns a context manager with the open answer.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any, Concatenate, Final, Generic, ParamSpec, TypeVar, cast

from ._call import Answer, call
from ._effects import run, run_async
from ._http import AsyncTransport, Headers, Request, Transport
from ._shown import shown
from ._streams import AsyncStream, Stream

T = TypeVar("T")
P = ParamSpec("P")


class Planned:
    """A call that a method has planned: `asked` are the arguments of `call`."""

    __slots__ = ("asked", "transport")

    def __init__(
        self, asked: tuple[Any, Any, Any, Any, Any, Any], transport: Transport | AsyncTransport
    ) -> None:
        self.asked: Final = asked
        self.transport: Final[Any] = transport

    def made(self, opened: list[Any] | None = None) -> Answer:
        """Make the call."""
        settings = self.asked[0]
        flow = call(*self.asked, opened)
        return run(flow, self.transport, settings.timeout, settings.deadline)

    async def async_made(self, opened: list[Any] | None = None) -> Answer:
        """Make the call in an event loop."""
        settings = self.asked[0]
        flow = call(*self.asked, opened)
        return await run_async(flow, self.transport, settings.timeout, settings.deadline)


class _Answered(Generic[T]):
    """What is known of an answer before its body."""

    __slots__ = ("_answer",)

    def __init__(self, answer: Answer) -> None:
        self._answer: Final = answer

    @property
    def status(self) -> int:
        """The HTTP status."""
        return cast("int", self._answer.response.status)

    @property
    def headers(self) -> Headers:
        """The headers of the answer."""
        return cast("Headers", self._answer.response.headers)

    @property
    def request(self) -> Request:
        """The request, without the credentials that it travelled with."""
        return self._answer.request


class RawResponse(_Answered[T]):
    """An answer as it came; `value()` decodes it on demand."""

    @property
    def body(self) -> bytes:
        """The body as it came."""
        return cast("bytes", self._answer.response.body)

    @property
    def text(self) -> str:
        """The body as text."""
        return cast("str", self._answer.response.text)

    def value(self) -> T:
        """Return the typed body. Raises InvalidAnswer or UnexpectedAnswer, see there."""
        return cast("T", self._answer.value())

    @shown
    def __repr__(self) -> str:
        return f"RawResponse({self._answer.response!r})"


class StreamedResponse(_Answered[T]):
    """An answer while it arrives."""

    def iter_bytes(self, limit: int | None = None) -> Iterator[bytes]:
        """Return the body as it comes, once. Raises TransportError beyond `limit` bytes."""
        stream: Stream = self._answer.response
        return stream.pieces(limit)

    def read(self) -> bytes:
        """Return the whole body."""
        return cast("bytes", self._answer.response.whole().body)

    def value(self) -> T:
        """Read the whole body and return it typed; see `RawResponse.value`."""
        return cast("T", self._answer.value(self._answer.response.whole()))


class AsyncStreamedResponse(_Answered[T]):
    """The same for asynchronous code."""

    def iter_bytes(self, limit: int | None = None) -> AsyncIterator[bytes]:
        """Return the body as it comes, once. Raises TransportError beyond `limit` bytes."""
        stream: AsyncStream = self._answer.response
        return stream.pieces(limit)

    async def read(self) -> bytes:
        """Return the whole body."""
        return cast("bytes", (await self._answer.response.whole()).body)

    async def value(self) -> T:
        """Read the whole body and return it typed; see `RawResponse.value`."""
        return cast("T", self._answer.value(await self._answer.response.whole()))


class RawMethod(Generic[P, T]):
    """A method whose answer comes as it is."""

    def __init__(self, method: Callable[P, Any]) -> None:
        self._method: Final = method

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> RawResponse[T]:
        return RawResponse(cast("Planned", self._method(*args, **kwargs)).made())

    @contextmanager
    def stream(
        self, *args: P.args, **kwargs: P.kwargs
    ) -> Generator[StreamedResponse[T], None, None]:
        """Make the call on entering, with its answer while it arrives; leaving lets go of it."""
        opened: list[Stream] = []
        try:
            planned = cast("Planned", self._method(*args, **kwargs))
            yield StreamedResponse(planned.made(opened))
        finally:
            for stream in opened:
                stream.close()


class AsyncRawMethod(Generic[P, T]):
    """A method whose answer comes as it is."""

    def __init__(self, method: Callable[P, Any]) -> None:
        self._method: Final = method

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> RawResponse[T]:
        planned = cast("Planned", await self._method(*args, **kwargs))
        return RawResponse(await planned.async_made())

    @asynccontextmanager
    async def stream(
        self, *args: P.args, **kwargs: P.kwargs
    ) -> AsyncGenerator[AsyncStreamedResponse[T], None]:
        """Make the call on entering, with its answer while it arrives; leaving lets go of it."""
        opened: list[AsyncStream] = []
        try:
            planned = cast("Planned", await self._method(*args, **kwargs))
            yield AsyncStreamedResponse(await planned.async_made(opened))
        finally:
            for stream in opened:
                await stream.close()


def raw(method: Callable[P, T]) -> RawMethod[P, T]:
    """Return a method of a raw namespace."""
    return RawMethod(method)


def async_raw(method: Callable[Concatenate[Any, P], T], of: object) -> AsyncRawMethod[P, T]:
    """Return a method of a raw asynchronous namespace; `method` is that of the sync one."""
    return AsyncRawMethod(partial(method, of))
