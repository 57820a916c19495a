"""The headers of answers, typed as the document types them.

In: the headers of an answer, and for each that the document knows what reads it. Out: attributes,
which are read when they are asked for: no answer fails for a header that nobody looks at.
Source: OpenAPI 3.1.1, section 4.8.21: a header is written in the style `simple`.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Iterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from typing import Any, Concatenate, Final, Generic, ParamSpec, TypeVar, cast, overload

from ._issues import Issue, UnreadableValue, ValidationError
from ._json import loads
from ._raw import AsyncRawMethod, AsyncStreamedResponse, RawMethod, RawResponse, StreamedResponse
from ._raw_overloads import RawOf

T = TypeVar("T")
H = TypeVar("H", bound="AnswerHeaders")
P = ParamSpec("P")

_SCALAR: Final = re.compile(r"true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.A)


class AnswerHeaders:
    """The headers of an answer. `texts` are all of them, as they came."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts: Final = texts


class Typed(Generic[T]):
    """A header. Without a codec it is a text; `json` is one whose text is JSON.

    Reading it raises UnreadableValue where its text isn't what the document says, or where a
    required one is absent; another that is absent is None.
    """

    def __init__(
        self, name: str, codec: Any = None, *, required: bool = False, json: bool = False
    ) -> None:
        self.name: Final = name
        self.codec: Final[Any] = codec
        self.required: Final = required
        self.json: Final = json

    @overload
    def __get__(self, instance: None, owner: Any) -> Typed[T]: ...

    @overload
    def __get__(self, instance: AnswerHeaders, owner: Any) -> T: ...

    def __get__(self, instance: AnswerHeaders | None, owner: Any) -> Any:
        if instance is None:
            return self
        text = instance.texts.get(self.name)
        if text is not None:
            return text if self.codec is None else self._value(text)
        if self.required:
            raise self._unreadable("must be there", "required", None)
        return None

    def _value(self, text: str) -> Any:
        found: Any = None
        for lenient in (False, True):
            for value in self._readings(text):
                try:
                    typed = self.codec.from_value(value, lenient=lenient)
                except ValidationError as error:
                    found = found or error
                    continue
                if self.codec.values is None or self.codec.values.fits(value):
                    return typed
        problem = found.issues[0] if found else None
        words = problem.message if problem else "isn't what the document says"
        raise self._unreadable(words, problem.keyword if problem else "type", text)

    def _readings(self, text: str) -> Iterator[Any]:
        """Yield what a text may stand for; a text before a number, which it only looks like."""
        if self.json:
            with suppress(ValueError, RecursionError):
                yield loads(text.encode("utf-8", "replace"))
            return
        parts = [part.strip() for part in text.split(",")]
        several = [part for part in parts if part]
        scalars = [_scalar(part) for part in several]
        yield text
        yield _scalar(text)
        yield several
        yield scalars
        found = _properties(parts)
        yield found
        yield {name: _scalar(value) for name, value in found.items()}

    def _unreadable(self, words: str, keyword: str, text: str | None) -> UnreadableValue:
        issue = Issue("", keyword, words, "")
        return UnreadableValue((issue,), subject=f"the header {self.name}", text=text)


def _properties(parts: list[str]) -> dict[str, str]:
    """Return an object of `name=value`, as `explode` has it, or of names and values in turn."""
    if all("=" in part for part in parts):
        return {part.partition("=")[0]: part.partition("=")[2] for part in parts}
    return dict(zip(parts[::2], parts[1::2], strict=False))


def _scalar(text: str) -> Any:
    return loads(text.encode()) if _SCALAR.fullmatch(text) else text


class RawResponseWithHeaders(RawResponse[T], Generic[T, H]):
    """An answer as it came, of which the document types headers."""

    __slots__ = ("typed_headers",)

    def __init__(self, answer: RawResponse[T], kind: Callable[[Mapping[str, str]], H]) -> None:
        super().__init__(answer._answer)
        self.typed_headers: Final[H] = kind(answer.headers)


class StreamedResponseWithHeaders(StreamedResponse[T], Generic[T, H]):
    """An answer while it arrives, of which the document types headers."""

    __slots__ = ("typed_headers",)

    def __init__(self, answer: StreamedResponse[T], kind: Callable[[Mapping[str, str]], H]) -> None:
        super().__init__(answer._answer)
        self.typed_headers: Final[H] = kind(answer.headers)


