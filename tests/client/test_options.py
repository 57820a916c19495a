"""Deadlines, idempotency keys that fill themselves in, and warnings of what is deprecated."""

from __future__ import annotations

import asyncio
import time
from types import ModuleType
from typing import Any

import pytest

from tests.client.documents import DELEGATED, TEXT, THINGS, json_of, query, ref
from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply
from tests.client.test_signing import KEY, VERIFY, Dfns, pem

OLD: dict[str, Any] = {
    **THINGS,
    "paths": {
        "/things": {
            "post": {
                "operationId": "createThing",
                "tags": ["Things"],
                "parameters": [query("owner", TEXT, deprecated=True), query("limit", TEXT)],
                "requestBody": {
                    "content": json_of(
                        {
                            "type": "object",
                            "properties": {"id": TEXT, "oldName": {**TEXT, "deprecated": True}},
                        }
                    )
                },
                "responses": {"200": {"description": "", "content": json_of(ref("Thing"))}},
            }
        }
    },
}


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("old"), OLD, "emitted_old")


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("keyed"), DELEGATED, "emitted_keyed")


@pytest.fixture
def dfns(server: LocalServer) -> Dfns:
    server.answer = played = Dfns(VERIFY)
    return played


def test_a_deprecated_parameter_warns_where_it_is_given(
    old: ModuleType, server: LocalServer, recwarn: pytest.WarningsRecorder
) -> None:
    server.answer = lambda seen: Reply(value={"id": "a"})
    client = old.Client(base_url=server.url, token="t")
    client.things.create_thing({"id": "a"}, limit="1")
    assert not recwarn.list
    with pytest.warns(DeprecationWarning, match="'owner'") as caught:
        client.things.create_thing({"id": "a"}, owner="me")
    assert caught[0].filename == __file__


def test_a_deprecated_property_warns_where_it_is_given(
    old: ModuleType, server: LocalServer
) -> None:
    server.answer = lambda seen: Reply(value={"id": "a"})

    async def scenario() -> None:
        async with old.AsyncClient(base_url=server.url, token="t") as client:
            await client.things.create_thing({"oldName": "x"})

    with pytest.warns(DeprecationWarning, match="'oldName'") as caught:
        asyncio.run(scenario())
    assert caught[0].filename == __file__


def test_a_key_is_filled_in_and_makes_repeating_safe(
    keyed: ModuleType, server: LocalServer, dfns: Dfns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("emitted_keyed._runtime._effects.time.sleep", lambda seconds: None)
    client = keyed.Client(
        base_url=server.url,
        authentication_token="tok",
        signer=keyed.KeySigner("cr-1", pem(KEY)),
        idempotency="auto",
    )
    dfns.outcomes += [Reply(503), Reply(503)]
    client.wallets.transfer("w", {"amount": "1"})
    first, *others = [seen.json["externalId"] for seen in dfns.made]
    assert others == [first, first]
    assert len(first) == 32
    client.wallets.transfer("w", {"amount": "1"})
    client.wallets.transfer("w", {"amount": "1", "externalId": "mine"})
    assert [seen.json["externalId"] for seen in dfns.made[3:]] != [first, "mine"]
    assert dfns.made[4].json["externalId"] == "mine"


def test_a_key_has_no_place_where_the_body_declares_none(
    keyed: ModuleType, server: LocalServer, dfns: Dfns
) -> None:
    signer = keyed.KeySigner("cr-1", pem(KEY))
    client = keyed.Client(base_url=server.url, authentication_token="tok", signer=signer)
    client.with_options(idempotency="auto").wallets.tag("w")
    client.wallets.transfer("w", {"amount": "1"})
    assert dfns.made[0].body == b""
    assert dfns.made[1].json == {"amount": "1"}


SLOW = {
    "a dripping answer": Reply(value={"id": "a" * 60}, drip=0.05),
    "a silent server": Reply(value={"id": "a"}, wait=1.5),
    "a server that asks for patience": Reply(429, headers={"Retry-After": "60"}),
}


@pytest.mark.parametrize("how", SLOW)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_deadline_bounds_the_whole_call(old: ModuleType, server: LocalServer, how: str) -> None:
    server.answer = lambda seen: SLOW[how]
    client = old.Client(base_url=server.url, token="t", deadline=0.3)

    async def scenario() -> None:
        async with old.AsyncClient(base_url=server.url, token="t", deadline=0.3) as other:
            await other.things.create_thing({"id": "a"})

    for call in (lambda: client.things.create_thing({"id": "a"}), lambda: asyncio.run(scenario())):
        begun = time.monotonic()
        with pytest.raises((old.TimedOut, old.RateLimited)):
            call()
        assert time.monotonic() - begun < 1.2


def test_patience_ends_with_the_deadline(keyed: ModuleType, server: LocalServer) -> None:
    server.answer = lambda seen: Reply(503, headers={"Retry-After": "60"})
    client = keyed.Client(base_url=server.url, deadline=0.3)
    with pytest.raises(keyed.TimedOut, match="deadline"):
        client.wallets.get_wallet("w")
    assert len(server.seen) == 1
