"""Answers whose items are read while the server still sends them.

In: an open answer, and how to ask for the rest of it anew. Out: `ItemStream` and `AsyncItemStream`,
which give typed items. What breaks off goes on after the last event that has an id, where asking
again is safe; else the error says how far it came. Closing early closes the connection.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import Any, Final, Generic, TypeVar, cast

from ._due import until
from ._errors import ClientError, InvalidAnswer, StreamError, TimedOut, TransportError
from ._http import Response
from ._issues import Issue, ValidationError
from ._leniency import read_json, read_value
from ._operation import Operation, Sequenced
from ._retry import retry_delay
from ._sequences import ServerSentEvent, Splitter, splitter
from ._streams import AsyncStream, Stream

T = TypeVar("T")
Found = ServerSentEvent | bytes

_DONE: Final = "[DONE]"
"""What many servers send behind the last item. It is no JSON, so that no item can be it."""

_ERROR: Final = re.compile(r'\s*\{\s*"error"\s*:')
_LONGEST_WAIT: Final = 120.0
_closing: Final[set[Any]] = set()


class Opened:
    """An open answer: what reads it, and what asks for what follows an event.

    `again` takes the id of the last event, and gives another open answer; None where asking again
    isn't safe. `retries` is how often in a row it may be asked without a further item.
    """

    __slots__ = ("again", "answers", "host", "items", "operation", "retries", "stream", "until")

    def __init__(
        self,
        stream: Any,
        items: Sequenced,
        operation: Operation[Any],
        answers: str,
        again: Callable[[str], Any] | None = None,
        retries: int = 0,
        until: float | None = None,
        host: str = "",
    ) -> None:
        self.stream: Any = stream
        self.items: Final = items
        self.operation: Final = operation
        self.answers: Final = answers
        self.again: Final = again
        self.retries: Final = retries
        self.until: Final = until
        self.host: Final = host


class _Reading:
    """How far an answer has been read, and what to do where it breaks off."""

    def __init__(self, opened: Opened) -> None:
        self.opened: Final = opened
        self.received = 0
        self.last_id = ""
        self.is_done = False
        self._wait: float | None = None
        self._failures = 0
        self._splitter: Splitter = self._new_splitter()

    def _new_splitter(self) -> Splitter:
        content_type: str = self.opened.stream.headers.get("content-type", "")
        return splitter(content_type)

    def fed(self, piece: bytes) -> Iterator[Found]:
        """Return what a piece completes, up to the mark of the end."""
        return self._noted(self._splitter.fed(piece))

    def ended(self) -> Iterator[Found]:
        """Return what the end completes. Raises TransportError where an item was cut."""
        try:
            yield from self._noted(self._splitter.ended())
        except EOFError:
            raise TransportError("the answer ended in the middle of an item") from None
        self.is_done = True

    def _noted(self, found: Iterator[Found]) -> Iterator[Found]:
        for one in found:
            if self.is_done:  # It was closed while the last one was looked at.
                return
            if isinstance(one, ServerSentEvent):
                if one.retry is not None:
                    self._wait = min(one.retry / 1000, _LONGEST_WAIT)
                if self._is_end(one.data):
                    self.is_done = True
                    return
                self.last_id = one.id
            elif self._is_end(one.decode("utf-8", "replace").strip()):
                self.is_done = True
                return
            due = self.opened.until
            if due is not None and time.monotonic() >= due:
                raise TimedOut("the deadline of the call has come", sent="yes")
            self.received += 1
            self._failures = 0
            yield one

    def _is_end(self, text: str) -> bool:
        items = self.opened.items
        return text in items.end or (text == _DONE and items.codec is not str)

    def pause(self, error: TransportError) -> float:
        """Return the seconds until it may go on; raises the error, and how far it came, if not."""
        opened = self.opened
        may = opened.again is not None and self._failures < opened.retries
        may = may and bool(self.last_id) and self.last_id.isascii()  # Else it fits in no header.
        wait = self._wait
        if wait is None:
            wait = retry_delay(self._failures + 1) or 0.0
        if opened.until is not None and time.monotonic() + wait >= opened.until:
            may = False
        if not may:
            raise self._so_far(error) from error
        self._failures += 1
        return wait

    def _so_far(self, error: TransportError) -> TransportError:
        kind = TimedOut if isinstance(error, TimedOut) else TransportError
        line = self.opened.operation.line
        cause = kind(str(error).removeprefix(f"{line}: "))
        if self.opened.host:
            cause.place(self.opened.host)
        made = kind(f"{line}: {self._how_far()}: {cause}", sent="yes")
        made.received, made.last_event_id = self.received, self.last_id or None
        return made

    def _how_far(self) -> str:
        last = f", the last with the id {self.last_id!r}" if self.last_id else ""
        count = f"{self.received} item{'' if self.received == 1 else 's'}"
        return f"broke off after {count}{last}"

    def refused(self, error: ClientError) -> ClientError:
        """Return the error of asking for what follows, which tells how far the items came."""
        error.received, error.last_event_id = self.received, self.last_id or None
        error.add_note(f"The answer before {self._how_far()}.")
        return error

    def again(self) -> Any:
        """Ask for what follows the last event."""
        assert self.opened.again is not None
        return self.opened.again(self.last_id)

    def go_on(self, stream: Any) -> None:
        """Take another answer, which goes on where this one broke off; one of 204 ends it."""
        self.opened.stream = stream
        self._splitter = self._new_splitter()
        self.is_done = int(stream.status) == 204

    def value(self, found: Found) -> Any:
        """Return an item. Raises InvalidAnswer, and StreamError for what the server calls one."""
        items = self.opened.items
        try:
            if isinstance(found, ServerSentEvent):
                return until(self.opened.until, partial(self._of_event, found, items))
            answers = "checked" if _is_error(found) else self.opened.answers
            of_text = partial(self._of_text, found, items, answers)
            return until(self.opened.until, of_text)
        except ValidationError as error:
            where = f"{self.opened.operation.line}, item {self.received}"
            raw = found if isinstance(found, bytes) else found.data.encode()
            answer = Response(self.opened.stream.status, self.opened.stream.headers, raw)
            is_error = _is_error(found)
            made = StreamError(where, answer) if is_error else InvalidAnswer(where, answer, error)
            made.received, made.last_event_id = self.received - 1, self.last_id or None
            raise made from None

    def _of_event(self, event: ServerSentEvent, items: Sequenced) -> Any:
        if items.codec is None:
            return event
        if items.codec is str:
            return event.data
        if not items.is_event:
            answers = "checked" if _is_error(event) else self.opened.answers
            return self._of_text(event.data.encode("utf-8"), items, answers)
        fields: dict[str, Any] = {"event": event.event, "id": event.id, "retry": event.retry}
        fields = {name: value for name, value in fields.items() if name in event.named}
        as_text, plain = {"data": event.data, **fields}, {"data": event.data, **fields}
        with suppress(ValueError, RecursionError):
            plain = {**fields, "data": json.loads(event.data)}
        for value in (as_text, plain):
            with suppress(ValidationError):
                return self._taken(items, value, "checked")
        return self._taken(items, plain, self.opened.answers)

    def _of_text(self, text: bytes, items: Sequenced, answers: str) -> Any:
        if items.codec in (str, bytes):
            return text if items.codec is bytes else text.decode("utf-8", "replace")
        if items.codec is not None and not items.is_list:
            return read_json(items.codec, text.strip(), answers, self.opened.operation.line)
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            issue = Issue("", "json", f"must be JSON: {error}", "")
            raise ValidationError((issue,), subject="the item") from None
        return value if items.codec is None else self._taken(items, value, answers)

    def _taken(self, items: Sequenced, value: Any, answers: str) -> Any:
        where = self.opened.operation.line
        if items.is_list:
            return read_value(items.codec, [value], answers, where)[0]
        return read_value(items.codec, value, answers, where)


def _is_error(found: Found) -> bool:
    """Whether an item tells of an error: an event by its name, any as the only thing in it."""
    if isinstance(found, ServerSentEvent):
        text = found.data
        if found.event == "error":
            return True
    else:
        text = found.decode("utf-8", "replace")
    if not _ERROR.match(text):
        return False
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and list(cast("dict[str, object]", value)) == ["error"]


def _received(reading: _Reading) -> Iterator[Found]:
    """Return all that comes. The stream that it is for isn't known here: forgotten, it ends."""
    try:
        while not reading.is_done:
            try:
                yield from _of_one_answer(reading)
            except TransportError as error:
                reading.opened.stream.close()
                _go_on(reading, error)
    finally:
        reading.opened.stream.close()


