"""Where rules can't tell: patterns, `not`, conditions, unions that overlap; a search says."""

from __future__ import annotations

from typing import Any

import pytest

from dfnsgen.diff.change import Direction, Level
from dfnsgen.patterns.regular import Undecided, shortest
from tests.diff.documents import both_ways, changes

BREAKING, WARNING, INFO = Level.BREAKING, Level.WARNING, Level.INFO


def levels(old: Any, new: Any) -> dict[str, tuple[Level, Level]]:
    """Return by rule what a change means in a request and in a response."""
    found = {}
    for change in changes(both_ways(old), both_ways(new)):
        by_direction = {place.direction: place.level for place in change.places}
        found[change.rule.id] = by_direction[Direction.REQUEST], by_direction[Direction.RESPONSE]
    return found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("^[0-9]+$", "^[0-9]*$", (INFO, BREAKING)),
        ("^[0-9]*$", "^[0-9]+$", (BREAKING, INFO)),
        ("^a", "^a$", (BREAKING, INFO)),
        ("^a", "^b", (BREAKING, BREAKING)),
        ("^(a|b)c$", "^[ab]c$", None),
        ("^(?=.*[0-9])[a-z0-9]+$", "^(?=.*[0-9])[a-z0-9]+x$", (BREAKING, WARNING)),
    ],
)
def test_patterns(old: str, new: str, expected: Any) -> None:
    found = levels({"type": "string", "pattern": old}, {"type": "string", "pattern": new})

    assert found == ({} if expected is None else {"pattern-changed": expected})


@pytest.mark.parametrize(
    ("rule", "old", "new", "expected"),
    [
        (
            "not-changed",
            {"not": {"enum": ["a"]}},
            {"not": {"enum": ["a", "b"]}},
            (BREAKING, WARNING),
        ),
        ("not-changed", {"not": {"const": "a"}}, {"not": {"const": "b"}}, (BREAKING, BREAKING)),
        (
            "condition-changed",
            {"if": {"const": "a"}, "then": False},
            {"if": {"enum": ["a", "b"]}, "then": False},
            (BREAKING, WARNING),
        ),
        (
            "any-of-changed",
            {"anyOf": [{"pattern": "a"}, {"pattern": "b"}]},
            {"anyOf": [{"pattern": "a"}, {"pattern": "^b"}]},
            (BREAKING, WARNING),
        ),
    ],
)
def test_whole_keywords(rule: str, old: Any, new: Any, expected: Any) -> None:
    base = {"type": "string", "maxLength": 9}

    assert levels({**base, **old}, {**base, **new}) == {rule: expected}
    assert levels({**base, **new}, {**base, **old}) == {rule: expected[::-1]}


def test_what_else_differs_is_not_taken_for_it() -> None:
    old = {"type": "string", "maxLength": 9, "not": {"enum": ["a"]}}
    new = {"type": "string", "maxLength": 3, "not": {"enum": ["a", "b"]}}

    assert levels(old, new) == {
        "max-length-lowered": (BREAKING, INFO),
        "not-changed": (BREAKING, WARNING),
    }


def test_the_report_says_that_nothing_was_found() -> None:
    old = {"type": "string", "not": {"pattern": "^(?=x)(?=xy)"}}
    new = {"type": "string", "not": {"pattern": "^(?=xy)(?=x)"}}
    (change,) = changes(both_ways(old), both_ways(new))

    assert change.level is WARNING
    assert "no value was found" in change.reason


def test_languages_of_patterns() -> None:
    assert shortest(("^a+$",), ("^a$",)) == "aa"
    assert shortest(("^a$",), ("^a+$",)) is None
    assert shortest(("a", "b"), least=4) == "aaab"
    assert shortest(("^a+$",), least=3, most=2) is None
    assert shortest((), ("a",)) == ""
    with pytest.raises(Undecided):
        shortest((r"\ba",))
