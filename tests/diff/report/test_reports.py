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
from tests.diff.documents import OK, both_ways, document, operation, write

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
        "1 breaking: 1 least length raised\n"
        "Test 1 (old.json) →\n"
        "Test 1 (new.json)\n"
        "\n"
        "POST /things\n"
        "  breaking Thing.a: the least length was raised from 1 to 2"
        "  [min-length-raised, request]\n"
        "           requests that were right may be refused\n"
        "           to do: send only what the new version takes\n"
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
    (sent,) = found["place_lists"][change["places"]["breaking"]]
    (answered,) = found["place_lists"][change["places"]["info"]]
    assert found["places"][sent]["direction"] == "request"
    assert found["places"][answered]["direction"] == "response"


@pytest.mark.usefixtures("files")
def test_json_has_what_is_promised(run: Run) -> None:
    """The keys that programs rely on; others may come, inside of a change."""
    found = judge(run("old.json", "new.json", "--format", "json"))
    change = found["changes"][0]
    promised = "rule level source_level direction operation pointer subject message before after"
    parts = "old new digest changes bindings summary bump places place_lists"

    assert list(found) == parts.split()
    assert list(found["old"]) == list(found["new"]) == ["title", "version", "source"]
    assert set(promised.split()) | {"proof", "places", "fingerprint"} <= change.keys()
    assert list(change["pointer"]) == ["old", "new"]
    assert list(found["places"][0]) == ["operation", "direction", "pointer"]
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
        "**nothing breaks; 0 warning, 1 info**\n"
        "\n"
        "0 breaking, 0 warning, 1 info; version step: minor\n"
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


def test_a_callback_and_a_webhook_are_told_from_operations(run: Run, tmp_path: Path) -> None:
    def api(kind: str) -> dict[str, Any]:
        schema = {"type": "object", "properties": {"a": {"type": kind}}}
        post = {"requestBody": {"content": {"application/json": {"schema": schema}}}}
        called = {"done": {"{$request.query.url}": {"post": {**post, "responses": {}}}}}
        return operation(callbacks=called) | {"webhooks": {"news": {"post": post}}}

    write(tmp_path, "old.json", api("string"))
    write(tmp_path, "new.json", api("integer"))
    found = judge(run("old.json", "new.json", "--format", "json"))

    assert [change["operation"] for change in found["changes"]] == [
        {"method": "POST", "path": "news", "webhook": True},
        {"method": "POST", "path": "/things/{id}", "callback": "done"},
    ]


def test_one_tag_of_many_operations_is_one_change(run: Run, tmp_path: Path) -> None:
    def api(**more: Any) -> dict[str, Any]:
        return document({f"/{n}": {"get": {"responses": {}, **more}} for n in "abc"})

    write(tmp_path, "old.json", api())
    write(tmp_path, "new.json", api(tags=["Billing"]))

    assert "info     3 operations have the tag Billing now" in run("old.json", "new.json").stdout


def test_many_properties_and_variants_are_one_entry(run: Run, tmp_path: Path) -> None:
    def api(names: str, needed: list[str]) -> dict[str, Any]:
        held = {name: {"type": "string"} for name in names}
        thing = {"type": "object", "properties": held}
        pets = [
            {
                "type": "object",
                "required": ["kind", *needed],
                "properties": {"kind": {"const": kind}, "name": {"type": "string"}},
            }
            for kind in ("cat", "dog")
        ]
        return both_ways(thing | {"properties": held | {"pet": {"oneOf": pets}}})

    write(tmp_path, "old.json", api("abcdef", []))
    write(tmp_path, "new.json", api("", ["name"]))
    said = run("old.json", "new.json").stdout

    assert "6 properties of Thing were removed: a, b, c, d, e, f  [property-removed" in said
    assert 'Thing.pet.name is required now, in 2 variants: kind "cat", kind "dog"' in said, said


def test_one_edit_in_several_schemas_is_one_entry(run: Run, tmp_path: Path) -> None:
    def api(kind: str) -> dict[str, Any]:
        thing = {"type": "object", "properties": {"total": {"type": kind}}}
        names = ("Order", "Bill", "Offer")
        whole = {name: {"$ref": f"#/components/schemas/{name}"} for name in names}
        return both_ways({"properties": whole}, **dict.fromkeys(names, thing))

    write(tmp_path, "old.json", api("string"))
    write(tmp_path, "new.json", api("number"))
    said = run("old.json", "new.json").stdout

    message = "total was string and is number, in 3 places: Order, Bill, Offer"
    assert said.count("was string and is number") == 1 and message in said, said


def test_removed_operations_come_first(run: Run, tmp_path: Path) -> None:
    def api(kind: str, **paths: Any) -> dict[str, Any]:
        limit = {"name": "limit", "in": "query", "schema": {"type": kind, "maxLength": 3}}
        kept = {"get": {"parameters": [limit], "responses": OK}}
        return document({"/a": kept} | {f"/{name}": path for name, path in paths.items()})

    write(tmp_path, "old.json", api("string", z={"get": {"responses": {}}}))
    write(tmp_path, "new.json", api("boolean"))
    lines = run("old.json", "new.json").stdout.splitlines()

    assert lines[0] == "2 breaking: 1 operation removed, 1 type changed"
    assert lines[4:6] == [
        "removed operations",
        "  breaking GET /z was removed  [operation-removed, request, source: breaking]",
    ]


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(("by", "heading"), [("schema", "Thing"), ("tag", "no tag")])
def test_changes_are_put_together_as_asked(run: Run, by: str, heading: str) -> None:
    assert f"\n{heading}\n" in run("old.json", "new.json", "--group-by", by).stdout


@pytest.mark.usefixtures("files")
def test_a_report_goes_into_a_file(run: Run, tmp_path: Path) -> None:
    result = run("old.json", "new.json", "--out", "report.txt")

    assert (result.exit_code, result.stdout) == (1, "")
    assert (tmp_path / "report.txt").read_text().startswith("1 breaking: 1 least length raised\n")


def test_a_document_on_one_line_is_pointed_into(run: Run, tmp_path: Path) -> None:
    for name, least in (("old.json", 1), ("new.json", 2)):
        (tmp_path / name).write_text(json.dumps(thing(minLength=least)))
    pointer = "#/components/schemas/Thing/properties/a/minLength"

    assert f"old.json{pointer} → new.json{pointer}" in run("old.json", "new.json").stdout


def test_places_are_written_once(run: Run, tmp_path: Path) -> None:
    def api(*lengths: int) -> dict[str, Any]:
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
        answer = {"200": {"description": "ok", "content": content}}
        held = {f"p{n}": {"type": "string", "maxLength": n} for n in lengths}
        paths = {f"/{n}": {"get": {"responses": answer}} for n in range(300)}
        return document(paths, Thing={"type": "object", "properties": held})

    write(tmp_path, "old.json", api(*range(1, 41)))
    tree = api(*range(1, 41))
    for inner in tree["components"]["schemas"]["Thing"]["properties"].values():
        inner["maxLength"] += 1
    write(tmp_path, "new.json", tree)
    said = run("old.json", "new.json", "--format", "json").stdout
    found = judge(run("old.json", "new.json", "--format", "json"))

    assert (len(found["changes"]), len(found["places"]), len(found["place_lists"])) == (40, 300, 1)
    assert len(said) < 300_000
