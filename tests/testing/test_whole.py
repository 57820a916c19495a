"""Every operation of the whole Dfns document, called through the emitted client, judged by another.

The judge is jsonschema-rs, over the document as it is published: what the client sent, and what the
fake answered.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import jsonschema_rs
import pytest

from dfnsgen.python.names.names import assign_names
from tests.client.emitted import model
from tests.client.whole import without_nulls
from tests.testing.conftest import Package

CREDENTIALS = {"authentication_token": "token"}


class Signer:
    """Signs nothing: the fake of these tests doesn't ask for credentials."""

    def sign(self, challenge: Any) -> Any:
        assertion = {"credId": "cr", "clientData": "e30", "signature": "c2ln"}
        return {"kind": "Key", "credentialAssertion": assertion}


def closed_whole(node: Any) -> Any:
    """Return schemas in which a branch that closes an `allOf` closes all of it, as it is meant.

    To the letter it closes over its own properties, which leaves no value.
    """
    if isinstance(node, list):
        return [closed_whole(item) for item in node]
    if not isinstance(node, dict):
        return node
    held = {name: closed_whole(value) for name, value in node.items()}
    parts = held.get("allOf", ())
    if any(part.get("additionalProperties") is False for part in parts):
        kept = [{k: v for k, v in part.items() if k != "additionalProperties"} for part in parts]
        held |= {"allOf": kept, "unevaluatedProperties": False}
    return held


class Judge:
    """Says whether a value is valid at a place of the document."""

    def __init__(self, document: dict[str, Any]) -> None:
        resources = [("urn:document", closed_whole(without_nulls(document)))]
        self.registry = jsonschema_rs.Registry(resources)
        self.known: dict[str, Any] = {}

    def errors(self, at: str, value: Any) -> list[str]:
        if at not in self.known:
            schema = {"$ref": f"urn:document{quote(at, safe='#/~')}"}
            self.known[at] = jsonschema_rs.Draft202012Validator(schema, registry=self.registry)
        return [error.message for error in self.known[at].iter_errors(value)]


def arguments(fake: Any, key: str, number: int, names: Any) -> dict[str, Any]:
    """Return arguments of a method that its document allows."""
    operation, values = fake.document.operation(key), fake.document.values
    given = {
        names(parameter.name): values.of(parameter.use.key, "call", number)
        for parameter in operation.parameters
        if parameter.required or number == 0
    }
    if operation.contents:
        given["body"] = values.of(operation.contents[0].use.key, "call", number)
    if key == "POST /auth/action":
        given["body"]["challengeIdentifier"] = challenge(fake)
    return given


def challenge(fake: Any) -> str:
    """Ask the fake for a challenge, as it must be asked before one is answered."""
    asked = fake.document.operation("POST /auth/action/init").contents[0]
    content = json.dumps(fake.document.values.of(asked.use.key, "call", 0)).encode()
    call = fake.handle("POST", "/auth/action/init", _json(), content)
    assert call.status == 200, call.refusal
    return str(call.response.json()["challengeIdentifier"])


def methods(dfns: Package, tmp: Any) -> Iterator[tuple[str, str, str]]:
    api = model(tmp, dfns.document)
    for operation, name in zip(api.operations, assign_names(api, {}).operations, strict=True):
        yield f"{operation.method} {operation.path}", name.namespace, name.method


def judged(dfns: Package, judge: Judge, fake: Any) -> list[str]:
    """Return what is wrong with requests and answers, by the judge."""
    wrong: list[str] = []
    for call in fake.calls:
        method, _, path = call.operation.partition(" ")
        at = f"#/paths/{path.replace('~', '~0').replace('/', '~1')}/{method.lower()}"
        operation = dfns.document["paths"][path][method.lower()]
        if call.content:
            place = f"{at}/requestBody/content/application~1json/schema"
            wrong += judge.errors(place, json.loads(call.content))
        content = operation["responses"][str(call.status)].get("content")
        if content:
            place = f"{at}/responses/{call.status}/content/application~1json/schema"
            wrong += judge.errors(place, call.response.json())
        elif call.response.body:
            wrong.append(f"{call.operation}: a body that isn't declared")
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_all_operations(dfns: Package, tmp_path: Any, is_async: bool) -> None:
    """158 operations, each with a complete request and a smallest one."""
    from dfnsgen.python.names.names import py_name

    kind = dfns.testing.AsyncFakeTransport if is_async else dfns.testing.FakeTransport
    judge, called = Judge(dfns.document), 0
    for key, namespace, method in methods(dfns, tmp_path):
        for number in (0, 1):
            fake = kind(missing="invented", credentials=False)
            make = dfns.package.AsyncClient if is_async else dfns.package.Client
            client = make(transport=fake, signer=Signer(), retries=0, **CREDENTIALS)
            asked = arguments(fake, key, number, py_name)
            result = getattr(getattr(client, namespace), method)(**asked)
            if is_async:
                asyncio.run(first(result))
            elif hasattr(result, "pages"):
                next(iter(result), None)
            assert key in [call.operation for call in fake.calls]
            assert judged(dfns, judge, fake) == [], key
        called += 1

    assert called == 158


@pytest.mark.slow
def test_all_webhooks(dfns: Package) -> None:
    """8 events: what the fake sends is right where the document describes it."""
    judge, fake = Judge(dfns.document), dfns.testing.FakeTransport()
    assert len(fake.document.webhooks) == 8

    for name in fake.document.webhooks:
        at = f"#/webhooks/{name}/post/requestBody/content/application~1json/schema"
        for given in ({}, {"id": "whe-1"}):
            assert judge.errors(at, fake.event(name, **given)) == [], name
        body, _ = fake.conventions.delivery(name, "whsec")
        assert judge.errors(at, json.loads(body)) == [], name


async def first(result: Any) -> None:
    """Wait for a call, of pages for the first thing."""
    if not hasattr(result, "__aiter__"):
        await result
        return
    async for _ in result:
        return


@pytest.mark.slow
def test_it_begins_at_once_and_answers_soon(dfns: Package) -> None:
    """Ten times the bounds of the documentation: a loaded machine is no defect."""
    begun = time.process_time()
    fake = dfns.testing.FakeTransport(missing="invented", credentials=False)
    fake.handle("GET", "/wallets", _json(), b"")
    started = time.process_time() - begun
    begun = time.process_time()
    for _ in range(200):
        fake.handle("GET", "/wallets", _json(), b"")
    each = (time.process_time() - begun) / 200

    assert started < 3
    assert each < 0.003


def _json() -> Any:
    from _runtime._http import Headers

    return Headers([("Accept", "application/json"), ("Content-Type", "application/json")])
