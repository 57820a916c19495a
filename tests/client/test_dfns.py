"""The whole Dfns document: every operation is called, sync and async, with values of its schemas.

What is sent is judged by jsonschema-rs against the document itself, not by anything of ours.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import jsonschema_rs
import pytest
from _runtime._http import Headers

from generator.model.api import Api, In, Operation
from generator.python.names import Names, assign_names, py_name
from tests.client.emitted import imported, model
from tests.client.samples import Samples

CLOSED = {"create_wallet", "update_wallet"}
"""Their answers are `allOf` of Wallet and `additionalProperties: false`, which allows no property:
only a lenient client, the default, takes what the API really sends.
"""


def without_nulls(node: Any) -> Any:
    """Return a part of the document without its `description: null`, which no schema may hold."""
    if isinstance(node, dict):
        return {k: without_nulls(v) for k, v in node.items() if v is not None}
    return [without_nulls(item) for item in node] if isinstance(node, list) else node


class Whole:
    """The document, its model and its emitted package."""

    def __init__(self, folder: Path, document: dict[str, Any]) -> None:
        self.document = document
        self.judged = without_nulls(document)
        self.samples = Samples(document)
        self.api: Api = model(folder, document)
        self.names: Names = assign_names(self.api, {})
        self.package: ModuleType = imported(folder, document, "emitted_dfns")

    def operations(self) -> Iterator[tuple[Operation, Any, str, str]]:
        for operation, name in zip(self.api.operations, self.names.operations, strict=True):
            spec = self.document["paths"][operation.path][operation.method.lower()]
            yield operation, spec, name.namespace, name.method

    def arguments(self, spec: Any) -> dict[str, Any]:
        parameters = spec.get("parameters", [])
        given = {py_name(p["name"]): self.samples.of(p["schema"]) for p in parameters}
        if "requestBody" in spec:
            given["body"] = self.samples.of(self.body_schema(spec))
        return given

    def body_schema(self, spec: Any) -> Any:
        return spec["requestBody"]["content"]["application/json"]["schema"]

    def answer(self, spec: Any) -> bytes:
        content = spec["responses"]["200"].get("content", {}).get("application/json")
        return b"" if content is None else json.dumps(self.samples.of(content["schema"])).encode()


class Recorder:
    """A transport of both kinds that answers each request with `body`."""

    def __init__(self, package: ModuleType) -> None:
        self.package = package
        self.seen: list[Any] = []
        self.body = b""
        self.own = ""

    def send(self, request: Any, timeout: float | None) -> Any:
        self.seen.append(request)
        body = self.body
        if request.path in ("/auth/action", "/auth/action/init") and request.path != self.own:
            value = {"challenge": "c", "challengeIdentifier": "i", "userAction": "ua"}
            body = json.dumps(value).encode()
        return self.package.Response(200, Headers([("Content-Type", "application/json")]), body)

    def close(self) -> None:
        pass


class AsyncRecorder(Recorder):
    async def send(self, request: Any, timeout: float | None) -> Any:
        return super().send(request, timeout)

    async def aclose(self) -> None:
        pass


class Signer:
    def sign(self, challenge: Any) -> Any:
        return {"kind": "Key", "credentialAssertion": {}}


@pytest.fixture(scope="module")
def whole(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    document = json.loads((corpus / "corpus/dfns/dfns-1.578.2.json").read_bytes())
    return Whole(tmp_path_factory.mktemp("dfns"), document)


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
        module = importlib.import_module(f"emitted_dfns.client.{namespace}")
        classes = [c for c in vars(module).values() if inspect.isclass(c) and hasattr(c, method)]
        assert len(classes) == 2
        assert hasattr(client, namespace)
        found += 1
    assert found == 158


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_operation_sends_what_the_document_asks_for(whole: Whole) -> None:
    recorder = Recorder(whole.package)
    client = whole.package.Client(
        authentication_token="tok", signer=Signer(), transport=recorder, lenient=False
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
        if method in CLOSED:
            with pytest.raises(whole.package.ValidationError):
                raw.value()
            lenient = client.with_options(lenient=True)
            call = getattr(getattr(lenient, namespace), method)
            assert isinstance(call(**whole.arguments(spec)), whole.package.models.Wallet)
        else:
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
        module = importlib.import_module(f"emitted_dfns.client.{namespace}")
        # The answer of get_stakes names no next token, so that its pages can't be followed.
        tokens = [p for p in operation.parameters if p.spec_name == "paginationToken"]
        has_token = bool(tokens) and method != "get_stakes"
        constant = vars(module)[f"_{method.upper()}"]
        assert (type(constant).__name__ == "PagedOperation") == has_token, method
        paged += has_token
    assert paged == 26


def test_webhook_events_are_typed(whole: Whole) -> None:
    webhooks = importlib.import_module("emitted_dfns.webhooks")
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
