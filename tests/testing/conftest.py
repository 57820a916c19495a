"""The packages that tests of the fake use: a small one, and that of the whole Dfns document."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

TEMPLATES = str(Path(__file__).parents[2] / "templates")
if TEMPLATES not in sys.path:
    sys.path.insert(0, TEMPLATES)

from tests.client.emitted import imported  # noqa: E402  # the path is set for the others
from tests.testing.documents import PETS  # noqa: E402


class Package(NamedTuple):
    """An emitted package, its `testing`, and the document."""

    package: ModuleType
    testing: ModuleType
    document: dict[str, Any]


def emitted(folder: Path, document: dict[str, Any], name: str) -> Package:
    """Write and import the package of a document with its fake."""
    package = imported(folder, document, name, testing=True)
    return Package(package, importlib.import_module(f"{name}.testing"), document)


@pytest.fixture(scope="session")
def pets(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The package of a small document."""
    return emitted(tmp_path_factory.mktemp("pets"), PETS, "fake_pets")


@pytest.fixture(scope="session")
def dfns(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The package of the whole Dfns document."""
    document = json.loads((corpus / "corpus/dfns/dfns-1.578.2.json").read_bytes())
    return emitted(tmp_path_factory.mktemp("dfns"), document, "fake_dfns")
