"""Packages for tests of emitted types: component schemas in, the imported package out."""

from __future__ import annotations

import importlib
import itertools
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.client.emitted import imported, written

_numbers = itertools.count()


class Package:
    """An imported package; its modules are imported as they are asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, module: str) -> ModuleType:
        return importlib.import_module(f"{self._name}.{module}")


def document(schemas: dict[str, Any]) -> dict[str, Any]:
    """Return a document that holds nothing but component schemas."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }


def package(tmp_path: Path, schemas: dict[str, Any], *, to_the_letter: bool = False) -> Package:
    """Write and import the package of some component schemas."""
    name = f"emitted_types_{next(_numbers)}"
    imported(tmp_path, document(schemas), name, to_the_letter=to_the_letter)
    return Package(name)


def module_text(tmp_path: Path, schemas: dict[str, Any], module: str) -> str:
    """Return the text of one emitted module, without its head."""
    folder = written(tmp_path, document(schemas), f"emitted_types_{next(_numbers)}")
    text = (folder / f"{module}.py").read_text(encoding="utf-8")
    return text.split("from __future__ import annotations\n", 1)[1].strip()
