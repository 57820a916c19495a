"""`dfnsgen repair`: the document with the overlay is what the document is read as."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dfnsgen.diagnostics import Refused, Severity
from dfnsgen.json_value import JsonValue
from dfnsgen.loader.correcting.overlays import apply_overlay
from dfnsgen.loader.correcting.tree_actions import actions_between
from dfnsgen.loader.joining.merge import same
from dfnsgen.loader.load import Request, load, load_with
from dfnsgen.loader.positions import Positions
from dfnsgen.loader.reading.sources import Source
from dfnsgen.loader.reading.text import read_text
from dfnsgen.loader.reading.yaml_text import write_yaml
from dfnsgen.loader.repairing import repairs_of
from tests.command import Result, dfnsgen

CASES = Path(__file__).parents[1] / "cases" / "loader"
Run = Callable[..., Result]

SLIPS = """\
openapi: 3.0.3
info: {title: Slips, version: '1', description: null}
paths:
  pets/{id}:
    get:
      operationId: one
      responses:
        '200':
          description: Found
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
  /pets:
    get:
      operationId: all
      responses:
        '200':
          description: Found
          links: {next: {$ref: '#/components/links/Nowhere'}}
components:
  schemas:
    Pet:
      type: object
      required: [born]
      properties:
        born: {type: datetime}
        mother: {$ref: '#/components/schemas/Nowhere'}
        weight: {type: number, minimum: 0, exclusiveMinimum: true, nullable: true}
"""


def documents() -> list[Path]:
    return sorted(path for path in CASES.glob("*/document.*") if path.suffix != ".md")


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.parent.name)
def test_the_overlay_says_all_repairs(path: Path, tmp_path: Path) -> None:
    """With the overlay the same is read, and what it repairs is found no more."""
    try:
        before, _ = load([str(path)])
    except Refused:
        return  # there is nothing to repair
    text, _ = repairs_of(Request(sources=(str(path),)))
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(text)

    after, found = load([str(path)], overlays=[str(overlay)])

    assert same(before.tree, after.tree)
    assert list(before.tree["paths"]) == list(after.tree["paths"])  # type: ignore[arg-type]  # objects
    stays = [
        line.split("[")[1].split("]")[0]
        for line in text.splitlines()
        if line[:4] == "#   " and "[" in line
    ]
    warned = {one.rule for one in found if one.severity.value == "warning"}
    assert warned <= {*stays}


def test_a_package_is_the_same_with_the_overlay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "slips.yaml").write_text(SLIPS)
    text = dfnsgen(["repair", "slips.yaml"]).stdout
    (tmp_path / "overlay.yaml").write_text(text)

    first = dfnsgen(["generate", "slips.yaml", "--out", "a"])
    second = dfnsgen(["generate", "slips.yaml", "--out", "b", "--overlay", "overlay.yaml"])

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert package(tmp_path / "a") == package(tmp_path / "b")
    for rule in (
        "null-annotation",
        "path-without-slash",
        "type-unknown",
        "schema-reference-nowhere",
    ):
        assert rule in first.stderr
        assert rule in text
        assert rule not in second.stderr


def package(folder: Path) -> dict[str, bytes]:
    """Give the files of a package, but its lock, which names the overlay."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*.py"))
    }


def test_the_overlay_is_one_of_the_specification(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "slips.yaml").write_text(SLIPS)

    overlay = read_text(dfnsgen(["repair", "slips.yaml"]).stdout, "overlay").value

    assert isinstance(overlay, dict)
    assert (overlay["overlay"], overlay["extends"]) == ("1.1.0", "slips.yaml")
    assert overlay["info"] == {"title": "Repairs of Slips", "version": "1"}
    actions = overlay["actions"]
    assert isinstance(actions, list)
    assert {
        "target": "$.components.schemas.Pet.properties.born",
        "description": "type-unknown: it is read as type: string, format: date-time",
        "update": {"type": "string", "format": "date-time"},
    } in actions
    # What 3.0 says in its own way is no slip: `nullable` and `exclusiveMinimum` stay.
    assert not any("weight" in str(action) for action in actions if "Pet" in str(action))


def test_a_text_of_the_document_ends_no_comment(tmp_path: Path) -> None:
    """A comment holds what the document wrote; it stays a comment."""
    document = tmp_path / "a.yaml"
    document.write_text(
        'openapi: 3.1.0\ninfo: {title: T, version: "1"}\n'
        'paths: {"/a?b\\nactions: []": {get: {responses: {}}}}\n'
    )
    text, _ = repairs_of(Request(sources=(str(document),)))
    overlay = read_text(text, "overlay").value

    assert isinstance(overlay, dict)
    assert overlay["actions"]


NAMES = st.sampled_from(["a", "paths", "properties", "it's", "/b\\{c}", "\n", "é"])
VALUES: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
TREES = st.dictionaries(NAMES, VALUES, max_size=4)


@settings(max_examples=300, deadline=None)
@given(TREES, TREES)
def test_actions_lead_from_any_tree_to_any_other(
    old: dict[str, JsonValue], new: dict[str, JsonValue]
) -> None:
    steps = [
        (
            {"target": action.target, "remove": True}
            if action.is_removal
            else {"target": action.target, "update": action.value}
        )
        for action in actions_between(old, new)
    ]
    overlay = write_yaml({"overlay": "1.1.0", "info": {}, "actions": [*steps, {"target": "$"}]})

    made, _ = apply_overlay(old, Source(name="overlay", content=overlay.encode()), Positions())

    assert same(made, new)
    assert maps_in_order(made) == maps_in_order(new)


def maps_in_order(value: JsonValue) -> list[object]:
    """Give the names in each map whose order a package follows."""
    if isinstance(value, list):
        return [maps_in_order(member) for member in value]
    if not isinstance(value, dict):
        return []
    own = [
        [*inner]
        for key, inner in sorted(value.items())
        if key in ("paths", "properties") and isinstance(inner, dict)
    ]
    return [own, *(maps_in_order(inner) for _, inner in sorted(value.items()))]


FOLDER = Path(os.environ.get("DFNSGEN_CORPUS", "none"), "corpus")
OTHERS = sorted(
    path
    for folder in ("apis", "public", "dfns")
    for path in (FOLDER / folder).glob("*")
    if path.suffix in (".json", ".yaml", ".yml") and path.stem != "index"
)


@pytest.mark.sweep
@pytest.mark.skipif(not OTHERS, reason="DFNSGEN_CORPUS is not set: the documents are not here")
@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_documents_of_others_with_their_overlays_are_what_they_are_read_as(path: Path) -> None:
    """`repairs_of` compares the two; a second reading with the overlay repairs nothing again."""
    text, found = repairs_of(Request(sources=(str(path),)))

    overlay = Source(name="overlay", content=text.encode())
    _, again = load_with(Request(sources=(str(path),)), (overlay,))
    actions = text.count("\n  - target:") or text.count("target:")
    warned = {one.rule for one in found if one.severity is Severity.WARNING}
    left = {one.rule for one in again if one.severity is Severity.WARNING}
    assert left <= warned
    assert actions > 0
