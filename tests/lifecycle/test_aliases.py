"""What the API renames: the new name, and for one version the old one beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from tests.lifecycle.conftest import DOCUMENT

Run = Callable[..., Result]
CONFIG = 'source = "shop.yaml"\npackage = "shop"\nkeep_aliases = true\n'
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


def test_without_the_option_there_is_the_new_name_alone(folder: Path, dfnsgen: Run) -> None:
    models = folder / "generated" / "shop" / "models.py"
    (folder / "dfnsgen.toml").write_text(CONFIG.replace("true", "false"))
    dfnsgen("generate")
    (folder / "shop.yaml").write_text(RENAMED)
    dfnsgen("generate")

    assert "class Animal(Model)" in models.read_text()
    assert "Pet: TypeAlias" not in models.read_text()