class AsyncStreamedResponseWithHeaders(AsyncStreamedResponse[T], Generic[T, H]):
    """The same for asynchronous code."""

    __slots__ = ("typed_headers",)

    def __init__(
        self, answer: AsyncStreamedResponse[T], kind: Callable[[Mapping[str, str]], H]
    ) -> None:
        super().__init__(answer._answer)
        self.typed_headers: Final[H] = kind(answer.headers)


class RawMethodWithHeaders(Generic[P, T, H]):
    """A method whose answer comes as it is, its headers typed beside it."""

    def __init__(self, method: RawMethod[P, T], kind: type[H]) -> None:
        self._method: Final = method
        self._kind: Final = kind

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> RawResponseWithHeaders[T, H]:
        return RawResponseWithHeaders(self._method(*args, **kwargs), self._kind)

    @contextmanager
    def stream(
        self, *args: P.args, **kwargs: P.kwargs
    ) -> Generator[StreamedResponseWithHeaders[T, H], None, None]:
        """Make the call on entering, with its answer while it arrives; leaving lets go of it."""
        with self._method.stream(*args, **kwargs) as answer:
            yield StreamedResponseWithHeaders(answer, self._kind)


class AsyncRawMethodWithHeaders(Generic[P, T, H]):
    """The same for asynchronous code."""

    def __init__(self, method: AsyncRawMethod[P, T], kind: type[H]) -> None:
        self._method: Final = method
        self._kind: Final = kind

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> RawResponseWithHeaders[T, H]:
        return RawResponseWithHeaders(await self._method(*args, **kwargs), self._kind)

    @asynccontextmanager
    async def stream(
        self, *args: P.args, **kwargs: P.kwargs
    ) -> AsyncGenerator[AsyncStreamedResponseWithHeaders[T, H], None]:
        """Make the call on entering, with its answer while it arrives; leaving lets go of it."""
        async with self._method.stream(*args, **kwargs) as answer:
            yield AsyncStreamedResponseWithHeaders(answer, self._kind)


def with_headers(method: RawMethod[P, T], kind: type[H]) -> RawMethodWithHeaders[P, T, H]:
    """Return a method of a raw namespace that types headers as well."""
    return RawMethodWithHeaders(method, kind)


def async_with_headers(
    method: AsyncRawMethod[P, T], kind: type[H]
) -> AsyncRawMethodWithHeaders[P, T, H]:
    """Return a method of a raw asynchronous namespace that types headers as well."""
    return AsyncRawMethodWithHeaders(method, kind)


class HeadersOf(Generic[H]):
    """Says of a method with overloads what becomes of them, as `_raw_overloads` does."""

    def __init__(self, kind: type[H]) -> None:
        self._kind: Final = kind

    def answers(
        self, method: Callable[Concatenate[Any, P], T]
    ) -> Callable[P, RawResponseWithHeaders[T, H]]:
        """Say what a call returns."""
        return cast("Callable[P, RawResponseWithHeaders[T, H]]", method)

    def streams(
        self, method: Callable[Concatenate[Any, P], T]
    ) -> Callable[P, AbstractContextManager[StreamedResponseWithHeaders[T, H]]]:
        """Say what `stream` returns."""
        return cast(
            "Callable[P, AbstractContextManager[StreamedResponseWithHeaders[T, H]]]", method
        )

    def async_answers(
        self, method: Callable[Concatenate[Any, P], T]
    ) -> Callable[P, Coroutine[Any, Any, RawResponseWithHeaders[T, H]]]:
        """Say what a call of the asynchronous method returns."""
        return cast("Callable[P, Coroutine[Any, Any, RawResponseWithHeaders[T, H]]]", method)

    def async_streams(
        self, method: Callable[Concatenate[Any, P], T]
    ) -> Callable[P, AbstractAsyncContextManager[AsyncStreamedResponseWithHeaders[T, H]]]:
        """Say what `stream` of the asynchronous method returns."""
        return cast(
            "Callable[P, AbstractAsyncContextManager[AsyncStreamedResponseWithHeaders[T, H]]]",
            method,
        )

    def raw_of(self, operations: object) -> RawOf:
        """Return what makes raw methods of a namespace."""

        def made(method: Callable[..., Any]) -> object:
            return RawMethodWithHeaders(RawMethod[..., Any](method), self._kind)

        return RawOf(made, operations)

    def async_raw_of(self, operations: object) -> RawOf:
        """Return what makes raw methods of an asynchronous namespace, of those of the sync one."""

        def made(method: Callable[..., Any]) -> object:
            return AsyncRawMethodWithHeaders(AsyncRawMethod[..., Any](method), self._kind)

        return RawOf(made, operations)
