"""Every operation of ten published documents, called through the emitted client, sync and async.

What is sent and what is answered is judged by jsonschema-rs, over the schema of its direction.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import random
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from dfnsgen.python.names.names import assign_names, py_name
from tests.client.emitted import model
from tests.testing.conftest import Package, emitted
from tests.testing.test_whole import first

pytestmark = pytest.mark.slow

DOCUMENTS = (
    "adobe.com__aem amadeus.com__amadeus-flight-delay-prediction apache.org__airflow "
    "codat.io__banking clever.com discourse.local influxdata.com openpolicy.local squareup.com "
    "vocadb.net"
).split()


class Judge:
    """Says whether values are valid for the schemas that the fake has."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.known: dict[str, Any] = {}

    def is_valid(self, key: str, value: Any) -> bool:
        if key not in self.known:
            definitions: dict[str, Any] = {}
            root = self.rewritten({"$ref": key}, definitions)
            schema = {**root, "$defs": definitions}
            self.known[key] = jsonschema_rs.Draft202012Validator(schema)
        return bool(self.known[key].is_valid(value))

    def rewritten(self, schema: Any, definitions: dict[str, Any]) -> Any:
        """Return a schema whose references are pointers; of a declared tag the variant is one."""
        if not isinstance(schema, dict):
            return schema
        made: dict[str, Any] = {}
        for keyword, operand in schema.items():
            if keyword in ("examples", "$tag", "enum", "const"):
                made |= {keyword: operand} if keyword in ("enum", "const") else {}
            elif keyword == "$ref":
                name = re.sub(r"[^0-9a-zA-Z]", "_", operand)
                if name not in definitions:
                    definitions[name] = True
                    definitions[name] = self.rewritten(
                        self.document.schemas.by_key[operand], definitions
                    )
                made["$ref"] = f"#/$defs/{name}"
            elif keyword in ("properties", "patternProperties", "dependentSchemas"):
                made[keyword] = {
                    name: self.rewritten(inner, definitions) for name, inner in operand.items()
                }
            elif isinstance(operand, list):
                is_union = keyword == "oneOf"
                made["anyOf" if is_union and "anyOf" not in schema else keyword] = [
                    self.rewritten(inner, definitions) for inner in operand
                ]
            else:
                made[keyword] = self.rewritten(operand, definitions)
        return made


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


def arguments(fake: Any, key: str, method: Any, number: int) -> dict[str, Any] | None:
    """Return arguments that the document allows; None where a body is none of JSON."""
    operation, values = fake.document.operation(key), fake.document.values
    known = inspect.signature(method).parameters
    given: dict[str, Any] = {}
    for parameter in operation.parameters:
        name = py_name(parameter.name)
        if name in known and (parameter.required or number == 0):
            given[name] = values.of(parameter.use.key, "call", number)
    contents = [c for c in operation.contents if "json" in c.content_type and c.use is not None]
    if contents and "body" in known:
        given["body"] = values.of(contents[0].use.key, "call", number)
    elif operation.contents and operation.is_body_required:
        return None
    return given


def judged(fake: Any, judge: Judge) -> list[str]:
    """Return what is wrong with the last call."""
    call = fake.calls[-1]
    operation = fake.document.operation(call.operation)
    wrong = [] if 200 <= call.status < 400 else [f"{call.status} {call.refusal}"]
    sent = [c for c in operation.contents if "json" in c.content_type and c.use is not None]
    if sent and call.content and not judge.is_valid(sent[0].use.key, json.loads(call.content)):
        wrong.append("the request")
    declared = operation.answer(call.status)
    kind = call.response.content_type
    for content in () if declared is None else declared.contents:
        is_judged = content.content_type == kind and "json" in kind and content.use is not None
        if is_judged and not judge.is_valid(content.use.key, call.response.json()):
            wrong.append("the answer")
    return wrong


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_all_operations(api: tuple[Package, list[tuple[str, str, str]]], is_async: bool) -> None:
    (package, testing, _), operations = api
    judge = Judge(testing.FakeTransport().document)
    wrong, done = [], 0
    kind = testing.AsyncFakeTransport if is_async else testing.FakeTransport
    for key, namespace, name in operations:
        fake = kind(missing="invented", seed=random.Random(key).randrange(9))
        method = getattr(getattr(fake.client(), namespace), name)
        given = arguments(fake, key, method, 0)
        if given is None:
            continue
        done += 1
        try:
            result = method(**given)
            if is_async:
                asyncio.run(first(result))
            elif hasattr(result, "pages"):
                next(iter(result), None)
            wrong += [f"{key}: {one}" for one in judged(fake, judge)]
        except package.ClientError as error:
            wrong.append(f"{key}: {type(error).__name__} {error} {fake.calls[-1:]}")
    assert wrong == []
    assert done >= len(operations) * 0.7
