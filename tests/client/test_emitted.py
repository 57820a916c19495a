"""Emitted packages, imported and used against a real server; and what checkers say of them."""

from __future__ import annotations

import asyncio
import inspect
import json
import subprocess
import sys
import typing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.client.documents import DELEGATED, HOSTILE, THINGS
from tests.client.emitted import imported, written
from tests.client.listed_types import media_types
from tests.client.local_server import LocalServer, Reply
from tests.client.streaming_document import STREAMING
from tests.client.test_paging_declared import PAGED


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("things"), THINGS, "emitted_things")


@pytest.fixture
def client(things: ModuleType, server: LocalServer) -> Any:
    return things.Client(base_url=server.url, token="t")


def test_a_typed_call(things: ModuleType, client: Any, server: LocalServer) -> None:
    server.replies += [Reply(201, {"id": "a", "new": 1}), Reply(value={"id": "a"})]
    made = client.things.create_thing(things.models.Thing(id="é"))
    assert isinstance(made, things.models.Thing)
    assert (made.id, made.additional_properties) == ("a", {"new": 1})
    assert server.seen[0].body == '{"id":"é"}'.encode()
    assert server.seen[0].headers["authorization"] == "Bearer t"
    assert client.things.get_thing("a") == things.models.Thing(id="a")


def test_a_body_in_wire_form_is_checked_alike(
    things: ModuleType, client: Any, server: LocalServer
) -> None:
    server.replies.append(Reply(201, {"id": "a"}))
    client.things.create_thing({"id": "a"})
    for wrong in ({"id": 1}, {}, things.models.Thing(id=1)):
        with pytest.raises(things.ValidationError):
            client.things.create_thing(wrong)
    with pytest.raises(things.ValidationError, match="parameter 'limit'"):
        client.things.list_things(limit=101)
    assert len(server.seen) == 1


def test_an_answer_that_is_not_valid_keeps_its_body(
    things: ModuleType, client: Any, server: LocalServer
) -> None:
    server.replies.append(Reply(value={"id": 1}))
    with pytest.raises(things.InvalidAnswer, match=r"GET /things/\{thingId\}: 200") as caught:
        client.with_options(answers="checked").things.get_thing("a")
    assert caught.value.raw == b'{"id": 1}'
    assert (caught.value.effect, caught.value.issues[0].instance) == ("done", "/id")


def test_error_bodies_are_typed(things: ModuleType, client: Any, server: LocalServer) -> None:
    problem = {"Content-Type": "application/problem+json"}
    server.replies.append(Reply(422, {"title": "no"}, headers=problem))
    with pytest.raises(things.UnprocessableEntity) as caught:
        client.things.create_thing({"id": "a"})
    assert caught.value.value == things.models.Problem(title="no")
    assert caught.value.message == "no"


def test_pages(client: Any, server: LocalServer) -> None:
    server.replies += [
        Reply(value={"items": [{"id": "1"}], "nextPageToken": "n"}),
        Reply(value={"items": [{"id": "2"}]}),
    ]
    page = client.things.list_things(limit=1, tags=["a b", "c|d"])
    assert [thing.id for thing in page] == ["1", "2"]
    assert server.seen[0].target == "/things?limit=1&tags=a%20b%7Cc%7Cd"
    assert server.seen[1].target == "/things?limit=1&pageToken=n&tags=a%20b%7Cc%7Cd"


def test_what_is_no_page_says_so(things: ModuleType, client: Any, server: LocalServer) -> None:
    server.replies += [Reply(202, {"items": "later"}), Reply(headers={"Content-Type": "text/csv"})]
    server.replies[1].body = b"id"
    for problem in ("no such status", "text/csv instead of application/json"):
        with pytest.raises(things.UnexpectedAnswer, match=problem):
            client.things.list_things()


def test_raw_answers(things: ModuleType, client: Any, server: LocalServer) -> None:
    server.replies.append(Reply(value={"id": "a"}, headers={"X-Left": "3"}))
    raw = client.things.with_raw_response.get_thing("a")
    assert (raw.status, raw.headers["x-left"], raw.body) == (200, "3", b'{"id": "a"}')
    assert raw.value() == things.models.Thing(id="a")


