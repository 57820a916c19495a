"""A user's own templates: what they may do, and whose fault a fault in them is."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dfnsgen.runtime import own_templates
from tests.command import Result

Run = Callable[..., Result]
MODELS = (own_templates() / "models.py.jinja").read_text(encoding="utf-8")


@pytest.fixture
def own(folder: Path) -> Path:
    (folder / "own").mkdir()
    return folder / "own"


def generate(run: Run) -> Result:
    return run("generate", "pets.yaml", "--templates", "own")


def test_a_folder_that_is_not_there_is_refused(folder: Path, dfnsgen: Run) -> None:
    result = generate(dfnsgen)

    assert result.exit_code == 2
    assert "own: error[templates-not-found]" in result.stderr
    assert not (folder / "generated").exists()


def test_a_misspelt_folder_is_refused_though_nothing_else_has_changed(
    folder: Path, dfnsgen: Run
) -> None:
    assert dfnsgen("generate", "pets.yaml", "--package", "pets").exit_code == 0

    result = dfnsgen("generate", "pets.yaml", "--package", "pets", "--templates", "tmplates")

    assert result.exit_code == 2
    assert "tmplates: error[templates-not-found]" in result.stderr


def test_a_misspelt_template_is_refused(own: Path, dfnsgen: Run) -> None:
    (own / "modles.py.jinja").write_text(MODELS)

    result = generate(dfnsgen)

    assert result.exit_code == 2
    assert "error[template-unknown]" in result.stderr
    assert "did you mean models.py.jinja?" in result.stderr


def test_a_template_may_include_parts_of_its_own(own: Path, folder: Path, dfnsgen: Run) -> None:
    (own / "parts").mkdir()
    (own / "parts" / "head.jinja").write_text("# kept by the house\n")
    (own / "models.py.jinja").write_text("{% include 'parts/head.jinja' %}\n" + MODELS)

    assert generate(dfnsgen).exit_code == 0
    assert "# kept by the house" in (folder / "generated/pet_shop/models.py").read_text()


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("{% endfro %}", 1, "endfro"),
        (MODELS + "{{ plan.nothing }}\n", MODELS.count("\n") + 1, "no attribute 'nothing'"),
        (MODELS + "{{ plan.nothing.more() }}\n", MODELS.count("\n") + 1, "no attribute 'nothing'"),
    ],
)
def test_a_fault_has_its_place(own: Path, dfnsgen: Run, text: str, line: int, problem: str) -> None:
    (own / "models.py.jinja").write_text(text)

    result = generate(dfnsgen)

    assert result.exit_code == 2
    assert f"own/models.py.jinja:{line}:1: error[template-fault]" in result.stderr
    assert problem in result.stderr


def test_a_template_that_prints_other_code_is_refused(own: Path, dfnsgen: Run) -> None:
    (own / "models.py.jinja").write_text(MODELS + "import os\n")

    result = generate(dfnsgen)

    assert result.exit_code == 2
    assert "own: error[template-fault]: models.py:" in result.stderr


def test_the_example_of_the_guide_works(own: Path, folder: Path, dfnsgen: Run) -> None:
    """The block of docs/templates.md goes where it says, and each model has the method."""
    guide = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```jinja\n(.*?)```", guide, re.DOTALL)
    fields, method = block.split("{% endfor %}\n")
    original = (own_templates() / "declarations.jinja").read_text(encoding="utf-8")
    assert original.count(fields + "{% endfor %}\n") == 1
    (own / "declarations.jinja").write_text(
        original.replace(fields + "{% endfor %}\n", fields + "{% endfor %}\n" + method)
    )

    assert generate(dfnsgen).exit_code == 0
    program = "from generated.pet_shop import models; print(models.Pet.is_empty.__doc__)"
    shown = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True
    )
    assert shown.stdout.startswith("Whether this object")
