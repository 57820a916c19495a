"""A project in a folder of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixing.project import Project, make_project
from tests.lifecycle.conftest import folder as folder
from tests.usage.usage_api import OLD


@pytest.fixture
def project(folder: Path) -> Project:
    """A project with the package of the small API of shops."""
    return make_project(folder, OLD)


@pytest.fixture
def without_mypy(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment in which mypy isn't installed."""
    monkeypatch.setattr("dfnsgen.lifecycle.code_fixes.mypy_command", tuple)