def _of_one_answer(reading: _Reading) -> Iterator[Found]:
    stream: Stream = reading.opened.stream
    for piece in stream.pieces(None):
        yield from reading.fed(piece)
        if reading.is_done:
            return
    yield from reading.ended()


def _go_on(reading: _Reading, error: TransportError) -> None:
    while True:
        time.sleep(reading.pause(error))
        try:
            return reading.go_on(reading.again())
        except TransportError as another:
            error = another
        except ClientError as refused:
            raise reading.refused(refused) from None


async def _async_received(reading: _Reading) -> AsyncIterator[Found]:
    try:
        while not reading.is_done:
            try:
                async for found in _async_of_one_answer(reading):
                    yield found
            except TransportError as error:
                await reading.opened.stream.close()
                await _async_go_on(reading, error)
    finally:
        await reading.opened.stream.close()


async def _async_of_one_answer(reading: _Reading) -> AsyncIterator[Found]:
    stream: AsyncStream = reading.opened.stream
    async for piece in stream.pieces(None):
        for found in reading.fed(piece):
            yield found
        if reading.is_done:
            return
    for found in reading.ended():
        yield found


async def _async_go_on(reading: _Reading, error: TransportError) -> None:
    from asyncio import sleep

    while True:
        await sleep(reading.pause(error))
        try:
            return reading.go_on(await reading.again())
        except TransportError as another:
            error = another
        except ClientError as refused:
            raise reading.refused(refused) from None


