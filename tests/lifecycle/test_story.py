"""The example of an upgrade is played as it stands; README.md there tells it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
STORY = ROOT / "examples" / "upgrade-story" / "story.py"


@pytest.mark.parametrize("whole", [False, True], ids=["registration", "whole"])
def test_the_story_is_as_told(whole: bool, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("DFNSGEN_CORPUS", None)
    if whole:
        environment["DFNSGEN_CORPUS"] = str(request.getfixturevalue("corpus"))

    done = subprocess.run(
        [sys.executable, str(STORY), str(tmp_path / "shop")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("the end\n")
