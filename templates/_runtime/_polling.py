"""Operations that go on after their answer: asked about until they have come to an end.

In: a call that reads how far one came, or the answer that says where to ask. Out: what the last
one returned, or an error where the operation has failed.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, TypeVar, cast
from urllib.parse import urlsplit

from ._client import AsyncClientBase, ClientBase
from ._errors import ClientError, TimedOut
from ._raw import RawResponse
from ._retry import retry_delay
from ._security import split_url

T = TypeVar("T")

_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 15.0


class OperationFailed(ClientError):
    """The operation came to a bad end: `status` is what it says, `value` the whole of it."""

    effect = "unknown"
    sent = "yes"

    def __init__(self, status: str, value: Any) -> None:
        self.status: Final = status
        self.value: Final[Any] = value
        super().__init__(f"the operation ended as {status!r}")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.status, self.value)


class Polling:
    """How an API says that an operation has ended.

    `status` is the way to a property that is one of `done` at a good end and one of `failed` at a
    bad one; `location` is the header of an answer that says where to ask.
    """

    def __init__(
        self,
        *,
        done: Sequence[str],
        failed: Sequence[str] = (),
        status: str = "status",
        location: str = "Location",
    ) -> None:
        self.done: Final = frozenset(done)
        self.failed: Final = frozenset(failed)
        self.status: Final = status.split(".")
        self.location: Final = location

    def is_done(self, value: object) -> bool:
        """Whether an operation has ended well. Raises OperationFailed where it ended badly."""
        found: Any = value
        for name in self.status:
            found = _member(found, name)
        if str(found) in self.failed:
            raise OperationFailed(str(found), value)
        return str(found) in self.done

    def place(self, answer: RawResponse[Any], base_url: str) -> str:
        """Return where to ask, below a client's address. Raises ClientError for another host."""
        address = answer.headers.get(self.location, "")
        if not address:
            raise ClientError(f"the answer has no header {self.location} that says where to ask")
        at, (origin, base) = urlsplit(address), split_url(base_url)
        if at.netloc and f"{at.scheme}://{at.netloc}" != origin:
            raise ClientError(f"{self.location} leads to another host than the client's")
        path = at.path.removeprefix(base.rstrip("/"))
        if not path.startswith("/"):
            raise ClientError(f"{self.location} is no address")
        return f"{path}?{at.query}" if at.query else path


def _member(value: Any, name: str) -> Any:
    if isinstance(value, Mapping):
        return cast("Mapping[str, Any]", value).get(name)
    return getattr(value, name, None)


class _Waiting:
    """The pauses between two questions, and the moment at which to ask no more."""

    def __init__(self, timeout: float | None) -> None:
        self._until: Final = None if timeout is None else time.monotonic() + timeout
        self._pause = _FIRST_PAUSE

    def pause(self, answer: object) -> float:
        """Return the seconds to wait: what the answer asks for, or ever more."""
        pause = self._pause
        self._pause = min(2 * pause, _LONGEST_PAUSE)
        if isinstance(answer, RawResponse) and "retry-after" in answer.headers:
            pause = retry_delay(1, answer.headers) or pause
        if self._until is not None and time.monotonic() + pause > self._until:
            raise TimedOut("the operation hasn't ended in time", sent="yes")
        return pause


class Polls(ClientBase):
    """A client of an API whose operations go on."""

    _polling: Polling

    def poll_until(self, ask: Callable[[], T], *, timeout: float | None = 600.0) -> T:
        """Call `ask` until what it returns has ended well, and return that.

        `timeout` is in seconds, None for no limit. Raises OperationFailed where the operation ended
        badly, and TimedOut where it hasn't ended.
        """
        waiting = _Waiting(timeout)
        while not self._polling.is_done(value := ask()):
            time.sleep(waiting.pause(None))
        return value

    def poll_location(self, answer: RawResponse[Any], *, timeout: float | None = 600.0) -> Any:
        """Ask where an answer says, until the operation has ended; return the JSON of the end."""
        waiting = _Waiting(timeout)
        place = self._polling.place(answer, self.base_url)
        while True:
            asked = self.request("GET", place)
            if asked.status != 202 and self._polling.is_done(value := asked.value()):
                return value
            time.sleep(waiting.pause(asked))


class AsyncPolls(AsyncClientBase):
    """The same for asynchronous code."""

    _polling: Polling

    async def poll_until(
        self, ask: Callable[[], Awaitable[T]], *, timeout: float | None = 600.0
    ) -> T:
        """Await what `ask` returns until it has ended well; see `Client.poll_until`."""
        from asyncio import sleep

        waiting = _Waiting(timeout)
        while not self._polling.is_done(value := await ask()):
            await sleep(waiting.pause(None))
        return value

    async def poll_location(
        self, answer: RawResponse[Any], *, timeout: float | None = 600.0
    ) -> Any:
        """Ask where an answer says, until the operation has ended; see `Client.poll_location`."""
        from asyncio import sleep

        waiting = _Waiting(timeout)
        place = self._polling.place(answer, self.base_url)
        while True:
            asked = await self.request("GET", place)
            if asked.status != 202 and self._polling.is_done(value := asked.value()):
                return value
            await sleep(waiting.pause(asked))
