"""Keywords that exclude each other: what somebody listed or named counts, and it is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.generate import prepare
from dfnsgen.loader.load import load
from dfnsgen.options import Options

TEXT = {"type": "string"}
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "limits-crossed": ({**TEXT, "minLength": 9, "maxLength": 5}, TEXT),
    "enum-beyond-limit": (
        {**TEXT, "maxLength": 2, "pattern": "^o", "enum": ["on", "off"]},
        {**TEXT, "pattern": "^o", "enum": ["on", "off"]},
    ),
    "format-against-length": (
        {**TEXT, "format": "uuid", "maxLength": 24},
        {**TEXT, "maxLength": 24},
    ),
    "required-excluded": (
        {"type": "object", "required": ["id"], "additionalProperties": False},
        {
            "type": "object",
            "required": ["id"],
            "additionalProperties": False,
            "properties": {"id": {}},
        },
    ),
    "variant-repeated": ({"oneOf": [{**TEXT, "title": "Name"}, TEXT]}, {"oneOf": [TEXT]}),
    "const-excluded": ({"type": "integer", "const": "1"}, {"const": "1"}),
    "pattern-of-another-language": (
        {"type": "object", "patternProperties": {r"(?i)^x-": TEXT}},
        {"type": "object", "patternProperties": {"^[xX]-": TEXT}},
    ),
}
SATISFIABLE: list[dict[str, Any]] = [
    {**TEXT, "minLength": 5, "maxLength": 5},
    {**TEXT, "maxLength": 3, "enum": ["on", "off"]},
    {"type": "integer", "minimum": 0, "enum": [0, 1, "x"], "nullable": True},
    {**TEXT, "format": "uuid", "minLength": 1, "maxLength": 36},
    {"type": ["string", "null"], "const": None},
    {"oneOf": [TEXT, {**TEXT, "minLength": 1}]},
    {
        "type": "object",
        "required": ["id"],
        "additionalProperties": False,
        "allOf": [{"properties": {"id": TEXT}}],
    },
]


def loaded(tmp_path: Path, schema: dict[str, Any]) -> tuple[Any, list[str]]:
    """Return a component as it is read, and the rules that found something."""
    path = tmp_path / "api.json"
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {},
        "components": {"schemas": {"It": schema}},
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    read, found = load((str(path),))
    components: Any = read.tree["components"]
    return components["schemas"]["It"], [one.rule for one in found]


@pytest.mark.parametrize("format_", [{}, [], 1, None, "none"])
def test_a_format_of_any_kind_is_read(tmp_path: Path, format_: object) -> None:
    """What is no text is no known format."""
    schema, _ = loaded(tmp_path, {"type": "string", "maxLength": 1, "format": format_})
    assert schema["maxLength"] == 1


def test_a_pattern_that_is_slow_holds_nobody_up(tmp_path: Path) -> None:
    """Members are held to it as a validator holds texts to it: in linear time, or not at all."""
    evil = "a" * 60 + "!"
    for pattern, stays in (("^(a+)+$", False), (r"^(?=(a+)+$)", True)):
        schema, _ = loaded(tmp_path, {"type": "string", "pattern": pattern, "enum": [evil]})
        assert ("pattern" in schema) is stays


@pytest.mark.parametrize("rule", CASES)
def test_what_leaves_no_value_is_left_out(tmp_path: Path, rule: str) -> None:
    written, meant = CASES[rule]
    read, found = loaded(tmp_path, written)

    assert found == [rule]
    assert {**read, "oneOf": [{}]} == {**meant, "oneOf": [{}]}
    assert len(read.get("oneOf", [])) == len(meant.get("oneOf", []))


@pytest.mark.parametrize("schema", SATISFIABLE, ids=str)
def test_what_has_a_value_stays(tmp_path: Path, schema: dict[str, Any]) -> None:
    _, found = loaded(tmp_path, schema)

    assert not CASES.keys() & {*found}


@pytest.mark.parametrize("name", [False, {"not": {}}])
def test_no_schema_without_a_value_is_silent(tmp_path: Path, name: Any) -> None:
    """What was written as `false` is meant so; what needs it is told of."""
    loaded(tmp_path, {"type": "object", "properties": {"name": name}})
    quiet = prepare(Options(sources=(str(tmp_path / "api.json"),), cache=False)).diagnostics
    loaded(tmp_path, {"type": "object", "required": ["name"], "properties": {"name": False}})
    told = prepare(Options(sources=(str(tmp_path / "api.json"),), cache=False)).diagnostics

    assert [one.rule for one in quiet] == []
    assert [one.rule for one in told] == ["schema-never-valid"]
