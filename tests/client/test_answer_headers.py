"""Headers of answers come as the types that the document gives them, when they are read."""

from __future__ import annotations

import asyncio
import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply

INTEGER = {"type": "integer"}
TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
LIMIT = {"required": True, "schema": INTEGER, "description": "What is left."}
KINDS: dict[str, Any] = {
    "X-Left": LIMIT,
    "X-Tags": {"schema": TEXTS},
    "X-Numbers": {"schema": {"type": "array", "items": INTEGER}},
    "X-Cached": {"schema": {"type": "boolean"}},
    "X-Kind": {"schema": {"type": "string", "enum": ["new", "old"]}},
    "Last-Modified": {"schema": {"type": "string", "format": "date-time"}},
    "X-Place": {
        "schema": {"type": "object", "properties": {"town": TEXT, "zip": INTEGER}},
    },
    "X-Whole": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}},
    "X-Plain": {"schema": TEXT},
    "Date": {"schema": {"type": "string", "format": "date"}},
    "Content-Type": {"schema": TEXT},
    "X-Varied": {"schema": INTEGER},
}


def operation(name: str, headers: dict[str, Any], **rest: Any) -> dict[str, Any]:
    content = rest.pop("content", {"application/json": {"schema": TEXTS}})
    return {
        "tags": ["pets"],
        "operationId": name,
        "responses": {
            "200": {"description": "ok", "headers": headers, "content": content},
            "429": {
                "description": "no",
                "headers": {"Retry-After": {"schema": INTEGER}, "X-Varied": {"schema": TEXT}},
            },
        },
        **rest,
    }


