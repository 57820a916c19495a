"""The official suites of older drafts, on the evaluator of 2020-12, by way of the conversion."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from _runtime._validation import evaluate

from dfnsgen.loader.correcting.dialects import convert_schema
from tests.runtime.bundled import KEY, UnknownTarget, bundle

CORPUS = os.environ.get("DFNSGEN_CORPUS")
SUITE = Path(CORPUS or "") / "conformance/json-schema-test-suite"
DECLINED = {
    # The metaschemas of older drafts, which no document describes its values by.
    "draft4/ref: remote ref, containing refs itself",
    "draft6/ref: remote ref, containing refs itself",
    "draft6/definitions: validate definition against metaschema",
    "draft7/ref: remote ref, containing refs itself",
    "draft2019-09/ref: remote ref, containing refs itself",
    "draft2019-09/defs: validate definition against metaschema",
    # Vocabularies switch keywords off; an OpenAPI document has one dialect for all its schemas.
    (
        "draft2019-09/vocabulary: "
        "schema that uses custom metaschema with with no validation vocabulary"
    ),
}
DRAFTS = {"draft4": 4, "draft6": 6, "draft7": 7, "draft2019-09": 2019}


def groups() -> list[Any]:
    """Return one parameter for each group that must hold of the older suites.

    What `refRemote` refers to is no part of the suite at hand.
    """
    found: list[Any] = []
    for name, draft in DRAFTS.items():
        for file in sorted(SUITE.glob(f"tests/{name}/*.json")):
            if file.stem == "refRemote":
                continue
            for group in json.loads(file.read_text("utf-8")):
                label = f"{name}/{file.stem}: {group['description']}"
                found.append(pytest.param(label, draft, group, id=label))
    return found


@pytest.mark.skipif(CORPUS is None, reason="DFNSGEN_CORPUS is not set: the suite isn't at hand")
@pytest.mark.parametrize(("label", "draft", "group"), groups())
def test_group(label: str, draft: int, group: dict[str, Any]) -> None:
    """Every test of a group has the verdict that the suite asks for."""
    wrong = disagreements(draft, group)

    if label in DECLINED:
        assert wrong, "it agrees now: take it off the list"
    else:
        assert wrong == []


def disagreements(draft: int, group: dict[str, Any]) -> list[str]:
    """Return the tests whose verdict is not the suite's."""
    schema = convert_schema(group["schema"], draft, lambda made, original: None)
    try:
        schemas = bundle(schema)
    except UnknownTarget as error:
        return [f"unknown reference {error}"]
    return [
        test["description"]
        for test in group["tests"]
        if evaluate(schemas, KEY, test["data"]).valid is not test["valid"]
    ]
