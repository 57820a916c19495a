"""Deadlines, idempotency keys that fill themselves in, and warnings of what is deprecated."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import os
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.client.dfns.played import KEY, Dfns, pem
from tests.client.documents import DELEGATED, TEXT, THINGS, json_of, query, ref
from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply

OLD: dict[str, Any] = {
    **THINGS,
    "components": {
        **THINGS["components"],
        "schemas": {
            **THINGS["components"]["schemas"],
            "Part": {
                "type": "object",
                "required": ["size", "symbol"],
                "properties": {
                    "size": TEXT,
                    "symbol": {**TEXT, "deprecated": True, "description": "say size"},
                    "code": {**TEXT, "deprecated": True},
                    "parts": {"type": "array", "items": ref("Part")},
                },
            },
        },
    },
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
                            "properties": {
                                "id": TEXT,
                                "oldName": {**TEXT, "deprecated": True},
                                "parts": {"type": "array", "items": ref("Part")},
                            },
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
    server.answer = played = Dfns()
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


def test_a_deprecated_property_warns_deep_in_a_body(old: ModuleType, server: LocalServer) -> None:
    server.answer = lambda seen: Reply(value={"id": "a"})
    client = old.Client(base_url=server.url, token="t")
    part = {"size": "1", "symbol": "s"}
    for body in ({"parts": [part]}, {"parts": [old.models.Part(size="1", symbol="s")]}):
        with pytest.warns(DeprecationWarning, match=r"'parts\.symbol'") as caught:
            client.things.create_thing(body)
        assert [warning.filename for warning in caught] == [__file__]
    deeper = {"size": "1", "symbol": "s", "parts": [part]}
    with pytest.warns(DeprecationWarning) as caught:
        client.things.create_thing({"parts": [deeper]})
    assert len(caught) == 2


def test_reading_a_deprecated_field_warns(
    old: ModuleType, recwarn: pytest.WarningsRecorder
) -> None:
    part = old.models.Part.from_json(b'{"size":"1","symbol":"s"}')
    same = old.models.Part(size="1", symbol="s")
    assert (part == same, part.to_json(), repr(part)) == (True, same.to_json(), repr(same))
    assert dataclasses.asdict(part) == dataclasses.asdict(copy.copy(same))
    assert dataclasses.replace(part, code="c").size == part.size
    assert not recwarn.list
    with pytest.warns(DeprecationWarning, match="field 'symbol'") as caught:
        assert part.symbol == "s"
    assert [warning.filename for warning in caught] == [__file__]
    part.symbol = "t"
    assert part.to_dict() == {"size": "1", "symbol": "t"}
    assert {f.name: f.type for f in dataclasses.fields(part)}["code"] == "str | None"
    with pytest.raises(TypeError, match="misses the keyword arguments 'symbol'"):
        old.models.Part(size="1")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("checker", "said"),
    [
        (("mypy", "--strict", "--enable-error-code=deprecated"), "is deprecated"),
        (("pyright", "--pythonpath", sys.executable), "reportDeprecated"),
    ],
    ids=["mypy", "pyright"],
)
def test_checkers_say_what_is_deprecated(
    old: ModuleType, tmp_path: Path, checker: tuple[str, ...], said: str
) -> None:
    """A field that is read; not one that is written, and nothing that isn't deprecated."""
    program = tmp_path / "program.py"
    folder = Path(str(old.__file__)).parent
    (tmp_path / folder.name).symlink_to(folder)
    program.write_text(
        "from emitted_old.models import Part\n"
        'part = Part(size="1", symbol="s", code="c")\n'
        'part.symbol = part.size + "x"\n'
        "text: str = part.symbol\n"
    )
    (tmp_path / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    ran = subprocess.run(
        [sys.executable, "-m", *checker, program.name],
        cwd=tmp_path,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
        capture_output=True,
        text=True,
    )
    found = [line for line in ran.stdout.splitlines() if "program.py:" in line]
    assert len(found) == 1, ran.stdout
    assert "program.py:4:" in found[0]
    assert said in ran.stdout


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
    dfns.outcomes.append(Reply(204))
    client.with_options(idempotency="auto").wallets.tag("w")
    client.wallets.transfer("w", {"amount": "1"})
    assert dfns.made[0].body == b""
    assert dfns.made[1].json == {"amount": "1"}


SLOW = {
    "a dripping answer": Reply(value={"id": "a" * 60}, drip=0.5),
    "a silent server": Reply(value={"id": "a"}, wait=30),
    "a server that asks for patience": Reply(429, headers={"Retry-After": "60"}),
}


@pytest.mark.slow
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
        assert time.monotonic() - begun < 15


def test_patience_ends_with_the_deadline(keyed: ModuleType, server: LocalServer) -> None:
    server.answer = lambda seen: Reply(503, headers={"Retry-After": "60"})
    client = keyed.Client(base_url=server.url, deadline=0.3)
    with pytest.raises(keyed.ServerError) as caught:  # It says more than that time is up.
        client.wallets.get_wallet("w")
    assert (len(server.seen), caught.value.retry_after) == (1, 60.0)


SERVED: dict[str, Any] = {
    **THINGS,
    "paths": {
        "/files": {
            "get": {
                "operationId": "getFile",
                "tags": ["things"],
                "servers": [
                    {
                        "url": "{origin}/up/",
                        "variables": {"origin": {"default": "https://files.example.com"}},
                    }
                ],
                "responses": {"200": {"description": "", "content": json_of(TEXT)}},
            }
        },
        "/health": {
            "servers": [{"url": ""}],
            "get": {
                "operationId": "getHealth",
                "tags": ["things"],
                "responses": {"200": {"description": "", "content": json_of(TEXT)}},
            },
        },
    },
}


def test_an_operation_may_have_a_server_of_its_own(tmp_path: Path) -> None:
    served = imported(tmp_path, SERVED, "emitted_served")

    class Recorder:
        def __init__(self) -> None:
            self.urls: list[str] = []

        def send(self, request: Any, timeout: float | None) -> Any:
            self.urls.append(request.url)
            headers = request.headers.replaced(("Content-Type", "application/json"))
            return served.Response(200, headers, b'"ok"')

        def close(self) -> None:
            pass

    recorder = Recorder()
    for options in ({}, {"base_url": "http://localhost:1/v1"}):
        client = served.Client(token="t", transport=recorder, **options)
        client.things.get_file()
        client.with_options(timeout=1.0).things.get_health()
    assert recorder.urls == [
        "https://files.example.com/up/files",
        "https://api.example.com/health",
        "http://localhost:1/v1/files",
        "http://localhost:1/health",
    ]