def test_options_make_another_client(things: ModuleType, client: Any, server: LocalServer) -> None:
    server.replies += [Reply(value={"id": "a"}), Reply(value={"id": "a"})]
    client.with_options(headers={"X-One": "1"}, timeout=1.0).things.get_thing("a")
    client.things.get_thing("a")
    assert ["x-one" in seen.headers for seen in server.seen] == [True, False]


def test_files_travel_as_parts_or_alone(
    things: ModuleType, client: Any, server: LocalServer, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"1,2\n")
    csv = {"Content-Type": "text/csv"}
    server.answer = lambda seen: Reply(body=b"x,y\n", headers=csv)
    assert client.files.upload_file("a", {"file": file, "note": "é"}) == "x,y\n"
    client.files.upload_file("a", file, content_type="application/octet-stream")
    parts, alone = server.seen
    assert b'filename="a.csv"' in parts.body
    assert alone.body == b"1,2\n"
    assert alone.headers["content-type"] == "application/octet-stream"


def test_deprecated_operations_warn_where_they_are_called(client: Any, server: LocalServer) -> None:
    server.replies.append(Reply(204))
    with pytest.warns(DeprecationWarning, match="delete_thing") as caught:
        assert client.things.delete_thing("a") is None
    assert caught[0].filename == __file__
    assert "authorization" not in server.seen[0].headers


def test_the_async_client(things: ModuleType, server: LocalServer) -> None:
    async def scenario() -> Any:
        async with things.AsyncClient(base_url=server.url, key="k") as client:
            await client.things.create_thing(things.models.Thing(id="a"))
            raw = await client.things.with_raw_response.get_thing("a")
            page = await client.things.list_things()
            return raw.value(), [thing.id async for thing in page]

    server.replies += [
        Reply(201, {"id": "a"}),
        Reply(value={"id": "b"}),
        Reply(value={"items": [{"id": "c"}]}),
    ]
    assert asyncio.run(scenario()) == (things.models.Thing(id="b"), ["c"])
    assert server.seen[0].headers["x-key"] == "k"


