"""Lists paged by the `Link` header, or as the words of other generators declare it."""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from _runtime._http import Headers
from _runtime._links import next_link

from dfnsgen.configuration.paging import paging_rows
from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply, Seen
from tests.client.test_paging_styles import DOCUMENT, INTEGER, ITEMS, TEXT

pytestmark = pytest.mark.slow

ALL = ["0", "1", "2", "3", "4"]


def listing(
    name: str, parameters: dict[str, Any], schema: dict[str, Any], **more: Any
) -> dict[str, Any]:
    """A list whose parameters are in the query; `headers` are those of its answer."""
    answer = {"description": "ok", "content": {"application/json": {"schema": schema}}}
    headers = {name: {"schema": TEXT} for name in more.pop("headers", ())}
    return {
        "get": {
            "tags": ["lists"],
            "operationId": name,
            "parameters": [
                {"name": n, "in": "query", "schema": schema} for n, schema in parameters.items()
            ],
            "responses": {"200": {**answer, "headers": headers}},
            **more,
        }
    }


def holding(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


PATHS = {
    "/link": listing("byLink", {"q": TEXT}, ITEMS, headers=["Link"]),
    "/holder": listing(
        "byHolder", {"cursor": TEXT}, holding(things=ITEMS, meta=holding(next_cursor=TEXT))
    ),
    "/fern/cursor": listing(
        "fernCursor",
        {"from": TEXT},
        holding(others=ITEMS, page=holding(rows=ITEMS, following=TEXT)),
        **{
            "x-fern-pagination": {
                "cursor": "$request.from",
                "next_cursor": "$response.page.following",
                "results": "$response.page.rows",
            }
        },
    ),
    "/fern/offset": listing("fernOffset", {"start": INTEGER}, ITEMS, **{"x-fern-pagination": True}),
    "/speakeasy": listing(
        "speakeasy",
        {"sheet": INTEGER},
        holding(rows=ITEMS, others=ITEMS),
        **{
            "x-speakeasy-pagination": {
                "type": "offsetLimit",
                "inputs": [{"name": "sheet", "in": "parameters", "type": "page"}],
                "outputs": {"results": "$.rows"},
            }
        },
    ),
    "/autorest": listing(
        "autorest",
        {},
        holding(value=ITEMS, further=TEXT),
        **{"x-ms-pageable": {"nextLinkName": "further"}},
    ),
    "/one-page": listing(
        "onePage", {}, holding(value=ITEMS), **{"x-ms-pageable": {"nextLinkName": None}}
    ),
}
FERN = {"offset": "$request.start", "step": "$request.size", "results": "$response"}
PAGED = {**DOCUMENT, "paths": PATHS, "x-fern-pagination": FERN}


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("declared"), PAGED, "emitted_declared")


def served(seen: Seen) -> Reply:
    """Five items, two a page, by whatever the list is paged by."""
    at = urlsplit(seen.target)
    query = {name: values[0] for name, values in parse_qs(at.query).items()}
    token = next((query[n] for n in ("cursor", "from", "start", "after") if n in query), "0")
    start = 2 * (int(query["sheet"]) - 1) if "sheet" in query else int(token)
    items = [{"id": one} for one in ALL[start : start + 2]]
    more = start + 2 < len(ALL)
    following = {"following": str(start + 2)} if more else {}
    address = f"https://inner.example{at.path}?after={start + 2}&q=x"
    link = f'<{address}>; title="a, b"; rel="last next", </x>; rel=first'
    return {
        "/link": Reply(value=items, headers={"Link": link} if more else {}),
        "/holder": Reply(
            value={"things": items, "meta": {"next_cursor": following.get("following")}}
        ),
        "/fern/cursor": Reply(value={"others": [], "page": {"rows": items, **following}}),
        "/fern/offset": Reply(value=items),
        "/speakeasy": Reply(value={"rows": items, "others": []}),
        "/autorest": Reply(value={"value": items, **({"further": address} if more else {})}),
    }[at.path]


@pytest.mark.parametrize(
    ("method", "calls"),
    [
        ("by_link", 3),
        ("by_holder", 3),
        ("fern_cursor", 3),
        ("fern_offset", 4),
        ("speakeasy", 4),
        ("autorest", 3),
    ],
)
def test_all_items_of_all_pages_come(
    lists: ModuleType, server: LocalServer, method: str, calls: int
) -> None:
    server.answer = served
    client = lists.Client(base_url=server.url)
    page = getattr(client.lists, method)()
    assert len(page.items) == 2
    assert [item.id for item in page] == ALL
    assert len(server.seen) == calls

    async def scenario() -> list[str]:
        async with lists.AsyncClient(base_url=server.url) as client:
            return [item.id async for item in getattr(client.lists, method)()]

    assert asyncio.run(scenario()) == ALL


def test_a_page_has_the_headers_that_it_came_with(lists: ModuleType, server: LocalServer) -> None:
    server.answer = served
    page = lists.Client(base_url=server.url).lists.by_link(q="x")
    assert page.headers["content-type"] == "application/json"
    assert page.next_token == "after=2&q=x"
    assert repr(page) == "<Page of 2 items, more follow>"


def test_a_link_that_leads_round_in_a_circle_is_an_error(
    lists: ModuleType, server: LocalServer
) -> None:
    header = {"Link": "<?after=1>; rel=next"}
    server.answer = lambda seen: Reply(value=[{"id": "a"}], headers=header)
    with pytest.raises(lists.PagingError, match="repeats"):
        list(lists.Client(base_url=server.url).lists.by_link())
    assert len(server.seen) == 2


def test_without_the_name_of_a_link_all_is_on_one_page(
    lists: ModuleType, server: LocalServer
) -> None:
    server.answer = lambda seen: Reply(value={"value": [{"id": "a"}]})
    found = lists.Client(base_url=server.url).lists.one_page()
    assert not isinstance(found, lists.Page)


def test_a_header_may_be_configured(
    tmp_path_factory: pytest.TempPathFactory, server: LocalServer
) -> None:
    server.answer = served
    document = {**DOCUMENT, "paths": {"/link": listing("byLink", {}, ITEMS)}}
    rows = paging_rows(["header=Link"])
    package = imported(
        tmp_path_factory.mktemp("header"), document, "emitted_own_header", paging=rows
    )
    assert [item.id for item in package.Client(base_url=server.url).lists.by_link()] == ALL
    with pytest.raises(ValueError, match="Link"):
        paging_rows(["header=X-Next"])


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("", None),
        ("<a>; rel=next", "a"),
        ("<a>; rel=prev, <b>; rel=next", "b"),
        ('<a,b;c>; REL = "prev NEXT"; rel=other', "a,b;c"),
        ('<a>; title="<x>; rel=next"; rel=prev', None),
        ('<a>; title="\\"; rel=next"; rel=prev', None),
        ('<a>; anchor="/other"; rel=next', None),
        ("<a>; crossorigin; rel=next", "a"),
        (", ,<>; rel=next", ""),
        ("no link", None),
    ],
)
def test_a_link_header_is_read_as_it_is_written(header: str, address: str | None) -> None:
    assert next_link(Headers([("LINK", header)])) == address
