"""What is compared: parts of the documents, and documents in all forms that they come in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.command import Result
from tests.command import dfnsgen as run_dfnsgen
from tests.diff.documents import OK, document, write

Run = Callable[..., Result]


def api(least: int) -> dict[str, Any]:
    def operation(tag: str, **more: Any) -> dict[str, Any]:
        limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": least}}
        parameters = [limit, *more.pop("parameters", [])]
        return {"tags": [tag], "parameters": parameters, "responses": OK, **more}

    extra = {"name": f"only{least}", "in": "query", "schema": {"type": "string"}}
    return document(
        {
            "/pets": {"get": operation("Pets", operationId="listPets", parameters=[extra])},
            "/pets/{id}/toys": {"get": operation("Toys", operationId="listToys")},
            "/shops": {"get": operation("Shops", operationId="listShops")},
        }
    )


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "old.json", api(1))
    write(tmp_path, "new.json", api(2))

    def diff(*arguments: str) -> Result:
        return run_dfnsgen(["diff", *arguments])

    return diff


def felt(result: Result) -> set[str]:
    found = json.loads(result.stdout)
    lists = {number for change in found["changes"] for number in change["places"].values()}
    numbers = {number for one in lists for number in found["place_lists"][one]}
    return {found["places"][number]["operation"]["path"] for number in numbers}


@pytest.mark.parametrize(
    ("wish", "paths"),
    [
        ([], {"/pets", "/pets/{id}/toys", "/shops"}),
        (["--only", "GET /pets"], {"/pets"}),
        (
            ["--only", "listShops", "--only", "get /pets/{other}/toys"],
            {"/shops", "/pets/{id}/toys"},
        ),
        (["--tag", "toys"], {"/pets/{id}/toys"}),
        (["--path", "/pets*"], {"/pets", "/pets/{id}/toys"}),
        (["--path", "/pets*", "--tag", "Pets"], {"/pets"}),
    ],
)
def test_a_part_is_compared(run: Run, wish: list[str], paths: set[str]) -> None:
    assert felt(run("old.json", "new.json", "--format", "json", *wish)) == paths


def test_the_bindings_of_a_part_are_compared(run: Run) -> None:
    def names(*wish: str) -> list[str]:
        said = run("old.json", "new.json", "--format", "json", "--bindings", *wish).stdout
        return [change["name"] for change in json.loads(said)["bindings"]]

    assert names("--tag", "Shops") == []
    assert names("--tag", "Pets") == ["pets.list_pets(only1=…)"]


@pytest.mark.parametrize(
    ("option", "value"), [("--only", "GET /pet"), ("--tag", "Pet"), ("--path", "/pet")]
)
def test_what_selects_nothing_is_refused(run: Run, option: str, value: str) -> None:
    result = run("old.json", "new.json", option, value)

    assert result.exit_code == 2
    assert f"{option}: error[diff-no-operation]" in result.stderr


def page(method: str, path: str, least: int) -> str:
    tree = api(least)
    tree["paths"] = {path: {method: tree["paths"][path][method]}}
    text = json.dumps(tree, indent=1)
    return f"# A page\n\n````yaml /openapi.yaml {method} {path}\n{text}\n````\n"


@pytest.mark.parametrize("source", ["pages", "pages/*.md", "pages/toys.md"])
def test_pages_are_a_part_of_an_api(run: Run, source: str) -> None:
    Path("pages").mkdir()
    Path("pages/pets.md").write_text(page("get", "/pets", 2))
    Path("pages/toys.md").write_text(page("get", "/pets/{id}/toys", 2))
    result = run("old.json", source, "--format", "json", "--bindings")
    several = source != "pages/toys.md"

    assert felt(result) == {"/pets/{id}/toys"} | ({"/pets"} if several else set())
    found = json.loads(result.stdout)
    assert not [c for c in found["changes"] if c["rule"] == "operation-removed"]
    assert not [b for b in found["bindings"] if (b["kind"], b["change"]) == ("method", "removed")]


@pytest.mark.parametrize("source", ["empty", "nothing/*.md"])
def test_no_page_is_refused(run: Run, source: str) -> None:
    Path("empty").mkdir()
    result = run("old.json", source)

    assert result.exit_code == 2
    assert f"{source}: error[no-pages]" in result.stderr
