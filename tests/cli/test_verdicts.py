"""What the options of `generate` do to the verdicts of the package, and what a refusal tells."""

from __future__ import annotations

import importlib
import itertools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.command import Result

Run = Callable[..., Result]

DOCUMENT = """\
openapi: 3.1.0
info: {title: Zoo, version: "1"}
servers: [{url: "https://zoo.example"}]
paths:
  /animal:
    get:
      operationId: getAnimal
      tags: [zoo]
      responses:
        "200":
          description: One
          content: {application/json: {schema: {$ref: "#/components/schemas/Animal"}}}
components:
  schemas:
    Animal:
      oneOf: [{$ref: "#/components/schemas/Pet"}, {$ref: "#/components/schemas/Fish"}]
    Pet:
      oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
    Cat:
      type: object
      required: [kind, lives]
      properties:
        kind: {const: cat}
        lives: {type: integer}
        toys: {$ref: "#/components/schemas/Names"}
    Dog:
      type: object
      required: [kind, owner]
      properties: {kind: {const: dog}, owner: {type: string, format: email}}
    Fish:
      type: object
      required: [kind, since]
      properties: {kind: {const: fish}, since: {type: string, format: date}}
    Names: {type: array, items: {type: string, maxLength: 3}}
"""

FISH = {"kind": "fish", "since": "2026-02-30"}
_numbers = itertools.count()


@pytest.fixture
def package(folder: Path, dfnsgen: Run) -> Callable[..., ModuleType]:
    """Generate the package of DOCUMENT with some options, and import it."""

    def generate(*options: str) -> ModuleType:
        name = f"zoo_{next(_numbers)}"
        (folder / "zoo.yaml").write_text(DOCUMENT)
        result = dfnsgen("generate", "zoo.yaml", "--out", ".", "--package", name, *options)
        assert result.exit_code == 0, result.output
        sys.path.insert(0, str(folder))
        try:
            for module in ("codecs", "models", "validators"):
                importlib.import_module(f"{name}.{module}")
            return importlib.import_module(name)
        finally:
            sys.path.remove(str(folder))

    return generate


class Answering:
    """A transport with one answer for all requests."""

    def __init__(self, package: ModuleType, answer: Any) -> None:
        self._response = sys.modules[f"{package.__name__}._runtime._http"].Response
        self._headers = sys.modules[f"{package.__name__}._runtime._http"].Headers
        self._body = json.dumps(answer).encode()

    def send(self, request: Any, timeout: float | None) -> Any:
        headers = self._headers([("Content-Type", "application/json")])
        return self._response(200, headers, self._body)

    def close(self) -> None:
        """Nothing is open."""


def answered(package: ModuleType, answer: Any, **options: Any) -> Any:
    importlib.import_module(f"{package.__name__}.client")
    with package.Client(transport=Answering(package, answer), **options) as client:
        return client.zoo.get_animal()


@pytest.mark.slow
def test_formats_are_annotations_unless_they_are_asked_for(
    package: Callable[..., Any],
) -> None:
    plain, checked = package(), package("--formats")

    fish = plain.codecs.Animal.from_value(FISH)
    assert fish.to_dict()["since"] == "2026-02-30"
    with pytest.raises(plain.UnreadableValue):
        _ = fish.since
    with pytest.raises(checked.ValidationError) as refused:
        checked.codecs.Animal.from_value(FISH)
    assert [(i.instance, i.keyword) for i in refused.value.issues] == [("/since", "format")]
    assert checked.codecs.Animal.from_value({**FISH, "since": "2026-02-28"}).kind == "fish"


@pytest.mark.parametrize(
    "answer", [{"kind": "bird"}, {"kind": "cat", "lives": 9, "toys": ["long name"]}]
)
def test_answers_are_read_leniently_unless_the_package_is_closed(
    package: Callable[..., Any], answer: Any
) -> None:
    is_new = answer["kind"] == "bird"
    if is_new:
        assert answered(package(), answer).value == answer
    closed = package("--closed")
    with pytest.raises(closed.InvalidAnswer) as refused:
        answered(closed, answer)

    assert json.loads(refused.value.raw) == answer
    if is_new:
        assert answered(closed, answer, answers="lenient").value == answer


def test_an_issue_speaks_of_the_variant_that_the_tags_choose(package: Callable[..., Any]) -> None:
    """Through both unions: nothing is said of dogs or of fish."""
    zoo = package()
    with pytest.raises(zoo.ValidationError) as refused:
        zoo.validators.VALIDATORS["#/components/schemas/Animal"]({"kind": "cat", "lives": "nine"})

    (issue,) = refused.value.issues
    assert (issue.instance, issue.keyword) == ("/lives", "type")
    assert issue.schema.startswith("#/components/schemas/Cat")


def test_issues_are_bounded_and_hold_no_values(package: Callable[..., Any]) -> None:
    zoo = package()
    with pytest.raises(zoo.ValidationError) as refused:
        zoo.validators.VALIDATORS["#/components/schemas/Names"](["secret"] * 1_000)

    error = refused.value
    assert 0 < len(error.issues) < 1_000 == len(error.issues) + error.more
    assert f"and {error.more} more" in str(error)
    assert "secret" not in str(error) + repr(error)
    assert "secret" in error.describe(show_values=True)
