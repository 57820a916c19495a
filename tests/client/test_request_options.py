"""What one call does otherwise than its client, and calls that the document doesn't know."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.client.documents import DELEGATED, THINGS
from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("options"), THINGS, "emitted_call_options")


@pytest.fixture
def client(things: ModuleType, server: LocalServer) -> Any:
    return things.Client(base_url=server.url, token="t", retries=0)


def test_a_call_has_headers_and_query_of_its_own(client: Any, server: LocalServer) -> None:
    server.answer = lambda seen: Reply(value={"id": "a"})
    options = {"headers": {"X-Trace": "é".encode().hex()}, "query": {"a b": ["1", "&"], "c": "d"}}
    client.things.get_thing("a", options=options)
    client.things.get_thing("a")
    first, second = server.seen
    assert first.target == "/things/a?a%20b=1&a%20b=%26&c=d"
    assert (first.headers["x-trace"], second.headers.get("x-trace")) == ("c3a9", None)


def test_a_call_has_limits_of_its_own(
    client: Any, things: ModuleType, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_once(*_: object) -> float:
        return 0.0

    monkeypatch.setattr("emitted_call_options._runtime._call.retry_delay", at_once)
    server.replies += [Reply(503), Reply(value={"id": "a"}), Reply(value={"id": "a"}, wait=1.0)]
    assert client.things.get_thing("a", options={"retries": 1}).id == "a"
    with pytest.raises(things.TimedOut):
        client.things.get_thing("a", options={"timeout": 0.2})
    with pytest.raises(things.ClientError, match="no option 'tiemout': did you mean 'timeout'"):
        client.things.get_thing("a", options={"tiemout": 1})


def test_what_the_document_doesnt_know_is_called_likewise(
    client: Any, things: ModuleType, server: LocalServer
) -> None:
    server.replies += [
        Reply(value={"a": 1}),
        Reply(value=[], headers={"X-Request-Id": "r"}),
        Reply(404, {"message": "no such path"}),
    ]
    answer = client.request("GET", "/new/{path}?q=1", options={"query": {"r": "2"}})
    assert (answer.status, answer.value()) == (200, {"a": 1})
    thing = things.models.Thing(id="a")
    assert client.request("post", "/new", {"thing": thing}).headers["x-request-id"] == "r"
    with pytest.raises(things.NotFound, match="no such path"):
        client.request("DELETE", "/new")
    first, second, _ = server.seen
    assert (first.target, first.headers["authorization"]) == ("/new/%7Bpath%7D?q=1&r=2", "Bearer t")
    assert (second.method, second.json) == ("POST", {"thing": {"id": "a"}})
    for path in ("https://elsewhere.example/", "//elsewhere.example", "new", "/../new"):
        with pytest.raises(things.ClientError):
            client.request("GET", path).value()
    assert len(server.seen) == 3


def test_asynchronous_code_has_both(things: ModuleType, server: LocalServer) -> None:
    server.answer = lambda seen: Reply(value={"id": "a"})

    async def scenario() -> None:
        async with things.AsyncClient(base_url=server.url, token="t") as client:
            await client.things.get_thing("a", options={"query": {"q": "1"}})
            assert (await client.request("GET", "/x")).value() == {"id": "a"}

    asyncio.run(scenario())
    assert [seen.target for seen in server.seen] == ["/things/a?q=1", "/x"]


def test_a_key_is_sent_where_the_operation_takes_one(tmp_path: Path, server: LocalServer) -> None:
    package = imported(tmp_path, DELEGATED, "emitted_keyed")
    client = package.Client(base_url=server.url, authentication_token="tok")
    with pytest.raises(package.InvalidRequest, match="takes no idempotency key"):
        client.wallets.tag("w", options={"idempotency_key": "k"})
    assert not server.seen
