"""Lists paged by number, by offset, by the last item or by an address, as documents say."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply, Seen

pytestmark = pytest.mark.slow

INTEGER = {"type": "integer"}
TEXT = {"type": "string"}
ITEM = {"type": "object", "required": ["id"], "properties": {"id": TEXT}}
ITEMS = {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}


def listing(
    name: str, parameters: dict[str, Any], properties: dict[str, Any], of: str = "Item"
) -> dict[str, Any]:
    items = {"type": "array", "items": {"$ref": f"#/components/schemas/{of}"}}
    answer = {"type": "object", "required": ["items"], "properties": {"items": items, **properties}}
    content = {"application/json": {"schema": answer}}
    return {
        "get": {
            "tags": ["lists"],
            "operationId": name,
            "parameters": [
                {"name": n, "in": "query", "schema": schema} for n, schema in parameters.items()
            ],
            "responses": {"200": {"description": "ok", "content": content}},
        }
    }


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Lists", "version": "1"},
    "servers": [{"url": "https://lists.example"}],
    "paths": {
        "/number": listing("byNumber", {"page": INTEGER, "per_page": INTEGER}, {}),
        "/zero": listing("fromZero", {"page": {**INTEGER, "default": 0}, "size": INTEGER}, {}),
        "/least": listing("fromLeast", {"page": {**INTEGER, "minimum": 0}, "size": INTEGER}, {}),
        "/address": listing("byAddress", {"q": TEXT}, {"next_url": {"type": ["string", "null"]}}),
        "/more": listing(
            "withMore", {"page": INTEGER, "limit": INTEGER}, {"has_more": {"type": "boolean"}}
        ),
        "/offset": listing("byOffset", {"offset": INTEGER, "limit": INTEGER}, {"total": INTEGER}),
        "/after": listing("byAfter", {"starting_after": TEXT}, {"has_more": {"type": "boolean"}}),
        "/cursor": listing("byCursor", {"after": TEXT}, {"has_more": {"type": "boolean"}}),
        "/since": listing(
            "since",
            {"after": {**TEXT, "format": "date-time"}},
            {"has_more": {"type": "boolean"}},
        ),
        "/url": listing(
            "byUrl", {"page": INTEGER, "page_size": INTEGER, "q": TEXT}, {"next": TEXT}
        ),
        "/plain": listing("plain", {"page": INTEGER}, {}),
        "/nameless": listing(
            "nameless", {"starting_after": TEXT}, {"has_more": {"type": "boolean"}}, "Nameless"
        ),
    },
    "components": {"schemas": {"Item": ITEM, "Nameless": {"type": "object"}}},
}
ALL = ["0", "1", "2", "3", "4"]


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("lists"), DOCUMENT, "emitted_lists")


def served(seen: Seen) -> Reply:
    """Five items, two a page, by whatever the list is paged by."""
    at = urlsplit(seen.target)
    query = {name: values[0] for name, values in parse_qs(at.query).items()}
    start = {
        "/number": 2 * (int(query.get("page", 1)) - 1),
        "/zero": 2 * int(query.get("page", 0)),
        "/least": 2 * int(query.get("page", 0)),
        "/address": 2 * int(query.get("p", 0)),
        "/more": 2 * (int(query.get("page", 1)) - 1),
        "/offset": int(query.get("offset", 0)),
        "/after": int(query.get("starting_after", -1)) + 1,
        "/cursor": int(query.get("after", -1)) + 1,
        "/url": 2 * (int(query.get("page", 1)) - 1),
    }[at.path]
    value: dict[str, Any] = {"items": [{"id": one} for one in ALL[start : start + 2]]}
    more = start + 2 < len(ALL)
    if at.path in ("/more", "/after", "/cursor"):
        value["has_more"] = more
    if at.path == "/address":
        value["next_url"] = f"/address?p={start // 2 + 1}" if more else None
    if at.path == "/url" and more:
        page = int(query.get("page", 1)) + 1
        value["next"] = f"https://inner.example/v1/url?page={page}&q={query['q']}&c=a%2Bb"
    return Reply(value=value)


@pytest.mark.parametrize(
    ("method", "arguments", "calls"),
    [
        ("by_number", {"per_page": 2}, 4),
        ("from_zero", {"size": 2}, 4),
        ("from_least", {"size": 2}, 4),
        ("by_address", {"q": "x"}, 3),
        ("with_more", {"limit": 2}, 3),
        ("by_offset", {"limit": 2}, 4),
        ("by_after", {}, 3),
        ("by_cursor", {}, 3),
        ("by_url", {"q": "x"}, 3),
    ],
)
def test_all_items_of_all_pages_come(
    lists: ModuleType, server: LocalServer, method: str, arguments: dict[str, Any], calls: int
) -> None:
    server.answer = served
    client = lists.Client(base_url=server.url)
    page = getattr(client.lists, method)(**arguments)
    assert len(page.items) == 2
    assert [item.id for item in page] == ALL
    assert len(server.seen) == calls

    async def scenario() -> list[str]:
        async with lists.AsyncClient(base_url=server.url) as client:
            return [item.id async for item in getattr(client.lists, method)(**arguments)]

    assert asyncio.run(scenario()) == ALL


def test_an_address_is_followed_on_the_clients_own_host(
    lists: ModuleType, server: LocalServer
) -> None:
    server.answer = served
    list(lists.Client(base_url=server.url).lists.by_url(q="x"))
    assert server.seen[1].target == "/url?page=2&q=x&c=a%2Bb"


@pytest.mark.parametrize(
    ("base", "following", "target"),
    [
        ("", "/elsewhere?page=2", "/elsewhere?page=2"),
        ("", "/cursors/abc", "/cursors/abc"),
        ("/v1", "/v1/other?c=1", "/v1/other?c=1"),
        ("/v1", "/v2/url?c=1", "/v1/url?c=1"),
        ("/v1", "/v2/other?c=1", "/v2/other?c=1"),
        ("/v1", "other?c=1", "/v1/other?c=1"),
        ("/v1", "?c=1", "/v1/url?c=1"),
        ("/v1", "https://127.0.0.1/v1/other?c=%2F", "/v1/other?c=%2F"),
        ("/v1", "https://inner.example/url?c=1", "/v1/url?c=1"),
    ],
)
def test_another_path_of_the_same_host_is_followed(
    lists: ModuleType, server: LocalServer, base: str, following: str, target: str
) -> None:
    pages = [{"items": [{"id": "a"}], "next": following}, {"items": [{"id": "b"}]}]
    server.answer = lambda seen: Reply(value=pages.pop(0))
    client = lists.Client(base_url=server.url + base)
    assert [item.id for item in client.lists.by_url(q="x")] == ["a", "b"]
    assert server.seen[1].target == target


@pytest.mark.parametrize(
    "following",
    [
        "https://inner.example/elsewhere?page=2",
        "//inner.example",
        "ftp://127.0.0.1/a?b",
        "http://[",
    ],
)
def test_another_path_of_another_host_is_not_followed(
    lists: ModuleType, server: LocalServer, following: str
) -> None:
    server.answer = lambda seen: Reply(value={"items": [{"id": "a"}], "next": following})
    with pytest.raises(lists.PagingError, match="another address"):
        list(lists.Client(base_url=server.url).lists.by_url(q="x"))
    assert len(server.seen) == 1


def test_an_added_parameter_is_sent_once(lists: ModuleType, server: LocalServer) -> None:
    pages = [
        {"items": [{"id": "a"}], "next": "/url?page=2&beta=1"},
        {"items": [{"id": "b"}], "next": "/url?page=3"},
        {"items": []},
    ]
    server.answer = lambda seen: Reply(value=pages.pop(0))
    page = lists.Client(base_url=server.url).lists.by_url(options={"query": {"beta": "1"}})
    assert len(list(page)) == 2
    targets = [seen.target for seen in server.seen]
    assert targets == ["/url?beta=1", "/url?page=2&beta=1", "/url?page=3&beta=1"]


@pytest.mark.parametrize("method", ["by_number", "by_offset"])
def test_a_server_that_knows_no_pages_is_no_endless_list(
    lists: ModuleType, server: LocalServer, method: str
) -> None:
    server.answer = lambda seen: Reply(value={"items": [{"id": "a"}]})
    with pytest.raises(lists.PagingError, match="repeats a page"):
        list(getattr(lists.Client(base_url=server.url).lists, method)())
    assert len(server.seen) == 2


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"items": [], "next_url": "/address"}, "GET /address: the server repeats a page"),
        ({"items": [], "next_url": 5}, "GET /address: the answer is no page: .*next_url"),
        ({"items": {}, "next_url": None}, "GET /address: the answer is no page: .*items"),
    ],
)
def test_a_list_that_cannot_go_on_is_an_error_of_the_client(
    lists: ModuleType, server: LocalServer, value: Any, problem: str
) -> None:
    server.answer = lambda seen: Reply(value=value)
    with pytest.raises(lists.PagingError, match=problem):
        list(lists.Client(base_url=server.url).lists.by_address())
    assert len(server.seen) == 1


def test_what_is_not_plain_is_no_list_in_pages(lists: ModuleType, server: LocalServer) -> None:
    server.answer = lambda seen: Reply(value={"items": [{"id": "a"}]})
    client = lists.Client(base_url=server.url)
    assert not isinstance(client.lists.plain(), lists.Page)
    assert not isinstance(client.lists.nameless(), lists.Page)  # No id to begin after.
    assert not isinstance(client.lists.since(), lists.Page)


@pytest.mark.parametrize(
    ("parameter", "told"),
    [({"marker": TEXT}, {"following": TEXT}), ({"sheet": INTEGER}, {})],
    ids=["a token", "a number"],
)
def test_names_may_be_configured(
    tmp_path: Path, server: LocalServer, parameter: dict[str, Any], told: dict[str, Any]
) -> None:
    (name,) = parameter
    path = {"/own": listing("own", parameter, {"entries": ITEMS, **told})}
    rows = (("parameter", name), ("next", "following"), ("items", "entries"))
    package = imported(tmp_path, {**DOCUMENT, "paths": path}, f"emitted_{name}", paging=rows)
    first = {"items": [], "entries": [{"id": "a"}], "following": "m"}
    last = {"items": [], "entries": []}
    server.replies += [Reply(value=first), Reply(value=last)]
    found = package.Client(base_url=server.url).lists.own()
    assert [item.id for item in found] == ["a"]
    assert server.seen[1].target == f"/own?{name}={'m' if told else 2}"


def test_an_address_may_be_configured(tmp_path: Path, server: LocalServer) -> None:
    """Without a parameter nothing else can be meant, whatever the property is called."""
    links = {"type": "object", "properties": {"following": TEXT}}
    path = {"/own": listing("own", {"cursor": TEXT}, {"pages": links})}
    rows = (("next", "pages.following"),)
    package = imported(tmp_path, {**DOCUMENT, "paths": path}, "emitted_address", paging=rows)
    server.replies += [
        Reply(value={"items": [{"id": "a"}], "pages": {"following": "/own?at=2"}}),
        Reply(value={"items": [{"id": "b"}], "pages": {}}),
    ]
    found = package.Client(base_url=server.url).lists.own()
    assert [item.id for item in found] == ["a", "b"]
    assert server.seen[1].target == "/own?at=2"
