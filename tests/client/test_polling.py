"""Operations that go on, asked about until they have ended."""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import Any

import pytest

from dfnsgen.configuration.polling import polling_rows
from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply

pytestmark = pytest.mark.slow

JOB = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "state": {"type": "object", "properties": {"name": {"type": "string"}}},
    },
}
ANSWER = {"content": {"application/json": {"schema": JOB}}, "description": ""}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Jobs", "version": "1"},
    "servers": [{"url": "https://jobs.example/v1"}],
    "paths": {
        "/jobs": {"post": {"tags": ["jobs"], "operationId": "start", "responses": {"202": ANSWER}}},
        "/jobs/{id}": {
            "get": {
                "tags": ["jobs"],
                "operationId": "look",
                "parameters": [ID],
                "responses": {"200": ANSWER},
            }
        },
    },
}
ROWS = polling_rows(
    ["status=state.name", "done=succeeded, partly", "failed=failed", "location=Operation-Location"]
)


def job(state: str, status: int = 200, **headers: str) -> Reply:
    return Reply(status, {"id": "j", "state": {"name": state}}, headers=headers)


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("jobs"), DOCUMENT, "emitted_polled", polling=ROWS)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch, jobs: ModuleType) -> None:
    polling = f"{jobs.__name__}._runtime._polling"
    monkeypatch.setattr(f"{polling}._FIRST_PAUSE", 0.01)
    monkeypatch.setattr(f"{polling}._LONGEST_PAUSE", 0.01)


def test_an_operation_is_asked_about_until_it_has_ended(
    jobs: ModuleType, server: LocalServer
) -> None:
    client = jobs.Client(base_url=server.url)
    server.replies += [job("new"), job("running"), job("partly")]
    done = client.poll_until(lambda: client.jobs.look("j"))
    assert done.state.name == "partly"
    assert len(server.seen) == 3

    async def scenario() -> str:
        async with jobs.AsyncClient(base_url=server.url) as client:
            ended = await client.poll_until(lambda: client.jobs.look("j"))
            return str(ended.state.name)

    server.replies += [job("running"), job("succeeded")]
    assert asyncio.run(scenario()) == "succeeded"


def test_a_bad_end_and_none_are_errors(jobs: ModuleType, server: LocalServer) -> None:
    client = jobs.Client(base_url=server.url)
    server.answer = lambda seen: job("failed")
    with pytest.raises(jobs.OperationFailed, match="'failed'") as caught:
        client.poll_until(lambda: client.jobs.look("j"))
    assert caught.value.value.id == "j"
    assert caught.value.effect == "unknown"
    server.answer = lambda seen: job("running")
    with pytest.raises(jobs.TimedOut):
        client.poll_until(lambda: client.jobs.look("j"), timeout=0.05)


def test_an_answer_says_where_to_ask(jobs: ModuleType, server: LocalServer) -> None:
    client = jobs.Client(base_url=f"{server.url}/v1")
    place = f"{server.url}/v1/operations/7?x=1"
    server.replies += [
        job("new", 202, **{"Operation-Location": place}),
        job("", 202, **{"Retry-After": "0"}),
        job("running"),
        job("succeeded"),
    ]
    started = client.jobs.with_raw_response.start()
    assert client.poll_location(started)["state"] == {"name": "succeeded"}
    assert [seen.target for seen in server.seen[1:]] == ["/v1/operations/7?x=1"] * 3

    async def scenario() -> Any:
        async with jobs.AsyncClient(base_url=f"{server.url}/v1") as client:
            return await client.poll_location(await client.jobs.with_raw_response.start())

    server.replies += [
        job("new", 202, **{"Operation-Location": "/v1/operations/8"}),
        job("succeeded"),
    ]
    assert asyncio.run(scenario())["id"] == "j"
    assert server.seen[-1].target == "/v1/operations/8"


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({}, "no header Operation-Location"),
        ({"Operation-Location": "https://other.example/v1/x"}, "another host"),
        ({"Operation-Location": "x"}, "no address"),
    ],
)
def test_a_place_that_is_none_is_refused(
    jobs: ModuleType, server: LocalServer, headers: dict[str, str], message: str
) -> None:
    server.replies.append(job("new", 202, **headers))
    client = jobs.Client(base_url=server.url)
    started = client.jobs.with_raw_response.start()
    with pytest.raises(jobs.ClientError, match=message):
        client.poll_location(started)


def test_a_configuration_says_what_an_end_is() -> None:
    with pytest.raises(ValueError, match="done"):
        polling_rows(["status=s"])
    with pytest.raises(ValueError, match="known are"):
        polling_rows(["done=a", "other=b"])
