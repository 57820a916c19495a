"""The whole Dfns document, its emitted package, and transports that record what it sends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from _runtime._http import Headers

from dfnsgen.model.api import Api, Operation
from dfnsgen.python.names.names import Names, assign_names, py_name
from tests.client.emitted import imported, model
from tests.client.samples import Samples


def without_nulls(node: Any) -> Any:
    """Return a part of the document without its `description: null`, which no schema may hold."""
    if isinstance(node, dict):
        return {k: without_nulls(v) for k, v in node.items() if v is not None}
    return [without_nulls(item) for item in node] if isinstance(node, list) else node


class Whole:
    """The document, its model and its emitted package."""

    def __init__(self, folder: Path, document: dict[str, Any], package: str) -> None:
        self.document = document
        self.judged = without_nulls(document)
        self.samples = Samples(document)
        self.api: Api = model(folder, document)
        self.names: Names = assign_names(self.api, {})
        self.package: ModuleType = imported(folder, document, package)

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
        assertion = {"credId": "cr", "clientData": "e30", "signature": "c2ln"}
        return {"kind": "Key", "credentialAssertion": assertion}
