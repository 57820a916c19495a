"""Without two versions, the committed one is compared with the one in the working tree."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.command import Result
from tests.command import dfnsgen as run_dfnsgen
from tests.diff.documents import both_ways, write


def thing(least: int) -> dict[str, Any]:
    return both_ways({"type": "string", "minLength": least})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder below a repository's root, with one document that was edited since it came in."""
    folder = tmp_path / "below" / "specs"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder.parent)
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("NO_COLOR", "1")
    write(folder, "api.json", thing(1))
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    for arguments in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "one"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    write(folder, "api.json", thing(2))
    return folder


def run(*arguments: str) -> Result:
    return run_dfnsgen(["diff", *arguments])


@pytest.mark.usefixtures("folder")
def test_one_file() -> None:
    result = run("specs/api.json")

    assert result.exit_code == 1
    assert "Thing: the least length was raised from 1 to 2" in result.stdout
    assert "git:HEAD:./specs/api.json:" in result.stdout


def test_an_absolute_path(folder: Path) -> None:
    assert run(str(folder / "api.json"), "--fail-on", "none").exit_code == 0


def test_the_document_of_the_configuration(folder: Path) -> None:
    (folder.parent / "dfnsgen.toml").write_text('source = "specs/api.json"\n')

    assert "raised from 1 to 2" in run().stdout


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("configuration", "arguments", "said"),
    [
        ("", [], "config-missing"),
        ('[[packages]]\nsource = "a"\n[[packages]]\nsource = "b"\n', [], "diff-several-sources"),
        ("", ["specs"], "diff-no-file"),
        ("", ["https://example.com/api.json"], "diff-no-file"),
        ("", ["nowhere.json"], "diff-no-file"),
    ],
)
def test_what_has_no_committed_version_is_refused(
    configuration: str, arguments: list[str], said: str
) -> None:
    if configuration:
        Path("dfnsgen.toml").write_text(configuration)
    result = run(*arguments)

    assert result.exit_code == 2
    assert said in result.stderr


def test_a_new_file_has_none(folder: Path) -> None:
    write(folder, "new.json", thing(1))
    result = run("specs/new.json")

    assert result.exit_code == 2
    assert "git-failed" in result.stderr
