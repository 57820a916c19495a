"""One document in several spellings: nothing changes."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.diff.compare import compare
from tests.command import dfnsgen as run_dfnsgen
from tests.diff.documents import document, loaded, write
from tests.diff.test_corpus import read

SCHEMAS = "#/components/schemas/"


def written_out(node: Any, schemas: dict[str, Any], above: tuple[str, ...] = ()) -> Any:
    """Put in the place of each reference what it leads to, unless that leads back to itself."""
    if isinstance(node, list):
        return [written_out(inner, schemas, above) for inner in node]
    if not isinstance(node, dict):
        return node
    name = str(node.get("$ref", "")).removeprefix(SCHEMAS)
    if len(node) == 1 and name in schemas and name not in above:
        return written_out(schemas[name], schemas, (*above, name))
    return {key: written_out(inner, schemas, above) for key, inner in node.items()}


def without_notes(node: Any) -> Any:
    """Leave out what is only read: a structure's own words stand at one of its places."""
    if isinstance(node, list):
        return [without_notes(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    named = "properties" in node or "type" in node
    return {
        key: without_notes(inner)
        for key, inner in node.items()
        if not (named and key in ("description", "title", "example"))
    }


def wrapped(node: Any) -> Any:
    """Split each object schema into an `allOf` of its properties and what it requires."""
    if isinstance(node, list):
        return [wrapped(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    made = {key: wrapped(inner) for key, inner in node.items()}
    is_object = made.get("type") == "object" and isinstance(made.get("properties"), dict)
    if is_object and made.keys() <= {"type", "properties", "required"} and "required" in made:
        required = made.pop("required")
        return {"allOf": [made, {"type": "object", "required": required}]}
    return made


def reversed_order(node: Any) -> Any:
    """Turn the order of all members, and of lists whose order says nothing."""
    if isinstance(node, dict):
        turned = {}
        for key, inner in reversed(node.items()):
            turned[key] = reversed_order(inner)
            if key in ("required", "enum", "oneOf", "anyOf") and isinstance(inner, list):
                turned[key] = [*reversed(turned[key])]
        return turned
    return [reversed_order(inner) for inner in node] if isinstance(node, list) else node


@pytest.fixture(scope="module")
def tree(corpus: Path) -> Any:
    text = (corpus / "corpus" / "dfns" / "dfns-5.1.1.json").read_text(encoding="utf-8")
    return without_notes(json.loads(text))


@pytest.mark.parametrize("spell", ["written out", "wrapped", "reversed", "as 3.1"])
def test_another_spelling_is_no_change(tree: Any, spell: str) -> None:
    read_in, api = loaded(tree)
    other = copy.deepcopy(tree)
    if spell == "written out":
        other["paths"] = written_out(tree["paths"], tree["components"]["schemas"])
    elif spell == "wrapped":
        other = wrapped(other)
    elif spell == "reversed":
        other = reversed_order(other)
    else:
        other = {**copy.deepcopy(read_in.tree), "openapi": "3.1.0"}

    found = compare(api, loaded(other)[1])

    assert [(change.rule.id, change.message) for change in found] == []


@pytest.mark.slow
def test_the_whole_document_in_reverse(corpus: Path) -> None:
    read_in, api = read(corpus / "corpus" / "dfns" / "dfns-1.578.2.json")

    assert compare(api, loaded(reversed_order(read_in.tree))[1]) == ()


def test_equivalents_are_told_where_they_are_asked_for(tmp_path: Path) -> None:
    thing = {"type": "object", "required": ["a"], "properties": {"a": {"enum": ["x", "y"]}}}
    turned = {"type": "object", "required": ["a"], "properties": {"a": {"enum": ["y", "x"]}}}
    answer = {"content": {"application/json": {"schema": thing}}, "description": "ok"}
    inline = document({"/a": {"get": {"responses": {"200": answer}}}}, Thing=thing)
    moved = document(
        {
            "/a": {
                "get": {
                    "responses": {
                        "200": {
                            "content": {
                                "application/json": {"schema": {"$ref": SCHEMAS + "Thing"}}
                            },
                            "description": "ok",
                        }
                    }
                }
            }
        },
        Thing=turned,
    )
    files = [str(write(tmp_path, "old.json", inline)), str(write(tmp_path, "new.json", moved))]

    assert run(*files) == (0, {})
    assert run(*files, "--show-equivalent") == (
        0,
        {
            "Thing": ("a schema", "a schema"),
            "GET /a response 200 (application/json)": ("a schema", "a reference to Thing"),
        },
    )


def run(*words: str) -> tuple[int, dict[str, Any]]:
    """Run a comparison; return its exit code, and what was before and after by subject."""
    result = run_dfnsgen(["diff", *words, "--format", "json"])
    told = json.loads(result.stdout)["changes"]
    assert {change["rule"] for change in told} <= {"spelling-changed"}
    return result.exit_code, {c["subject"]: (c["before"], c["after"]) for c in told}
