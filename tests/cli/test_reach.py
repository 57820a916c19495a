"""How far references lead, and what is left out: the same for every command that reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command import Result

Run = Callable[..., Result]

DOCUMENT = """\
openapi: 3.1.0
info: {{title: Pets, version: '{version}'}}
paths:
  /pets:
    get:
      operationId: pets
      responses:
        '200':
          description: Found
          content: {{application/json: {{schema: {{$ref: '../common/pet.yaml'}}}}}}
  /broken: {broken}
"""


@pytest.fixture
def versions(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Two versions of a document with a part that can't be read, and a file above their folder."""
    (folder / "common").mkdir()
    (folder / "common" / "pet.yaml").write_text(
        "{type: object, properties: {name: {type: string}}}"
    )
    (folder / "specs").mkdir()
    for name in ("1", "2"):
        text = DOCUMENT.format(version=name, broken="a text")
        (folder / "specs" / f"{name}.yaml").write_text(text)
    monkeypatch.chdir(folder / "specs")
    return "1.yaml", "2.yaml"


@pytest.mark.parametrize("command", ["diff", "changelog", "show", "repair"])
def test_every_command_takes_root_and_skip(
    versions: tuple[str, str], dfnsgen: Run, command: str
) -> None:
    names = versions if command in ("diff", "changelog") else versions[:1]

    refused = dfnsgen(command, *names)
    assert refused.exit_code == 2
    assert "reference-outside-folder" in refused.stderr
    assert "openapi-specification" in dfnsgen(command, *names, "--root", "..").stderr

    result = dfnsgen(command, *names, "--root", "..", "--skip", "#/paths/~1broken")
    assert result.exit_code == 0, result.stderr


def test_update_takes_them_too(folder: Path, versions: tuple[str, str], dfnsgen: Run) -> None:
    (folder / "specs" / "dfnsgen.toml").write_text('source = "1.yaml"\norigin = "2.yaml"\n')

    assert "openapi-specification" in dfnsgen("update", "--dry-run", "--root", "..").stderr


def test_a_package_with_files_above_its_document_can_be_unchanged(
    folder: Path, versions: tuple[str, str], dfnsgen: Run
) -> None:
    """The lock remembers them, and reads them no further than the loader did."""
    words = ("generate", versions[0], "--skip", "#/paths/~1broken", "--root", "..")

    assert dfnsgen(*words).exit_code == 0
    assert "unchanged" in dfnsgen(*words).stdout
    (folder / "common" / "pet.yaml").write_text("{type: string}")
    assert "unchanged" not in dfnsgen(*words).stdout
