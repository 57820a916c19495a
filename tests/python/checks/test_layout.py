"""The lines of what is compiled: none is too long to be read, and an edit changes few of them."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pytest

from tests.python.packages import module_text

MODULES = ("checks", "codecs", "_schemas", "_writers")
NAMES = [f"property_of_a_long_name_{letter}{other}" for letter in "abcdefgh" for other in "xyz"]


def schemas(**further: Any) -> dict[str, Any]:
    """Return an object of many properties, which a value of any other type need not have."""
    properties: dict[str, Any] = {
        name: {
            "anyOf": [{"type": "string", "maxLength": 8}, {"$ref": "#/components/schemas/Inner"}]
        }
        for name in NAMES
    }
    return {
        "Inner": {"type": "object", "properties": {"id": {"type": "integer", "minimum": 1}}},
        "Loose": {"properties": {**properties, **further}},
    }


@pytest.mark.parametrize("module", MODULES)
def test_no_line_is_longer_than_200_characters(tmp_path: Path, module: str) -> None:
    lines = module_text(tmp_path, schemas(), module).splitlines()

    assert [line for line in lines if len(line) > 200] == []


@pytest.mark.parametrize("module", MODULES)
def test_a_further_property_is_few_lines(tmp_path: Path, module: str) -> None:
    before = module_text(tmp_path, schemas(), module).splitlines()
    after = module_text(tmp_path, schemas(z={"type": "string"}), module).splitlines()

    changed = [line for line in difflib.ndiff(before, after) if line[:1] in "+-"]
    assert 0 < len(changed) <= 6
