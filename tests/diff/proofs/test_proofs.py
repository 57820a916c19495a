"""What `--prove` shows: something that one version accepts and the other rejects."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from dfnsgen.diff.change import Change, Level, ProofKind, Version
from dfnsgen.diff.compare import compare
from dfnsgen.diff.report.proof_words import proof_as_json, proof_words
from tests.diff.documents import OK, both_ways, document, loaded
from tests.diff.rule_examples import EXAMPLES
from tests.diff.test_corpus import read

UNPROVEN = {
    "encoding-added": "how a part is encoded is no matter of schemas",
    "encoding-removed": "how a part is encoded is no matter of schemas",
    "encoding-changed": "how a part is encoded is no matter of schemas",
    "empty-value-forbidden": "no value at all is no value of a schema",
    "header-style-changed": "how a header is written is no matter of schemas",
    "oauth-flow-removed": "how a token is had is no part of a request",
    "oauth-url-changed": "how a token is had is no part of a request",
    "discriminator-changed": "the variants' schemas say nothing of the tag",
    "union-mapping-changed": "the variants' schemas say nothing of the tag",
}
"""Rules whose example breaks without a value that a validator could tell, and why."""


def proved(old: Any, new: Any) -> list[Change]:
    found = compare(loaded(old)[1], loaded(new)[1], prove=True)
    return [change for change in found if change.level is Level.BREAKING]


@pytest.mark.parametrize("rule", EXAMPLES)
def test_every_example_that_breaks_is_proved(rule: str) -> None:
    for change in proved(*EXAMPLES[rule].documents()):
        assert change.unproven == (change.proof is None) == (rule in UNPROVEN)


@pytest.mark.parametrize("rule", [rule for rule in EXAMPLES if EXAMPLES[rule].kind == "schema"])
def test_another_validator_agrees(rule: str) -> None:
    documents = EXAMPLES[rule].documents()
    old, new = (
        jsonschema_rs.Draft202012Validator(
            {**document["components"]["schemas"]["Thing"], "components": document["components"]},
            validate_formats=True,
        )
        for document in documents
    )
    for change in proved(*documents):
        if change.proof is not None:
            assert change.proof.kind is ProofKind.VALUE
            ours, theirs = (old, new) if change.proof.accepted_by is Version.OLD else (new, old)
            assert ours.is_valid(change.proof.content)
            assert not theirs.is_valid(change.proof.content)


def test_each_of_two_breaks_has_a_proof_of_its_own() -> None:
    old = both_ways({"type": "object", "properties": {"a": {"type": "string"}}})
    new = both_ways(
        {
            "type": "object",
            "properties": {"a": {"type": "string", "maxLength": 2}, "b": {"type": "string"}},
            "required": ["b"],
        }
    )
    by_rule = {change.rule.id: change.proof for change in proved(old, new)}

    assert {rule: proof and proof.content for rule, proof in by_rule.items()} == {
        "property-added": {},
        "max-length-added": {"a": "aaa", "b": "a"},
    }


def test_a_proof_lies_as_deep_as_its_change() -> None:
    def thing(least: int) -> dict[str, Any]:
        node = {
            "type": "object",
            "required": ["children", "id"],
            "properties": {
                "id": {"type": "string", "minLength": least},
                "children": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
            },
        }
        return both_ways({"oneOf": [node, {"type": "null"}]})

    (change,) = proved(thing(0), thing(3))

    assert change.proof is not None
    assert change.proof.content == {"children": [], "id": "a"}
    assert change.proof.faults == ("/id must have at least 3 characters",)


def test_a_request_is_proof_of_what_no_schema_says() -> None:
    old, new = EXAMPLES["parameter-required"].documents()
    (change,) = proved(old, new)

    assert proof_as_json(change) == {
        "kind": "request",
        "part": "query parameter a",
        "request": {"method": "POST", "path": "/things"},
        "accepted_by": "old",
        "rejected_by": "new",
        "faults": ["query parameter a: is required"],
    }
    assert "is accepted by the old version and rejected by the new one" in proof_words(change)


@pytest.mark.parametrize(
    ("style", "explode", "value"),
    [
        ("label", False, ".a,b"),
        ("label", True, ".a.b"),
        ("matrix", False, ";ids=a,b"),
        ("matrix", True, ";ids=a;ids=b"),
    ],
)
def test_a_path_is_written_as_clients_write_it(style: str, explode: bool, value: str) -> None:
    """Each style of a path's parameter, from `simple` on: the same value is another address."""
    (change,) = proved(*(with_path_style(*form) for form in (("simple", False), (style, explode))))

    assert change.rule.id == "parameter-style-changed"
    assert change.proof is not None
    assert change.proof.faults == (f"path parameter ids: is to be written as {value}",)


def with_path_style(style: str, explode: bool) -> Any:
    ids = {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2, "maxItems": 2}
    ids |= {"uniqueItems": True}
    parameter = {"name": "ids", "in": "path", "required": True, "style": style, "schema": ids}
    operation = {"parameters": [parameter | {"explode": explode}], "responses": OK}
    return document({"/things/{ids}": {"get": operation}})


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (("string", "integer"), ("integer", "integer"), {"a": "a"}),
        (("string", "integer"), ("string", "string"), {"m": {"b": 0}}),
        (("integer", "integer"), ("string", "string"), {"m": {"b": 0}}),
    ],
)
def test_each_part_is_proved_as_it_travels(old: Any, new: Any, shown: Any) -> None:
    """Beside a part that is JSON, a text of digits is a number: only other texts show a change."""
    (change,) = proved(with_parts(*old), with_parts(*new))

    assert change.proof is not None
    assert change.proof.content == shown


def with_parts(text: str, member: str) -> Any:
    meta = {"type": "object", "properties": {"b": {"type": member}}}
    parts = {"type": "object", "properties": {"a": {"type": text}, "m": meta}}
    sent = {"content": {"multipart/form-data": {"schema": parts}}}
    return document({"/things": {"post": {"requestBody": sent, "responses": OK}}})


def test_what_no_proof_is_found_for_is_marked() -> None:
    (change,) = proved(*EXAMPLES["encoding-added"].documents())

    assert proof_words(change).startswith("unproven")
    assert proof_as_json(change) is None


def test_without_being_asked_nothing_is_proved() -> None:
    old, new = EXAMPLES["pattern-added"].documents()
    for change in compare(loaded(old)[1], loaded(new)[1]):
        assert (change.proof, change.unproven) == (None, False)


@pytest.mark.slow
def test_the_whole_document_is_proved_in_seconds(corpus: Path) -> None:
    folder = corpus / "corpus" / "dfns"
    old = read(folder / "dfns-1.578.2.json")[1]
    new = read(*sorted((folder / "pages-2.0.155").glob("*.md")))[1]
    started = time.process_time()
    breaking = [c for c in compare(old, new, prove=True) if c.level is Level.BREAKING]

    assert time.process_time() - started < 3
    assert len(breaking) > 10
    assert [change.message for change in breaking if change.unproven] == []
