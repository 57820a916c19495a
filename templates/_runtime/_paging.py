"""Lists that come in pages.

In: the first page, and how to call for a further one. Out: `Page` and `AsyncPage`: iterating goes
over the items of this page and of all that follow, each fetched when it is needed; `items` are its
own, and `pages()` gives one page after the other.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from typing import Any, Final, Generic, ParamSpec, TypeVar, cast

from ._call import RequestOptions
from ._client import AsyncNamespace, Namespace
from ._errors import ClientError
from ._model import UnknownVariant
from ._operation import Operation
from ._raw import AsyncRawMethod, RawMethod
from ._shown import shown

R = TypeVar("R")
I = TypeVar("I")  # noqa: E741  # an item
R_co = TypeVar("R_co", covariant=True)
I_co = TypeVar("I_co", covariant=True)
P = ParamSpec("P")


_NO_PAGES: Final = (dict, list, str, bytes, UnknownVariant)
"""What an answer is that isn't of the type that the document declares."""


class PagedOperation(Operation[R_co], Generic[R_co, I_co]):
    """A list in pages. `pages` names the place of the parameter that takes the token of the next
    page, and the attributes of the answer that hold that token and the items."""

    __slots__ = ("items", "token", "token_index")

    def __init__(self, line: str, *, pages: tuple[int, str, str], **rest: Any) -> None:
        super().__init__(line, **rest)
        self.token_index, self.token, self.items = pages


class PagingError(ClientError):
    """The server gave a token for a second time: following it would never end."""


class _PageBase(Generic[R, I]):
    """One page: `value` is the whole answer."""

    __slots__ = ("_operation", "_values", "value")

    def __init__(self, value: R, operation: PagedOperation[R, I], values: tuple[object, ...]):
        self.value: Final = value
        self._operation = operation
        self._values = values

    @property
    def items(self) -> list[I]:
        """The items of this page. Raises ClientError where the answer is something else."""
        if isinstance(self.value, _NO_PAGES):
            raise ClientError("the answer is no page: `value` is what came")
        return cast("list[I]", getattr(self.value, self._operation.items, None) or [])

    @property
    def next_token(self) -> str | None:
        """The token that resumes the list where this page ends; None at the list's end."""
        token: Any = getattr(self.value, self._operation.token, None)
        return str(token) if token else None

    @shown
    def __repr__(self) -> str:
        more = "more follow" if self.next_token else "the last"
        found = "no" if isinstance(self.value, _NO_PAGES) else len(self.items)
        return f"<{type(self).__name__} of {found} items, {more}>"

    def _next_values(self, token: str) -> tuple[object, ...]:
        index = self._operation.token_index
        return (*self._values[:index], token, *self._values[index + 1 :])


def _new_token(token: str | None, seen: set[str]) -> bool:
    """Whether there is a token to follow; raises PagingError for one that was followed before."""
    if token is None:
        return False
    if token in seen:
        raise PagingError("the server repeats a page token")
    seen.add(token)
    return True


class Page(_PageBase[R, I]):
    """One page of a list. Iterating gives its items, and goes on to the list's end."""

    __slots__ = ("_call",)

    def __init__(
        self,
        value: R,
        operation: PagedOperation[R, I],
        values: tuple[object, ...],
        call: Callable[[PagedOperation[R, I], tuple[object, ...]], R],
    ) -> None:
        super().__init__(value, operation, values)
        self._call = call

    def __iter__(self) -> Iterator[I]:
        for page in self.pages():
            yield from page.items

    def next_page(self) -> Page[R, I] | None:
        """Return the page that follows, None after the last."""
        token = self.next_token
        if token is None:
            return None
        values = self._next_values(token)
        return Page(self._call(self._operation, values), self._operation, values, self._call)

    def pages(self) -> Iterator[Page[R, I]]:
        """Return this page and all that follow. Raises PagingError for a repeated token."""
        page: Page[R, I] | None = self
        seen: set[str] = set()
        while page is not None:
            yield page
            page = page.next_page() if _new_token(page.next_token, seen) else None

    def auto_paging(self) -> Iterator[I]:
        """Return what iterating gives."""
        return iter(self)


class AsyncPage(_PageBase[R, I]):
    """One page of a list. Iterating gives its items, and goes on to the list's end."""

    __slots__ = ("_call",)

    def __init__(
        self,
        value: R,
        operation: PagedOperation[R, I],
        values: tuple[object, ...],
        call: Callable[[PagedOperation[R, I], tuple[object, ...]], Awaitable[R]],
    ) -> None:
        super().__init__(value, operation, values)
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
        values = self._next_values(token)
        value = await self._call(self._operation, values)
        return AsyncPage(value, self._operation, values, self._call)

    async def pages(self) -> AsyncIterator[AsyncPage[R, I]]:
        """Return this page and all that follow. Raises PagingError for a repeated token."""
        page: AsyncPage[R, I] | None = self
        seen: set[str] = set()
        while page is not None:
            yield page
            page = await page.next_page() if _new_token(page.next_token, seen) else None

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
        values: tuple[object, ...],
        options: RequestOptions | None = None,
    ) -> Page[R, I]:
        def one(operation: PagedOperation[R, I], values: tuple[object, ...]) -> R:
            return self._call(operation, values, options=options)

        value = one(operation, values)
        if self._raw:
            return cast("Page[R, I]", value)
        return Page(value, operation, values, one)


class AsyncPagingNamespace(AsyncNamespace):
    """The operations of one tag, some of which are lists in pages, for asynchronous code."""

    __slots__ = ()

    def _page(
        self,
        operation: PagedOperation[R, I],
        values: tuple[object, ...],
        options: RequestOptions | None = None,
    ) -> AsyncPages[R, I]:
        def one(operation: PagedOperation[R, I], values: tuple[object, ...]) -> Awaitable[R]:
            return self._call(operation, values, options=options)

        if self._raw:
            return cast("AsyncPages[R, I]", one(operation, values))

        async def first() -> AsyncPage[R, I]:
            return AsyncPage(await one(operation, values), operation, values, one)

        return AsyncPages(first)


def raw_pages(method: Callable[P, Page[R, Any]]) -> RawMethod[P, R]:
    """Return a list of a raw namespace: each page's answer as it came."""
    return RawMethod(method)


def async_raw_pages(method: Callable[P, AsyncPages[R, Any]]) -> AsyncRawMethod[P, R]:
    """Return a list of a raw asynchronous namespace."""
    return AsyncRawMethod(method)
