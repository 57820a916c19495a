"""Packages of models, made and imported for a test."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from dfnsgen.flavors.flavor import Flavor
from dfnsgen.flavors.package import flavored_package
from dfnsgen.loader.load import load
from dfnsgen.model.api import Api
from dfnsgen.model.build import build_api
from dfnsgen.python.names.names import Names, assign_names
from dfnsgen.render.formatting import format_files
from dfnsgen.render.package import render
from tests.flavors.bundle import bundled

FLAVORS = (Flavor.PYDANTIC, Flavor.MSGSPEC, Flavor.TYPEDDICT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A document's Api with its names, and the bundled form of both."""

    api: Api
    names: Names
    bundle: dict[str, Any]


def named(source: Path) -> Named:
    """Read a document; its own findings are other tests' business."""
    document, _ = load((str(source),))
    api, _ = build_api(document)
    names = assign_names(api, {})
    return Named(api=api, names=names, bundle=bundled(api, names))


def package_of(source: Named, flavor: Flavor, folder: Path, name: str) -> ModuleType:
    """Write a package below a folder and import it; its name must be its own."""
    package = flavored_package(source.api, source.names, flavor, name)
    for file in (*render(package.plan), *format_files((package.models,))):
        path = folder / name / file.path
        path.parent.mkdir(exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    try:
        importlib.import_module(f"{name}.models")
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
