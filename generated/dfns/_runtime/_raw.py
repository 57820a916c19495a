"""Answers as they came: status, headers and body, decoded on demand.

In: the answer of a call. Out: `RawResponse`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, ParamSpec, TypeVar, cast

from ._call import Answer
from ._http import Headers, Request

T = TypeVar("T")
P = ParamSpec("P")


class RawResponse(Generic[T]):
    """An answer as it came; `value()` decodes it on demand."""

    __slots__ = ("_answer",)

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self._answer.response.status

    @property
    def headers(self) -> Headers:
        """The headers of the answer."""
        return self._answer.response.headers

    @property
    def body(self) -> bytes:
        """The body as it came."""
        return self._answer.response.body

    @property
    def text(self) -> str:
        """The body as text."""
        return self._answer.response.text

    @property
    def request(self) -> Request:
        """The request, without the credentials that it travelled with."""
        return self._answer.request

    def value(self) -> T:
        """Return the typed body. Raises ValidationError, the body at its `raw`."""
        return cast("T", self._answer.value())

    def __repr__(self) -> str:
        return f"RawResponse({self._answer.response!r})"


def raw(method: Callable[P, T]) -> Callable[P, RawResponse[T]]:
    """Tell type checkers what a method of a raw namespace returns."""
    return cast("Callable[P, RawResponse[T]]", method)


def async_raw(method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[RawResponse[T]]]:
    """Tell type checkers what a method of a raw asynchronous namespace returns."""
    return cast("Callable[P, Awaitable[RawResponse[T]]]", method)
