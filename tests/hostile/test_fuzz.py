"""Changed documents end in a package, or a refusal with a remedy; a fault shows its seed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.hostile.fuzz import case, documents

_FIRST = int(os.environ.get("DFNSGEN_FUZZ_SEED", "1"))


@pytest.mark.sweep
@pytest.mark.parametrize("seed", range(_FIRST, _FIRST + 400))
def test_a_changed_document_is_no_bug(seed: int, corpus: Path) -> None:
    """`python -m tests.hostile.fuzz FOLDER --only SEED` makes the case again."""
    assert case(documents(corpus / "corpus"), seed) is None
