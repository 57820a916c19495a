"""A body that can't be empty is required, unless its document says otherwise."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any, get_overloads

import pytest

from dfnsgen.loader.load import load
from dfnsgen.pipeline import api_version, intended
from tests.client.emitted import imported

_NEEDED: dict[str, Any] = {"type": "object", "required": ["a"], "properties": {"a": {}}}
_EMPTY: dict[str, Any] = {"type": "object", "properties": {"a": {}}}


def document(schema: Any, **body: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    operation = {
        "operationId": "make",
        "requestBody": {**body, "content": content},
        "responses": {"204": {"description": "made"}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Bodies", "version": "1"},
        "paths": {"/a": {"post": operation}},
    }


@pytest.mark.parametrize(
    ("schema", "body", "required"),
    [
        (_NEEDED, {}, True),
        ({"oneOf": [_NEEDED, {**_NEEDED, "required": ["b"]}]}, {}, True),
        ({"allOf": [_EMPTY, _NEEDED]}, {}, True),
        ({"type": "object", "minProperties": 1}, {}, True),
        ({"type": "array", "items": {"type": "string"}}, {}, True),
        (_EMPTY, {}, False),
        ({"oneOf": [_NEEDED, _EMPTY]}, {}, False),
        (True, {}, False),
        (_NEEDED, {"required": False}, False),
        (_EMPTY, {"required": True}, True),
    ],
)
def test_what_is_required(tmp_path: Path, schema: Any, body: Any, required: bool) -> None:
    name = f"bodies_{tmp_path.name.rpartition('test_')[2]}"
    package = imported(tmp_path, document(schema, **body), name)
    client = package.Client(transport=package.StandardTransport(), base_url="http://localhost")
    # A body that may be given by its fields is required by the first of the overloads.
    ways = get_overloads(client.api.make.__func__) or [client.api.make]
    body = inspect.signature(ways[0]).parameters["body"]

    assert (body.default is inspect.Parameter.empty) is required


def test_it_is_told_once_and_not_to_the_letter(tmp_path: Path) -> None:
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document(_NEEDED)))
    version = api_version(str(path), load((str(path),))[0])

    _, found = intended(version)
    assert [one.rule for one in found] == ["body-required-inferred"]
    api, found = intended(version, letter=True)
    assert not found
    assert not any(o.request_body.required for o in api.operations if o.request_body)
