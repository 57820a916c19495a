"""No credential is seen: not in what is shown or logged, nor in what a crash reporter collects."""

from __future__ import annotations

import asyncio
import logging
import pickle
import traceback
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from tests.client.documents import TEXT, json_of
from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply

pytestmark = pytest.mark.slow

CANARY = "c4n4ry-é"
"""Not every header can carry it as it is, so that each way to refuse it is taken as well."""
PLAIN = "c4n4ry"
SCHEMES: dict[str, dict[str, Any]] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "digest": {"type": "http", "scheme": "digest"},
    "inHeader": {"type": "apiKey", "in": "header", "name": "X-Request-Id"},
    "inQuery": {"type": "apiKey", "in": "query", "name": "key"},
    "inCookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "oauth": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "http://127.0.0.1:1/token", "scopes": {}}},
    },
}
ANSWERS = {"200": {"description": "", "content": json_of(TEXT)}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Secrets", "version": "1"},
    "servers": [{"url": "https://api.example.com"}],
    "components": {"securitySchemes": SCHEMES},
    "paths": {
        f"/{name}": {
            "get": {
                "operationId": name,
                "tags": ["calls"],
                "security": [{name: []}],
                "responses": ANSWERS,
            }
        }
        for name in SCHEMES
    },
}
METHODS = {name: "".join(f"_{c.lower()}" if c.isupper() else c for c in name) for name in SCHEMES}


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("secrets"), DOCUMENT, "emitted_secrets")


def credentials(secrets: ModuleType, text: str, token_url: str) -> dict[str, Any]:
    given: dict[str, Any] = {METHODS[name]: text for name in SCHEMES}
    given["basic"] = ("user", text)
    given["oauth"] = secrets.ClientCredentials("id", text, token_url=token_url)
    return given


def shown(error: BaseException) -> str:
    """All that a crash reporter takes of an error: texts, and the variables of our frames."""
    found: list[str] = []
    waiting = traceback.TracebackException.from_exception(error, capture_locals=True)
    seen: Any = waiting
    while seen is not None:
        found += [repr(frame.locals) for frame in seen.stack if frame.filename != __file__]
        found += seen.format_exception_only()
        seen = seen.__cause__ or seen.__context__
    return "\n".join(found)


FAILURES: dict[str, Callable[[Any], Reply] | None] = {
    "nobody is there": None,
    "half an answer": lambda seen: Reply(value={"a": "b" * 99}, cut=True),
    "an error": lambda seen: Reply(500, {"message": "no"}),
    "another answer": lambda seen: Reply(value={"not": "text"}),
    "a token endpoint that isn't one": lambda seen: Reply(value=["no token"]),
}


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("transport", ["httpx2", "urllib", "async"])
def test_no_failure_shows_a_credential(
    secrets: ModuleType,
    server: LocalServer,
    caplog: pytest.LogCaptureFixture,
    name: str,
    failure: str,
    transport: str,
) -> None:
    answer = FAILURES[failure]
    server.answer = answer or server.answer
    url = server.url if answer else "http://127.0.0.1:1"
    own = {"transport": secrets.StandardTransport()} if transport == "urllib" else {}
    kind = secrets.AsyncClient if transport == "async" else secrets.Client
    for text in (CANARY, PLAIN):
        given = credentials(secrets, text, url + "/token")
        client = kind(base_url=url, retries=0, **given, **own)
        call = getattr(client.calls, METHODS[name])
        with (
            caplog.at_level(logging.DEBUG),
            pytest.raises((secrets.ClientError, secrets.ValidationError)) as caught,
        ):
            asyncio.run(call()) if transport == "async" else call()
        assert PLAIN not in shown(caught.value)
        assert PLAIN.encode() not in pickle.dumps(caught.value)
        assert PLAIN not in repr(client) + repr(given["oauth"]) + caplog.text
        with pytest.raises(TypeError):
            pickle.dumps(client)


def test_a_header_that_a_scheme_names_is_hidden_whoever_sets_it(
    secrets: ModuleType, server: LocalServer
) -> None:
    """`X-Request-Id` is shown by default; here it is where a scheme has its key."""
    requests: list[Any] = []
    server.answer = lambda seen: Reply(value="ok")
    client = secrets.Client(
        base_url=server.url,
        bearer="t",
        headers={"X-Request-Id": PLAIN, "Accept": "*/*"},
        response_hook=lambda request, response: requests.append(request),
    )
    client.calls.bearer()
    assert server.seen[0].headers["x-request-id"] == PLAIN
    assert PLAIN not in repr(requests[0].headers)
    assert "*/*" in repr(requests[0].headers)
