"""What the API renames: the new name, and for one version the old one beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command import Result
from tests.lifecycle.conftest import DOCUMENT

pytestmark = pytest.mark.slow

Run = Callable[..., Result]
CONFIG = 'source = "shop.yaml"\npackage = "shop"\nkeep_aliases = true\n'
USE = """\
from shop.models import Pet
from shop import models

assert models.Pet is models.Animal
taken: models.Animal = Pet(kind="cat", name="Tom")
try:
    models.Cat
except AttributeError as error:
    print(taken.name == "Tom", str(error).split("has ")[1])
"""
RENAMED = (
    DOCUMENT.replace("1.0.0", "1.1.0")
    .replace("    Pet:", "    Animal:")
    .replace('/Pet"', '/Animal"')
)


def test_the_old_name_stays_for_one_version(folder: Path, dfnsgen: Run) -> None:
    models = folder / "generated" / "shop" / "models.py"
    (folder / "dfnsgen.toml").write_text(CONFIG)
    dfnsgen("generate")

    (folder / "shop.yaml").write_text(RENAMED)
    dfnsgen("generate")
    assert "class Animal(Model)" in models.read_text()
    assert "Pet: TypeAlias = Animal" in models.read_text()
    assert "Deprecated: the API calls it Animal now." in models.read_text()

    assert dfnsgen("generate", "--force").exit_code == 0
    assert "Pet: TypeAlias = Animal" in models.read_text(), "the same version again"

    (folder / "shop.yaml").write_text(RENAMED.replace("1.1.0", "1.2.0"))
    dfnsgen("generate")
    assert "Pet: TypeAlias" not in models.read_text()


def test_who_uses_the_old_name_is_warned_where_it_is_used(folder: Path, dfnsgen: Run) -> None:
    (folder / "dfnsgen.toml").write_text(CONFIG)
    dfnsgen("generate")
    (folder / "shop.yaml").write_text(RENAMED)
    dfnsgen("generate")
    (folder / "use.py").write_text(USE)

    run = subprocess.run(
        [sys.executable, "-W", "always", "use.py"],
        env={**os.environ, "PYTHONPATH": str(folder / "generated")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    told = [line for line in run.stderr.splitlines() if "DeprecationWarning" in line]
    assert [line.split("use.py:")[1] for line in told] == [
        "1: DeprecationWarning: Pet is deprecated: the API calls it Animal now",
        "4: DeprecationWarning: Pet is deprecated: the API calls it Animal now",
    ]
    assert "True no attribute 'Cat'" in run.stdout
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "use.py"],
        cwd=folder,
        env={**os.environ, "MYPYPATH": str(folder / "generated")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 'Module has no attribute "Cat"' in checked.stdout
    assert "Found 1 error" in checked.stdout


def test_without_the_option_there_is_the_new_name_alone(folder: Path, dfnsgen: Run) -> None:
    models = folder / "generated" / "shop" / "models.py"
    (folder / "dfnsgen.toml").write_text(CONFIG.replace("true", "false"))
    dfnsgen("generate")
    (folder / "shop.yaml").write_text(RENAMED)
    dfnsgen("generate")

    assert "class Animal(Model)" in models.read_text()
    assert "Pet: TypeAlias" not in models.read_text()
