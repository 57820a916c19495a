"""Templates are compiled once, and never used where their source is another."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dfnsgen.jinja import environment


def _shown(folder: Path) -> str:
    made = environment([folder], lambda value: value, compiled=folder)
    return made.get_template("a.jinja").render()


def _kept(folder: Path) -> list[Path]:
    return sorted((folder / "__pycache__").glob("*"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "a.jinja").write_text("one {{ 1 }}", encoding="utf-8")
    return tmp_path


def test_a_template_is_compiled_once(folder: Path) -> None:
    assert _shown(folder) == "one 1"
    (kept,) = _kept(folder)
    before = kept.stat().st_mtime_ns

    assert _shown(folder) == "one 1"
    assert [(path, path.stat().st_mtime_ns) for path in _kept(folder)] == [(kept, before)]


def test_a_changed_template_is_compiled_again(folder: Path) -> None:
    _shown(folder)
    (folder / "a.jinja").write_text("two {{ 2 }}", encoding="utf-8")

    assert _shown(folder) == "two 2"


def test_what_is_damaged_is_compiled_again(folder: Path) -> None:
    _shown(folder)
    (kept,) = _kept(folder)
    kept.write_bytes(kept.read_bytes()[:-20])

    assert _shown(folder) == "one 1"


def test_nothing_is_kept_where_python_keeps_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    assert _shown(folder) == "one 1"
    assert _kept(folder) == []


def test_a_folder_that_cannot_be_written_is_no_fault(folder: Path) -> None:
    (folder / "__pycache__").write_text("in the way", encoding="utf-8")

    assert _shown(folder) == "one 1"
