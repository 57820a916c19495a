"""What has no reading can be left out by name, and the rest is read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from dfnsgen.diagnostics import Refused
from dfnsgen.generate import prepare
from dfnsgen.json_value import JsonValue
from dfnsgen.loader.load import load
from dfnsgen.options import Options

HEAD = {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}}
BROKEN = Path(__file__).parents[2] / "cases" / "loader" / "skip-remedy" / "document.yaml"


def skipped(tree: dict[str, JsonValue], *pointers: str) -> tuple[dict[str, JsonValue], list[str]]:
    """Return a document without some parts, and the rules that were noticed."""
    text = json.dumps({**HEAD, **tree}).encode()
    document, found = load(["-"], stdin=text, skip=pointers)
    return document.tree, [one.rule for one in found]


def test_what_a_refusal_names_can_be_skipped() -> None:
    """Skipping the parts that the remedies name, again where need be, leaves a usable document."""
    skip: tuple[str, ...] = ()
    for _ in range(3):
        try:
            document, _ = load([str(BROKEN)], skip=skip)
        except Refused as refused:
            remedies = [one.remedy for one in refused.diagnostics]
            skip += tuple(re.findall(r"--skip '([^']+)'", " ".join(remedies)))
        else:
            assert document.tree["components"] == {"schemas": {}}
            return
    pytest.fail(f"still refused: {skip}")


def test_references_to_what_is_skipped() -> None:
    """A schema that refers to it takes any value; a choice, parameter, response goes with it."""
    pet = {"$ref": "#/components/schemas/Pet"}
    tree, found = skipped(
        {
            "paths": {
                "/a": {
                    "get": {
                        "parameters": [{"$ref": "#/components/parameters/P"}],
                        "responses": {"200": {"$ref": "#/components/responses/R"}},
                    }
                }
            },
            "components": {
                "parameters": {"P": {"name": "p", "in": "query", "schema": pet}},
                "responses": {"R": {"description": "One"}},
                "schemas": {
                    "Pet": "broken",
                    "Pets": {"type": "array", "items": {**pet, "description": "A pet"}},
                    "Any": {"oneOf": [pet, {"type": "string"}]},
                },
            },
        },
        "#/components/schemas/Pet",
        "#/components/responses/R",
        "#/components/parameters/P",
    )

    assert tree["paths"] == {"/a": {"get": {"parameters": [], "responses": {}}}}
    assert tree["components"] == {
        "parameters": {},
        "responses": {},
        "schemas": {
            "Pets": {"type": "array", "items": {"description": "A pet"}},
            "Any": {"oneOf": [{"type": "string"}]},
        },
    }
    assert set(found) == {"skipped", "skipped-with"}


def test_a_skip_that_leads_nowhere_is_noticed() -> None:
    """A part that is no longer there is named."""
    _, found = skipped({"paths": {}}, "#/paths/~1gone")

    assert found == ["skip-nowhere"]


def test_a_skipped_part_isnt_emitted(tmp_path: Path) -> None:
    """The option goes from the command's options to the package, and into its lock."""
    file = tmp_path / "document.json"
    paths = {"/a": {"get": {"responses": {}}}, "/broken": {"get": []}}
    file.write_text(json.dumps({**HEAD, "paths": paths}))
    options = Options(sources=(str(file),), out=tmp_path, skip=("#/paths/~1broken",), cache=False)

    prepared = prepare(options)

    assert [operation.path for operation in prepared.api.operations] == ["/a"]
    assert prepared.lock.options["skip"] == ["#/paths/~1broken"]


def test_strict_takes_what_is_right_in_3_0() -> None:
    """`nullable` and a boolean exclusive bound are no slips in OpenAPI 3.0."""
    schema = {"type": "integer", "nullable": True, "minimum": 0, "exclusiveMinimum": True}
    tree = {"openapi": "3.0.3", "info": HEAD["info"], "paths": {}}
    text = json.dumps({**tree, "components": {"schemas": {"A": schema}}}).encode()

    document, _ = load(["-"], stdin=text, strict=True)

    assert document.declared_openapi == "3.0.3"


def test_strict_refuses_slips_that_the_specification_names(tmp_path: Path) -> None:
    """What the validator of the specification says is an error under strict."""
    file = tmp_path / "document.json"
    paths = {"/a": {"get": {"responses": {"200": {}}}}}
    file.write_text(json.dumps({**HEAD, "paths": paths}))
    options = Options(sources=(str(file),), out=tmp_path, cache=False)
    prepare(options)

    with pytest.raises(Refused) as refused:
        prepare(Options(sources=(str(file),), out=tmp_path, cache=False, strict=True))

    assert {one.rule for one in refused.value.diagnostics} == {"missing-key"}
