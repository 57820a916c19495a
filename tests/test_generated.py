"""`generated/` is what dfnsgen makes of `specs/` today, and black would change nothing in it."""

from __future__ import annotations

from pathlib import Path

import black
import pytest

from dfnsgen.cli.config import configured
from dfnsgen.generate import check, prepare
from dfnsgen.render.writing.differences import Differences

ROOT = Path(__file__).parents[1]


def test_generated_is_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for options in configured(Path()):
        assert check(prepare(options)) == Differences()


@pytest.mark.slow
def test_black_would_change_nothing() -> None:
    mode = black.Mode(line_length=100, target_versions={black.TargetVersion.PY311})
    for path in sorted((ROOT / "generated").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert black.format_str(text, mode=mode) == text, path
