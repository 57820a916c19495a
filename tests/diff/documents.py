"""Small documents for the tests of the comparison, through the loader's and the model's doors."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dfnsgen.diff.change import Change
from dfnsgen.diff.compare import compare, located
from dfnsgen.diff.operations.webhooks import with_callbacks
from dfnsgen.loader.document import Document
from dfnsgen.loader.load import load
from dfnsgen.model.api import Api
from dfnsgen.model.build import build_api

OK: dict[str, Any] = {"200": {"description": "ok"}}


def loaded(tree: Any) -> tuple[Document, Api]:
    """Load a tree as a JSON document, and build its Api."""
    document, _ = load(["-"], stdin=json.dumps(tree).encode())
    return document, with_callbacks(document, build_api(document)[0])


def changes(old: Any, new: Any) -> tuple[Change, ...]:
    """Compare two trees."""
    (document_old, api_old), (document_new, api_new) = loaded(old), loaded(new)
    return located(compare(api_old, api_new), document_old, document_new)


def document(paths: Any, **components: Any) -> dict[str, Any]:
    """Return a document with these paths and schemas."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Test", "version": "1"},
        "paths": paths,
        "components": {"schemas": components},
    }


def both_ways(schema: Any, **components: Any) -> dict[str, Any]:
    """Return a document in which a schema is sent and answered, as the component `Thing`."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    return document(
        {
            "/things": {
                "post": {
                    "requestBody": {"required": True, "content": content},
                    "responses": {"200": {"description": "ok", "content": content}},
                }
            }
        },
        Thing=schema,
        **components,
    )


def operation(**members: Any) -> dict[str, Any]:
    """Return a document of one operation."""
    return document({"/things/{id}": {"post": {"responses": OK, **members}}})


def write(folder: Path, name: str, tree: Any) -> Path:
    """Write a tree as a JSON file."""
    path = folder / name
    path.write_text(json.dumps(tree, indent=1))
    return path


Make = Callable[..., dict[str, Any]]
