"""What all tests share: where the corpus is, and goldens.

The corpus isn't part of the project; tests that need it skip, saying so, where DFNSGEN_CORPUS is
unset. `--update-goldens` writes goldens anew; read the difference before it is committed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="write the goldens anew")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of documents that aren't ours."""
    folder = os.environ.get("DFNSGEN_CORPUS", "")
    if not folder:
        pytest.skip("DFNSGEN_CORPUS is not set: the corpus of documents is not here")
    return Path(folder)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a file, or write the file where goldens are updated."""

    def check(path: Path, text: str) -> None:
        if request.config.getoption("--update-goldens"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"no golden {path.name}: run pytest --update-goldens"
        assert text == path.read_text(encoding="utf-8")

    return check
