"""Evaluation: what is said of a value, leniency, Python values that are no JSON, and bounds."""

from __future__ import annotations

import time
from collections import OrderedDict
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from _runtime._validation import Schemas, evaluate

SCHEMAS: dict[str, Any] = {
    "#/Wallet": {
        "type": "object",
        "required": ["id", "network"],
        "properties": {
            "id": {"type": "string", "pattern": "^wa-", "maxLength": 5},
            "network": {"enum": ["Bitcoin", "Solana"]},
            "key": {"oneOf": [{"$ref": "#/Fido"}, {"$ref": "#/Totp"}]},
            "fee": {"type": "number", "multipleOf": 0.01, "exclusiveMaximum": 10},
            "amount": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
            "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
            "asset": {
                "anyOf": [
                    {
                        "type": "object",
                        "required": ["a", "b"],
                        "properties": {"a": {"type": "null"}},
                    },
                    {"type": "object", "required": ["c"]},
                ]
            },
        },
        "additionalProperties": False,
    },
    "#/Fido": {
        "type": "object",
        "required": ["kind", "data"],
        "properties": {"kind": {"const": "Fido2"}, "data": {"type": "string"}},
    },
    "#/Totp": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": ["Totp"]}},
    },
    "#/Tree": {"type": "array", "items": {"$ref": "#/Tree"}},
    "#/Pair": {"anyOf": [{"$ref": "#/Left"}, {"$ref": "#/Right"}, {"type": "null"}]},
    "#/Left": {"type": "object", "properties": {"n": {"$ref": "#/Pair"}}, "required": ["l"]},
    "#/Right": {"type": "object", "properties": {"n": {"$ref": "#/Pair"}}, "required": ["r"]},
    "#/Loop": {"$ref": "#/Back"},
    "#/Back": {"$ref": "#/Loop"},
    "#/Any": True,
    "#/Even": {"multipleOf": 0.5},
    "#/Cent": {"multipleOf": 0.01},
    "#/Untold": {
        "oneOf": [
            {"type": "object", "properties": {"a": {"enum": ["x", "y"]}}, "required": ["a"]},
            {"type": "object", "properties": {"b": {"enum": ["x", "y"]}}, "required": ["b"]},
        ]
    },
}


def said(value: Any, key: str = "#/Wallet", **options: Any) -> list[str]:
    report = evaluate(Schemas(SCHEMAS), key, value, **options)
    return [f"{i.instance} {i.message} | {i.keyword} | {i.schema}" for i in report.issues]


GOOD: dict[str, Any] = {"id": "wa-1", "network": "Bitcoin"}


@pytest.mark.parametrize(
    ("more", "lines"),
    [
        ({}, []),
        (
            {"id": "1\n234567"},
            [
                "/id must match ^wa- | pattern | #/Wallet/properties/id/pattern",
                "/id must have at most 5 characters | maxLength | #/Wallet/properties/id/maxLength",
            ],
        ),
        (
            {"network": "Doge"},
            [
                (
                    '/network must be one of "Bitcoin", "Solana"'
                    " | enum | #/Wallet/properties/network/enum"
                )
            ],
        ),
        ({"key": {"kind": "Fido2"}}, ['/key lacks "data" | required | #/Fido/required']),
        (
            {"key": {"kind": "New"}},
            [
                (
                    '/key/kind names no variant; known are "Fido2", "Totp"'
                    " | oneOf | #/Wallet/properties/key/oneOf"
                )
            ],
        ),
        (
            {"key": {}},
            [
                (
                    '/key lacks "kind", which names the variant'
                    " | oneOf | #/Wallet/properties/key/oneOf"
                )
            ],
        ),
        ({"fee": 9.99}, []),
        (
            {"fee": 10.001},
            [
                "/fee must be a multiple of 0.01 | multipleOf | #/Wallet/properties/fee/multipleOf",
                (
                    "/fee must be below 10 | exclusiveMaximum"
                    " | #/Wallet/properties/fee/exclusiveMaximum"
                ),
            ],
        ),
        (
            {"amount": 1.5},
            ["/amount must be integer or string | anyOf | #/Wallet/properties/amount/anyOf"],
        ),
        (
            {"tags": ["a", 1, "a"]},
            [
                "/tags/1 must be string | type | #/Wallet/properties/tags/items/type",
                (
                    "/tags holds equal items, at 0 and 2"
                    " | uniqueItems | #/Wallet/properties/tags/uniqueItems"
                ),
            ],
        ),
        (
            {"asset": {"a": 1}},
            [
                (
                    '/asset lacks "c" (as variant 2)'
                    " | required | #/Wallet/properties/asset/anyOf/1/required"
                ),
                (
                    '/asset lacks "b" (as variant 1)'
                    " | required | #/Wallet/properties/asset/anyOf/0/required"
                ),
                (
                    "/asset/a must be null (as variant 1)"
                    " | type | #/Wallet/properties/asset/anyOf/0/properties/a/type"
                ),
            ],
        ),
        (
            {"x/~\n": 1},
            [
                (
                    "/x~1~0\n is not a known property"
                    " | additionalProperties | #/Wallet/additionalProperties"
                )
            ],
        ),
    ],
)
def test_issues(more: dict[str, Any], lines: list[str]) -> None:
    assert said(GOOD | more) == lines


