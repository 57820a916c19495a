"""What of OpenAPI is carried, feature by feature: held to what is emitted, and written down.

`tests/cases/features` has a document for each version, and the line that shows a feature in what
comes out. `docs/openapi.md` is made of it: `pytest --update-goldens` writes it anew.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from dfnsgen.generate import Prepared, prepare
from dfnsgen.options import Options
from dfnsgen.pointers import last

CASES = Path(__file__).parent / "cases" / "features"
PAGE = Path(__file__).parents[1] / "docs" / "openapi.md"
HEAD = """\
# What of OpenAPI is carried

A line of what is emitted shows each feature; `pytest --update-goldens tests/test_features.py`
writes this page. JSON Schema is carried whole: what a type can't say is checked by codecs and
validators. What is "listed" has no effect on the package, and is counted as not carried at the end
of a run.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A feature of a version, and where it shows: a file of the package, or the report."""

    version: str
    name: str
    where: str
    shown: str


def _features() -> list[Feature]:
    rows = (CASES / "features.txt").read_text(encoding="utf-8").splitlines()
    cells = (row.split(" | ", 3) for row in rows)
    return [Feature(version=v, name=n, where=w, shown=s) for v, n, w, s in cells]


FEATURES = _features()
VERSIONS = list(dict.fromkeys(feature.version for feature in FEATURES))


@cache
def prepared(version: str) -> Prepared:
    """Make the package of a version's document."""
    source = str(CASES / f"{version}.yaml")
    return prepare(Options(sources=(source,), out=Path("nowhere"), package="features"))


@pytest.mark.parametrize("feature", FEATURES, ids=lambda one: f"{one.version} {one.name}")
def test_a_feature_shows_in_what_is_emitted(feature: Feature) -> None:
    made = prepared(feature.version)

    if feature.where == "not carried":
        assert feature.shown in {last(pointer) for pointer in made.api.not_carried}
    elif feature.where == "reported":
        assert feature.shown in {found.rule for found in made.diagnostics}
    else:
        text = next(file.text for file in made.files if file.path == feature.where)
        assert _plain(feature.shown) in _plain(text)


def test_the_page_lists_them(golden: Callable[[Path, str], None]) -> None:
    text = HEAD
    for version in VERSIONS:
        text += f"\n## {version}\n\n| feature | how | where it shows |\n|---|---|---|\n"
        for feature in FEATURES:
            if feature.version == version:
                text += f"| {feature.name} | {_how(feature)} |\n"
    golden(PAGE, text)


def _how(feature: Feature) -> str:
    if feature.where == "not carried":
        return "listed | at the end of a run"
    shown = f"`{feature.shown}`".replace("|", "\\|")
    if feature.where == "reported":
        return f"read | reported as {shown}"
    kinds = {"models.py": "types", "_schemas.py": "checks", "webhooks.py": "webhooks"}
    return f"{kinds.get(feature.where, 'client')} | {shown}"


def _plain(text: str) -> str:
    """Return a text without what its layout adds: space, and commas before a closing bracket."""
    return "".join(text.split()).replace(",)", ")").replace(",}", "}").replace("''", "")


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
def test_every_operation_of_them_works(version: str, tmp_path: Path) -> None:
    """They are called as the benchmark calls those of all documents."""
    command = [sys.executable, "-m", "benchmarks.document_calls"]
    run = subprocess.run(
        [*command, str(CASES / f"{version}.yaml"), str(tmp_path)],
        cwd=PAGE.parents[1],
        capture_output=True,
        text=True,
        check=True,
    )

    found = json.loads(run.stdout)
    assert found["failures"] == {}
    assert found["counts"]["operations"] > 0
