"""The tools of the repository that a package is vendored into leave it as it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dfnsgen.generate import prepare, write
from dfnsgen.options import Options

CASES = Path(__file__).parents[1] / "cases" / "emitted"
RUFF = [sys.executable, "-m", "ruff"]
COMMANDS = [
    [*RUFF, "check", "--isolated", "--no-cache", "--select=ALL", "--fix"],
    [*RUFF, "format", "--isolated", "--no-cache", "--line-length=60"],
    [sys.executable, "-m", "black", "--quiet", "--line-length=60"],
]


@pytest.mark.slow
@pytest.mark.parametrize("case", ["deprecated", "enum-nullable", "paging", "union-tagged"])
def test_no_tool_reports_or_changes_anything(case: str, tmp_path: Path) -> None:
    source = str(CASES / case / "document.yaml")
    prepared = prepare(Options(sources=(source,), package="shop", out=tmp_path, cache=False))
    write(prepared)

    for command in COMMANDS:
        run = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
    for file in prepared.files:
        assert (tmp_path / "shop" / file.path).read_text(encoding="utf-8") == file.text
