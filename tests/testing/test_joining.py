"""Which binding is blamed for a test that fails: what the error names, and no more."""

from __future__ import annotations

import json

import pytest

from dfnsgen.diff.bindings.change import BindingChange
from dfnsgen.rehearsal.joining import joined
from dfnsgen.rehearsal.outcomes import Outcomes, read_outcomes

NAMES = ("pets.list_pets(since=…)", "pets.list_pets", "NewPet.born", "Pet.born", "Page.pets")


def outcomes(outcome: str, reason: str) -> Outcomes:
    return read_outcomes(json.dumps({"test": "t", "outcome": outcome, "reason": reason}), "", 1, "")


@pytest.mark.parametrize(
    ("reason", "blamed"),
    [
        ("TypeError: Pets.list_pets() got an unexpected keyword argument 'since'", NAMES[:2]),
        ("AttributeError: 'Pets' object has no attribute 'list_pets'", NAMES[1:2]),
        ('InvalidRequest: POST /pets: NewPet: 1 problem: lacks "born" [required]', NAMES[2:3]),
        ("AttributeError: 'Pet' object has no attribute 'born'", NAMES[3:4]),
        ("AssertionError: assert 1 == 2", ()),
    ],
)
def test_bindings_are_blamed_by_what_the_error_names(reason: str, blamed: tuple[str, ...]) -> None:
    changes = [
        BindingChange(
            kind="field", name=name, change="changed", source_breaking=True, text="", owner=""
        )
        for name in NAMES
    ]
    today, tomorrow = outcomes("passed", ""), outcomes("failed", reason)
    found = joined(("1", "2"), (), changes, today, [("we upgrade first", tomorrow, True)])

    (broken,) = found.sides[0].broken
    assert tuple(change.name for change in broken.bindings) == blamed


def test_a_command_fails_by_the_error_that_it_prints() -> None:
    output = "Traceback:\n  x\nshop.errors.BadRequest: 400 no\n\nRan 1 test\n\nFAILED (errors=1)\n"
    (failed,) = read_outcomes("", "", 1, output, "python -m unittest").failed.values()

    assert failed.reason == "shop.errors.BadRequest: 400 no"
