"""Lists in pages: to the end, from a saved token, and never in a circle."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from _runtime._json import loads
from _runtime._paging import (
    AsyncPagingNamespace,
    PagedOperation,
    PagingError,
    PagingNamespace,
    raw_pages,
)
from _runtime._parameters import Param
from _runtime._transport_httpx import AsyncHttpxTransport, HttpxTransport

from tests.client.local_server import LocalServer, Reply, Seen
from tests.client.test_calls import settings


class _Codec:
    """Decodes a page as generated codecs do: attributes in place of names on the wire."""

    def from_json(self, body: bytes, *, lenient: bool) -> Any:
        value = loads(body)
        return SimpleNamespace(items=value["items"], next_page_token=value.get("nextPageToken"))


LIST: PagedOperation[Any, int] = PagedOperation(
    "GET /list",
    params=(Param("query", "limit"), Param("query", "paginationToken")),
    answers={"200": {"application/json": _Codec()}},
    repeatable=True,
    pages=(1, "next_page_token", "items"),
)


def pages(seen: Seen) -> Reply:
    """Three pages of two items; the last one has no token."""
    token = seen.target.partition("paginationToken=")[2]
    number = int(token or "0")
    value: dict[str, Any] = {"items": [2 * number, 2 * number + 1]}
    if number < 2:
        value["nextPageToken"] = str(number + 1)
    return Reply(value=value)


@pytest.fixture
def calls(server: LocalServer) -> PagingNamespace:
    server.answer = pages
    return PagingNamespace(settings(server.url), HttpxTransport())


def test_a_page_gives_its_items_and_iterating_all(
    server: LocalServer, calls: PagingNamespace
) -> None:
    page = calls._page(LIST, (2, None))
    assert page.items == [0, 1]
    assert len(server.seen) == 1
    assert list(page) == [0, 1, 2, 3, 4, 5]
    assert [seen.target for seen in server.seen] == [
        "/list?limit=2",
        "/list?limit=2&paginationToken=1",
        "/list?limit=2&paginationToken=2",
    ]


def test_a_list_is_resumed_from_a_saved_token(calls: PagingNamespace) -> None:
    saved = calls._page(LIST, (2, None)).next_token
    assert list(calls._page(LIST, (2, saved))) == [2, 3, 4, 5]


def test_pages_are_fetched_when_they_are_needed(
    server: LocalServer, calls: PagingNamespace
) -> None:
    items = iter(calls._page(LIST, (2, None)))
    assert [next(items), next(items)] == [0, 1]
    assert len(server.seen) == 1


def test_a_repeated_token_is_an_error_and_not_a_loop(server: LocalServer) -> None:
    server.answer = lambda seen: Reply(value={"items": [1], "nextPageToken": "same"})
    page = PagingNamespace(settings(server.url), HttpxTransport())._page(LIST, (None, None))
    with pytest.raises(PagingError):
        list(page)
    assert len(server.seen) == 2


def test_async_pages(server: LocalServer) -> None:
    async def scenario() -> list[int]:
        calls = AsyncPagingNamespace(settings(server.url), AsyncHttpxTransport())
        page = await calls._page(LIST, (2, None))
        assert page.items == [0, 1]
        found = [item async for item in page]
        assert found == [item async for item in calls._page(LIST, (2, None))]
        listed = [page.items async for page in calls._page(LIST, (2, None)).pages()]
        assert listed == [[0, 1], [2, 3], [4, 5]]
        return found

    server.answer = pages
    assert asyncio.run(scenario()) == [0, 1, 2, 3, 4, 5]


def test_a_raw_list_is_the_raw_answer(server: LocalServer) -> None:
    server.answer = pages
    calls = PagingNamespace(settings(server.url), HttpxTransport(), raw=True)
    answer = raw_pages(lambda: calls._page(LIST, (2, None)))()
    assert (answer.status, answer.value().items) == (200, [0, 1])
