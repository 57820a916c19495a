# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""What a call needs done by somebody who may wait: send, sleep, ask.

In: a flow, a generator that yields effects and receives what came of them. Out: what the flow
returns. The logic of calls is written once, as flows; the two runners are all that differs between
the sync and the async client. An exception of an effect is raised where the flow yielded it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import Any, Final, TypeAlias, TypeVar

from ._bounded import within
from ._errors import (
    ClientError,
    TimedOut,
    TransportError,
    broken_body,
    foreign_error,
    without_frames,
)
from ._http import AsyncTransport, Request, Transport, Upload
from ._secret import hidden

T = TypeVar("T")


class Send:
    """Send a request; the flow receives the Response, or TransportError is raised in it.

    With `opened`, it receives a stream instead, which is noted there: whoever gave the list closes.
    With `bounded`, the deadline of the call is that of the stream, too.
    """

    __slots__ = ("bounded", "opened", "request")

    def __init__(
        self, request: Request, opened: list[Any] | None = None, bounded: bool = True
    ) -> None:
        self.request: Final = request
        self.opened: Final = opened
        self.bounded: Final = bounded


class Sleep:
    """Wait for some seconds."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds: Final = seconds


class Invoke:
    """Call a user's function, which may be asynchronous where the client is."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Callable[..., Any], *arguments: object) -> None:
        self.function: Final = function
        self.arguments: Final = arguments


Effect: TypeAlias = Send | Sleep | Invoke
Flow: TypeAlias = Generator[Effect, Any, T]


def run(
    flow: Flow[T], transport: Transport, timeout: float | None, deadline: float | None = None
) -> T:
    """Run a flow to its end, waiting in this thread.

    `timeout` bounds each wait for the server, `deadline` the whole, both in seconds.
    """
    until = None if deadline is None else time.monotonic() + deadline
    try:
        effect = next(flow)
        while True:
            try:
                result = _performed(effect, transport, timeout, until)
            except Exception as error:
                effect = flow.throw(_placed(error, effect))
            else:
                effect = flow.send(result)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]  # what the generator returned is a T
    finally:
        flow.close()


async def run_async(
    flow: Flow[T], transport: AsyncTransport, timeout: float | None, deadline: float | None = None
) -> T:
    """Run a flow to its end, waiting in the event loop; a cancellation ends it where it waits."""
    until = None if deadline is None else time.monotonic() + deadline
    try:
        effect = next(flow)
        while True:
            try:
                if until is None:
                    result = await _awaited(effect, transport, timeout)
                else:
                    result = await _in_time(effect, transport, timeout, until)
            except Exception as error:
                effect = flow.throw(_placed(error, effect))
            else:
                effect = flow.send(result)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]  # what the generator returned is a T
    finally:
        flow.close()


def _placed(error: Exception, effect: Effect) -> Exception:
    """Return the error of an effect: that of a body that couldn't be read, else one with a host."""
    if not isinstance(effect, Send):
        return error
    body = effect.request.body
    if isinstance(body, Upload) and body.broken is not None:
        error = broken_body(body.broken)
    if isinstance(error, TransportError):
        error.place(effect.request.origin.partition("://")[2])
    return error


def _left(until: float, needed: float = 0.0) -> float:
    """Return the seconds that are left. Raises TimedOut where they aren't enough."""
    left = until - time.monotonic()
    if left <= needed:
        raise TimedOut("the deadline of the call has come", sent="no")
    return left


def _performed(
    effect: Effect, transport: Transport, timeout: float | None, until: float | None
) -> object:
    if isinstance(effect, Send):
        send = transport.send if effect.opened is None else _opener(transport)
        try:
            answer = _sent(effect, send, timeout, until, getattr(transport, "may_drip", False))
        except ClientError:
            raise
        except Exception as error:
            raise foreign_error(error) from without_frames(error)
        if effect.opened is not None:
            effect.opened.append(answer)
        return answer
    if isinstance(effect, Sleep):
        if until is not None:
            _left(until, effect.seconds)
        time.sleep(effect.seconds)
        return None
    result = effect.function(*effect.arguments)
    if hasattr(result, "__await__"):
        getattr(result, "close", bool)()
        raise ClientError("an asynchronous function was given to the sync client: use AsyncClient")
    return hidden(result)


def _sent(
    effect: Send,
    send: Callable[[Request, float | None], Any],
    timeout: float | None,
    until: float | None,
    may_drip: bool,
) -> Any:
    request = effect.request
    if until is None:
        return send(request, timeout)
    left = _left(until)
    timeout = left if timeout is None else min(left, timeout)
    if effect.bounded or effect.opened is None:
        request = request.due(until)
    return within(until, "maybe", send, request, timeout) if may_drip else send(request, timeout)


async def _in_time(
    effect: Effect, transport: AsyncTransport, timeout: float | None, until: float
) -> object:
    from asyncio import timeout as within

    left = _left(until, effect.seconds if isinstance(effect, Sleep) else 0.0)
    try:
        async with within(left):
            return await _awaited(effect, transport, timeout, until)
    except TimeoutError:
        raise TimedOut("the deadline of the call has come") from None


async def _awaited(
    effect: Effect, transport: AsyncTransport, timeout: float | None, until: float | None = None
) -> object:
    if isinstance(effect, Send):
        send = transport.send if effect.opened is None else _opener(transport)
        due = until is not None and effect.opened is not None and effect.bounded
        try:
            answer = await send(
                effect.request.due(until or 0.0) if due else effect.request, timeout
            )
        except (ClientError, TimeoutError):  # The latter is the deadline's.
            raise
        except Exception as error:
            raise foreign_error(error) from without_frames(error)
        if effect.opened is not None:
            effect.opened.append(answer)
        return answer
    if isinstance(effect, Sleep):
        from asyncio import sleep  # Not needed by sync code, and slow to import.

        await sleep(effect.seconds)
        return None
    result = effect.function(*effect.arguments)
    return hidden(await result if hasattr(result, "__await__") else result)


def _opener(transport: object) -> Any:
    found = getattr(transport, "open", None)
    if found is None:
        raise ClientError("the transport has no `open`: it can't stream")
    return found
