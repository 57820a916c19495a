"""The versions that the tests use are held by a file; here: that it leaves nothing out.

In: pyproject.toml, tests/constraints.txt and what is installed.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


def _constraints() -> dict[str, Requirement]:
    lines = (ROOT / "tests" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    parsed = [Requirement(line) for line in lines if not line.lstrip().startswith("#")]
    return {canonicalize_name(one.name): one for one in parsed}


def _required() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    listed = [*project["dependencies"], *(one for extra in extras.values() for one in extra)]
    parsed = [Requirement(one) for one in listed]
    return [one for one in parsed if one.name != project["name"]]  # an extra may name another


@pytest.mark.parametrize("requirement", _required(), ids=lambda one: one.name)
def test_every_dependency_is_held_at_one_version(requirement: Requirement) -> None:
    held = _constraints().get(canonicalize_name(requirement.name))

    assert held is not None, "refresh tests/constraints.txt as CONTRIBUTING.md says"
    (only,) = held.specifier
    assert only.operator == "=="
    assert requirement.specifier.contains(only.version)
