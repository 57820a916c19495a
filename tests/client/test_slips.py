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
    with pytest.raises(things.ClientError, match="member of Server"):
        things.Client(server="production", token="t")


def test_an_address_has_a_scheme(things: ModuleType) -> None:
    with pytest.raises(things.ClientError, match=r"no scheme: write https://api\.example/v1"):
        things.Client(base_url="api.example/v1", token="t")


def test_the_path_of_a_key_may_be_a_text(signing: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text(pem(KEY))
    keys = importlib.import_module(f"{signing.__name__}._runtime._dfns_keys")
    assert keys.Key(str(path)).public_pem().startswith("-----BEGIN PUBLIC")
    assert signing.KeySigner("cr-1", str(path))
    with pytest.raises(signing.ClientError, match='KeySigner\\("the credential'):
        signing.Client(base_url="https://api.example", signer=str(path))


def test_an_error_names_host_and_cause(things: ModuleType) -> None:
    for given in ({}, {"transport": things.StandardTransport()}):
        client = things.Client(base_url="http://127.0.0.1:9", token="t", retries=0, **given)
        with pytest.raises(things.TransportError, match=r"127\.0\.0\.1:9: .*refused") as caught:
            client.things.get_thing("a")
        assert caught.value.sent == "no"


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
