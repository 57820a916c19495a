"""Whatever an overlay or a path holds, it ends in a package or in a refusal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.cli.app import run
from tests.hostile.shapes import document


@pytest.fixture(autouse=True)
def _document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = document({}, {}) | {"x-lists": [[]]}
    (tmp_path / "x.json").write_text(json.dumps(made))


def refused(actions: list[Any], capsys: pytest.CaptureFixture[str]) -> str:
    made = {"overlay": "1.0.0", "info": {"title": "o", "version": "1"}, "actions": actions}
    Path("o.json").write_text(json.dumps(made))
    assert run(["generate", "x.json", "--overlay", "o.json", "--out", "p"]) == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("target", ["", "$[?value(@.a)==1e9999]", "$..[-1:0:-1]x", "$[?" * 500])
def test_what_is_no_path_is_refused(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The library that reads paths fails in more ways than it says."""
    assert "overlay-target" in refused([{"target": target, "remove": True}], capsys)


@pytest.mark.slow
def test_actions_that_double_what_is_there_are_bounded(capsys: pytest.CaptureFixture[str]) -> None:
    doubling = {"target": "$['x-lists']..*", "update": [[]]}
    assert "adds to more than" in refused([doubling] * 60, capsys)


@pytest.mark.parametrize("out", ["a\0b", "a" * 300, "a/" * 3000, "\ud800"])
def test_a_path_that_no_file_system_has(out: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["generate", "x.json", "--out", out]) == 2
    assert "remedy" in capsys.readouterr().err
