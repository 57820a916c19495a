"""Lists that come in pages.

In: the first page, and how to call for a further one. Out: `Page` and `AsyncPage`: iterating goes
over the items of this page and of all that follow, each fetched when it is needed; `items` are its
own, and `pages()` gives one page after the other.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from copy import copy
from functools import partial
from typing import Any, Concatenate, Final, Generic, ParamSpec, TypeAlias, TypeVar, cast

from ._call import RequestOptions
from ._client import AsyncNamespace, Namespace
from ._errors import ClientError
from ._http import Headers, Request
from ._issues import UnreadableValue
from ._model import UnknownVariant
from ._next_pages import next_address, next_target, without_repeated
from ._operation import Operation
from ._raw import AsyncRawMethod, AsyncStreamedResponse, RawMethod, RawResponse, StreamedResponse
from ._shown import shown

R = TypeVar("R")
I = TypeVar("I")  # noqa: E741  # an item
R_co = TypeVar("R_co", covariant=True)
I_co = TypeVar("I_co", covariant=True)
P = ParamSpec("P")

Answered: TypeAlias = tuple[R, Headers, Request]
"""The value of an answer, its headers, and what was asked for."""

_NO_PAGES: Final = (dict, list, str, bytes, UnknownVariant)
"""What an answer is that isn't of the type that the document declares."""


