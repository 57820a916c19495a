"""The official JSON Schema test suite, draft 2020-12, on the evaluator itself."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from _runtime._formats import FORMATS
from _runtime._validation import evaluate

from tests.runtime.bundled import KEY, UnknownTarget, bundle

CORPUS = os.environ.get("DFNSGEN_CORPUS")
SUITE = Path(CORPUS or "") / "conformance/json-schema-test-suite"
REMOTE = "http://localhost:1234/"

DECLINED = {
    # Vocabularies switch keywords off; an OpenAPI document has one dialect for all its schemas.
    "vocabulary: schema that uses custom metaschema with with no validation vocabulary",
    "optional/format-assertion: schema that uses custom metaschema with format-assertion: false",
    "optional/format-assertion: schema that uses custom metaschema with format-assertion: true",
    # Older drafts are other languages.
    "optional/cross-draft: refs to historic drafts are processed as historic drafts",
    # `dependencies` is gone from 2020-12; the suite lists it as optional.
    "optional/dependencies-compatibility: single dependency",
    "optional/dependencies-compatibility: dependencies with escaped characters",
    "optional/dependencies-compatibility: single schema dependency",
    "optional/dependencies-compatibility: schema dependencies with escaped characters",
}


def groups() -> list[Any]:
    """Return one parameter for each group of the suite: format assertion or not, and the group."""
    found: list[Any] = []
    for file in sorted(SUITE.glob("tests/draft2020-12/**/*.json")):
        name = str(file.relative_to(SUITE / "tests/draft2020-12").with_suffix(""))
        for group in json.loads(file.read_text("utf-8")):
            formats = name.startswith("optional/format/")
            label = f"{name}: {group['description']}"
            found.append(pytest.param(label, formats, group, id=label))
    return found


def remotes() -> dict[str, Any]:
    """Return the documents that the suite expects at its server, by URI."""
    folder = SUITE / "remotes"
    return {
        REMOTE + file.relative_to(folder).as_posix(): json.loads(file.read_text("utf-8"))
        for file in sorted(folder.glob("draft2020-12/**/*.json"))
    }


@pytest.fixture(scope="module")
def documents() -> dict[str, Any]:
    return remotes()


@pytest.mark.skipif(CORPUS is None, reason="DFNSGEN_CORPUS is not set: the suite isn't at hand")
@pytest.mark.parametrize(("label", "formats", "group"), groups())
def test_group(label: str, formats: bool, group: dict[str, Any], documents: dict[str, Any]) -> None:
    """Every test of a group has the verdict that the suite asks for."""
    wrong = disagreements(formats, group, documents)

    if label in DECLINED:
        assert wrong, "it agrees now: take it off the list"
    else:
        assert wrong == []


def disagreements(
    formats: bool, group: dict[str, Any], documents: dict[str, Any]
) -> list[tuple[str, str]]:
    """Return the tests whose verdict is not the suite's, with what was said of them."""
    try:
        schemas = bundle(group["schema"], documents)
    except UnknownTarget as error:
        return [(group["description"], f"unknown reference {error}")]
    found: list[tuple[str, str]] = []
    for test in group["tests"]:
        report = evaluate(schemas, KEY, test["data"], formats=FORMATS if formats else None)
        if report.valid is not test["valid"]:
            found.append((test["description"], str(report.error("value"))))
    return found
