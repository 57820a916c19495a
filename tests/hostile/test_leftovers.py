"""What a killed run left goes with the next command, also where that finds nothing to do."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from dfnsgen.cli.app import run

_DOCUMENT = """\
openapi: 3.1.0
info: {title: X, version: "1"}
servers: [{url: https://api.example.com}]
paths: {}
"""


@pytest.mark.parametrize("left", ["begun", "built", "lock"])
def test_an_update_that_finds_nothing_leaves_nothing(
    left: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The documented job commits all that stands there afterwards."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.yaml").write_text(_DOCUMENT)
    (tmp_path / "newest.yaml").write_text(_DOCUMENT)
    (tmp_path / "dfnsgen.toml").write_text(
        'package = "p"\nsource = "x.yaml"\norigin = "newest.yaml"\nout = "."\n'
    )
    assert run(["generate", "-q"]) == 0
    whole = sorted(os.listdir(tmp_path))
    if left == "lock":
        (tmp_path / ".dfnsgen-p.lock").touch()
    else:
        (tmp_path / ".dfnsgen-p").mkdir()
    if left == "built":
        shutil.copytree(tmp_path / "p", tmp_path / ".dfnsgen-p" / "new")

    assert run(["update"]) == 0
    assert sorted(os.listdir(tmp_path)) == whole
