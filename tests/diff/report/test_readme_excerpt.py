"""What the README shows of a report is what is printed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.command import dfnsgen

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
def test_the_excerpt_is_what_is_printed(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(corpus / "corpus" / "dfns" / "dfns-1.578.2.yaml", tmp_path)
    shutil.copy(ROOT / "specs" / "dfns-1.807.0.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```text\n(\d+ breaking:.*?)```", text, re.DOTALL)
    selected = ["--only", "POST /auth/registration"]

    printed = dfnsgen(["diff", "dfns-1.578.2.yaml", "dfns-1.807.0.yaml", *selected]).stdout

    assert printed.startswith(shown)
