"""Small documents in, the repaired tree and the diagnostics out: a folder each in tests/cases."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dfnsgen.diagnostics import Diagnostic, Refused
from dfnsgen.loader import rules
from dfnsgen.loader.document import Document
from dfnsgen.loader.load import load

CASES = Path(__file__).parents[1] / "cases" / "loader"
Golden = Callable[[Path, str], None]


def as_text(found: tuple[Diagnostic, ...]) -> str:
    """Return diagnostics as a reader sees them."""
    return "".join(
        f"{one.at}: {one.severity.value}[{one.rule}]: {one.message}\n"
        f"  at     {one.at.pointer or '-'}\n"
        f"  so     {one.effect or '-'}\n"
        f"  remedy {one.remedy or '-'}\n"
        for one in found
    )


def load_case(strict: bool = False) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Load the document of the working directory: its pages, with its overlay."""
    sources = sorted(
        str(path) for path in Path().glob("*") if path.stem in ("document", "second", "third")
    )
    overlays = sorted(str(path) for path in Path().glob("overlay*"))
    try:
        return load(sources, overlays=overlays, strict=strict)
    except Refused as refused:
        return None, refused.diagnostics


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_case(case: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder's documents give its tree and its diagnostics; both have places."""
    monkeypatch.chdir(case)
    document, found = load_case()

    golden(case / "diagnostics.txt", as_text(found))
    if document is None:
        assert not (case / "tree.txt").exists()
        return
    golden(case / "tree.txt", json.dumps(document.tree, indent=1, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_strict_refuses_what_was_repaired(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under strict each warning is an error, and an error refuses."""
    monkeypatch.chdir(case)
    document, found = load_case()
    severities = {one.severity.value for one in found}
    strictly, strict_found = load_case(strict=True)

    assert (strictly is None) == (document is None or "warning" in severities)
    assert "warning" not in {one.severity.value for one in strict_found} or document is None


def test_every_golden_is_read() -> None:
    """A golden belongs to a folder that holds a document."""
    for golden in CASES.rglob("*.txt"):
        assert golden.name in ("diagnostics.txt", "tree.txt")
        assert list(golden.parent.glob("document.*")), golden


def test_rules_are_declared_once() -> None:
    """Ids are unique, and every finding says what to do."""
    declared = rules.all_rules()

    assert len({rule.id for rule in declared}) == len(declared)
    assert all(rule.remedy or rule.severity.value == "info" for rule in declared)
