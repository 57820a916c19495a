"""What CONTRIBUTING.md names is there: files, folders, lanes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PLACES = sorted(
    {
        place
        for place in re.findall(r"`([\w./-]+)`", TEXT)
        if place.endswith(("/", ".py", ".txt", ".md", "/dfns")) and "NAME" not in place
    }
)


@pytest.mark.parametrize("place", PLACES)
def test_every_place_is_there(place: str) -> None:
    """From the repository, the package, or the folder that was named just before."""
    below = ("", "generator/dfnsgen", "templates/_runtime", "generator/dfnsgen/diff/rules")

    assert any((ROOT / folder / place).exists() for folder in below)


def test_every_lane_is_known(pytestconfig: pytest.Config) -> None:
    lanes = set(re.findall(r"pytest -m (?:\"not )?(\w+)", TEXT))

    assert lanes == {marker.partition(":")[0] for marker in pytestconfig.getini("markers")} & lanes
    assert lanes == {"slow", "sweep"}
