"""The command and its formats: codes, text, JSON by its schema, hostile texts."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from dfnsgen.diff.report.markdown import escaped
from tests.command import Result
from tests.command import dfnsgen as run_dfnsgen
from tests.diff.documents import both_ways, document, operation, write

SCHEMA = Path(__file__).parents[3] / "docs" / "diff.schema.json"
HOSTILE = "a\n::error::x` | <script> \x1b[31m [x](y) \u202e"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")

    def diff(*arguments: str, stdin: bytes = b"") -> Result:
        return run_dfnsgen(["diff", *arguments], stdin)

    return diff


def thing(**more: Any) -> dict[str, Any]:
    return both_ways({"type": "object", "properties": {"a": {"type": "string", **more}}})


@pytest.fixture
def files(tmp_path: Path) -> None:
    write(tmp_path, "old.json", thing(minLength=1, description="x"))
    write(tmp_path, "new.json", thing(minLength=2, description="y"))
    write(tmp_path, "words.json", thing(minLength=1, description="z"))


@pytest.mark.usefixtures("files")
def test_text(run: Run) -> None:
    result = run("old.json", "new.json")

    assert result.exit_code == 1
    assert result.stdout == (
        "Test 1 (old.json) →\n"
        "Test 1 (new.json)\n"
        "\n"
        "POST /things\n"
        "  breaking Thing.a: the least length was raised from 1 to 2"
        "  [min-length-raised, request]\n"
        "           requests that were right may be refused\n"
        "           old.json:42:7 → new.json:42:7\n"
        "           info in a response\n"
        "\n"
        "texts: 1 description-changed (--verbose lists them)\n"
        "1 breaking, 0 warning, 1 info; version step: major\n"
    )


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("fail_on", "new", "code"),
    [
        ("breaking", "new.json", 1),
        ("none", "new.json", 0),
        ("breaking", "words.json", 0),
        ("warning", "words.json", 0),
        ("any", "words.json", 1),
        ("any", "old.json", 0),
    ],
)
def test_exit_codes(run: Run, fail_on: str, new: str, code: int) -> None:
    assert run("old.json", new, "--fail-on", fail_on, "--quiet").exit_code == code


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("new", "bump"), [("new.json", "major"), ("words.json", "patch"), ("old.json", "none")]
)
def test_bump(run: Run, new: str, bump: str) -> None:
    assert run("old.json", new, "--bump").stdout == f"{bump}\n"


@pytest.mark.usefixtures("files")
def test_a_missing_file_is_refused(run: Run) -> None:
    result = run("old.json", "nowhere.json")

    assert result.exit_code == 2
    assert "source-not-found" in result.stderr


def judge(result: Result) -> Any:
    found = json.loads(result.stdout)
    validator = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text()))
    assert [error.message for error in validator.iter_errors(found)] == []
    return found


@pytest.mark.usefixtures("files")
def test_json_keeps_its_schema(run: Run) -> None:
    found = judge(run("old.json", "new.json", "--format", "json", "--bindings"))

    assert found["summary"] == {"breaking": 1, "warning": 0, "info": 1}
    change = found["changes"][0]
    assert change["operation"] == {"method": "POST", "path": "/things"}
    assert change["location"]["new"] == {"source": "new.json", "line": 42, "column": 7}
    assert [place["level"] for place in change["places"]] == ["breaking", "info"]


@pytest.mark.usefixtures("files")
def test_json_has_what_is_promised(run: Run) -> None:
    """The keys that programs rely on; others may come, inside of a change."""
    found = judge(run("old.json", "new.json", "--format", "json"))
    change = found["changes"][0]
    promised = "rule level source_level direction operation pointer subject message before after"

    assert list(found) == ["old", "new", "changes", "bindings", "summary", "bump"]
    assert list(found["old"]) == list(found["new"]) == ["title", "version", "source"]
    assert set(promised.split()) | {"proof", "places", "fingerprint"} <= change.keys()
    assert list(change["pointer"]) == ["old", "new"]
    assert list(change["places"][0]) == ["operation", "direction", "level", "pointer"]
    assert (change["direction"], change["level"], found["bump"]) == ("request", "breaking", "major")
    assert found["bindings"] == []


def test_json_holds_any_value(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "old.json", thing(default=1.5))
    write(tmp_path, "new.json", thing(default={"a": [10**30, None]}))
    found = judge(run("old.json", "new.json", "--format", "json"))

    assert found["changes"][0]["after"] == {"a": [10**30, None]}


def test_markdown(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "old.json", operation(summary="s"))
    write(tmp_path, "new.json", operation(summary="s", tags=["x"]))

    assert run("old.json", "new.json", "--format", "markdown").stdout == (
        "## Test: 1 → 1\n"
        "\n"
        "**0 breaking, 0 warning, 1 info**; version step: minor\n"
        "\n"
        "<details><summary>Info (1)</summary>\n"
        "\n"
        "- **POST /things/\\{id\\}** has the tag x now (`tag-added`, request)  \n"
        "  `old.json:9:4` → `new.json:16:5`\n"
        "\n"
        "</details>\n"
    )


@pytest.mark.parametrize("format", ["text", "markdown", "html", "github", "junit", "sarif"])
def test_texts_of_a_document_stay_texts(run: Run, tmp_path: Path, format: str) -> None:
    write(tmp_path, "old.json", both_ways({"enum": ["a", "b"]}))
    write(tmp_path, "new.json", both_ways({"enum": ["a", "b", HOSTILE]}))
    said = run("old.json", "new.json", "--format", format).stdout

    assert "\x1b" not in said and "\u202e" not in said and "\n::error::x" not in said
    assert format not in ("markdown", "junit") or "<script>" not in said


def test_markdown_escapes() -> None:
    assert escaped("a_b *c* <d> `e` [f](g)\nh") == r"a\_b \*c\* \<d\> \`e\` \[f\]\(g\) h"


def test_github(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "old.json", document({"/a,b": {"get": {"responses": {}}}}))
    write(tmp_path, "new.json", document({}))

    assert run("old.json", "new.json", "--format", "github").stdout == (
        "::error file=old.json,line=9,col=4,title=operation-removed::GET /a,b was removed\n"
    )


def test_a_sunset_that_has_passed(run: Run, tmp_path: Path) -> None:
    node = {"deprecated": True, "x-sunset": "2030-01-01", "responses": {}}
    write(tmp_path, "old.json", document({"/a": {"get": node}}))
    write(tmp_path, "new.json", document({}))

    assert run("old.json", "new.json", "--today", "2029-12-31").exit_code == 1
    assert run("old.json", "new.json", "--today", "2030-01-01").exit_code == 0


@pytest.mark.usefixtures("files")
def test_git_and_standard_input(run: Run, tmp_path: Path) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    for arguments in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "one"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    new = (tmp_path / "new.json").read_bytes()

    result = run("git:HEAD:old.json", "-", stdin=new)

    assert result.exit_code == 1
    assert "git:HEAD:old.json:42:7 → " in result.stdout
    assert run("git:HEAD:nowhere.json", "new.json").exit_code == 2


def test_bindings(run: Run, tmp_path: Path) -> None:
    def api(name: str, kind: str) -> dict[str, Any]:
        parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        query = {"name": name, "in": "query", "schema": {"type": kind}}
        return operation(operationId="getThing", parameters=[parameter, query])

    write(tmp_path, "old.json", api("limit", "integer"))
    write(tmp_path, "new.json", api("limit", "string"))
    found = judge(run("old.json", "new.json", "--bindings", "--format", "json"))

    (change,) = found["bindings"]
    assert change.pop("fingerprint")
    assert change == {
        "rule": "python-parameter-changed",
        "kind": "parameter",
        "name": "api.get_thing(limit=…)",
        "change": "changed",
        "source_breaking": True,
        "message": "parameter api.get_thing(limit=…) is str, no longer int",
        "before": "limit: int | None = None",
        "after": "limit: str | None = None",
    }
