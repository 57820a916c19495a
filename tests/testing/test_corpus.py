"""Every operation of ten published documents, called through the emitted client, sync and async.

What is sent and what is answered is judged by jsonschema-rs, over the documents as they are
published, by the schema of each direction.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import random
from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any

import pytest
import yaml

from dfnsgen.python.names.names import assign_names, py_name
from tests.client.emitted import model
from tests.testing.conftest import Package, emitted
from tests.testing.raw_judge import RawJudge, of_text
from tests.testing.test_whole import first

pytestmark = pytest.mark.slow

DOCUMENTS = (
    "adobe.com__aem amadeus.com__amadeus-flight-delay-prediction apache.org__airflow "
    "codat.io__banking clever.com discourse.local influxdata.com openpolicy.local squareup.com "
    "vocadb.net"
).split()
SLIPS = {
    # It has refusals alone.
    "GET /crx/packmgr/service/script.html": "the status 200 isn't declared",
    # Each value of one variant is one of the other, too.
    "POST /dashboards": "valid under more than one",
    "GET /dashboards/{dashboardID}": "valid under more than one",
}
"""What is wrong in the documents themselves, by operation."""
PLACES = {"path": "path", "query": "query", "header": "headers", "cookie": "headers"}


@pytest.fixture(scope="module", params=DOCUMENTS)
def api(
    request: pytest.FixtureRequest, corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Package, list[tuple[str, str, str]]]:
    """The package of a document, and its operations with namespace and method."""
    document = json.loads((corpus / f"corpus/apis/{request.param}.json").read_bytes())
    folder = tmp_path_factory.mktemp("corpus")
    name = f"fake_{py_name(request.param)}"
    package = emitted(folder, document, name)
    built = model(folder, document)
    names = assign_names(built, {}).operations
    called = [
        (f"{operation.method} {operation.path}", named.namespace, named.method)
        for operation, named in zip(built.operations, names, strict=True)
    ]
    return package, called


def arguments(fake: Any, key: str, method: Any, number: int) -> dict[str, Any]:
    """Return arguments that the document allows."""
    operation, values = fake.document.operation(key), fake.document.values
    known = inspect.signature(method).parameters
    given: dict[str, Any] = {}
    for parameter in operation.parameters:
        name = py_name(parameter.name)
        if name in known and (parameter.required or number == 0):
            given[name] = values.of(parameter.use.key, "call", number)
    if "body" in known:
        given |= body_of(operation, values, number)
    return given


def body_of(operation: Any, values: Any, number: int) -> dict[str, Any]:
    """Return the argument of a body: JSON where the document has it, else as it is sent."""
    contents = sorted(operation.contents, key=lambda c: "json" not in c.content_type)
    for content in contents:
        if content.use is None:
            return {"body": b"bytes"}
        value = values.of(content.use.key, "call", number)
        if "yaml" in content.content_type:
            return {"body": json.dumps(value).encode()}
        if content.content_type.startswith("multipart/"):
            facts = values.facts.of(values.reference(content.use.key)) or {}
            known = facts.get("properties", {})
            return {"body": {n: part_of(values, known.get(n, True), v) for n, v in value.items()}}
        return {"body": value}
    return {}


def part_of(values: Any, schema: Any, value: Any) -> Any:
    """Return a part of a form: what is binary as bytes."""
    is_binary = (values.facts.of(schema) or {}).get("format") == "binary"
    return value.encode() if is_binary and isinstance(value, str) else value


class Judges:
    """The judges of a document, one for each direction."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.sent = RawJudge(document, "request")
        self.answered = RawJudge(document, "response")

    def problems(self, call: Any) -> Iterator[str]:
        """Yield what is wrong with a call."""
        if not 200 <= call.status < 400:
            yield f"{call.status} {call.refusal}"
            return
        method, _, path = call.operation.partition(" ")
        at = ("paths", path.partition("#")[0], method.lower())
        yield from self.parameters(call, at)
        if call.content:
            kind = call.sent_headers["content-type"]
            yield from self.body(self.sent, (*at, "requestBody"), kind, call.content)
        answers = self.answered.part(*at, "responses") or {}
        status = str(call.status)
        declared = next((s for s in (status, f"{status[0]}XX", "default") if s in answers), None)
        if declared is None:
            yield f"the status {status} isn't declared"
        elif call.response.body:
            place = (*at, "responses", declared)
            kind = call.response.content_type
            yield from self.body(self.answered, place, kind, call.response.body)

    def parameters(self, call: Any, at: tuple[str, ...]) -> Iterator[str]:
        for place in ((*at[:2], "parameters"), (*at, "parameters")):
            pointer = self.sent.at(*place)
            for index in range(len(self.sent.target(pointer)) if pointer else 0):
                followed = self.sent.follow(f"{pointer}/{index}")
                parameter = self.sent.target(followed)
                held = getattr(call, PLACES[parameter["in"]])
                if parameter["name"] in held and "schema" in parameter:
                    value = held[parameter["name"]]
                    wrong = self.sent.errors(f"{followed}/schema", value)
                    yield from (f"{parameter['name']}: {one}" for one in wrong)

    def body(
        self, judge: RawJudge, at: tuple[str, ...], kind: str, content: bytes
    ) -> Iterator[str]:
        """Yield what is wrong with a body, by the schema of its content type."""
        kinds = judge.part(*at, "content") or {}
        bare = kind.partition(";")[0].strip()
        declared = next((k for k in kinds if k.partition(";")[0].strip() == bare), None)
        if declared is None:
            if not {"*/*", f"{bare.partition('/')[0]}/*"} & kinds.keys():
                yield f"{kind} isn't declared"
            return
        place = judge.at(*at, "content", declared, "schema")
        if place is None:
            return
        if bare.startswith("multipart/"):
            yield from self.form(place, kind, content)
        elif "json" in bare or "yaml" in bare:
            read = json.loads if "json" in bare else yaml.safe_load
            yield from judge.errors(place, read(content))
        elif bare.startswith("text/"):
            yield from of_text(judge, place, content.decode())

    def form(self, place: str, kind: str, content: bytes) -> Iterator[str]:
        """Yield what is wrong with the parts of a form."""
        known = self.sent.target(place).get("properties", {})
        head = b"Content-Type: " + kind.encode() + b"\r\n\r\n"
        parsed: Any = BytesParser(policy=HTTP).parsebytes(head + content)
        names: set[str] = set()
        for part in parsed.iter_parts():
            name = part.get_param("name", header="content-disposition")
            names.add(name)
            schema = known.get(name, {})
            if "array" in (schema.get("type"), *schema.get("type", ())):
                continue
            text = part.get_payload(decode=True).decode()
            yield from of_text(self.sent, f"{place}/properties/{name}", text)
        missing = {*self.sent.target(place).get("required", ())} - names
        yield from (f"{name} is missing" for name in sorted(missing))


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_all_operations(api: tuple[Package, list[tuple[str, str, str]]], is_async: bool) -> None:
    (package, testing, document), operations = api
    judges, wrong = Judges(document), list[str]()
    kind = testing.AsyncFakeTransport if is_async else testing.FakeTransport
    for key, namespace, name in operations:
        fake = kind(missing="invented", seed=random.Random(key).randrange(9))
        method = getattr(getattr(fake.client(), namespace), name)
        try:
            result = method(**arguments(fake, key, method, 0))
            if is_async:
                asyncio.run(first(result))
            elif hasattr(result, "pages"):
                next(iter(result), None)
            wrong += [f"{key}: {one}" for one in judges.problems(fake.calls[-1])]
        except package.ClientError as error:
            wrong.append(f"{key}: {type(error).__name__} {error} {fake.calls[-1:]}")
    assert [one for one in wrong if not is_slip(one)] == []


def is_slip(problem: str) -> bool:
    return any(problem.startswith(f"{key}: ") and why in problem for key, why in SLIPS.items())
