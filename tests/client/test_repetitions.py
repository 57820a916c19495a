"""Calls of several attempts: their error tells what the attempts before the last may have done."""

from __future__ import annotations

import asyncio
import pickle
from types import ModuleType
from typing import Any

import pytest

from tests.client.documents import ID, TEXT, json_of
from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply

THING = {"type": "object", "required": ["id"], "properties": {"id": TEXT}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Repetitions", "version": "1"},
    "paths": {
        "/things/{thingId}": {
            "parameters": [ID],
            "get": {
                "operationId": "readThing",
                "tags": ["things"],
                "responses": {"200": {"description": "", "content": json_of(THING)}},
            },
            "delete": {
                "operationId": "deleteThing",
                "tags": ["things"],
                "responses": {"204": {"description": "deleted"}},
            },
        },
    },
}
LOST = Reply(value={"id": "x"}, cut=True)
FAILED = Reply(503, {"message": "overloaded"})
LATER = Reply(429, headers={"Retry-After": "300"})


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("repeated"), DOCUMENT, "emitted_repeated")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch, package: ModuleType) -> None:
    real: Any = package._runtime._call.retry_delay

    def at_once(attempt: int, headers: Any = None, due: float | None = None) -> float | None:
        delay: float | None = real(attempt, headers, due)
        return 0.0 if delay is not None and delay < 30 else delay

    monkeypatch.setattr("emitted_repeated._runtime._call.retry_delay", at_once)


def error_of(package: ModuleType, server: LocalServer, mode: str, name: str = "delete") -> Any:
    async def scenario() -> None:
        async with package.AsyncClient(base_url=server.url, retries=1) as client:
            await getattr(client.things, f"{name}_thing")("a")

    with pytest.raises(package.ClientError) as caught:
        if mode == "async":
            asyncio.run(scenario())
        with package.Client(base_url=server.url, retries=1) as client:
            getattr(client.things, f"{name}_thing")("a")
    return caught.value


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("first", [LOST, FAILED])
@pytest.mark.parametrize("second", [Reply(404), Reply(409), Reply(401), LATER])
def test_a_refused_repetition_says_nothing_about_the_first_attempt(
    package: ModuleType, server: LocalServer, mode: str, first: Reply, second: Reply
) -> None:
    server.replies += [first, second]
    error = error_of(package, server, mode)
    assert (error.status, error.effect, error.sent) == (second.status, "unknown", "yes")
    assert "An attempt before it may have had its effect: " in error.__notes__[0]
    again = pickle.loads(pickle.dumps(error))
    assert (again.effect, again.sent, again.__notes__) == ("unknown", "yes", error.__notes__)


class GoneAfterwards:
    """A transport to a server that fails once, and then isn't there any more."""

    def __init__(self, package: ModuleType) -> None:
        self.package = package
        self.is_first = True

    def send(self, request: Any, timeout: float | None) -> Any:
        if not self.is_first:
            raise self.package.TransportError("no connection", sent="no")
        self.is_first = False
        return self.package.Response(503, self.package._runtime._http.Headers(), b"")

    def close(self) -> None:
        """Nothing is open."""


def test_a_server_that_went_away_may_have_done_it(package: ModuleType) -> None:
    transport = GoneAfterwards(package)
    client = package.Client(base_url="https://api.example", retries=1, transport=transport)
    with pytest.raises(package.TransportError, match=r"^DELETE /things/\{thingId\}: api") as caught:
        client.things.delete_thing("a")
    assert (caught.value.effect, caught.value.sent) == ("unknown", "yes")


def test_what_only_reads_needs_no_such_doubt(package: ModuleType, server: LocalServer) -> None:
    server.replies += [FAILED, Reply(404)]
    error = error_of(package, server, "sync", "read")
    assert (error.status, error.effect) == (404, "none")


def test_refusals_alone_leave_no_doubt(package: ModuleType, server: LocalServer) -> None:
    server.replies += [Reply(429), Reply(404)]
    error = error_of(package, server, "sync")
    assert (error.status, error.effect) == (404, "none")