class ItemStream(Generic[T]):
    """The items of an answer, read once, each as it comes. `close()`, or leaving `with`, ends it.

    `events()` gives them as they came, with name and id, where they are server-sent events.
    """

    def __init__(self, opened: Opened) -> None:
        self._reading: Final = _Reading(opened)
        self._found: Final = _received(self._reading)

    @property
    def received(self) -> int:
        """How many items have come."""
        return self._reading.received

    @property
    def last_event_id(self) -> str | None:
        """The id of the last event that had one."""
        return self._reading.last_id or None

    def __iter__(self) -> Iterator[T]:
        for found in self._found:
            yield self._reading.value(found)

    def events(self) -> Iterator[ServerSentEvent]:
        """Return the events as they came."""
        for found in self._found:
            if isinstance(found, ServerSentEvent):
                yield found

    def close(self) -> None:
        """Let go of the connection."""
        self._reading.is_done = True
        self._reading.opened.stream.close()

    def __enter__(self) -> ItemStream[T]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __del__(self) -> None:
        with suppress(Exception):  # One that was never read holds a connection.
            self.close()


class AsyncItemStream(Generic[T]):
    """The same for asynchronous code; the call is made when it is awaited, entered or read."""

    def __init__(self, open_: Callable[[], Awaitable[Opened]]) -> None:
        self._open: Final = open_
        self._reading: _Reading | None = None
        self._found: AsyncIterator[Found] | None = None

    @property
    def received(self) -> int:
        """How many items have come."""
        return 0 if self._reading is None else self._reading.received

    @property
    def last_event_id(self) -> str | None:
        """The id of the last event that had one."""
        return None if self._reading is None else self._reading.last_id or None

    def __await__(self) -> Generator[Any, Any, AsyncItemStream[T]]:
        yield from self._begun().__await__()
        return self

    async def _begun(self) -> AsyncIterator[Found]:
        if self._found is None or self._reading is None:
            self._reading = _Reading(await self._open())
            self._found = _async_received(self._reading)
        return self._found

    async def __aiter__(self) -> AsyncIterator[T]:
        async for found in await self._begun():
            yield cast("_Reading", self._reading).value(found)

    async def events(self) -> AsyncIterator[ServerSentEvent]:
        """Return the events as they came."""
        async for found in await self._begun():
            if isinstance(found, ServerSentEvent):
                yield found

    def __del__(self) -> None:
        with suppress(Exception):  # One that was never read holds a connection.
            from asyncio import get_running_loop

            if self._reading is not None and not self._reading.is_done:
                closing = get_running_loop().create_task(self._reading.opened.stream.close())
                _closing.add(closing)  # A loop holds its tasks weakly.
                closing.add_done_callback(_closing.discard)

    async def aclose(self) -> None:
        """Let go of the connection."""
        if self._reading is not None:
            self._reading.is_done = True
            await self._reading.opened.stream.close()

    async def __aenter__(self) -> AsyncItemStream[T]:
        return await self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()
