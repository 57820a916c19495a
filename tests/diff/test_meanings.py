"""Numbers of meanings: what accepts the same has one, in whichever version and however spelled."""

from __future__ import annotations

from typing import Any

import pytest

from dfnsgen.diff.sides import make_sides
from dfnsgen.model.build import build_api
from tests.model.documents import document_of

LIST = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/A"}}}
SAME: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"A": LIST}, {"A": LIST}),
    (
        {"A": LIST},
        {
            "A": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/B"}}},
            "B": LIST,
        },
    ),
    ({"A": LIST}, {"A": {"$ref": "#/components/schemas/B"}, "B": LIST}),
    (
        {"A": {"type": "array", "items": {"$ref": "#/components/schemas/B"}}, "B": {"minimum": 1}},
        {"A": {"items": {"minimum": 1.0}, "type": "array"}},
    ),
    (
        {"A": {"anyOf": [{"type": "string"}, LIST]}},
        {"A": {"anyOf": [LIST, {"type": "string", "title": "Text"}]}},
    ),
)
OTHER: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"A": LIST}, {"A": {**LIST, "required": ["next"]}}),
    ({"A": {"const": 1}}, {"A": {"const": True}}),
    ({"A": {"const": "1"}}, {"A": {"const": 1}}),
    ({"A": {"not": {"type": "null"}}}, {"A": {"if": {"type": "null"}, "then": False}}),
    (
        {"A": {"oneOf": [{"type": "string"}, LIST]}},
        {"A": {"oneOf": [{"type": "string"}, LIST, LIST]}},
    ),
    (
        {"A": {"prefixItems": [{"type": "string"}, {"type": "null"}]}},
        {"A": {"prefixItems": [{"type": "null"}, {"type": "string"}]}},
    ),
)


def numbers(old: dict[str, Any], new: dict[str, Any]) -> list[int]:
    """Return the numbers of A in both versions."""
    apis = [build_api(document_of(schemas))[0] for schemas in (old, new)]
    sides = make_sides(*apis)
    return [side.digest(side.api.components["A"].schema) for side in sides]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_what_accepts_the_same_has_one_number(old: dict[str, Any], new: dict[str, Any]) -> None:
    before, after = numbers(old, new)

    assert before == after


@pytest.mark.parametrize(("old", "new"), OTHER)
def test_what_accepts_something_else_has_another(old: dict[str, Any], new: dict[str, Any]) -> None:
    before, after = numbers(old, new)

    assert before != after
