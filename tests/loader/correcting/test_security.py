"""An operation can be called whatever schemes its security names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.loader.load import load

TOKEN = {"type": "http", "scheme": "bearer"}


def loaded(tmp_path: Path, security: Any, schemes: Any) -> tuple[Any, list[str]]:
    """Return the security of a document as it is read, and the rules that found something."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "security": security,
        "paths": {},
        "components": {"securitySchemes": schemes},
    }
    path = tmp_path / "api.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    read, found = load((str(path),))
    return read.tree["security"], [one.rule for one in found]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ([{"Basic": []}], [{}]),
        ([{"Basic": []}, {"token": []}], [{"token": []}]),
        ([{"Basic": [], "token": []}], [{"token": []}]),
    ],
)
def test_schemes_that_nobody_declares_are_left_out(tmp_path: Path, written: Any, read: Any) -> None:
    assert loaded(tmp_path, written, {"token": TOKEN}) == (read, ["security-scheme-undeclared"])


@pytest.mark.parametrize("name", ["token", "#/components/securitySchemes/token"])
def test_declared_schemes_stay(tmp_path: Path, name: str) -> None:
    assert loaded(tmp_path, [{name: []}, {}], {"token": TOKEN}) == ([{name: []}, {}], [])
