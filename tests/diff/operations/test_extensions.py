"""What documents say beside OpenAPI is compared wherever it stands, behind references too."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from dfnsgen.lifecycle.versions import compare_versions, read_version
from dfnsgen.options import Options
from tests.diff.documents import OK, document, write

JSON = "application/json"


def api(level: str, *known: str) -> dict[str, Any]:
    """Return a document all of whose parts stand in components."""
    text = {"type": "string", "x-extensible-enum": [*known]}
    body = {"content": {JSON: {"schema": {"type": "object", "properties": {"a": text}}}}}
    parameter = {"name": "p", "in": "query", "schema": text, "x-stability-level": level}
    operation = {
        "requestBody": {"$ref": "#/components/requestBodies/B"},
        "responses": {"200": {"$ref": "#/components/responses/R"}},
        "x-stability-level": level,
    }
    made = document({"/a": {"$ref": "#/components/pathItems/I"}, "/b": {"get": {"responses": OK}}})
    made["components"] = {
        "parameters": {"P": parameter},
        "requestBodies": {"B": body},
        "responses": {"R": {"description": "ok", **body}},
        "pathItems": {
            "I": {"parameters": [{"$ref": "#/components/parameters/P"}], "post": operation}
        },
    }
    return made


def test_extensions_are_read_through_references(tmp_path: Path) -> None:
    old = write(tmp_path, "old.json", api("stable", "x", "y"))
    new = write(tmp_path, "new.json", api("beta", "x"))
    versions = [read_version(str(path), Options(sources=())) for path in (old, new)]

    report = compare_versions(*versions, today=date(2026, 1, 1))

    assert sorted((c.rule.id, c.subject, c.at_new) for c in report.changes) == [
        (
            "extensible-enum-changed",
            "query parameter p",
            "#/components/parameters/P/schema/x-extensible-enum",
        ),
        (
            "extensible-enum-changed",
            "request body.a",
            "#/components/requestBodies/B/content/application~1json/schema/properties/a/x-extensible-enum",
        ),
        (
            "extensible-enum-changed",
            "response 200.a",
            "#/components/responses/R/content/application~1json/schema/properties/a/x-extensible-enum",
        ),
        ("stability-changed", "POST /a", "#/components/pathItems/I/post/x-stability-level"),
        ("stability-changed", "query parameter p", "#/components/parameters/P/x-stability-level"),
    ]
