"""Calls whose answers are read an item at a time: made, and asked for anew where they break off.

In: the arguments of a call, and a transport. Out: `ItemStream` and `AsyncItemStream`, or the value
of an answer that is something else.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

from ._answers import asked_contents, reader
from ._call import Answer, RequestOptions, Settings, call, carried_out
from ._client import AsyncNamespace, Namespace
from ._effects import Flow, run, run_async
from ._http import AsyncTransport, Transport, Upload
from ._item_streams import AsyncItemStream, ItemStream, Opened
from ._items import Items
from ._operation import Operation
from ._raw import AsyncRawMethod

T = TypeVar("T")
I = TypeVar("I")  # noqa: E741  # an item
P = ParamSpec("P")

Asked = tuple[Settings, Operation[Any], tuple[object, ...], object, str, str]
"""The arguments of `call`."""


class _Opening:
    """One call: what was opened for it, and what reads its answer."""

    def __init__(self, asked: Asked) -> None:
        self.asked: Final = asked
        self.settings, self.operation, *_, self.accept = asked
        deadline = self.settings.stream_deadline
        self.until: Final = None if deadline is None else time.monotonic() + deadline
        self.streams: Final[list[Any]] = []
        self.request: Any = None

    @property
    def left(self) -> float | None:
        """The seconds that are left of the deadline, or by default those to open an answer in."""
        return self.settings.deadline if self.until is None else self.until - time.monotonic()

    def flow(self, last_event_id: str = "") -> Flow[Answer]:
        """Return what makes the call, or asks for what follows an event."""
        if not last_event_id:
            return call(*self.asked, self.streams)
        request = self.request.with_headers(("Last-Event-ID", last_event_id))
        return carried_out(self.settings, self.operation, request, True, self.accept, self.streams)

    def items(self, answer: Answer) -> Items | None:
        """Return what reads the items of an answer; none follow where it has no content."""
        self.request = answer.request
        status = answer.response.status
        if status == 204 and not self.operation.answer(status):
            return Items(None)
        content_type = answer.response.headers.get("content-type", "")
        media_type = content_type.partition(";")[0].strip().lower()
        contents = self.operation.answer(status)
        asked = asked_contents(self.operation, contents, self.accept) if contents else {}
        how = reader(asked, media_type) if asked else None
        return how if isinstance(how, Items) else None

    def opened(self, answer: Answer, items: Items, again: Any) -> Opened:
        """Return the open answer; it is asked for anew where that is safe."""
        may = self.operation.repeatable and not isinstance(answer.request.body, Upload)
        return Opened(
            answer.response,
            items,
            self.operation,
            self.settings.answers,
            again if may else None,
            self.settings.retries,
            self.until,
            answer.request.origin.partition("://")[2],
        )


def opened(asked: Asked, transport: Transport) -> Any:
    """Make a call; return its items, or the value of an answer that has none."""
    opening = _Opening(asked)
    settings = opening.settings

    def again(last_event_id: str) -> Any:
        flow = opening.flow(last_event_id)
        answer = run(flow, transport, settings.timeout, opening.left)
        if answer.response.status != 204 and opening.items(answer) is None:
            answer.value(answer.response.whole())
        return answer.response

    try:
        answer = run(opening.flow(), transport, settings.timeout, opening.left)
        items = opening.items(answer)
        if items is None:
            return answer.value(answer.response.whole())
        return ItemStream[Any](opening.opened(answer, items, again))
    except BaseException:
        for stream in opening.streams:
            stream.close()
        raise


def async_items(asked: Asked, transport: AsyncTransport) -> AsyncItemStream[Any]:
    """Return the items of a call that is made when they are asked for."""

    async def begun() -> Opened:
        return cast("Opened", await _async_opened(asked, transport))

    return AsyncItemStream(begun)


async def async_opened(asked: Asked, transport: AsyncTransport) -> Any:
    """Make a call; return its items, or the value of an answer that has none."""
    found = await _async_opened(asked, transport)
    if not isinstance(found, Opened):
        return found

    async def begun() -> Opened:
        return found

    return await AsyncItemStream[Any](begun)


async def _async_opened(asked: Asked, transport: AsyncTransport) -> Any:
    opening = _Opening(asked)
    settings = opening.settings

    async def again(last_event_id: str) -> Any:
        flow = opening.flow(last_event_id)
        answer = await run_async(flow, transport, settings.timeout, opening.left)
        if answer.response.status != 204 and opening.items(answer) is None:
            answer.value(await answer.response.whole())
        return answer.response

    try:
        answer = await run_async(opening.flow(), transport, settings.timeout, opening.left)
        items = opening.items(answer)
        if items is None:
            return answer.value(await answer.response.whole())
        return opening.opened(answer, items, again)
    except BaseException:
        for stream in opening.streams:
            await stream.close()
        raise


def _flagged(operation: Operation[Any], body: object, accept: str) -> object:
    """Return a body that asks for the kind of answer that the caller does, by `stream: true`.

    A body that asks for items by itself is sent: an answer in items is an unexpected one then.
    """
    known = (how for contents in operation.answers.values() for how in contents.values())
    flag = next((how.flag for how in known if isinstance(how, Items) and how.flag), "")
    if not flag:
        return body
    wire = _wire(body)
    if not operation.streams(accept):
        return body
    if wire is not None:
        return {**wire, flag: True}
    if hasattr(body, flag) and hasattr(body, "__replace__"):
        return cast("Any", body).__replace__(**{flag: True})
    return body


def _wire(body: object) -> Mapping[str, object] | None:
    return cast("Mapping[str, object]", body) if isinstance(body, Mapping) else None


class StreamingNamespace(Namespace):
    """The operations of one tag, some of whose answers come an item at a time."""

    __slots__ = ()

    def _call(
        self,
        operation: Operation[T],
        values: tuple[object, ...] = (),
        body: object = None,
        content_type: str = "",
        accept: str = "",
        options: RequestOptions | None = None,
    ) -> T:
        body = _flagged(operation, body, accept)
        if self._raw or not operation.streams(accept):
            return super()._call(operation, values, body, content_type, accept, options)
        settings = self._settings.for_call(options) if options else self._settings
        asked = (settings, operation, values, body, content_type, accept)
        return cast("T", opened(asked, self._transport))

    def _items(
        self,
        operation: Operation[I],
        values: tuple[object, ...] = (),
        body: object = None,
        content_type: str = "",
        accept: str = "",
        options: RequestOptions | None = None,
    ) -> ItemStream[I]:
        value: object = self._call(operation, values, body, content_type, accept, options)
        return cast("ItemStream[I]", value)


class AsyncStreamingNamespace(AsyncNamespace):
    """The operations of one tag, some of whose answers come an item at a time."""

    __slots__ = ()

    async def _call(
        self,
        operation: Operation[T],
        values: tuple[object, ...] = (),
        body: object = None,
        content_type: str = "",
        accept: str = "",
        options: RequestOptions | None = None,
    ) -> T:
        body = _flagged(operation, body, accept)
        if self._raw or not operation.streams(accept):
            return await super()._call(operation, values, body, content_type, accept, options)
        settings = self._settings.for_call(options) if options else self._settings
        asked = (settings, operation, values, body, content_type, accept)
        return cast("T", await async_opened(asked, self._transport))

    def _items(
        self,
        operation: Operation[I],
        values: tuple[object, ...] = (),
        body: object = None,
        content_type: str = "",
        accept: str = "",
        options: RequestOptions | None = None,
    ) -> AsyncItemStream[I]:
        if self._raw:
            planned = self._call(operation, values, body, content_type, accept, options)
            return cast("AsyncItemStream[I]", planned)
        body = _flagged(operation, body, accept)
        settings = self._settings.for_call(options) if options else self._settings
        asked = (settings, operation, values, body, content_type, accept)
        return async_items(asked, self._transport)


def awaited_items(
    method: Callable[Concatenate[Any, P], ItemStream[I]],
) -> Callable[Concatenate[Any, P], AsyncItemStream[I]]:
    """Return a method for asynchronous code: its namespace's `_items` gives items to wait for."""
    return cast("Callable[Concatenate[Any, P], AsyncItemStream[I]]", method)


def async_raw_items(
    method: Callable[Concatenate[Any, P], ItemStream[I]], of: object
) -> AsyncRawMethod[P, ItemStream[I]]:
    """Return a method of a raw asynchronous namespace that gives items."""
    return AsyncRawMethod(partial(method, of))
