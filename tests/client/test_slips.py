"""Slips of a newcomer: each gets the right thing, or one sentence that says what to write."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.client.dfns.played import KEY, pem
from tests.client.documents import DELEGATED, THINGS
from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("slips"), THINGS, "emitted_slips")


@pytest.fixture(scope="module")
def signing(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("slips"), DELEGATED, "emitted_signing_slips")


def test_an_address_is_no_server(things: ModuleType) -> None:
    with pytest.raises(things.ClientError, match=r"write base_url='https://api\.example'"):
        things.Client(server="https://api.example", token="t")
    with pytest.raises(things.ClientError, match=r"member of Server: Server\.NAME"):
        things.Client(server="production", token="t")


def test_an_address_has_a_scheme(things: ModuleType) -> None:
    with pytest.raises(things.ClientError, match=r"no scheme: write https://api\.example/v1"):
        things.Client(base_url="api.example/v1", token="t")
    with pytest.raises(things.ClientError, match=r"no scheme: write http://localhost:8000"):
        things.Client(base_url="localhost:8000", token="t")
    with pytest.raises(things.ClientError, match="the base address is not an absolute http"):
        things.Client(base_url="ftp://api.example", token="t")


def test_the_path_of_a_key_may_be_a_text(signing: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text(pem(KEY))
    keys = importlib.import_module(f"{signing.__name__}._runtime._dfns_keys")
    assert keys.Key(str(path)).public_pem().startswith("-----BEGIN PUBLIC")
    assert signing.KeySigner("cr-1", str(path))
    for slip in (str(path), signing.KeySigner):
        with pytest.raises(signing.ClientError, match='KeySigner\\("the credential'):
            signing.Client(base_url="https://api.example", signer=slip)


def test_a_key_may_be_of_one_line_or_below_the_home(
    signing: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key.pem").write_text(pem(KEY))
    monkeypatch.setenv("HOME", str(tmp_path))
    keys = importlib.import_module(f"{signing.__name__}._runtime._dfns_keys")
    public = keys.Key(pem(KEY)).public_pem()
    assert keys.Key(pem(KEY).replace("\n", "\\n")).public_pem() == public
    assert keys.Key("~/key.pem").public_pem() == public
    with pytest.raises(signing.SigningError, match="this is a public key"):
        keys.Key(public).sign(b"")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"timeout": "3"}, "timeout='3': it is seconds as a number"),
        ({"deadline": 0}, "deadline=0: it is seconds as a number, more than 0"),
        ({"retries": -1}, "retries=-1: it is a whole number, 0 or more"),
        ({"retries": True}, "retries=True: it is a whole number"),
        ({"headers": {"X-A": 5}}, "headers: it is a dict of texts"),
        ({"headers": "X-A: 5"}, "headers: it is a dict of texts"),
        ({"query": {"page": 5}}, "query: it is a dict of texts, or of lists of texts"),
        ({"query": "page=5"}, "query: it is a dict of texts"),
        ({"idempotency_key": ""}, "idempotency_key='': it is a text"),
        ({"answers": "strict"}, "answers='strict': it is one of checked, lenient"),
        (5, "options=5: it is a dict of timeout, "),
    ],
)
def test_an_option_of_the_wrong_kind_is_refused(
    things: ModuleType, server: LocalServer, options: Any, problem: str
) -> None:
    client = things.Client(base_url=server.url, token="t")
    with pytest.raises(things.ClientError) as caught:
        client.things.get_thing("a", options=options)
    assert str(caught.value).startswith(problem)
    known = {"timeout", "deadline", "retries", "headers", "answers"}
    if isinstance(options, dict) and known.issuperset(options):
        for use in (things.Client, client.with_options):
            with pytest.raises(things.ClientError) as caught:
                use(**options)
            assert str(caught.value).startswith(problem)
    assert not server.seen


def test_a_token_comes_without_the_word_before_it(things: ModuleType, server: LocalServer) -> None:
    with pytest.raises(things.InvalidRequest, match="without the word Bearer"):
        things.Client(base_url=server.url, token="Bearer t").things.get_thing("a")
    assert not server.seen


def test_a_journal_is_a_path_or_a_journal(things: ModuleType) -> None:
    with pytest.raises(things.ClientError, match="journal=True: it is the path of a file"):
        things.Client(base_url="https://api.example", token="t", journal=True)


def test_a_transport_is_of_the_clients_kind(things: ModuleType, server: LocalServer) -> None:
    server.answer = lambda seen: Reply(value={"id": "a"})
    standard = things.StandardTransport()

    async def scenario() -> None:
        async with things.AsyncClient(base_url=server.url, token="t", transport=standard) as client:
            assert (await client.things.get_thing("a")).id == "a"  # It waits in a thread.

    asyncio.run(scenario())
    for_async = importlib.import_module(f"{things.__name__}._runtime._transports").ThreadTransport()
    with pytest.raises(things.ClientError, match="a sync one for Client, an async one for Async"):
        things.Client(base_url=server.url, token="t", transport=for_async)


def test_a_client_of_another_event_loop_says_so(things: ModuleType, server: LocalServer) -> None:
    server.answer = lambda seen: Reply(value={"id": "a"})
    client = things.AsyncClient(base_url=server.url, token="t", retries=0)
    asyncio.run(client.things.get_thing("a"))
    with pytest.raises(things.TransportError, match="make a client in each loop") as caught:
        asyncio.run(client.things.get_thing("a"))
    assert caught.value.effect == "unknown"  # The server may have got it.


def test_an_error_names_host_and_cause(things: ModuleType) -> None:
    for given in ({}, {"transport": things.StandardTransport()}):
        client = things.Client(base_url="http://127.0.0.1:9", token="t", retries=0, **given)
        with pytest.raises(things.TransportError, match=r"127\.0\.0\.1:9: .*refused") as caught:
            client.things.get_thing("a")
        assert caught.value.sent == "no"
        assert "no connection" in str(caught.value)


def test_an_error_in_the_middle_of_an_answer_names_operation_and_host(
    things: ModuleType, server: LocalServer
) -> None:
    server.answer = lambda seen: Reply(value={"id": "a"}, cut=True)
    where = f"GET /things/{{thingId}}: {server.url.partition('://')[2]}: "
    for given in ({}, {"transport": things.StandardTransport()}):
        client = things.Client(base_url=server.url, token="t", retries=0, **given)
        with pytest.raises(things.TransportError) as caught:
            client.things.get_thing("a")
        assert str(caught.value).startswith(where)
        assert str(caught.value).count(server.url[7:]) == 1


@pytest.mark.parametrize("absent", [(), ("httpx2",), ("httpx2", "httpx")])
def test_what_is_installed_is_used(
    things: ModuleType,
    server: LocalServer,
    monkeypatch: pytest.MonkeyPatch,
    absent: tuple[str, ...],
) -> None:
    real, real_import = importlib.util.find_spec, importlib.import_module

    def find(name: str, *rest: Any) -> Any:
        return None if name in absent else real(name, *rest)

    def load(name: str, *rest: Any) -> Any:
        if name in absent:
            raise ImportError(name)
        return real_import(name, *rest)

    monkeypatch.setattr("emitted_slips._runtime._transports.find_spec", find)
    monkeypatch.setattr("emitted_slips._runtime._transport_httpx.import_module", load)
    server.answer = lambda seen: Reply(value={"id": "é"})
    with things.Client(base_url=server.url, token="t") as client:
        assert client.things.get_thing("a").id == "é"

    async def scenario() -> None:
        async with things.AsyncClient(base_url=server.url, token="t") as client:
            found = await asyncio.gather(*(client.things.get_thing(n) for n in "abc"))
            assert [thing.id for thing in found] == ["é"] * 3
            raw = client.things.with_raw_response.get_thing
            async with raw.stream("a") as answer:
                assert b"".join([piece async for piece in answer.iter_bytes()])

    asyncio.run(scenario())
    agents = {seen.headers.get("accept-encoding", "") for seen in server.seen}
    assert (len(absent) == 2) == (agents == {""})
