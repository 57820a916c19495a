"""The generator and the runtime are strictly typed, for both checkers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("mypy",), id="mypy"),
        pytest.param(("pyright", "--pythonpath", sys.executable), id="pyright"),
    ],
)
def test_nothing_is_reported(command: tuple[str, ...]) -> None:
    """What is checked, and how strictly, stands in pyproject.toml."""
    run = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )

    assert run.returncode == 0, run.stdout + run.stderr
