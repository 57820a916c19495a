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

from collections.abc import Callable, Coroutine
from functools import wraps
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, Final, Generic, ParamSpec, TypeVar, cast

from ._call import Answer, Options, RequestOptions, Settings, call
from ._due import until
from ._effects import run, run_async
from ._errors import ClientError
from ._http import AsyncTransport, Headers, Request, Transport
from ._operation import Operation
from ._raw import Planned, RawResponse
from ._shown import shown
from ._transports import suited

if TYPE_CHECKING:
    from ._journal import JournalStore
    from ._resuming import AsyncClientJournal, ClientJournal

T = TypeVar("T")
P = ParamSpec("P")
S = TypeVar("S")
F = TypeVar("F")
C = TypeVar("C", bound="_AnyClient[Any]")


def answered(answer: Answer, settings: Settings, transport: Transport | AsyncTransport) -> object:
    """Return the value of an answer; one that only a profile knows may go on to make calls."""
    value: Any = until(answer.until, answer.value)
    if answer.response.status in answer.operation.special and hasattr(value, "followed"):
        return value.followed(answer.operation, answer.request, settings, transport)
    return value


class _AnyClient(Generic[S]):
    """What both clients can do; `S` is what sends their requests."""

    def __init__(self, settings: Settings, transport: S) -> None:
        self._settings = settings
        closing = "aclose" if hasattr(self, "aclose") else "close"
        self._transport: Final[S] = cast("S", suited(transport, closing))

    def _with(self: C, options: Options) -> C:
        copy = type(self).__new__(type(self))
        cast("Any", _AnyClient).__init__(copy, self._settings.changed(**options), self._transport)
        return copy

    @property
    def base_url(self) -> str:
        """Where requests go."""
        return self._settings.base_url

    def _planned(
        self, method: str, path: str, body: object, content_type: str, given: RequestOptions | None
    ) -> Planned:
        """Plan a call that the document doesn't know."""
        from ._requests import undocumented

        settings = self._settings.for_call(given) if given else self._settings
        security = self._settings.security
        operation, plain = undocumented(method, path, body, content_type, security)
        asked = (settings, operation, (), plain, content_type, "")
        return Planned(asked, cast("Any", self._transport))

    def _kept(self) -> JournalStore:
        """Return what keeps the calls."""
        if self._settings.journal is None:
            raise ClientError("the client keeps no journal: give `journal=` a path")
        return cast("JournalStore", self._settings.journal)

    @shown
    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_url!r})"


class ClientBase(_AnyClient[Transport]):
    """What every sync client can do. Threads may share one."""

    def request(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        content_type: str = "application/json",
        options: RequestOptions | None = None,
    ) -> RawResponse[Any]:
        """Call what the document doesn't know, with the same credentials, retries and errors.

        `path` is below the client's address; `options` has headers and the query.
        """
        return RawResponse(self._planned(method, path, body, content_type, options).made())

    @property
    def journal(self) -> ClientJournal:
        """The calls that the client keeps on disk; raises ClientError where it keeps none."""
        from ._resuming import ClientJournal

        return ClientJournal(self._kept(), self._settings, self._transport)

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


class AsyncClientBase(_AnyClient[AsyncTransport]):
    """What every async client can do."""

    async def request(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        content_type: str = "application/json",
        options: RequestOptions | None = None,
    ) -> RawResponse[Any]:
        """Call what the document doesn't know, as `Client.request` does."""
        planned = self._planned(method, path, body, content_type, options)
        return RawResponse(await planned.async_made())

    @property
    def journal(self) -> AsyncClientJournal:
        """The calls that the client keeps on disk; raises ClientError where it keeps none."""
        from ._resuming import AsyncClientJournal

        return AsyncClientJournal(self._kept(), self._settings, self._transport)

    async def aclose(self) -> None:
        """Let go of all connections."""
        await self._transport.aclose()

    async def __aenter__(self: C) -> C:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()


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
        options: RequestOptions | None = None,
    ) -> T:
        if self._raw:
            settings = self._settings.for_call(options) if options else self._settings
            asked = (settings, operation, values, body, content_type, accept)
            return cast("T", Planned(asked, self._transport))
        args = (operation, values, body, content_type, accept, options)
        return self._answered(*args)[0]

    def _answered(
        self,
        operation: Operation[T],
        values: tuple[object, ...],
        body: object,
        content_type: str,
        accept: str,
        options: RequestOptions | None,
    ) -> tuple[T, Headers, Request]:
        """Return the value of an answer, its headers, and what was asked for."""
        settings = self._settings.for_call(options) if options else self._settings
        flow = call(settings, operation, values, body, content_type, accept)
        answer = run(flow, self._transport, settings.timeout, settings.deadline)
        value = cast("T", answered(answer, settings, self._transport))
        return value, answer.response.headers, answer.request


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
        options: RequestOptions | None = None,
    ) -> T:
        if self._raw:
            settings = self._settings.for_call(options) if options else self._settings
            asked = (settings, operation, values, body, content_type, accept)
            return cast("T", Planned(asked, self._transport))
        args = (operation, values, body, content_type, accept, options)
        return (await self._answered(*args))[0]

    async def _answered(
        self,
        operation: Operation[T],
        values: tuple[object, ...],
        body: object,
        content_type: str,
        accept: str,
        options: RequestOptions | None,
    ) -> tuple[T, Headers, Request]:
        """Return the value of an answer, its headers, and what was asked for."""
        settings = self._settings.for_call(options) if options else self._settings
        flow = call(settings, operation, values, body, content_type, accept)
        answer = await run_async(flow, self._transport, settings.timeout, settings.deadline)
        value = cast("T", answered(answer, settings, self._transport))
        return value, answer.response.headers, answer.request


def awaited(
    method: Callable[Concatenate[Any, P], T],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]:
    """Return a method for asynchronous code: arguments and documentation are those of the other.

    The method itself only hands on what it is given; whether one waits for the answer is a
    question of the namespace whose `_call` it finds.
    """

    @wraps(method)
    async def call(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await cast("Coroutine[Any, Any, T]", method(self, *args, **kwargs))

    call.__qualname__ = f"Async{method.__qualname__}"
    return call


class _AsMethod:
    """What makes a method of a function, in place of the `def` that it decorates.

    To an editor, what a class assigns is a variable, and what it defines a method. The function
    comes before `|`, where type checkers keep all the ways to call it.
    """

    def __ror__(self, function: F) -> Callable[[Callable[[Any], None]], F]:
        return lambda _: function


as_method: Final = _AsMethod()
