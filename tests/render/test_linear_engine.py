"""The engine for patterns that `re` may take years for travels with packages that have one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.client.emitted import written
from tests.hostile.shapes import document, thing


@pytest.mark.parametrize(("pattern", "is_needed"), [("^a+$", False), ("^(a+)+$", True)])
def test_the_engine_is_emitted_where_a_pattern_needs_it(
    tmp_path: Path, pattern: str, is_needed: bool
) -> None:
    """One that `re` finds in linear time costs a package nothing."""
    schema = thing(a={"type": "string", "pattern": pattern})
    package = written(tmp_path, document({"T": schema}), "engine")

    assert (package / "_runtime/_linear.py").is_file() is is_needed
    assert (package / "_runtime/_search.py").is_file()