class PagedOperation(Operation[R_co], Generic[R_co, I_co]):
    """A list in pages. `pages` names the place of the parameter that chooses the page, and the ways
    to the attributes of the answer that tell of the next page and hold the items, "" where the
    answer is the list of items.

    By its `style` the parameter takes the next "token", the "number" of a page counted from `first`
    on, the "offset" of its first item, or the id of the item before it ("after"); or an attribute
    holds the "url" of the next page. For "number", "offset" and "after" the attribute tells whether
    more follow, where there is one. With `link`, which reads headers, those name the next page.
    """

    __slots__ = ("first", "items", "link", "style", "token", "token_index")

    def __init__(
        self,
        line: str,
        *,
        pages: tuple[int, str, str],
        style: str = "token",
        first: int = 1,
        link: Callable[[Headers], str | None] | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(line, **rest)
        self.token_index, self.token, self.items = pages
        self.link: Final = link
        self.style: Final = style
        self.first: Final = first

    def at(self, address: tuple[str, str, str]) -> PagedOperation[R_co, I_co]:
        """Return the same operation at the address of a further page."""
        made = copy(self)
        made.address = address
        return made

    def options(self, given: RequestOptions | None) -> RequestOptions | None:
        """Return the options of a call; the address of a page may hold some of them already."""
        return without_repeated(given, self.address[2]) if given and self.address else given


class PagingError(ClientError):
    """A list can't go on: the server repeats itself, leads elsewhere, or sends no page."""


class _PageBase(Generic[R, I]):
    """One page: `value` is the whole answer, `headers` what came with it."""

    __slots__ = ("_operation", "_request", "_values", "headers", "value")

    def __init__(
        self,
        answered: Answered[R],
        operation: PagedOperation[R, I],
        values: tuple[object, ...],
    ):
        self.value, self.headers, self._request = answered
        self._operation = operation
        self._values = values

    @property
    def items(self) -> list[I]:
        """The items of this page. Raises ClientError where the answer is something else."""
        found: Any = self.value
        way = self._operation.items
        if not way and isinstance(found, list):
            return cast("list[I]", found)
        if not way or isinstance(found, _NO_PAGES):
            raise self._error("the answer is no page: `value` is what came")
        return cast("list[I]", self._at(way) or [])

    @property
    def next_token(self) -> str | None:
        """What resumes the list where this page ends; None at the list's end.

        It is the token of the next page, its number, its offset, an id or a query, with a path
        before it where that is another: whatever the API chooses pages by.
        """
        operation = self._operation
        if operation.link is not None:
            url = operation.link(self.headers)
            return self._target_of(url) if url else None
        found = self._at(operation.token) if operation.token else None
        if operation.style == "token":
            return str(found) if found else None
        if operation.style == "url":
            return self._target_of(found) if found else None
        if not self.items or (operation.token and not found):
            return None
        if operation.style == "after":
            item: Any = self.items[-1]
            return str(item.id)
        given: Any = self._values[operation.token_index]
        if operation.style == "offset":
            return str(int(given or 0) + len(self.items))
        return str((operation.first if given is None else int(given)) + 1)

    def _target_of(self, url: object) -> str:
        found = next_target(self._request, str(url))
        if found is None:
            raise self._error("the next page is at another address than the list")
        if not found:
            raise self._error("the server repeats a page")
        return found

    def _at(self, way: str) -> Any:
        """Return the attribute that a way leads to; None where some step of it is absent."""
        found: Any = self.value
        try:
            for name in way.split("."):
                found = getattr(found, name, None)
        except UnreadableValue as error:
            raise self._error(f"the answer is no page: {error}") from error
        return found

    def _error(self, problem: str) -> PagingError:
        return PagingError(f"{self._operation.line}: {problem}")

    @shown
    def __repr__(self) -> str:
        more = "more follow" if self.next_token else "the last"
        return f"<{type(self).__name__} of {self._size()} items, {more}>"

    def _size(self) -> int | str:
        try:
            return len(self.items)
        except ClientError:
            return "no"

    def _following(self, token: str) -> tuple[PagedOperation[R, I], tuple[object, ...]]:
        """Return what to call for the page that a token stands for."""
        operation, index = self._operation, self._operation.token_index
        if operation.style == "url" or operation.link is not None:
            return operation.at(next_address(self._request, token)), self._values
        chosen = int(token) if operation.style in ("number", "offset") else token
        return operation, (*self._values[:index], chosen, *self._values[index + 1 :])

    def _check_moved(self, before: _PageBase[R, I] | None) -> None:
        """Raise PagingError where the server gives the same page again, whatever it is asked for.

        A token that repeats tells the same; a number or an offset is always another one.
        """
        counted = self._operation.style in ("number", "offset")
        if counted and before is not None and self.items and self.items == before.items:
            raise self._error("the server repeats a page")

    def _goes_on(self, seen: set[str]) -> bool:
        """Whether a page follows; raises PagingError for a token that was followed before."""
        token = self.next_token
        if token is None:
            return False
        if token in seen:
            raise self._error("the server repeats a page token")
        seen.add(token)
        return True


class Page(_PageBase[R, I]):
    """One page of a list. Iterating gives its items, and goes on to the list's end."""

    __slots__ = ("_call",)

    def __init__(
        self,
        answered: Answered[R],
        operation: PagedOperation[R, I],
        values: tuple[object, ...],
        call: Callable[[PagedOperation[R, I], tuple[object, ...]], Answered[R]],
    ) -> None:
        super().__init__(answered, operation, values)
        self._call = call

    def __iter__(self) -> Iterator[I]:
        for page in self.pages():
            yield from page.items

    def next_page(self) -> Page[R, I] | None:
        """Return the page that follows, None after the last."""
        token = self.next_token
        if token is None:
            return None
        operation, values = self._following(token)
        return Page(self._call(operation, values), operation, values, self._call)

    def pages(self) -> Iterator[Page[R, I]]:
        """Return this page and all that follow. Raises PagingError for a repeated token."""
        page: Page[R, I] | None = self
        before: Page[R, I] | None = None
        seen: set[str] = set()
        while page is not None:
            page._check_moved(before)
            yield page
            before = page
            page = page.next_page() if page._goes_on(seen) else None

    def auto_paging(self) -> Iterator[I]:
        """Return what iterating gives."""
        return iter(self)


class AsyncPage(_PageBase[R, I]):
    """One page of a list. Iterating gives its items, and goes on to the list's end."""

    __slots__ = ("_call",)

    def __init__(
        self,
        answered: Answered[R],
        operation: PagedOperation[R, I],
        values: tuple[object, ...],
        call: Callable[[PagedOperation[R, I], tuple[object, ...]], Awaitable[Answered[R]]],
    ) -> None:
        super().__init__(answered, operation, values)
        self._call = call

    async def __aiter__(self) -> AsyncIterator[I]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def next_page(self) -> AsyncPage[R, I] | None:
        """Return the page that follows, None after the last."""
        token = self.next_token
        if token is None:
            return None
        operation, values = self._following(token)
        answered = await self._call(operation, values)
        return AsyncPage(answered, operation, values, self._call)

    async def pages(self) -> AsyncIterator[AsyncPage[R, I]]:
        """Return this page and all that follow. Raises PagingError for a repeated token."""
        page: AsyncPage[R, I] | None = self
        before: AsyncPage[R, I] | None = None
        seen: set[str] = set()
        while page is not None:
            page._check_moved(before)
            yield page
            before = page
            page = await page.next_page() if page._goes_on(seen) else None

    def auto_paging(self) -> AsyncIterator[I]:
        """Return what iterating gives."""
        return aiter(self)


class AsyncPages(Generic[R, I]):
    """A list that is asked for when it is awaited, which gives its first page, or iterated over."""

    __slots__ = ("_first",)

    def __init__(self, first: Callable[[], Awaitable[AsyncPage[R, I]]]) -> None:
        self._first = first

    def __await__(self) -> Generator[Any, Any, AsyncPage[R, I]]:
        return self._first().__await__()

    async def __aiter__(self) -> AsyncIterator[I]:
        async for item in await self._first():
            yield item

    async def pages(self) -> AsyncIterator[AsyncPage[R, I]]:
        """Return all pages. Raises PagingError for a repeated token."""
        async for page in (await self._first()).pages():
            yield page


class PagingNamespace(Namespace):
    """The operations of one tag, some of which are lists in pages."""

    __slots__ = ()

    def _page(
        self,
        operation: PagedOperation[R, I],
        values: tuple[object, ...] = (),
        body: object = None,
        content_type: str = "",
        accept: str = "",
        options: RequestOptions | None = None,
    ) -> Page[R, I]:
        if self._raw:
            planned = self._call(operation, values, body, content_type, accept, options)
            return cast("Page[R, I]", planned)

        def one(operation: PagedOperation[R, I], values: tuple[object, ...]) -> Answered[R]:
            further = operation.options(options)
            return self._answered(operation, values, body, content_type, accept, further)

        return Page(one(operation, values), operation, values, one)


class AsyncPagingNamespace(AsyncNamespace):
    """The operations of one tag, some of which are lists in pages, for asynchronous code."""

    __slots__ = ()

    def _page(
        self,
        operation: PagedOperation[R, I],
        values: tuple[object, ...] = (),
        body: object = None,
        content_type: str = "",
        accept: str = "",
        options: RequestOptions | None = None,
    ) -> AsyncPages[R, I]:
        if self._raw:
            planned = self._call(operation, values, body, content_type, accept, options)
            return cast("AsyncPages[R, I]", planned)

        def one(
            operation: PagedOperation[R, I], values: tuple[object, ...]
        ) -> Awaitable[Answered[R]]:
            further = operation.options(options)
            return self._answered(operation, values, body, content_type, accept, further)

        async def first() -> AsyncPage[R, I]:
            return AsyncPage(await one(operation, values), operation, values, one)

        return AsyncPages(first)


def awaited_pages(
    method: Callable[Concatenate[Any, P], Page[R, I]],
) -> Callable[Concatenate[Any, P], AsyncPages[R, I]]:
    """Return a list for asynchronous code: its namespace's `_page` gives pages to wait for."""
    return cast("Callable[Concatenate[Any, P], AsyncPages[R, I]]", method)


def raw_pages(method: Callable[P, Page[R, Any]]) -> RawMethod[P, R]:
    """Return a list of a raw namespace: each page's answer as it came."""
    return RawMethod(method)


def async_raw_pages(
    method: Callable[Concatenate[Any, P], Page[R, Any]], of: object
) -> AsyncRawMethod[P, R]:
    """Return a list of a raw asynchronous namespace; `method` is that of the sync one."""
    return AsyncRawMethod(partial(method, of))


def page_answers(
    method: Callable[Concatenate[Any, P], Page[R, Any]],
) -> Callable[P, RawResponse[R]]:
    """Say what a raw list returns, for each of its overloads, as `_raw_overloads` does."""
    return cast("Callable[P, RawResponse[R]]", method)


def page_streams(
    method: Callable[Concatenate[Any, P], Page[R, Any]],
) -> Callable[P, AbstractContextManager[StreamedResponse[R]]]:
    """Say what `stream` of it returns."""
    return cast("Callable[P, AbstractContextManager[StreamedResponse[R]]]", method)


def async_page_answers(
    method: Callable[Concatenate[Any, P], Page[R, Any]],
) -> Callable[P, Coroutine[Any, Any, RawResponse[R]]]:
    """Say what a raw asynchronous list returns."""
    return cast("Callable[P, Coroutine[Any, Any, RawResponse[R]]]", method)


def async_page_streams(
    method: Callable[Concatenate[Any, P], Page[R, Any]],
) -> Callable[P, AbstractAsyncContextManager[AsyncStreamedResponse[R]]]:
    """Say what `stream` of it returns."""
    return cast("Callable[P, AbstractAsyncContextManager[AsyncStreamedResponse[R]]]", method)