PAGE = {"name": "page", "in": "query", "schema": INTEGER}
SIZE = {"name": "per_page", "in": "query", "schema": INTEGER}
HELD = {"type": "object", "required": ["items"], "properties": {"items": TEXTS}}
EVENTS = {"text/event-stream": {"schema": TEXT}}
EITHER = {"application/json": {"schema": TEXTS}, "text/csv": {"schema": TEXT}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://shop.example"}],
    "paths": {
        "/pets": {
            "get": operation("list_pets", KINDS),
        },
        "/pages": {
            "get": operation(
                "listPages",
                {"X-Left": LIMIT},
                parameters=[PAGE, SIZE],
                content={"application/json": {"schema": HELD}},
            )
        },
        "/events": {"get": operation("answer", {"X-Left": LIMIT}, content=EVENTS)},
        "/either": {"get": operation("either", {"X-Left": LIMIT}, content=EITHER)},
        "/plain": {
            "get": {
                "tags": ["pets"],
                "operationId": "plain",
                "responses": {"204": {"description": ""}},
            }
        },
    },
    "components": {
        "schemas": {"Pet": {"type": "object", "required": ["id"], "properties": {"id": TEXT}}}
    },
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    package = imported(tmp_path_factory.mktemp("headers"), DOCUMENT, "emitted_headers")
    import_module("emitted_headers.client.pets")
    return package


def read(shop: ModuleType, server: LocalServer, headers: dict[str, str]) -> Any:
    server.replies.append(Reply(value=[], headers=headers))
    client = shop.Client(base_url=server.url)
    return client.pets.with_raw_response.list_pets().typed_headers


@pytest.mark.parametrize(
    ("name", "text", "attribute", "value"),
    [
        ("X-Left", "12", "x_left", 12),
        ("x-left", "-1", "x_left", -1),
        ("X-Tags", "a, b,c", "x_tags", ["a", "b", "c"]),
        ("X-Tags", "12", "x_tags", ["12"]),
        ("X-Tags", "", "x_tags", []),
        ("X-Numbers", "1, 2", "x_numbers", [1, 2]),
        ("X-Cached", "true", "x_cached", True),
        ("X-Kind", "new", "x_kind", "new"),
        ("X-Plain", "12, true", "x_plain", "12, true"),
        ("X-Varied", "12", "x_varied", "12"),
        ("Retry-After", "3", "retry_after", 3),
        ("Date", "2020-02-03", "date", datetime.date(2020, 2, 3)),
        (
            "Last-Modified",
            "2020-02-03T04:05:06Z",
            "last_modified",
            datetime.datetime(2020, 2, 3, 4, 5, 6, tzinfo=datetime.UTC),
        ),
    ],
)
def test_a_header_is_of_the_type_that_the_document_says(
    shop: ModuleType, name: str, text: str, attribute: str, value: object
) -> None:
    headers = shop._runtime._http.Headers([(name, text)])
    assert getattr(shop.client.pets.ListPetsHeaders(headers), attribute) == value


def test_objects_and_json_are_models(shop: ModuleType, server: LocalServer) -> None:
    for text in ("town,Ulm,zip,89", "town=Ulm,zip=89"):
        place = read(shop, server, {"X-Place": text}).x_place
        assert (place.town, place.zip) == ("Ulm", 89)
    assert read(shop, server, {"X-Whole": '{"id": "p"}'}).x_whole == shop.models.Pet(id="p")


def test_what_is_not_there_is_none_unless_it_is_required(
    shop: ModuleType, server: LocalServer
) -> None:
    found = read(shop, server, {})
    assert (found.x_tags, found.last_modified, found.retry_after) == (None, None, None)
    assert not hasattr(found, "content_type")
    with pytest.raises(shop.UnreadableValue, match="the header X-Left"):
        assert found.x_left


@pytest.mark.parametrize(
    ("name", "text", "attribute"),
    [
        ("X-Left", "many", "x_left"),
        ("X-Numbers", "1,b", "x_numbers"),
        ("X-Cached", "yes", "x_cached"),
        ("X-Whole", "{", "x_whole"),
        ("X-Whole", "[" * 100_000, "x_whole"),
        ("Last-Modified", "yesterday", "last_modified"),
        ("X-Place", "zip,b", "x_place"),
    ],
)
def test_another_text_is_an_error_when_it_is_read(
    shop: ModuleType, name: str, text: str, attribute: str
) -> None:
    found = shop.client.pets.ListPetsHeaders({name: text})
    with pytest.raises(shop.UnreadableValue, match=f"the header {name}") as caught:
        getattr(found, attribute)
    assert caught.value.text == text
    assert text not in str(caught.value)


def test_a_member_of_a_newer_api_is_kept(shop: ModuleType, server: LocalServer) -> None:
    assert str(read(shop, server, {"X-Kind": "newer"}).x_kind) == "newer"


def test_every_way_to_an_answer_has_them(shop: ModuleType, server: LocalServer) -> None:
    left = {"X-Left": "7"}
    server.answer = lambda seen: Reply(
        value={"items": ["a"]} if "pages" in seen.target else ["a"],
        headers=left | ({"Content-Type": "text/event-stream"} if "events" in seen.target else {}),
    )

    async def scenario() -> list[int]:
        async with shop.AsyncClient(base_url=server.url) as client:
            raw = client.pets.with_raw_response
            found = [(await raw.list_pets()).typed_headers.x_left]
            found.append((await raw.either(accept="text/csv")).typed_headers.x_left)
            async with raw.answer.stream() as answer:
                found.append(answer.typed_headers.x_left)
            return found

    with shop.Client(base_url=server.url) as client:
        raw = client.pets.with_raw_response
        with raw.list_pages.stream(page=1) as answer:
            assert answer.typed_headers.x_left == 7
        assert raw.either().typed_headers.x_left == 7
        page = client.pets.list_pages(page=1)
        assert shop.client.pets.ListPagesHeaders(page.headers).x_left == 7
        assert not hasattr(raw.plain(), "typed_headers")
    assert asyncio.run(scenario()) == [7, 7, 7]


TYPED = """
import datetime
from typing import assert_type

from emitted_headers import AsyncClient, Client, models


def read(client: Client) -> None:
    answer = client.pets.with_raw_response.list_pets()
    assert_type(answer.value(), list[str])
    assert_type(answer.typed_headers.x_left, int)
    assert_type(answer.typed_headers.x_tags, list[str] | None)
    assert_type(answer.typed_headers.last_modified, datetime.datetime | None)
    assert_type(answer.typed_headers.date, datetime.date | None)
    assert_type(answer.typed_headers.x_whole, models.Pet | None)
    assert_type(client.pets.with_raw_response.either().typed_headers.x_left, int)


async def wait(client: AsyncClient) -> None:
    answer = await client.pets.with_raw_response.list_pets()
    assert_type(answer.typed_headers.x_left, int)
    async with client.pets.with_raw_response.answer.stream() as streamed:
        assert_type(streamed.typed_headers.x_left, int)
"""


@pytest.mark.slow
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_type_checkers_know_the_types(shop: ModuleType, checker: str) -> None:
    folder = Path(str(shop.__file__)).parents[1]
    (folder / "typed.py").write_text(TYPED)
    checked(folder, checker)


def checked(folder: Path, checker: str) -> None:
    import subprocess
    import sys

    options = ["--strict"] if checker == "mypy" else ["--pythonpath", sys.executable]
    command = [sys.executable, "-m", checker, *options, "typed.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout
