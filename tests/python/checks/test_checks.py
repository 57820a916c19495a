"""Checks: what a fast check calls valid is valid, and the verdict is that of JSON Schema."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tests.python.packages import module_text, package

VALUES: list[Any] = [
    *(None, True, False, 0, 1, 1.0, 2, 2.5, -1, 7, 10**30, 1e20),
    *("", "a", "ab", "abc", "\U0001f409", "x1", "true", "null", "1"),
    *([], [1], [1, 1], [1, 2], [1, "a"], ["a", "b", "c"], [None], [[]], [True, 1]),
    *({}, {"a": 1}, {"a": "x"}, {"a": None}, {"b": 1}, {"a": 1, "b": 2}, {"x1": 1}, {"x1": "s"}),
    *({"kind": "A"}, {"kind": "B", "n": 1}, {"kind": "C"}, {"kind": ["A"]}, {"a": {"a": {}}}),
    *({"a": [1, 2]}, {"a": [{"a": 1}]}, {"a": 1, "b": 2, "c": 3}),
]

SCHEMAS: dict[str, Any] = {
    "Text": {"type": "string", "minLength": 1, "maxLength": 2, "pattern": "^[a-z]"},
    "Nullable": {"type": ["string", "null"], "minLength": 2},
    "Untyped": {"minLength": 2, "minimum": 1, "maxItems": 1},
    "Whole": {"type": "integer", "minimum": 0, "exclusiveMaximum": 7},
    "Steps": {"type": "number", "multipleOf": 0.5},
    "Even": {"type": "integer", "multipleOf": 2},
    "Constants": {"enum": [1, "a", None, True, [1], {"a": 1}]},
    "One": {"const": 1},
    "Truth": {"const": False},
    "Pairs": {"type": "array", "prefixItems": [{"type": "integer"}], "items": {"type": "string"}},
    "Distinct": {"type": "array", "uniqueItems": True, "maxItems": 2},
    "Holds": {"contains": {"type": "integer"}, "minContains": 1, "maxContains": 1},
    "Closed": {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
    "Required": {
        "type": "object",
        "properties": {"a": {"type": "integer"}},
        "required": ["a"],
        "additionalProperties": False,
    },
    "NullOrAbsent": {"type": "object", "properties": {"a": {"type": ["integer", "null"]}}},
    "AnyRequired": {"type": "object", "properties": {"a": {}}, "required": ["a"]},
    "Undeclared": {
        "type": "object",
        "properties": {"a": {"type": "integer"}},
        "patternProperties": {"^x": {"type": "integer"}},
        "additionalProperties": {"type": "string"},
    },
    "Forbidden": {"type": "object", "properties": {"a": False}},
    "Names": {"propertyNames": {"maxLength": 1}, "minProperties": 1, "maxProperties": 2},
    "Dependent": {
        "dependentRequired": {"a": ["b"]},
        "dependentSchemas": {"b": {"minProperties": 2}},
    },
    "Not": {"not": {"type": "integer"}},
    "NotBounded": {"not": {"type": "number", "minimum": 2}},
    "Exactly": {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 2}]},
    "ExactlyObjects": {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
    "Either": {"anyOf": [{"type": "integer"}, {"type": "string", "maxLength": 1}]},
    "Condition": {
        "if": {"type": "object", "required": ["a"]},
        "then": {"required": ["b"]},
        "else": {"type": ["integer", "object"]},
    },
    "Bounded": {"if": {"minimum": 2}, "then": {"multipleOf": 2}},
    "A": {"type": "object", "properties": {"kind": {"const": "A"}}, "required": ["kind"]},
    "B": {
        "type": "object",
        "properties": {"kind": {"enum": ["B", "D"]}, "n": {"type": "integer"}},
        "required": ["kind", "n"],
    },
    "Tagged": {"oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]},
    "TaggedList": {"type": "array", "items": {"$ref": "#/components/schemas/Tagged"}},
    "Tree": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/Tree"}}},
    "Knot": {
        "anyOf": [
            {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/Knot"}}},
            {"type": "object", "properties": {"a": {"type": "integer"}}},
        ]
    },
    "Unevaluated": {
        "anyOf": [{"properties": {"a": {"type": "integer"}}}, {"properties": {"b": True}}],
        "unevaluatedProperties": False,
    },
    "Nothing": False,
    "Anything": True,
}


@pytest.fixture(scope="module")
def emitted(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The package of all SCHEMAS."""
    return package(tmp_path_factory.mktemp("checks"), SCHEMAS)


