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


@pytest.mark.parametrize(
    "target",
    ["$..[?@.type=='object']", "$..[?count($..*)>1]", "$..[?@..[?count(@..*)>99]]", "$..*..*..*"],
)
def test_what_actions_visit_is_bounded(
    target: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each action visits all that there is, and what the ones before it have added."""
    monkeypatch.setattr("dfnsgen.loader.correcting.selecting._MOST_STEPS", 5_000)
    grows = [{"target": "$['x-o']", "update": {f"p{n}": {"type": "text"}}} for n in range(100)]
    started = {"target": "$", "update": {"x-o": {}}}
    actions = [started, *(one for grown in grows for one in (grown, {"target": target}))]
    assert "visit or copy too many values" in refused(actions, capsys)


def test_what_actions_copy_is_bounded(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dfnsgen.loader.correcting.selecting._MOST_STEPS", 20_000)
    many = {"target": "$", "update": {"x-o": {f"k{n}": {} for n in range(2500)}}}
    each = {"target": "$['x-o'][*]", "update": {"a": 1}}
    assert "visit or copy too many values" in refused([many, each], capsys)


@pytest.mark.parametrize("function", ["search", "match"])
def test_a_pattern_in_a_path_takes_linear_time(
    function: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Python's `re` takes years for this one."""
    added = {"target": "$", "update": {"x-o": [{"a": "a" * 60 + "!"}, {"a": "aa"}]}}
    found = {"target": f"$..[?{function}(@.a,'^(a+)+$')]", "update": {"b": 1}}
    of_no_use = {"target": "$['x-o'][?@.b==1]", "update": "text"}
    assert "applied at #/x-o/1:" in refused([added, found, of_no_use], capsys)


@pytest.mark.parametrize("out", ["a\0b", "a" * 300, "a/" * 3000, "\ud800"])
def test_a_path_that_no_file_system_has(out: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["generate", "x.json", "--out", out]) == 2
    assert "remedy" in capsys.readouterr().err
