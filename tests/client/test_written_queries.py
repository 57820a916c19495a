"""What stands in the query of a path is sent as written; a parameter may be the whole query."""

from __future__ import annotations

import pytest

from tests.client.emitted import imported

DONE = {"responses": {"204": {"description": "Done"}}}
WHOLE = {
    "name": "whole",
    "in": "querystring",
    "content": {
        "application/x-www-form-urlencoded": {
            "schema": {"type": "object", "properties": {"n": {"type": "integer"}}}
        }
    },
}
DOCUMENT = {
    "openapi": "3.2.0",
    "info": {"title": "Run", "version": "1"},
    "servers": [{"url": "https://run.example"}],
    "paths": {
        "/run?cmd=status&all#top": {"get": {"operationId": "status", **DONE}},
        "/find/{kind}?q={text}&at={day}T0": {"get": {"operationId": "find", **DONE}},
        "/whole": {"get": {"operationId": "whole", "parameters": [WHOLE], **DONE}},
    },
}


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each call asks for, by its method."""
    package = imported(tmp_path_factory.mktemp("run"), DOCUMENT, "written_queries")
    asked: list[str] = []

    def hook(request: object) -> None:
        asked.append(request.target)  # type: ignore[attr-defined]  # untyped transport
        raise InterruptedError

    client = package.Client(base_url="https://run.example", request_hook=hook)
    calls = {
        "status": lambda api: api.status(),
        "find": lambda api: api.find("a b", "1", q="x&y"),
        "whole": lambda api: api.whole(whole={"n": 1}),
    }
    for call in calls.values():
        with pytest.raises(InterruptedError):
            call(client.api)
    return dict(zip(calls, asked, strict=True))


def test_what_is_fixed_is_sent(operations: dict[str, str]) -> None:
    """The fragment stays with the client. Source: RFC 3986, section 3.5."""
    assert operations["status"] == "/run?cmd=status&all"


def test_places_in_the_query_are_parameters(operations: dict[str, str]) -> None:
    """One that is a value alone has the name before it; any other one fills its place."""
    assert operations["find"] == "/find/a%20b?at=1T0&q=x%26y"


def test_a_parameter_is_the_whole_query(operations: dict[str, str]) -> None:
    assert operations["whole"] == "/whole?n=1"
