"""Methods of the user's own on models: the example of docs/templates.md, and what is refused."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command import Result

Run = Callable[..., Result]
GUIDE = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")
PETS = """\
openapi: 3.1.0
info: {title: Pet Shop, version: "1"}
paths: {}
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties: {id: {type: string}, name: {type: string}}
"""


@pytest.fixture
def example(folder: Path) -> str:
    """Write what the guide shows where it says; return its program."""
    (configuration,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    (folder / "pyproject.toml").write_text(configuration)
    (folder / "openapi.yaml").write_text(PETS)
    *modules, program = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    for module in modules:
        path = folder / module.splitlines()[0].removeprefix("# ")
        path.parent.mkdir(exist_ok=True)
        path.write_text(module)
    return str(program)


def python(folder: Path, *words: str) -> str:
    ran = subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, text=True)
    assert ran.returncode == 0, (ran.stdout, ran.stderr)
    return ran.stdout


def test_models_have_the_methods_of_the_guide(folder: Path, dfnsgen: Run, example: str) -> None:
    assert dfnsgen("generate").exit_code == 0
    (folder / "program.py").write_text(example)

    python(folder, "program.py")
    checked = python(folder, "-m", "mypy", "--strict", "program.py")

    assert "Success" in checked
    assert dfnsgen("check").exit_code == 0


def test_a_model_stays_what_it_is(folder: Path, dfnsgen: Run, example: str) -> None:
    assert dfnsgen("generate").exit_code == 0
    program = """
import copy, dataclasses, pickle
from generated.pet_shop import models
rex = models.Pet(id="1", name="Rex")
assert not hasattr(rex, "__dict__")
assert copy.copy(rex) == pickle.loads(pickle.dumps(rex)) == rex
assert models.Pet.from_dict(rex.to_dict()) == rex
assert dataclasses.replace(rex, name="Max").greeting() == "I am Max."
assert [f.name for f in dataclasses.fields(rex)] == ["id", "name", "additional_properties"]
assert repr(rex) == "Pet(id='1', name='Rex')"
"""
    python(folder, "-c", program)


def test_a_row_for_no_model_is_told(folder: Path, dfnsgen: Run, example: str) -> None:
    path = folder / "pyproject.toml"
    path.write_text(path.read_text().replace("{Pet", "{Pett"))

    result = dfnsgen("generate")

    assert result.exit_code == 0
    assert "extra-of-nothing" in result.stderr
    assert "PetMethods" not in (folder / "generated/pet_shop/models.py").read_text()


@pytest.mark.parametrize(
    "text",
    ["app.base", "app.base:", ":ApiModel", "app base:Model", "app.class:M", "a:b\\nimport os"],
)
def test_what_names_no_class_is_refused(
    folder: Path, dfnsgen: Run, example: str, text: str
) -> None:
    path = folder / "pyproject.toml"
    path.write_text(path.read_text().replace("app.base:ApiModel", text))

    result = dfnsgen("generate")

    assert result.exit_code == 2
    assert "pyproject.toml:7" in result.stderr
    assert "a class of a module" in result.stderr


def test_other_flavours_have_no_base(folder: Path, dfnsgen: Run, example: str) -> None:
    result = dfnsgen("generate", "--flavor", "pydantic")

    assert result.exit_code == 2
    assert "base-of-flavor" in result.stderr
