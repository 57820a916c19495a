"""Objects with very many properties are checked by functions that type checkers can follow."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from tests.python.packages import module_text

MOST_DECLARATIONS = 64
"""What pyright infers the type of a variable from; with more it has none."""


def test_no_variable_has_more_values_than_pyright_counts(tmp_path: Path) -> None:
    kind = {"type": ["boolean", "null"]}
    properties: dict[str, Any] = {f"p{n}": kind for n in range(150)}

    text = module_text(tmp_path, {"Large": {"type": "object", "properties": properties}}, "checks")

    assigned = Counter(re.findall(r"\((\w+) :=", text))
    assert sum(assigned.values()) == 150
    assert max(assigned.values()) <= MOST_DECLARATIONS


def test_what_is_closed_beside_a_pattern_asks_for_names_alone(tmp_path: Path) -> None:
    closed = {"patternProperties": {"^a+$": {"type": "integer"}}, "additionalProperties": False}

    text = module_text(tmp_path, {"Closed": {"type": "object", **closed}}, "checks")

    assert "for ni in v)" in text and "or False" not in text
