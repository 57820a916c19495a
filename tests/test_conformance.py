"""The official suite of JSON Schema 2020-12 through the whole generator.

One document holds a component for each group; one generation makes the validators; every test of
the suite asks `VALIDATORS["#/components/schemas/<name>"]`.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.generate import prepare, write
from dfnsgen.options import Options

SUITE = "conformance/json-schema-test-suite/tests/draft2020-12"


def _identified(schema: Any, name: str) -> Any:
    """Give a schema an identity of its own, so that its local references stay local."""
    if not isinstance(schema, dict) or "$id" in schema:
        return schema
    return {"$id": f"https://suite.example/{name}", **schema}


def _needs_remote(node: Any) -> bool:
    """Whether a schema refers to what only the suite's server has."""
    text = json.dumps(node)
    ids = {schema.get("$id") for schema in _objects(node)}
    for schema in _objects(node):
        reference = schema.get("$ref", schema.get("$dynamicRef", ""))
        remote = isinstance(reference, str) and reference.startswith("http://localhost:1234")
        if remote and reference.partition("#")[0] not in ids:
            return True
    return "$vocabulary" in text or '"$schema": "http://localhost' in text


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _objects(value)
    elif isinstance(node, list):
        for item in node:
            yield from _objects(item)


def _groups(folder: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(folder.glob("*.json")):
        for index, group in enumerate(json.loads(file.read_text("utf-8"))):
            if file.stem not in ("refRemote", "vocabulary") and not _needs_remote(group["schema"]):
                found[f"{file.stem}-{index}"] = group
    return found


@pytest.fixture(scope="module")
def validators(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Generate one package for all groups and yield its VALIDATORS."""
    folder = tmp_path_factory.mktemp("suite")
    schemas = {
        name: _identified(group["schema"], name) for name, group in _groups(corpus / SUITE).items()
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Suite", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    source = folder / "suite.json"
    source.write_text(json.dumps(document), encoding="utf-8")
    write(prepare(Options(sources=(str(source),), out=folder, package="conformance_suite")))
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module("conformance_suite.validators").VALIDATORS
    finally:
        sys.path.remove(str(folder))


def test_every_required_group(corpus: Path, validators: Any) -> None:
    """Each test's verdict is the suite's."""
    wrong: list[str] = []
    groups = _groups(corpus / SUITE)
    for name, group in groups.items():
        check = validators[f"#/components/schemas/{name}"]
        for test in group["tests"]:
            try:
                check(test["data"])
                accepted = True
            except ValueError:
                accepted = False
            if accepted is not test["valid"]:
                wrong.append(f"{name} {group['description']}: {test['description']}")
    assert wrong == []
    assert len(groups) > 200
