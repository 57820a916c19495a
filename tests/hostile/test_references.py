"""A reference that leads to what is no schema is told, with its place: it is never silent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dfnsgen.loader.load import load
from tests.hostile.shapes import TEXT, document, thing


@pytest.mark.parametrize(
    "reference", ["", "#", "#/paths/~1p/get", "#/paths/~1p", "#/info", "#/info/title", "#/servers"]
)
def test_a_reference_to_what_is_no_schema(reference: str, tmp_path: Path) -> None:
    """Beside one that leads to a schema that isn't a component."""
    schema = {"content": {"application/json": {"schema": thing(x=TEXT)}}}
    call = {"responses": {"200": {"description": ""} | schema}}
    inner = "#/paths/~1p/get/responses/200/content/application~1json/schema"
    held = thing(odd={"$ref": reference}, good={"$ref": inner})
    source = tmp_path / "api.json"
    source.write_text(json.dumps(document({"T": held}, {"/p": {"get": call}})), encoding="utf-8")

    _, found = load((str(source),))
    places = [one.at.pointer for one in found if one.rule == "schema-reference-elsewhere"]
    assert len(places) == 1 and "odd" in places[0]
