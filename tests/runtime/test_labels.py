"""Explanations of unions whose variants have a label: of the variant that is meant alone."""

from __future__ import annotations

from typing import Any

import pytest
from _runtime._validation import Schemas, evaluate


def variant(kind: Any, *required: str) -> dict[str, Any]:
    names = ("kind", "amount", *required)
    texts = {name: {"type": "string"} for name in names}
    return {
        "type": "object",
        "required": [*names],
        "properties": {**texts, "kind": kind, "amount": {"type": "string", "pattern": "^[0-9]+$"}},
    }


SCHEMAS = {
    "#/Transfer": {
        "oneOf": [
            variant({"enum": ["Native"]}),
            variant({"$ref": "#/Kind"}, "mint"),
            {"$ref": "#/Coin"},
            variant({"enum": ["Shared"]}, "first"),
            variant({"enum": ["Shared"]}, "second"),
        ]
    },
    "#/Kind": {"enum": ["Spl", "Spl2022"]},
    "#/Coin": variant({"const": "Coin"}, "coin"),
}


def problems(value: Any) -> list[tuple[str, str]]:
    report = evaluate(Schemas(SCHEMAS), "#/Transfer", value)
    return [(issue.instance, issue.message) for issue in report.issues]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"kind": "Native", "amount": "1.5"}, [("/amount", "must match ^[0-9]+$")]),
        ({"kind": "Spl", "amount": "1"}, [("", 'lacks "mint"')]),
        ({"kind": "Coin", "amount": "1"}, [("", 'lacks "coin"')]),
        ({"amount": "1"}, [("", 'lacks "kind", which names the variant')]),
        (
            {"kind": "Shared", "amount": "1"},
            [("", 'lacks "first" (as variant 4)'), ("", 'lacks "second" (as variant 5)')],
        ),
    ],
)
def test_only_what_is_meant_is_explained(value: Any, expected: list[tuple[str, str]]) -> None:
    assert problems(value) == expected


def test_an_unknown_label_is_the_one_problem() -> None:
    ((place, message),) = problems({"kind": "native"})
    assert place == "/kind"
    assert message.startswith('names no variant; known are "Native", "Spl", "Spl2022", "Coin"')


def closed(*required: str) -> dict[str, Any]:
    name = {"type": "string", "pattern": "^[a-z]+$"}
    return {
        "type": "object",
        "required": [*required],
        "properties": dict.fromkeys(required, name),
        "additionalProperties": False,
    }


def test_without_a_label_the_near_variants_are_explained() -> None:
    schemas = {"#/Key": {"oneOf": [closed("a", "b", "c"), closed("d", "e"), closed("f", "g")]}}

    def found(value: Any) -> list[tuple[str, str]]:
        return [(i.instance, i.message) for i in evaluate(Schemas(schemas), "#/Key", value).issues]

    assert found({"a": "x", "b": "X", "c": "x"}) == [("/b", "must match ^[a-z]+$")]
    assert found({"d": "x"}) == [("", 'lacks "e"')]
