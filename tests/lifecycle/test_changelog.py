"""`dfnsgen changelog`: release notes over versions that are named, or that git holds."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.command import Result
from tests.diff.documents import both_ways

Run = Callable[..., Result]


def version(number: int, least: int = 1) -> Any:
    tree = both_ways(
        {"type": "object", "properties": {"a": {"type": "string", "minLength": least}}}
    )
    tree["info"]["version"] = str(number)
    return tree


def write(name: str, tree: Any) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(json.dumps(tree, indent=1))


def commit(day: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    when = {"GIT_COMMITTER_DATE": f"{day}T12:00:00Z", "GIT_AUTHOR_DATE": f"{day}T12:00:00Z"}
    for words in (["add", "."], [*identity, "commit", "-qm", "x"]):
        subprocess.run(["git", *words], check=True, env={"PATH": "/usr/bin:/bin", **when})


def headings(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("## ")]


def test_versions_that_are_named(dfnsgen: Run) -> None:
    for number, least in ((1, 1), (2, 2), (3, 1)):
        write(f"v{number}.json", version(number, least))
    result = dfnsgen("changelog", "v1.json", "v2.json", "v3.json")

    assert result.exit_code == 0, result.stderr
    assert headings(result.stdout) == ["## Test: 2 → 3", "## Test: 1 → 2"]
    assert "raised from 1 to 2" in result.stdout
    assert "lowered from 2 to 1" in result.stdout


def test_the_history_of_a_file(dfnsgen: Run) -> None:
    subprocess.run(["git", "init", "-q"], check=True)
    write("specs/api.json", version(1))
    commit("2026-01-01")
    Path("specs/api.json").write_text("{broken")
    commit("2026-02-01")
    write("specs/api.json", version(2, 5))
    commit("2026-03-01")
    Path("README.md").write_text("another commit")
    commit("2026-04-01")
    result = dfnsgen("changelog", "--git", "specs/api.json")

    assert result.exit_code == 0, result.stderr
    assert headings(result.stdout) == ["## Test: 1 → 2 (2026-03-01)"]
    assert "raised from 1 to 5" in result.stdout
    assert "warning[changelog-skipped]" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "changelog-too-few"),
        (["v1.json"], "changelog-too-few"),
        (["v1.json", "v1.json"], "changelog-too-few"),
        (["v1.json", "nowhere.json"], "source-not-found"),
        (["--git", "v1.json"], "git-failed"),
    ],
)
def test_what_makes_no_changelog_is_refused(dfnsgen: Run, words: list[str], said: str) -> None:
    write("v1.json", version(1))
    result = dfnsgen("changelog", *words)

    assert result.exit_code == 2
    assert said in result.stderr


def test_a_revision_brings_the_files_that_it_refers_to(dfnsgen: Run) -> None:
    subprocess.run(["git", "init", "-q"], check=True)
    tree = version(1)
    schema = tree["components"]["schemas"].pop("Thing")
    text = json.dumps(tree).replace("#/components/schemas/Thing", "parts/thing.json")
    write("specs/parts/thing.json", schema)
    Path("specs/api.json").write_text(text)
    commit("2026-01-01")
    schema["properties"]["a"]["minLength"] = 7
    write("specs/parts/thing.json", schema)
    result = dfnsgen("diff", "specs/api.json")

    assert result.exit_code == 1, result.stderr
    assert "raised from 1 to 7" in result.stdout
    assert "git:HEAD:./specs/parts/thing.json:6:4" in result.stdout
    assert "dfnsgen-" not in result.stdout
    assert dfnsgen("diff", "git:HEAD:specs/api.json", "specs/api.json").exit_code == 1
    commit("2026-01-02")
    assert dfnsgen("diff", "git:HEAD~1:specs/api.json", "git:HEAD:specs/api.json").exit_code == 1
    assert "no changes" in dfnsgen("diff", "specs/api.json").stdout