def test_leniency_lets_through_what_a_newer_server_may_send() -> None:
    newer = {"id": "wa-1", "network": "Doge", "key": {"kind": "New", "x": 1}, "more": []}

    assert said(newer, lenient=True) == []
    assert len(said(newer)) == 3


@pytest.mark.parametrize(
    "more",
    [
        {"id": 1},
        {"network": 5},
        {"network": None},
        {"key": {"kind": "Fido2", "data": 1}},
        {"key": {"kind": 1}},
        {"key": {}},
        {"fee": 11},
    ],
)
def test_leniency_lets_nothing_else_through(more: dict[str, Any]) -> None:
    assert said(GOOD | more, lenient=True)


def test_leniency_prefers_the_variant_that_fits_strictly() -> None:
    """Variants that fit leniently only don't make a `oneOf` fit twice."""
    assert said({"a": "x", "b": "new"}, "#/Untold", lenient=True) == []
    assert said({"a": "new", "b": "new"}, "#/Untold", lenient=True) == []
    assert said({"a": "x", "b": "y"}, "#/Untold", lenient=True)


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (float("nan"), " must be a JSON number: it is not finite | type | "),
        ([Decimal("Infinity")], "/0 must be a JSON number: it is not finite | type | "),
        ({"a": {1, 2}}, "/a must be a JSON value, not a Python set | type | "),
        ({"a": (1,)}, "/a must be a JSON value, not a Python tuple | type | "),
        ({1: 2}, " must have text for property names | type | "),
    ],
)
def test_no_json_value(value: Any, line: str) -> None:
    assert said(value, "#/Any") == [line]


def test_other_mappings_are_objects() -> None:
    assert said(OrderedDict(GOOD)) == []
    assert said(MappingProxyType(GOOD)) == []


def test_what_holds_itself_is_too_deep() -> None:
    value: list[Any] = []
    value.append(value)
    assert said(value, "#/Tree") == [" is nested too deeply | depth | #/Tree"]
    for _ in range(100_000):
        value = [value]
    assert said(value, "#/Tree") == [" is nested too deeply | depth | #/Tree"]


def test_what_stands_twice_is_judged_once() -> None:
    value: list[Any] = []
    for _ in range(60):
        value = [value, value]

    assert said(value, "#/Tree") == []


def test_a_reference_loop_asks_for_nothing() -> None:
    assert said(1, "#/Loop") == []


def test_nested_unions_take_no_exponential_time() -> None:
    value: Any = {"n": None}
    for _ in range(40):
        value = {"n": value}
    start = time.process_time()

    report = evaluate(Schemas(SCHEMAS), "#/Pair", value)

    assert not report.valid and len(report.issues) <= 100
    assert time.process_time() - start < 2


def test_issues_are_bounded_and_the_rest_is_counted() -> None:
    report = evaluate(Schemas({"#": {"items": {"type": "string"}}}), "#", [1] * 250, limit=10)

    assert (len(report.issues), report.more) == (10, 240)


@pytest.mark.parametrize(
    ("key", "value", "valid"),
    [
        ("#/Even", 1e308, True),
        ("#/Even", Decimal("1e999999"), True),
        ("#/Even", 10**400, True),
        ("#/Even", 0.25, False),
        ("#/Cent", 19.99, True),
        ("#/Cent", 0.001, False),
        ("#/Cent", Decimal("1e-999999999"), False),
        ("#/Cent", Decimal("0e-999999999"), True),
    ],
)
def test_multiples_are_those_of_the_numbers_as_written(key: str, value: Any, valid: bool) -> None:
    assert (said(value, key) == []) is valid


def test_a_pattern_that_python_cannot_say_is_not_checked() -> None:
    assert evaluate(Schemas({"#": {"pattern": "(?<a>"}}), "#", "x").valid


def test_dynamic_references_take_the_outermost_anchor() -> None:
    by_key = {
        "#/Tree": {
            "$resource": "tree",
            "properties": {"next": {"$dynamicRef": ["node", "#/Tree"]}},
        },
        "#/Strict": {"$resource": "strict", "allOf": [{"$ref": "#/Tree"}], "required": ["v"]},
    }
    schemas = Schemas(by_key, {"tree": {"node": "#/Tree"}, "strict": {"node": "#/Strict"}})

    assert evaluate(schemas, "#/Tree", {"next": {}}).valid
    assert evaluate(schemas, "#/Strict", {"v": 1, "next": {"v": 1}}).valid
    assert not evaluate(schemas, "#/Strict", {"v": 1, "next": {}}).valid
