"""Strangers may use it: the licence is there, and what is emitted says that it is the user's."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_licence_is_named_and_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["license"] == "MIT"
    (name,) = project["license-files"]
    assert (ROOT / name).read_text(encoding="utf-8").startswith("MIT License")


def test_what_is_emitted_says_whose_it_is() -> None:
    emitted = ROOT / "generated" / "dfns" / "_runtime" / "__init__.py"
    texts = [emitted, ROOT / "README.md", ROOT / "docs" / "publishing.md"]

    for path in texts:
        assert "is yours" in path.read_text(encoding="utf-8"), path
