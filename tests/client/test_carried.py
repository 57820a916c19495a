"""A package carries what its document needs of the runtime, and no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dfnsgen.render.package import render
from dfnsgen.render.rendered import Formatter
from tests.client.emitted import plan

TEXT = {"type": "string"}
PAGE = {
    "type": "object",
    "required": ["items"],
    "properties": {
        "items": {"type": "array", "items": {"type": "object", "properties": {"id": TEXT}}},
        "nextPageToken": TEXT,
    },
}
SPECIAL = {"_paging", "_item_streams", "_webhooks", "_credentials", "_oauth2", "_sent_formats"}


def answering(media_type: str, schema: dict[str, Any], **operation: Any) -> dict[str, Any]:
    """Return a document of one operation that answers so."""
    answer = {"description": "", "content": {media_type: {"schema": schema}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {
            "/pets": {"get": {"tags": ["pets"], "responses": {"200": answer}, **operation}},
        },
    }


def secured(scheme: dict[str, Any]) -> dict[str, Any]:
    """Return a document with one security scheme."""
    document = answering("application/json", TEXT)
    return {**document, "components": {"securitySchemes": {"own": scheme}}}


TOKEN = {"name": "paginationToken", "in": "query", "schema": TEXT}
FLOWS = {"clientCredentials": {"tokenUrl": "https://example.com/token", "scopes": {}}}
DATED = {"type": "object", "properties": {"at": {"type": "string", "format": "date"}}}
SENT = {"content": {"application/json": {"schema": DATED}}}


@pytest.mark.parametrize(
    ("document", "carried"),
    [
        (answering("application/json", TEXT), set[str]()),
        (answering("application/json", PAGE, parameters=[TOKEN]), {"_paging"}),
        (answering("text/event-stream", TEXT), {"_item_streams"}),
        (secured({"type": "http", "scheme": "bearer"}), {"_credentials"}),
        (secured({"type": "oauth2", "flows": FLOWS}), {"_credentials", "_oauth2"}),
        (answering("application/json", TEXT, requestBody=SENT), {"_sent_formats"}),
    ],
    ids="plain paging streaming bearer oauth2 dates".split(),
)
def test_only_what_is_used_is_carried(
    tmp_path: Path, document: dict[str, Any], carried: set[str]
) -> None:
    files = render(plan(tmp_path, document, "shop"), formatter=Formatter.RUFF)
    runtime = {Path(file.path).stem for file in files if file.path.startswith("_runtime/")}

    assert runtime & SPECIAL == carried
