"""Strings of `format: binary` are bytes in forms alone: JSON holds texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_type_hints

import pytest

from tests.client.emitted import imported

_JSON, _FORM = "application/json", "multipart/form-data"
_ANSWERED = {"data": {"type": "string", "format": "binary"}}
_LISTED = {"data": {"type": "array", "items": _ANSWERED["data"]}}


def _package(folder: Path, properties: dict[str, Any], sent: str, answered: str, name: str) -> Any:
    schema = {"$ref": "#/components/schemas/Doc"}
    post = {
        "requestBody": {"required": True, "content": {sent: {"schema": schema}}},
        "responses": {"200": {"description": "x", "content": {answered: {"schema": schema}}}},
    }
    return imported(
        folder,
        {
            "openapi": "3.0.3",
            "info": {"title": "T", "version": "1"},
            "paths": {"/docs": {"post": post}},
            "components": {"schemas": {"Doc": {"type": "object", "properties": properties}}},
        },
        name,
    )


@pytest.mark.parametrize(
    ("properties", "sent", "answered", "expected"),
    [
        (_ANSWERED, _JSON, _JSON, str | None),
        (_ANSWERED, _FORM, _FORM, bytes | None),
        (_ANSWERED, _FORM, _JSON, bytes | str | None),
        (_LISTED, _JSON, _JSON, list[str] | None),
    ],
)
def test_what_a_field_holds(
    tmp_path: Path, properties: dict[str, Any], sent: str, answered: str, expected: object
) -> None:
    name = f"emitted_{'listed' if properties is _LISTED else 'plain'}_{sent[-4:]}_{answered[-4:]}"
    package = _package(tmp_path, properties, sent, answered, name)

    assert get_type_hints(package.models.Doc)["data"] == expected
    if answered == _JSON:
        value = ["PK\x03"] if properties is _LISTED else "PK\x03"
        assert package.models.Doc.from_dict({"data": value}).data == value
