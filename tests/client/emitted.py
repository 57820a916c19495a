"""Whole packages for tests: from a document as a dict to an imported package.

The codecs are the real ones; the package is written below a folder of the test.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from dfnsgen.loader.load import load
from dfnsgen.model.api import Api
from dfnsgen.pipeline import api_version, intended
from dfnsgen.python.names.names import assign_names
from dfnsgen.python.package import plan_package
from dfnsgen.python.plan import PackagePlan, PlanOptions
from dfnsgen.render.package import render
from dfnsgen.render.rendered import Formatter


def models(tmp_path: Path, document: dict[str, Any]) -> tuple[Api, Api]:
    """Build the Api of a document as it is meant, and to the letter."""
    path = tmp_path / "document.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    version = api_version(str(path), load((str(path),))[0])
    return intended(version)[0], version.api


def model(tmp_path: Path, document: dict[str, Any]) -> Api:
    """Build the Api of a document as it is meant."""
    return models(tmp_path, document)[0]


def plan(
    tmp_path: Path,
    document: dict[str, Any],
    package: str,
    *,
    to_the_letter: bool = False,
    testing: bool = False,
    **options: Any,
) -> PackagePlan:
    """Plan the package of a document."""
    api, letter = models(tmp_path, document)
    api = letter if to_the_letter else api
    asked = PlanOptions(package=package, letter=to_the_letter, **options)
    return plan_package(api, assign_names(api, {}), asked, testing=testing, letter=letter)


def written(
    tmp_path: Path,
    document: dict[str, Any],
    package: str,
    *,
    to_the_letter: bool = False,
    **options: Any,
) -> Path:
    """Write the package of a document, and return its folder."""
    folder = tmp_path / package
    for file in render(
        plan(tmp_path, document, package, to_the_letter=to_the_letter, **options),
        None,
        Formatter.RUFF,
    ):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    return folder


def imported(
    tmp_path: Path,
    document: dict[str, Any],
    package: str,
    *,
    to_the_letter: bool = False,
    **options: Any,
) -> ModuleType:
    """Write and import the package of a document. Package names are used once only."""
    written(tmp_path, document, package, to_the_letter=to_the_letter, **options)
    return importing(tmp_path, package)


def importing(folder: Path, package: str) -> ModuleType:
    """Import a package that stands in a folder."""
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(package)
    finally:
        sys.path.remove(str(folder))
