"""What means what it says isn't merged a second time, and nothing shows that it wasn't."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.json_value import JsonValue
from dfnsgen.loader.load import load
from dfnsgen.model.api import Api
from dfnsgen.model.build import build, intended_api
from dfnsgen.model.meaning.unchanged import Unchanged
from dfnsgen.model.merging.flatten import Flattener
from tests.meaning.documents import document_of, ref
from tests.model.documents import document_of as tree_of

CASES = [
    path
    for shelf in ("emitted", "model")
    for path in sorted((Path(__file__).parents[1] / "cases" / shelf).rglob("document.yaml"))
]
CORPUS = [
    path
    for path in sorted(Path(os.environ.get("DFNSGEN_CORPUS", "absent")).glob("corpus/apis/*.json"))
    if path.stem != "index"
]

KINDS: dict[str, JsonValue] = {
    "Plain": {"type": "object", "properties": {"a": {"type": "string"}, "b": ref("Word")}},
    "Word": {"type": "string", "enum": ["x", "y"]},
    "Null": {"type": "string", "nullable": True},
    "Holder": {"type": "object", "properties": {"null": ref("Null"), "plain": ref("Plain")}},
    "Tree": {"type": "object", "properties": {"tree": ref("Tree"), "plain": ref("Plain")}},
    "Ring": {"type": "object", "properties": {"ring": ref("Link")}},
    "Link": {"type": "object", "properties": {"ring": ref("Ring"), "holder": ref("Holder")}},
    "Closed": {
        "allOf": [
            {"type": "object", "properties": {"c": {}}, "additionalProperties": False},
            ref("Plain"),
        ]
    },
    "Answer": {"type": "object", "readOnly": True, "properties": {"id": {"type": "string"}}},
    "Asked": {
        "type": "object",
        "required": ["answer"],
        "properties": {"answer": ref("Answer"), "tree": ref("Tree")},
    },
    "Pair": {"type": "object", "oneOf": [ref("Plain"), ref("Tree")]},
    "Both": {"allOf": [ref("Plain"), ref("Holder")], "required": ["plain"]},
}


def _meant(document: Any) -> Api:
    built, _ = build(document)
    return intended_api(document, built)[0]


def _nowhere(_self: Unchanged, _place: str) -> bool:
    return False


def _agree(document: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is meant is the same where all of it is merged a second time."""
    shared = _meant(document)
    monkeypatch.setattr(Unchanged, "holds", _nowhere)
    whole = _meant(document)

    assert shared == whole
    for one, other in zip(shared.definitions.values(), whole.definitions.values(), strict=True):
        assert one.occurrences == other.occurrences
        assert one.annotations == other.annotations


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.parent.name)
def test_small_documents(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _agree(load([str(case)])[0], monkeypatch)


@pytest.mark.parametrize("left_out", ["", *KINDS])
def test_kinds_of_departures_beside_each_other(
    left_out: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {name: schema for name, schema in KINDS.items() if name != left_out}
    uses = [ref(name) for name in kept]
    document = document_of(kept, put=({"anyOf": uses}, {"oneOf": uses[::-1]}))

    _agree(tree_of(kept, document["paths"]), monkeypatch)


@pytest.mark.sweep
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_public_documents(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _agree(load([str(path)])[0], monkeypatch)


@pytest.mark.slow
def test_the_whole_dfns_document(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _agree(load([str(corpus / "corpus/dfns/dfns-1.578.2.yaml")])[0], monkeypatch)


def test_only_what_departs_is_merged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    merged: list[str] = []
    flattened = vars(Flattener)["_flattened"]

    def noted(self: Flattener, place: str, schema: Any) -> Any:
        merged.append(place)
        return flattened(self, place, schema)

    monkeypatch.setattr(Flattener, "_flattened", noted)
    names = ("Plain", "Word", "Null", "Holder", "Tree")
    document = tree_of({name: KINDS[name] for name in names}, {})

    built, _ = build(document)
    merged.clear()
    intended_api(document, built)

    assert [place.rpartition("/")[2] for place in merged] == ["Null", "Holder"]
