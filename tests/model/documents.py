"""Small documents for the tests of the model, made without the loader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dfnsgen.diagnostics import Location
from dfnsgen.loader.document import Document


def document_of(
    schemas: Mapping[str, Any], paths: Mapping[str, Any] | None = None, **more: Any
) -> Document:
    """Return a document with these components and paths."""
    tree: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Test", "version": "1"},
        "paths": dict(paths or {}),
        "components": {"schemas": dict(schemas)},
        **more,
    }
    return Document(
        tree=tree,
        source="test.yaml",
        version="1",
        title="Test",
        sha256="0" * 64,
        declared_openapi="3.1.0",
        locate=lambda pointer: Location(source="test.yaml", pointer=pointer),
    )
