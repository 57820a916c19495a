"""What is sent in a form that the document has no words for is told, once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.loader.load import load
from dfnsgen.model.build import build_api

TEXT = {"type": "string"}
LINES = {"type": "array", "items": {"type": "object", "properties": {"price": TEXT}}}
OBJECT = {"type": "object", "properties": {"lines": LINES}}


def query(schema: Any, **more: Any) -> dict[str, Any]:
    return {"parameters": [{"name": "q", "in": "query", "schema": schema, **more}]}


def form(schema: Any, name: str = "x-www-form-urlencoded", **more: Any) -> dict[str, Any]:
    kind = "multipart/form-data" if name == "multipart" else f"application/{name}"
    return {"requestBody": {"content": {kind: {"schema": schema, **more}}}}


@pytest.mark.parametrize(
    ("operation", "rules"),
    [
        (query(LINES), ["nested-in-text"]),
        (query({"oneOf": [TEXT, OBJECT]}), ["nested-in-text"]),
        (query(OBJECT, style="deepObject", explode=True), []),
        (query({"type": "array", "items": TEXT}), []),
        (form(OBJECT), ["nested-in-text"]),
        (form(OBJECT, encoding={"lines": {"style": "deepObject"}}), []),
        (form(OBJECT, name="json"), []),
        (form({**TEXT, "format": "binary"}, name="multipart"), ["multipart-without-names"]),
        (form({**TEXT, "format": "binary"}, name="octet-stream"), []),
    ],
)
def test_what_has_no_form_is_told(tmp_path: Path, operation: Any, rules: list[str]) -> None:
    path = tmp_path / "api.json"
    whole = {"post": {**operation, "responses": {"204": {"description": ""}}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {"/a": whole},
    }
    path.write_text(json.dumps(document), encoding="utf-8")

    _, found = build_api(load((str(path),))[0])

    assert [one.rule for one in found if one.rule != "union-ambiguous"] == rules
