"""Models that another generator prints: our names, real tagged unions, the same instances."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import NotRequired, get_origin, get_type_hints

import msgspec
import pydantic
import pytest

from generator.generate import prepare, write
from generator.options import Options
from generator.python.flavors import Flavor, FlavorPlan
from generator.render.flavor_package import render_flavor
from generator.render.formatting import Formatter
from generator.render.structure import StructureFault

DOCUMENT = """\
openapi: 3.1.0
info: {title: Pets, version: "1"}
paths: {}
components:
  schemas:
    Pet:
      oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
    Cat:
      type: object
      required: [kind, livesLeft]
      properties:
        kind: {const: cat}
        livesLeft: {type: integer, minimum: 0}
        weight:
          anyOf: [{type: integer, minimum: 1}, {type: string, pattern: "^[0-9]+$"}]
        names: {type: array, items: {type: string, minLength: 1}}
    Dog:
      type: object
      required: [kind]
      properties:
        kind: {const: dog}
        chases: {$ref: "#/components/schemas/Cat"}
"""

VALID = (
    {"kind": "cat", "livesLeft": 9},
    {"kind": "cat", "livesLeft": 9, "weight": 4, "names": ["a"]},
    {"kind": "cat", "livesLeft": 9, "weight": "40"},
    {"kind": "dog", "chases": {"kind": "cat", "livesLeft": 1}},
)
INVALID = (
    {"kind": "cow"},
    {"livesLeft": 9},
    {"kind": "cat"},
    {"kind": "cat", "livesLeft": -1},
    {"kind": "cat", "livesLeft": "9"},
    {"kind": "cat", "livesLeft": 9, "names": [1]},
    {"kind": "cat", "livesLeft": 9, "weight": "heavy"},
    {"kind": "dog", "chases": {"kind": "dog"}},
)


def models(folder: Path, flavor: Flavor, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Generate and import a package; its name is its own, so that no test sees another's."""
    (folder / "pets.yaml").write_text(DOCUMENT)
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    name = f"pets_{flavor.value}"
    options = Options(sources=(str(folder / "pets.yaml"),), out=folder, package=name, flavor=flavor)
    write(prepare(options))
    monkeypatch.syspath_prepend(str(folder))
    sys.modules.pop(name, None)
    return importlib.import_module(f"{name}.models")


def test_pydantic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = models(tmp_path, Flavor.PYDANTIC, monkeypatch)
    pet = pydantic.TypeAdapter(module.Pet)

    for instance in VALID:
        made = pet.validate_python(instance)
        assert made.model_dump(by_alias=True, exclude_none=True) == instance
    for instance in INVALID:
        with pytest.raises(pydantic.ValidationError):
            pet.validate_python(instance)
    assert pet.validate_python(VALID[0]).root.lives_left == 9


def test_msgspec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = models(tmp_path, Flavor.MSGSPEC, monkeypatch)

    for instance in VALID:
        assert msgspec.to_builtins(msgspec.convert(instance, module.Pet)) == instance
    for instance in INVALID:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(instance, module.Pet)
    assert msgspec.convert(VALID[0], module.Pet).lives_left == 9


def test_typeddict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has the wire's names, and says which of them may be absent."""
    module = models(tmp_path, Flavor.TYPEDDICT, monkeypatch)

    assert set(module.Cat.__annotations__) == {"kind", "livesLeft", "weight", "names"}
    hints = get_type_hints(module.Cat, include_extras=True)
    absent = {name for name, hint in hints.items() if get_origin(hint) is NotRequired}
    assert absent == {"weight", "names"}
    assert "typing_extensions" not in Path(module.__file__ or "").read_text()


@pytest.mark.parametrize("flavor", [Flavor.PYDANTIC, Flavor.MSGSPEC, Flavor.TYPEDDICT])
def test_no_name_is_a_filler(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flavor: Flavor
) -> None:
    module = models(tmp_path, flavor, monkeypatch)
    classes = {name for name, value in vars(module).items() if isinstance(value, type)}

    ours = {name for name in classes if getattr(module, name).__module__ == module.__name__}
    constrained = {"WeightInteger", "WeightString", "NamesString"}
    assert {name for name in ours if "[" not in name} <= {"Pet", "Cat", "Dog", *constrained}


def test_a_class_that_is_not_ours_is_refused() -> None:
    plan = FlavorPlan(
        package="p",
        title="",
        version="",
        flavor=Flavor.PYDANTIC,
        document='{"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": {},'
        '"components": {"schemas": {"A": {"type": "object", "properties": {"b": {"type": "object",'
        '"properties": {"c": {"type": "string"}}}}}}}}',
        classes=frozenset({"A"}),
        names=(),
    )
    with pytest.raises(StructureFault, match="classes that were not planned: B"):
        render_flavor(plan, Formatter.RUFF)
