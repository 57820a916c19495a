"""Between which types of two versions values pass: what is proved has no counterexample."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dfnsgen.diff.lossless import Lossless, lossless
from tests.diff.documents import both_ways, loaded

THING = "#/components/schemas/Thing"
BOTH = Lossless(up=True, down=True)
LEAVES = (
    {"type": "string"},
    {"type": ["string", "null"]},
    {"type": "string", "minLength": 2},
    {"type": "string", "enum": ["a", "b"]},
    {"type": "string", "enum": ["a", "b", "cc"]},
    {"type": "integer"},
    {"type": "number", "minimum": 1},
    {"type": "array", "items": {"type": "integer"}},
    {"type": "array", "items": {"type": "number"}, "maxItems": 1},
    {"oneOf": [{"type": "string"}, {"type": "integer"}]},
    {"$ref": THING},
)
VALUES = (None, "", "a", "b", "cc", 0, 1, 2.5, [], [1], [2.5], [1, 2], {}, {"a": "a", "b": 1})


def proved(old: Any, new: Any) -> Lossless:
    (_, before), (_, after) = loaded(both_ways(old)), loaded(both_ways(new))
    (found,) = lossless(before, after, [(THING, THING)])
    return found


@st.composite
def things(draw: st.DrawFn) -> dict[str, Any]:
    """Draw objects, some of which are closed."""
    names = draw(st.sets(st.sampled_from("abc"), min_size=1))
    properties = {name: draw(st.sampled_from(LEAVES)) for name in sorted(names)}
    required = [name for name in properties if draw(st.booleans())]
    if any(properties[name] == {"$ref": THING} for name in required):
        required = []
    closed = {"additionalProperties": False} if draw(st.booleans()) else {}
    return {"type": "object", "properties": properties, "required": required, **closed}


def is_valid(schema: Any, value: Any) -> bool:
    whole = {**schema, "components": {"schemas": {"Thing": schema}}}
    return bool(jsonschema_rs.Draft202012Validator(whole).is_valid(value))


def values(schema: Any, several: list[Any]) -> Iterator[Any]:
    """Yield objects without properties that the schema doesn't declare, at any depth."""
    declared = schema["properties"]
    for value in several:
        inner = [one for one in value.values() if isinstance(one, dict)]
        if value.keys() <= declared.keys() and all(one.keys() <= declared.keys() for one in inner):
            yield value


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    old=things(),
    new=things(),
    several=st.lists(
        st.dictionaries(st.sampled_from("abc"), st.sampled_from(VALUES)), min_size=5, max_size=20
    ),
)
def test_what_is_proved_has_no_counterexample(old: Any, new: Any, several: list[Any]) -> None:
    """Beside what a value holds that its version doesn't declare."""
    found = proved(old, new)

    for value in values(old, several):
        assert not found.up or not is_valid(old, value) or is_valid(new, value), json.dumps(value)
    for value in values(new, several):
        assert not found.down or not is_valid(new, value) or is_valid(old, value), json.dumps(value)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": LEAVES[0]}, {"a": LEAVES[0]}, BOTH),
        ({"a": LEAVES[0]}, {"a": LEAVES[1]}, Lossless(up=True, down=False)),
        ({"a": LEAVES[3]}, {"a": LEAVES[4]}, Lossless(up=True, down=False)),
        ({"a": LEAVES[0]}, {"a": LEAVES[5]}, Lossless(up=False, down=False)),
        ({"a": LEAVES[0]}, {"a": LEAVES[0], "b": LEAVES[5]}, BOTH),
        ({"a": LEAVES[0], "memo": LEAVES[0]}, {"a": LEAVES[0], "note": LEAVES[0]}, None),
    ],
)
def test_what_is_proved_of_a_change(old: Any, new: Any, expected: Lossless | None) -> None:
    """What is called otherwise is lost to whoever looks for it under its new name."""
    before, after = ({"type": "object", "properties": one} for one in (old, new))

    assert proved(before, after) == (expected or Lossless(up=False, down=False))
