"""The whole Dfns document: every operation is called, sync and async, with values of its schemas.

What is sent is judged by jsonschema-rs against the document itself, not by anything of ours.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import jsonschema_rs
import pytest

from dfnsgen.model.api import In, Operation
from tests.client.whole import AsyncRecorder, Recorder, Signer, Whole, without_nulls

pytestmark = pytest.mark.slow


def judge(whole: Whole, operation: Operation, spec: Any, request: Any) -> None:
    """Hold a request against the document: method, path, parameters, body."""
    assert request.method == operation.method
    parts = urlsplit(request.target)
    template = operation.path.split("/")
    assert len(parts.path.split("/")) == len(template)
    values = dict(parse_qsl(parts.query))
    values |= {
        t[1:-1]: unquote(v)
        for t, v in zip(template, parts.path.split("/"), strict=True)
        if t[:1] == "{"
    }
    declared = {p.spec_name for p in operation.parameters if p.location is not In.HEADER}
    assert set(values) == declared
    if "requestBody" in spec:
        schema = {**whole.judged, **without_nulls(whole.body_schema(spec))}
        validator = jsonschema_rs.Draft202012Validator(schema)
        validator.validate(json.loads(request.body))


def test_there_is_a_method_for_each_operation(whole: Whole) -> None:
    client = whole.package.Client
    found = 0
    for _, _, namespace, method in whole.operations():
        module = importlib.import_module(f"dfns.client.{namespace}")
        classes = [c for c in vars(module).values() if inspect.isclass(c) and hasattr(c, method)]
        assert len(classes) == 2
        assert hasattr(client, namespace)
        found += 1
    assert found == 158


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_operation_sends_what_the_document_asks_for(whole: Whole) -> None:
    recorder = Recorder(whole.package)
    client = whole.package.Client(
        authentication_token="tok", signer=Signer(), transport=recorder, answers="checked"
    )
    signed = 0
    for operation, spec, namespace, method in whole.operations():
        recorder.seen.clear()
        recorder.body, recorder.own = whole.answer(spec), operation.path
        call = getattr(getattr(client, namespace).with_raw_response, method)
        raw = call(**whole.arguments(spec))
        judge(whole, operation, spec, recorder.seen[-1])
        needs = {name for alternative in spec["security"] for name in alternative}
        assert ("authorization" in recorder.seen[-1].headers) == ("authenticationToken" in needs)
        assert len(recorder.seen) == (3 if "userActionSignature" in needs else 1)
        signed += "userActionSignature" in needs
        raw.value()
    assert signed == 72


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_operation_does_the_same_asynchronously(whole: Whole) -> None:
    recorder = AsyncRecorder(whole.package)

    async def scenario() -> None:
        client = whole.package.AsyncClient(
            authentication_token="tok", signer=Signer(), transport=recorder
        )
        for operation, spec, namespace, method in whole.operations():
            recorder.body, recorder.own = whole.answer(spec), operation.path
            call = getattr(getattr(client, namespace).with_raw_response, method)
            await call(**whole.arguments(spec))
            judge(whole, operation, spec, recorder.seen[-1])

    asyncio.run(scenario())


def test_lists_page_where_the_document_has_tokens(whole: Whole) -> None:
    paged = 0
    for operation, _, namespace, method in whole.operations():
        module = importlib.import_module(f"dfns.client.{namespace}")
        # The answer of get_stakes names no next token, so that its pages can't be followed.
        tokens = [p for p in operation.parameters if p.spec_name == "paginationToken"]
        has_token = bool(tokens) and method != "get_stakes"
        constant = vars(module)[f"_{method.upper()}"]
        assert (type(constant).__name__ == "PagedOperation") == has_token, method
        paged += has_token
    assert paged == 26


def test_webhook_events_are_typed(whole: Whole) -> None:
    webhooks = importlib.import_module("dfns.webhooks")
    for hook in whole.document["webhooks"].values():
        schema = hook["post"]["requestBody"]["content"]["application/json"]["schema"]
        body = json.dumps(whole.samples.of(schema)).encode()
        found = webhooks.event(body, "kind", webhooks._CODECS)
        assert type(found).__name__.endswith("Event")
        assert type(found).__name__ != "UnknownEvent"
    assert len(webhooks._CODECS) == 8


def test_the_deprecated_server_is_marked_and_warns(whole: Whole) -> None:
    server = whole.package.Server
    assert [member.name for member in server] == ["PRODUCTION", "STAGING"]
    with pytest.warns(DeprecationWarning, match="server") as caught:
        whole.package.Client(server=server.STAGING)
    assert caught[0].filename == __file__
