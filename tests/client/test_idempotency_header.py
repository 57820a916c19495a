"""Keys of repetition in a header: made, kept over retries, and reason enough to repeat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply

KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
}


def document(*parameters: Any) -> dict[str, Any]:
    operation = {
        "tags": ["pay"],
        "operationId": "pay",
        "parameters": [*parameters],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "pin": {"type": "string", "writeOnly": True},
                            "code": {"type": "string", "format": "password"},
                            "phrase": {"$ref": "#/components/schemas/Phrase"},
                        },
                    }
                }
            },
        },
        "responses": {"204": {"description": "paid"}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pay", "version": "1"},
        "servers": [{"url": "https://pay.example"}],
        "paths": {"/pay": {"post": operation}},
        "components": {"schemas": {"Phrase": {"type": "string", "writeOnly": True}}},
    }


def at_once(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    def no_wait(*_: object) -> float:
        return 0.0

    monkeypatch.setattr(f"{package}._runtime._call.retry_delay", no_wait)


def test_a_key_is_made_kept_and_makes_repeatable(
    tmp_path: Path, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = imported(tmp_path, document(KEY), "emitted_header_key")
    at_once(monkeypatch, package.__name__)
    client = package.Client(base_url=server.url)
    server.replies += [Reply(503), Reply(204), Reply(204), Reply(204), Reply(204)]
    client.pay.pay({"a": 1})
    client.pay.pay({"a": 1})
    client.pay.pay({"a": 1}, idempotency_key="mine")
    client.pay.pay({"a": 1}, options={"idempotency_key": "own"})
    keys = [seen.headers["idempotency-key"] for seen in server.seen]
    assert keys[0] == keys[1] != keys[2]
    assert len(keys[0]) == 32
    assert keys[3:] == ["mine", "own"]


def test_a_key_may_be_configured(
    tmp_path: Path, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = imported(tmp_path, document(), "emitted_configured_key", idempotency_header="X-Once")
    at_once(monkeypatch, package.__name__)
    server.replies += [Reply(503), Reply(204)]
    package.Client(base_url=server.url).pay.pay({"a": 1})
    first, second = server.seen
    assert first.headers["x-once"] == second.headers["x-once"]


def test_without_one_nothing_is_repeated(tmp_path: Path, server: LocalServer) -> None:
    package = imported(tmp_path, document(), "emitted_keyless")
    server.answer = lambda seen: Reply(503)
    with pytest.raises(package.ServerError):
        package.Client(base_url=server.url).pay.pay({"a": 1})
    assert len(server.seen) == 1


def test_a_journal_keeps_a_key_of_a_header_and_no_secret(
    tmp_path: Path, server: LocalServer
) -> None:
    package = imported(tmp_path, document(KEY), "emitted_journal_key")
    server.answer = lambda seen: Reply(500)
    path = tmp_path / "journal.sqlite"
    client = package.Client(base_url=server.url, journal=path, retries=0)
    for name in ("pin", "code", "phrase"):
        with pytest.raises(package.JournalError, match=f"'{name}' is a secret"):
            client.pay.pay({name: "1234"})
    assert not server.seen
    with pytest.raises(package.ServerError):
        client.pay.pay({"a": 1})
    server.answer = lambda seen: Reply(204)
    (resumed,) = client.journal.resume()
    assert resumed.status == 204
    first, second = server.seen
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    kept = package.Client(base_url=server.url, journal=package.Journal(path, secrets=True))
    kept.pay.pay({"pin": "1234"})
    assert len(kept.journal.entries()) == 2
