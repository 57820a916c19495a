"""Issues and their error: what a log shows, and that no value gets there."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from _runtime._issues import Issue, ValidationError

SECRET = "hunter2"


def error() -> ValidationError:
    issues = [
        Issue("", "required", 'lacks "id"', "#/components/schemas/Wallet/required", {"a": SECRET}),
        Issue("/a\n\u202eb", "type", "must be integer", "#/x/type", SECRET),
    ]
    return ValidationError(issues, subject="Wallet", more=3, raw=SECRET.encode())


def test_reads_well_and_holds_no_value() -> None:
    assert str(error()) == (
        "Wallet: 5 problems\n"
        '  (the whole value): lacks "id" [required]\n'
        "  /a\\n\\u202eb: must be integer [type]\n"
        "  and 3 more"
    )
    assert SECRET not in repr(error()) + str(error()) + repr(error().issues)


def test_values_are_shown_when_asked_for() -> None:
    assert SECRET in error().describe(show_values=True)


def test_pickle_leaves_values_and_the_body_behind() -> None:
    for other in (pickle.loads(pickle.dumps(error())), copy.copy(error())):
        assert isinstance(other, ValidationError)
        assert (str(other), other.issues, other.more) == (str(error()), error().issues, 3)
        assert other.raw is None
    assert SECRET.encode() not in pickle.dumps(error())


def test_deep_values_do_not_exhaust_the_stack() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    issue = Issue("", "type", "must be object", "#", deep)

    assert "got [[[" in issue.describe(show_values=True)


def test_an_issue_cannot_be_changed() -> None:
    issue = Issue("", "type", "must be object", "#")

    with pytest.raises(AttributeError):
        issue.message = "else"
    assert {issue} == {Issue("", "type", "must be object", "#", "another value")}
    match issue:
        case Issue(instance, keyword):
            assert (instance, keyword) == ("", "type")
