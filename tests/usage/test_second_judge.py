"""`dfnsgen diff --usage --mypy`: a type checker judges what a new version does to code too."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.configuration.names import name_rows
from dfnsgen.diff.report.used import CheckerError
from dfnsgen.options import Options, recorded_options
from dfnsgen.usage.second_judge import CheckerFailed, new_errors, type_errors
from tests.command import Result
from tests.usage.usage_api import OLD, newer

Run = Callable[..., Result]

PROGRAM = """\
from functools import reduce
from ._vendor.shop import Client, models

def joined(pets: list[models.Pet]) -> str:
    return reduce(lambda text, pet: text + (pet.memo or ""), pets, "")

def number(food: models.Dry | models.Wet) -> int:
    return food.weight if food.kind == "dry" else 0

def size(given: models.Size) -> int:
    match given:
        case "small":
            return 1
        case "large":
            return 2

wrong: int = "as before"
print(Client().pets.list_pets(owner="x"))
"""


def an_error(line: int, message: str = "no") -> CheckerError:
    return CheckerError(path="a.py", line=line, column=1, code="misc", message=message)


@pytest.fixture
def shop(dfnsgen: Run, tmp_path: Path) -> Path:
    """A repository with the package of the old version in it."""
    folder = tmp_path / "shop"
    (folder / "app").mkdir(parents=True)
    (folder / "app" / "pay.py").write_text(PROGRAM)
    for name, tree in (("old.json", OLD), ("new.json", newer())):
        Path(name).write_text(json.dumps(tree))
    made = dfnsgen("vendor", str(folder), "old.json", "--package", "app._vendor.shop")
    assert made.exit_code == 0
    return folder


@pytest.mark.slow
def test_new_errors_are_joined_to_the_changes(dfnsgen: Run, shop: Path) -> None:
    before = {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()}
    command = ("diff", "old.json", "new.json", "--usage", str(shop), "--mypy", "--format", "json")
    found: Any = json.loads(dfnsgen(*command).stdout)

    places = {
        (place["line"], binding["name"], place["sure"]): place.get("checker")
        for binding in found["bindings"]
        for place in binding["usage"]
        if place["line"] != 11
    }
    assert places == {
        (5, "Pet.memo", True): '"Pet" has no attribute "memo"',
        (8, "Dry.weight", True): '"Dry" has no attribute "weight"',
        (18, "pets.list_pets(owner=…)", True): (
            'Unexpected keyword argument "owner" for "list_pets" of "Pets"'
        ),
    }
    assert [(e["line"], e["code"]) for e in found["checker_errors"]] == [(10, "return")]
    assert {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()} == before


@pytest.mark.slow
def test_text_says_what_is_confirmed(dfnsgen: Run, shop: Path) -> None:
    result = dfnsgen("diff", "old.json", "new.json", "--usage", str(shop), "--mypy")

    assert '    error: "Pet" has no attribute "memo"\n' in result.stdout
    assert "3 confirmed by mypy" in result.stdout


@pytest.mark.slow
def test_code_that_mypy_can_not_check_is_searched_all_the_same(dfnsgen: Run, shop: Path) -> None:
    (shop / "app" / "broken.py").write_text("def (:\n")
    result = dfnsgen("diff", "old.json", "new.json", "--usage", str(shop), "--mypy")

    assert "warning[usage-not-judged]" in result.stderr
    assert "app/broken.py:1" in result.stderr
    assert "app/pay.py:18 client.pets.list_pets(owner=…)" in result.stdout


def test_a_checker_says_why_it_can_not_check(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "a.py").write_text("def (:\n")

    with pytest.raises(CheckerFailed, match=r"a\.py:1"):
        type_errors(tmp_path / "code")


def test_only_what_was_not_there_before_is_new() -> None:
    before = (an_error(1), an_error(2), an_error(2))

    assert new_errors(before, (an_error(2), an_error(2), an_error(2))) == (an_error(2),)
    assert new_errors(before, (an_error(3), an_error(4))) == (an_error(3), an_error(4))
    assert new_errors(before, (an_error(3), an_error(4)), moved=True) == ()
    assert new_errors(before, (an_error(1, "other"),), moved=True) == (an_error(1, "other"),)


def test_options_are_read_back_from_a_lock() -> None:
    options = Options(
        sources=("a.json",),
        closed=True,
        client=False,
        only=("GET /a",),
        names=name_rows(["Pet=Animal"]),
        types=frozenset(("uuid",)),
    )

    assert recorded_options(options.recorded(), ("a.json",)) == options