def _judge(name: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": SCHEMAS}}
        return jsonschema_rs.Draft202012Validator(schema)


@pytest.mark.parametrize("name", SCHEMAS)
def test_verdict_is_that_of_json_schema(name: str, emitted: Any) -> None:
    """For every value the validator agrees with jsonschema-rs, and a fast yes is never wrong."""
    judge = _judge(name)
    pointer = f"#/components/schemas/{name}"
    names = {place: own for own, place in emitted._schemas.TEXTS.pointers.items()}
    codec = getattr(emitted.codecs, names[pointer])
    for value in VALUES:
        try:
            emitted.validators.VALIDATORS[pointer](value)
            valid = True
        except emitted.__getattr__("_runtime._issues").ValidationError:
            valid = False
        assert valid == judge.is_valid(value), (name, value)
        assert not codec.passes(value) or valid, (name, value)


def test_values_that_are_not_plain_never_pass_by_mistake(emitted: Any) -> None:
    """Subclasses and NaN look like nothing to exact tests; the interpreter decides on them."""

    class Text(str):
        """A text that isn't exactly one."""

    assert not emitted.codecs.Whole.passes(float("nan"))
    emitted.codecs.Text.validate(Text("a"))
    with pytest.raises(ValueError):
        emitted.codecs.Exactly.validate(float("nan"))
    with pytest.raises(ValueError):
        emitted.codecs.Text.validate(Text("1"))


def test_union_that_comes_back_is_left_to_the_interpreter(emitted: Any) -> None:
    """Thirty levels of an untagged union end at once, and in the right verdict."""
    value: Any = {"a": "no integer"}
    for _ in range(30):
        value = {"a": value}
    assert not emitted.codecs.Knot.passes(value)
    with pytest.raises(ValueError):
        emitted.codecs.Knot.validate(value)


def test_deep_value_ends_in_a_validation_error_or_passes(emitted: Any) -> None:
    """However deep a value is, no RecursionError gets out."""
    value: Any = {}
    for _ in range(20000):
        value = {"a": value}
    with pytest.raises(ValueError):
        emitted.codecs.Tree.validate(value)


def test_doubling_schema_stays_small(tmp_path: Path) -> None:
    """A chain of unions that would double at each level is cut off, not multiplied."""
    ref = "#/components/schemas/S{}".format
    schemas: dict[str, Any] = {
        f"S{n}": {"anyOf": [{"$ref": ref(n + 1)}, {"$ref": ref(n + 1), "minProperties": n}]}
        for n in range(8)
    }
    schemas["S8"] = {"type": "object", "required": ["a"]}
    emitted = package(tmp_path, schemas)

    with pytest.raises(ValueError):
        emitted.codecs.S0.validate({})
    emitted.codecs.S0.validate({"a": 1})


def test_check_is_one_expression(tmp_path: Path) -> None:
    """The text of a check: one `get` a property, constants shared."""
    wallet = {
        "type": "object",
        "properties": {
            "id": {"type": "string", "maxLength": 8, "pattern": "^wa-"},
            "name": {"type": "string"},
            "kind": {"const": "Wallet"},
        },
        "required": ["id", "kind"],
        "additionalProperties": False,
    }

    text = module_text(tmp_path, {"Wallet": wallet}, "checks")

    assert text[text.index("# fmt: off") :] == (
        "# fmt: off\n"
        "def check_wallet(v: Any) -> bool:\n"
        "    return (v.__class__ is dict and "
        '(len(x := v["id"]) <= 8 and P.p_530411c7(x) is not None)\n'
        '        and v.get("name", "").__class__ is str and "Wallet" == v["kind"] and K.Wallet(v))'
    ), text


@pytest.mark.slow
def test_one_property_more_moves_few_lines(tmp_path: Path) -> None:
    """Wherever a property comes in, the lines that say the others stay, but for two."""
    names = [f"field{letter}" for letter in "abcdefghijklmnopqrst"]
    texts = [_lines_of(tmp_path / str(at), names, at) for at in range(-1, len(names) + 1)]
    changed = [len(set(text) ^ set(texts[0])) for text in texts[1:]]

    assert max(changed) <= 3, changed
    assert changed.count(1) > 0.8 * len(changed), changed


def _lines_of(folder: Path, names: list[str], at: int) -> list[str]:
    """Return the lines of the check of an object; one more property stands at a place."""
    folder.mkdir()
    listed = [*names[:at], "newlyAdded", *names[at:]] if at >= 0 else names
    properties = {name: {"type": "string"} for name in listed}
    text = module_text(folder, {"Thing": {"type": "object", "properties": properties}}, "checks")
    return text[text.index("# fmt: off") :].splitlines()


def test_hostile_texts_stay_in_their_literals(tmp_path: Path) -> None:
    """Names and constants of a document are data, whatever they look like."""
    evil = '"""\\\n{}\u2028); import os  # \x00'
    schema = {
        "type": "object",
        "description": evil,
        "properties": {evil: {"type": "string", "enum": [evil, "x"], "description": evil}},
        "required": [evil],
        "additionalProperties": False,
    }
    emitted = package(tmp_path, {"Evil": schema})
    value = {evil: evil}

    model = emitted.codecs.Evil.from_json(json.dumps(value))

    assert model.to_dict() == value
