# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Raw methods of operations that can be called in several ways: with a body or by its fields.

In: a method with overloads, of a namespace for sync code. Out: the same as `raw` makes, a
`RawMethod`, to type checkers with all its overloads.

A generic class can't hold overloads by parameters and result, which a function's type does. So
there are two functions, which say what becomes of each overload's result when it is called and when
it is streamed, and do nothing else. They are joined by `|`: beside it type checkers look at a
function for itself, while as an argument they bind it to the first of its overloads.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING, Any, Concatenate, Final, Generic, ParamSpec, TypeVar, cast

from ._raw import AsyncRawMethod, AsyncStreamedResponse, RawMethod, RawResponse, StreamedResponse

P = ParamSpec("P")
T = TypeVar("T")
F = TypeVar("F")
S = TypeVar("S")


class RawOverloads(Generic[F, S]):
    """A method whose answer comes as it is: as `F` when it is called, as `S` by `stream`."""

    def __init__(self, method: Any) -> None:
        self._method: Final = method

    if TYPE_CHECKING:

        @property
        def __call__(self) -> F: ...

    else:

        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            return self._method(*args, **kwargs)

    @property
    def stream(self) -> S:
        """Make the call on entering, with its answer while it arrives; leaving lets go of it."""
        return cast("S", self._method.stream)


class Streamed(Generic[S]):
    """A raw method of which type checkers know how it is streamed."""

    def __init__(self, method: object) -> None:
        self._method: Final = method

    def __ror__(self, called: F) -> RawOverloads[F, S]:
        return RawOverloads(self._method)


class RawOf:
    """Makes raw methods of a namespace."""

    def __init__(self, make: Callable[[Callable[..., Any]], object], of: object) -> None:
        self._make: Final = make
        self._of: Final = of

    def __ror__(self, streamed: S) -> Streamed[S]:
        return Streamed(self._make(partial(cast("Callable[..., Any]", streamed), self._of)))


def raw_of(operations: object) -> RawOf:
    """Return what makes raw methods of a namespace."""
    return RawOf(RawMethod, operations)


def async_raw_of(operations: object) -> RawOf:
    """Return what makes raw methods of an asynchronous namespace, of those of the sync one."""
    return RawOf(AsyncRawMethod, operations)


def answers(method: Callable[Concatenate[Any, P], T]) -> Callable[P, RawResponse[T]]:
    """Say what a call returns."""
    return cast("Callable[P, RawResponse[T]]", method)


def streams(
    method: Callable[Concatenate[Any, P], T],
) -> Callable[P, AbstractContextManager[StreamedResponse[T]]]:
    """Say what `stream` returns."""
    return cast("Callable[P, AbstractContextManager[StreamedResponse[T]]]", method)


def async_answers(
    method: Callable[Concatenate[Any, P], T],
) -> Callable[P, Coroutine[Any, Any, RawResponse[T]]]:
    """Say what a call of the asynchronous method returns."""
    return cast("Callable[P, Coroutine[Any, Any, RawResponse[T]]]", method)


def async_streams(
    method: Callable[Concatenate[Any, P], T],
) -> Callable[P, AbstractAsyncContextManager[AsyncStreamedResponse[T]]]:
    """Say what `stream` of the asynchronous method returns."""
    return cast("Callable[P, AbstractAsyncContextManager[AsyncStreamedResponse[T]]]", method)
