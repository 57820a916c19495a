"""A document, and a way to run the command in a folder of the test's own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command import Result
from tests.command import dfnsgen as run_dfnsgen

ROOT = Path(__file__).parents[2]

DOCUMENT = """\
openapi: 3.1.0
info: {title: Pet Shop API, version: 1.2.3}
paths:
  /pets:
    get:
      summary: List pets
      tags: [pets]
      responses:
        "200":
          description: All of them
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Pets"}
components:
  schemas:
    Pets:
      type: object
      required: [items]
      properties:
        items: {type: array, items: {$ref: "#/components/schemas/Pet"}}
    Pet:
      type: object
      required: [kind, name]
      properties:
        kind: {type: string, enum: [cat, dog]}
        name: {type: string, maxLength: 64}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a document in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path.parent / "cache"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    (tmp_path / "pets.yaml").write_text(DOCUMENT)
    return tmp_path


@pytest.fixture
def dfnsgen(folder: Path) -> Callable[..., Result]:
    """Run the command in this process; a bug of ours fails the test."""

    def run(*arguments: str, stdin: bytes = b"") -> Result:
        return run_dfnsgen(list(arguments), stdin)

    return run


@pytest.fixture
def process(folder: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command in a process of its own."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "dfnsgen", *arguments],
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run