def test_servers(things: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    server = things.Server
    assert things.Client().base_url == "https://api.example.com"
    assert things.Client(server=server.REGIONAL).base_url == "https://eu.example.com/v1"
    values = {"region": "us", "stage": "v2"}
    regional = things.Client(server=server.REGIONAL, server_variables=values)
    assert regional.base_url == "https://us.example.com/v2"
    for wrong in ({"region": "x"}, {"stage": "@evil"}, {"stage": "../x"}, {"other": "x"}):
        with pytest.raises(things.ClientError):
            things.Client(server=server.REGIONAL, server_variables=wrong)
    for address in ("ftp://x", "https://u:p@x", "https://x/ y", "/relative"):
        with pytest.raises(things.ClientError):
            things.Client(base_url=address)
    monkeypatch.setenv("EMITTED_THINGS_BASE_URL", "http://localhost:1/")
    assert things.Client().base_url == "http://localhost:1"


def test_the_environment_holds_credentials(
    things: ModuleType, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(things.MissingCredentials, match="EMITTED_THINGS_TOKEN"):
        things.Client(base_url=server.url).things.get_thing("a")
    assert not server.seen
    monkeypatch.setenv("EMITTED_THINGS_TOKEN", "from-env")
    server.replies.append(Reply(value={"id": "a"}))
    things.Client(base_url=server.url).things.get_thing("a")
    assert server.seen[0].headers["authorization"] == "Bearer from-env"


def test_webhooks_without_a_profile(things: ModuleType) -> None:
    found = things.webhooks.parse(b'{"kind":"thing.made","thing":{"id":"a"}}')
    assert found.thing == things.models.Thing(id="a")
    assert things.webhooks.parse(b'{"kind":"new"}').kind == "new"


def test_importing_the_package_loads_neither_models_nor_http(things: ModuleType) -> None:
    folder = str(Path(str(things.__file__)).parents[1])
    code = (
        "import sys, emitted_things; loaded = set(sys.modules);"
        "assert not {'httpx2', 'asyncio', 'emitted_things.models', 'ssl'} & loaded, loaded;"
        "emitted_things.models.Thing"
    )
    subprocess.run([sys.executable, "-c", code], cwd=folder, check=True)


def test_both_clients_have_the_same_operations_with_types_that_resolve(things: ModuleType) -> None:
    from importlib import import_module

    for name in ("things", "files"):
        module = import_module(f"emitted_things.client.{name}")
        sync, async_ = vars(module)[name.title()], vars(module)[f"Async{name.title()}"]
        methods = [m for m in vars(sync) if not m.startswith("_") and m != "with_raw_response"]
        assert methods
        for method in methods:
            one, other = getattr(sync, method), getattr(async_, method)
            assert list(inspect.signature(one).parameters) == list(
                inspect.signature(other).parameters
            )
            assert typing.get_type_hints(one).keys() == typing.get_type_hints(other).keys()
            assert inspect.getdoc(one) == inspect.getdoc(other)


def test_no_document_escapes_its_literals(tmp_path: Path) -> None:
    evil = imported(tmp_path, HOSTILE, "emitted_evil")
    client = evil.Client()
    assert client.base_url == "https://eu.example.com/v1"
    assert {"class_", "import_", "property_", "with_options_"} <= set(dir(client))


_CALLS = """
from . import AsyncClient, Client, RawResponse, models

def calls(client: Client) -> tuple[models.Invoice, bytes, RawResponse[bytes]]:
    shop = client.shop
    raw = shop.with_raw_response.get_pdf(accept="application/pdf")
    return shop.get_pdf(), shop.get_pdf(accept="application/pdf"), raw

async def awaited(client: AsyncClient) -> bytes:
    await client.shop.with_raw_response.get_pdf(accept="application/pdf")
    return await client.shop.get_pdf(accept="application/pdf")
"""


_READS = """
from . import AsyncClient, Client
from .models import Piece

def reads(client: Client) -> list[Piece]:
    asked = client.log.ask(accept="text/event-stream")
    whole = client.log.with_raw_response.ticks().value()
    chat = client.log.chat({"text": "?"}, accept="text/event-stream")
    one = client.log.chat({"text": "?"})
    lines = [*client.log.lines(), *client.log.records()]
    return [one, *chat, *client.log.ticks(), *lines, *asked, *whole]

async def awaited(client: AsyncClient) -> list[Piece]:
    asked = await client.log.ask(accept="text/event-stream")
    whole = (await client.log.with_raw_response.ticks()).value()
    return [*[piece async for piece in client.log.ticks()], *[p async for p in asked], *whole]
"""


@pytest.mark.slow
def test_checkers_are_strict_and_content(tmp_path: Path) -> None:
    names = ["emitted_checked", "emitted_evil_checked", "emitted_delegated_checked", "emitted_uses"]
    names += ["emitted_streaming", "emitted_paged"]
    documents = (THINGS, HOSTILE, DELEGATED, media_types(), STREAMING, PAGED)
    for name, document in zip(names, documents, strict=True):
        written(tmp_path, document, name)
    (tmp_path / "emitted_uses" / "calls.py").write_text(_CALLS)
    (tmp_path / "emitted_streaming" / "reads.py").write_text(_READS)
    config = {"typeCheckingMode": "strict", "pythonVersion": "3.11", "include": names}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(config))
    mypy = ["mypy", "--strict", "--python-version=3.11", "--cache-dir", str(tmp_path / "c")]
    packages = [part for name in names for part in ("-p", name)]
    for command in ([*mypy, *packages], ["pyright", "--pythonpath", sys.executable]):
        ran = subprocess.run(
            [sys.executable, "-m", *command], cwd=tmp_path, capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-2000:]


def test_no_line_is_longer_than_people_can_read(tmp_path: Path) -> None:
    """However many statuses and media types an operation answers with."""
    contents = {f"application/vnd.shop.kind{n}+zip": {} for n in range(9)}
    answers = {str(400 + n): {"description": "no", "content": contents} for n in range(9)}
    operation = {"operationId": "buy", "responses": {"200": {"description": "ok"}, **answers}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Wide", "version": "1"},
        "paths": {"/buy": {"post": operation}},
    }
    text = (written(tmp_path, document, "emitted_wide") / "client/api.py").read_text()

    assert text.count("kind8+zip") == 9
    assert max(map(len, text.splitlines())) <= 160
