"""OpenAPI 3.0 schemas accept the same values once they are brought to 3.1."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dfnsgen.loader.load import load

LIMITS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}


def has_a_value(schema: dict[str, Any]) -> bool:
    """Whether nothing in a schema excludes the rest; other ones are repaired, not converted."""
    if schema.get("minimum", 0) > schema.get("maximum", 3):
        return False
    if "enum" in schema and LIMITS & schema.keys():
        return False
    types = [schema["type"], *(["null"] if schema.get("nullable") else [])]
    return all(jsonschema_rs.is_valid({"type": types}, m) for m in schema.get("enum", [None]))


SIMPLE = st.fixed_dictionaries(
    {"type": st.sampled_from(["string", "integer", "number", "boolean", "object", "array"])},
    optional={
        "nullable": st.booleans(),
        "minimum": st.integers(0, 3),
        "maximum": st.integers(0, 3),
        "exclusiveMinimum": st.booleans(),
        "exclusiveMaximum": st.booleans(),
        "enum": st.lists(st.sampled_from([None, 0, 1, "a"]), min_size=1, unique_by=repr),
        "example": st.integers(),
    },
).filter(has_a_value)
SCHEMAS = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.fixed_dictionaries(
            {"allOf": st.lists(inner, min_size=1, max_size=2)}, optional={"nullable": st.booleans()}
        ),
        st.fixed_dictionaries({"type": st.just("array"), "items": inner}),
        st.fixed_dictionaries(
            {"type": st.just("object"), "properties": st.dictionaries(st.sampled_from("ab"), inner)}
        ),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=4,
)
SCALARS = st.sampled_from([None, True, 0, 1, 2, 3, 0.5, "a", ""])
INSTANCES = st.one_of(
    SCALARS, st.lists(SCALARS, max_size=2), st.dictionaries(st.sampled_from("ab"), SCALARS)
)


def accepts_3_0(schema: dict[str, Any], value: Any) -> bool:
    """Judge a value by the words of OpenAPI 3.0.3: the slow way, keyword by keyword."""
    null = value is None and schema.get("nullable") is True and "type" in schema
    types = {"type": schema["type"]} if "type" in schema and not null else {}
    if not jsonschema_rs.is_valid(types, value):
        return False
    if "enum" in schema and not jsonschema_rs.is_valid({"enum": schema["enum"]}, value):
        return False
    if isinstance(value, int | float) and not isinstance(value, bool):
        low, high = schema.get("minimum"), schema.get("maximum")
        if low is not None and (value < low or (schema.get("exclusiveMinimum") and value == low)):
            return False
        if high is not None and (
            value > high or (schema.get("exclusiveMaximum") and value == high)
        ):
            return False
    if not all(accepts_3_0(inner, value) for inner in schema.get("allOf", ())):
        return False
    if "not" in schema and accepts_3_0(schema["not"], value):
        return False
    if isinstance(value, list) and "items" in schema:
        return all(accepts_3_0(schema["items"], item) for item in value)
    if isinstance(value, dict):
        members = schema.get("properties", {})
        return all(accepts_3_0(members[key], value[key]) for key in members if key in value)
    return True


# Which schemas have a value is known when they are drawn; by chance most of the first have none.
@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(SCHEMAS, st.lists(INSTANCES, min_size=5, max_size=5))
@example({"type": "string", "nullable": True, "enum": [None, "a"]}, [None, "a", 0, [], {}])
@example({"type": "string", "nullable": True, "enum": ["a"]}, [None, "a", "", 0, {}])
@example({"allOf": [{"type": "string"}], "nullable": True}, [None, "a", 0, [], {}])
def test_conversion_keeps_what_is_accepted(schema: dict[str, Any], instances: list[Any]) -> None:
    """A 3.0 schema and its 3.1 form agree on every value."""
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Shop", "version": "1"},
        "paths": {},
        "components": {"schemas": {"A": schema}},
    }
    loaded, _ = load(["-"], stdin=json.dumps(document).encode())
    components: Any = loaded.tree["components"]
    judge = jsonschema_rs.Draft202012Validator(components["schemas"]["A"])

    for value in instances:
        assert judge.is_valid(value) == accepts_3_0(schema, value)
