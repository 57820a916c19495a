# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""The clients' common part: what is configured, and the namespaces that make the calls.

In: what the generated `Client` and `AsyncClient` hand over. Out: calls. Nothing here is about any
one API.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Final, TypeVar, cast

from ._call import Options, Settings, call
from ._effects import run, run_async
from ._http import AsyncTransport, Transport
from ._operation import Operation, PagedOperation
from ._paging import AsyncPage, Page
from ._raw import Planned
from ._shown import shown

if TYPE_CHECKING:  # Few APIs stream, and the others don't pay for it.
    from ._item_streams import AsyncItemStream, ItemStream

T = TypeVar("T")
R = TypeVar("R")
I = TypeVar("I")  # noqa: E741  # an item
C = TypeVar("C", bound="ClientBase")
A = TypeVar("A", bound="AsyncClientBase")


class ClientBase:
    """What every sync client can do. Threads may share one."""

    def __init__(self, settings: Settings, transport: Transport) -> None:
        self._settings = settings
        self._transport: Final = transport

    def _with(self: C, options: Options) -> C:
        copy = type(self).__new__(type(self))
        ClientBase.__init__(copy, self._settings.changed(**options), self._transport)
        return copy

    @property
    def base_url(self) -> str:
        """Where requests go."""
        return self._settings.base_url

    def close(self) -> None:
        """Let go of all connections."""
        self._transport.close()

    def __enter__(self: C) -> C:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @shown
    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_url!r})"


class AsyncClientBase:
    """What every async client can do."""

    def __init__(self, settings: Settings, transport: AsyncTransport) -> None:
        self._settings = settings
        self._transport: Final = transport

    def _with(self: A, options: Options) -> A:
        copy = type(self).__new__(type(self))
        AsyncClientBase.__init__(copy, self._settings.changed(**options), self._transport)
        return copy

    @property
    def base_url(self) -> str:
        """Where requests go."""
        return self._settings.base_url

    async def aclose(self) -> None:
        """Let go of all connections."""
        await self._transport.aclose()

    async def __aenter__(self: A) -> A:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    @shown
    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_url!r})"


class Namespace:
    """The operations of one tag."""

    __slots__ = ("_raw", "_settings", "_transport")

    def __init__(self, settings: Settings, transport: Transport, raw: bool = False) -> None:
        self._settings: Final = settings
        self._transport: Final = transport
        self._raw: Final = raw

    def _call(
        self,
        operation: Operation[T],
        values: tuple[object, ...] = (),
        body: object = None,
        content_type: str = "",
        accept: str = "",
    ) -> T:
        settings = self._settings
        if self._raw:
            asked = (settings, operation, values, body, content_type, accept)
            return cast("T", Planned(asked, self._transport))
        if operation.streamed and operation.streams(accept):
            from ._opened import opened

            asked = (settings, operation, values, body, content_type, accept)
            return cast("T", opened(asked, self._transport))
        flow = call(settings, operation, values, body, content_type, accept)
        found: T = run(flow, self._transport, settings.timeout, settings.deadline).value()
        return found

    def _items(
        self,
        operation: Operation[I],
        values: tuple[object, ...] = (),
        body: object = None,
        content_type: str = "",
        accept: str = "",
    ) -> ItemStream[I]:
        value: object = self._call(operation, values, body, content_type, accept)
        return cast("ItemStream[I]", value)

    def _page(self, operation: PagedOperation[R, I], values: tuple[object, ...]) -> Page[R, I]:
        value = self._call(operation, values)
        if self._raw:
            return cast("Page[R, I]", value)
        return Page(value, operation, values, self._call)


class AsyncNamespace:
    """The operations of one tag, for asynchronous code."""

    __slots__ = ("_raw", "_settings", "_transport")

    def __init__(self, settings: Settings, transport: AsyncTransport, raw: bool = False) -> None:
        self._settings: Final = settings
        self._transport: Final = transport
        self._raw: Final = raw

    async def _call(
        self,
        operation: Operation[T],
        values: tuple[object, ...] = (),
        body: object = None,
        content_type: str = "",
        accept: str = "",
    ) -> T:
        settings = self._settings
        if self._raw:
            asked = (settings, operation, values, body, content_type, accept)
            return cast("T", Planned(asked, self._transport))
        if operation.streamed and operation.streams(accept):
            from ._opened import async_opened

            asked = (settings, operation, values, body, content_type, accept)
            return cast("T", await async_opened(asked, self._transport))
        flow = call(settings, operation, values, body, content_type, accept)
        answer = await run_async(flow, self._transport, settings.timeout, settings.deadline)
        found: T = answer.value()
        return found

    def _items(
        self,
        operation: Operation[I],
        values: tuple[object, ...] = (),
        body: object = None,
        content_type: str = "",
        accept: str = "",
    ) -> AsyncItemStream[I]:
        if self._raw:
            planned = self._call(operation, values, body, content_type, accept)
            return cast("AsyncItemStream[I]", planned)
        from ._opened import async_items

        asked = (self._settings, operation, values, body, content_type, accept)
        return async_items(asked, self._transport)

    async def _page(
        self, operation: PagedOperation[R, I], values: tuple[object, ...]
    ) -> AsyncPage[R, I]:
        value = await self._call(operation, values)
        if self._raw:
            return cast("AsyncPage[R, I]", value)
        return AsyncPage(value, operation, values, self._call)
