"""What is emitted for each feature, to be read: a folder each in tests/cases/emitted.

In: `document.yaml`, whose first line names the files of the package that show the feature; a second
line may name options. Out: these files as they are written, beside the document. A change of a
template or of the plan is read as a difference of these files (`pytest --update-goldens`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.configuration.value_types import Enums
from dfnsgen.generate import prepare
from dfnsgen.options import Options
from dfnsgen.render.package import HEAD

CASES = Path(__file__).parent / "cases" / "emitted"
OPTIONS: dict[str, dict[str, Any]] = {
    "formats": {"formats": True},
    "enum-classes": {"enums": Enums.CLASS},
    "no-client": {"client": False},
}
Golden = Callable[[Path, str], None]


def folders() -> list[Path]:
    return sorted(path for path in CASES.iterdir() if path.is_dir())


def asked(case: Path, what: str) -> list[str]:
    """Return the words after `# what:` in the comments that the document begins with."""
    lines = (case / "document.yaml").read_text(encoding="utf-8").splitlines()
    return [word for line in lines if line.startswith(f"# {what}: ") for word in line.split()[2:]]


def emitted(case: Path) -> dict[str, str]:
    """Return the texts of a case's package by their paths in it."""
    options: dict[str, Any] = {}
    for name in asked(case, "options"):
        options |= OPTIONS[name]
    source = str(case / "document.yaml")
    prepared = prepare(Options(sources=(source,), package="shop", cache=False, **options))
    return {str(file.path): file.text.removeprefix(HEAD) for file in prepared.files}


@pytest.mark.slow
@pytest.mark.parametrize("case", folders(), ids=lambda case: case.name)
def test_the_feature_is_written_so(case: Path, golden: Golden) -> None:
    """All that is emitted is Python; the files that show the feature are as they were read."""
    texts = emitted(case)
    for path, text in texts.items():
        if path.endswith(".py"):
            compile(text, path, "exec")

    for path in asked(case, "shows"):
        golden(case / path, texts[path])


@pytest.mark.parametrize("case", folders(), ids=lambda case: case.name)
def test_a_case_is_small_and_has_no_golden_that_nobody_reads(case: Path) -> None:
    document = (case / "document.yaml").read_text(encoding="utf-8")
    files = {path.relative_to(case).as_posix() for path in case.rglob("*") if path.is_file()}

    assert len(document.splitlines()) < 30
    assert files == {"document.yaml", *asked(case, "shows")}
