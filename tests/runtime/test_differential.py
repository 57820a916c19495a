"""Random schemas and random values: the evaluator and jsonschema-rs give the same verdict."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from _runtime._lookup import Schemas
from _runtime._validation import evaluate, satisfies
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.runtime.bundled import KEY, bundle

NAMES = st.sampled_from(["a", "b", "c", "é"])
NUMBERS = st.sampled_from(
    [0, 1, 2, 3, -1, 1.0, 1.5, 2.5, 0.1, 0.3, 100, 1e20, 12345678901234567890]
)
TEXTS = st.sampled_from(["", "a", "ab", "abc", "🐲", "a\n", "1"])
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=8,
)
SMALL = st.integers(0, 3)
TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"]
PATTERNS = st.sampled_from(["^a", "b$", "^$", "[a-b]c?", "."])
DEFINITIONS = ("D0", "D1", "D2")

LEAVES: dict[str, st.SearchStrategy[Any]] = {
    "type": st.one_of(
        st.sampled_from(TYPES), st.lists(st.sampled_from(TYPES), min_size=1, unique=True)
    ),
    "enum": st.lists(VALUES, min_size=1, max_size=4),
    "const": VALUES,
    "minimum": NUMBERS,
    "maximum": NUMBERS,
    "exclusiveMinimum": NUMBERS,
    "exclusiveMaximum": NUMBERS,
    "multipleOf": st.sampled_from([1, 2, 0.5, 0.1, 1.5, 3]),
    "minLength": SMALL,
    "maxLength": SMALL,
    "pattern": PATTERNS,
    "minItems": SMALL,
    "maxItems": SMALL,
    "uniqueItems": st.booleans(),
    "minContains": SMALL,
    "maxContains": SMALL,
    "minProperties": SMALL,
    "maxProperties": SMALL,
    "required": st.lists(NAMES, unique=True, max_size=3),
    "dependentRequired": st.dictionaries(NAMES, st.lists(NAMES, unique=True, max_size=2)),
    "format": st.sampled_from(["date", "email", "uuid"]),
}


@st.composite
def subschemas(draw: st.DrawFn, depth: int, floor: int) -> Any:
    """A schema of some depth; `floor` is the first definition it may refer to over its own value.

    Definitions refer to later ones only, but for parts of the value: no reference loops.
    """
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        return draw(st.booleans())
    inside = subschemas(depth - 1, floor)
    part = subschemas(depth - 1, 0)
    applicators: dict[str, st.SearchStrategy[Any]] = {
        "allOf": st.lists(inside, min_size=1, max_size=3),
        "anyOf": st.lists(inside, min_size=1, max_size=3),
        "oneOf": st.lists(inside, min_size=1, max_size=3),
        "not": inside,
        "if": inside,
        "then": inside,
        "else": inside,
        "dependentSchemas": st.dictionaries(NAMES, inside, max_size=2),
        "properties": st.dictionaries(NAMES, part, max_size=3),
        "patternProperties": st.dictionaries(PATTERNS, part, max_size=2),
        "additionalProperties": part,
        "unevaluatedProperties": part,
        "propertyNames": part,
        "prefixItems": st.lists(part, min_size=1, max_size=2),
        "items": part,
        "contains": part,
        "unevaluatedItems": part,
    }
    if floor < len(DEFINITIONS):
        applicators["$ref"] = st.sampled_from(DEFINITIONS[floor:]).map("root#/$defs/{}".format)
    if floor == 0:
        applicators["$dynamicRef"] = st.sampled_from(["d1#node", "d2#node", "root#only"])
    keywords = draw(
        st.lists(st.sampled_from([*LEAVES, *applicators, *applicators]), max_size=4, unique=True)
    )
    return {keyword: draw((LEAVES | applicators)[keyword]) for keyword in keywords}


@st.composite
def schemas(draw: st.DrawFn) -> dict[str, Any]:
    root = draw(subschemas(3, 1))
    held: dict[str, Any] = root if isinstance(root, dict) else {"allOf": [root]}
    definitions = {
        name: {"allOf": [draw(subschemas(2, index + 1))]} for index, name in enumerate(DEFINITIONS)
    }
    # Two resources share the name of an anchor: which one is meant depends on the way there.
    definitions["D0"] |= {"$dynamicAnchor": "only"}
    definitions["D1"] |= {"$id": "d1", "$dynamicAnchor": "node"}
    definitions["D2"] |= {"$id": "d2", "$dynamicAnchor": "node"}
    held = {"$id": "https://schemas.example/root"} | held
    return held | {"$defs": definitions}


@pytest.mark.slow
@settings(
    max_examples=800,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    print_blob=True,
)
@given(schema=schemas(), values=st.lists(VALUES, min_size=1, max_size=5))
@example(schema={"enum": [[True], {"a": 1}]}, values=[[1], {"a": 1.0}, {"a": True}])
@example(schema={"uniqueItems": True}, values=[[1, True], [0, False], [[1], [True]], [1, 1.0]])
def test_agrees_with_jsonschema_rs(schema: dict[str, Any], values: list[Any]) -> None:
    judge = jsonschema_rs.Draft202012Validator(schema, validate_formats=False)
    ours = bundle(schema)
    for value in values:
        check_one(ours, value, judge.is_valid(value))


def check_one(schemas_of: Schemas, value: Any, expected: bool) -> None:
    report = evaluate(schemas_of, KEY, value)
    assert report.valid is expected, report.issues
    assert satisfies(schemas_of, KEY, value) is expected
    # What is valid strictly is valid leniently.
    lenient = evaluate(schemas_of, KEY, value, lenient=True)
    assert lenient.valid or not expected or uses_negation(schemas_of), lenient.issues
    if not expected:
        assert str(report.error("value")).startswith("value: ")
        assert all(
            issue.instance == "" or points_into(value, issue.instance) for issue in report.issues
        )


def uses_negation(schemas_of: Schemas) -> bool:
    """Whether leniency may take something away: a `oneOf` that then fits twice."""
    return "oneOf" in str(schemas_of.by_key) or "not" in str(schemas_of.by_key)


def points_into(value: Any, pointer: str) -> bool:
    """Whether an issue's pointer leads to a part of the value."""
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        elif isinstance(value, dict) and name in value:
            value = value[name]
        else:
            return False
    return True
