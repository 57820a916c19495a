"""A project with a package and code that uses it, and a newer document of its API."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.command import Result, dfnsgen

CONFIG = 'out = "app"\n[[packages]]\nsource = "specs/shop-1.json"\npackage = "shop"\n'


@dataclass(frozen=True)
class Project:
    """A folder that holds all of it."""

    folder: Path

    def write(self, path: str, text: str) -> None:
        """Write a file of the code."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(textwrap.dedent(text))

    def read(self, path: str) -> str:
        """Return a file of the code."""
        return (self.folder / path).read_text()

    def update(self, newer: Any, *more: str) -> Result:
        """Go on to a newer document."""
        (self.folder / "newer.json").write_text(json.dumps(newer))
        return dfnsgen(["update", "newer.json", *(more or ("--fix",))])

    def code(self) -> dict[str, bytes]:
        """Return all files of the code's own."""
        package = self.folder / "app" / "shop"
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*.py"))
            if not path.is_relative_to(package)
        }


def make_project(folder: Path, document: Any, config: str = CONFIG) -> Project:
    """Generate the package of a document in a folder, which is the current one."""
    (folder / "specs").mkdir()
    (folder / "specs" / "shop-1.json").write_text(json.dumps(document))
    (folder / "dfnsgen.toml").write_text(config)
    result = dfnsgen(["generate"])
    assert result.exit_code == 0, result.output
    (folder / "app" / "__init__.py").write_text("")
    return Project(folder=folder)
