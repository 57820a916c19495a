"""A pattern that is searched for in short texts only: no verdict depends on a longer one."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from _runtime._validation import evaluate, satisfies
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.runtime.bundled import KEY, bundle
from tests.runtime.test_differential import VALUES, schemas

_AROUND = r"^(?=(a+)+$).*$"
_LONG = "a" * 40


def _with(schema: Any, pattern: str) -> Any:
    """Return a schema with a pattern in the place of `^a`, and of what allows anything."""
    if schema is True or schema is False:
        held = {"pattern": pattern}
        return held if schema else {"not": held}
    if isinstance(schema, list):
        return [_with(part, pattern) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        (pattern if name == "^a" else name): (
            pattern
            if name == "pattern" and part == "^a"
            else part if name in ("uniqueItems", "enum", "const") else _with(part, pattern)
        )
        for name, part in schema.items()
    }


def _longer(value: Any) -> Any:
    """Return a value with a long text in the place of some texts and names."""
    if isinstance(value, list):
        return [_longer(item) for item in value]
    if isinstance(value, dict):
        return {_LONG if name in "bc" else name: _longer(part) for name, part in value.items()}
    return _LONG if value in ("", "ab", "abc") else value


@pytest.mark.slow
@settings(
    max_examples=1000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    print_blob=True,
)
@example(schema={"patternProperties": {"^a": {}}, "additionalProperties": False}, values=[{"c": 1}])
@example(schema={"patternProperties": {"^a": False}}, values=[{"c": 1}])
@example(schema={"contains": True, "maxContains": 1}, values=[["abc", "a"], ["abc", "ab"]])
@example(schema={"anyOf": [True, {"type": "string"}]}, values=["abc", 1])
@given(schema=schemas(), values=st.lists(VALUES, min_size=1, max_size=5))
def test_a_verdict_never_depends_on_a_guess(schema: dict[str, Any], values: list[Any]) -> None:
    """It is the same whether the long text matches or not; where it isn't, it is undecided."""
    judges = [
        jsonschema_rs.Draft202012Validator(_with(schema, pattern), validate_formats=False)
        for pattern in ("^a+$", "^a{1,16}$")
    ]
    ours = bundle(_with(schema, _AROUND))
    python = r"(?#at most 16)^(?=(?:a+)+\Z)"
    ours.spelled = lambda pattern: python if pattern == _AROUND else pattern
    for value in map(_longer, values):
        matching, missing = (judge.is_valid(value) for judge in judges)
        report = evaluate(ours, KEY, value)
        undecided = {issue.keyword for issue in report.issues} == {"undecided"}
        assert satisfies(ours, KEY, value) is report.valid
        assert undecided or report.valid is matching is missing, report.issues
