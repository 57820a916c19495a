"""The emitted fake is strictly typed, for both checkers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.client.emitted import written
from tests.testing.documents import PETS

pytestmark = pytest.mark.slow


def test_nothing_is_reported(tmp_path: Path) -> None:
    folder = written(tmp_path, PETS, "typed_pets", testing=True)
    checked = ["typed_pets/testing", "typed_pets/_runtime/_fake*.py"]
    config = {"typeCheckingMode": "strict", "include": checked}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(config))
    run = (sys.executable, "-m")
    commands = [
        (*run, "mypy", "--strict", "--no-incremental", str(folder)),
        (*run, "pyright", "-p", str(tmp_path), "--pythonpath", sys.executable),
    ]

    for command in commands:
        ran = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=600
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
