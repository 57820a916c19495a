"""Whatever shape a document has, a package or a diagnostic with a place comes of it, in time."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.diagnostics import Refused
from dfnsgen.generate import prepare
from dfnsgen.options import Options
from tests.hostile import shapes

pytestmark = pytest.mark.slow

_SECONDS = 20.0
"""Ten times what each takes alone on a slow machine; what grows as it may not takes minutes."""

_SHAPES: dict[str, dict[str, Any]] = {
    "ring": shapes.ring(600),
    "aliases": shapes.aliases(800),
    "anyOf lattice": shapes.lattice(60, "anyOf"),
    "oneOf lattice": shapes.lattice(60, "oneOf"),
    "allOf lattice": shapes.lattice(60, "allOf"),
    "prefixItems lattice": shapes.lattice(60, "prefixItems"),
    "same twice": shapes.same_twice(40),
    "properties": shapes.properties(3000),
    "too many properties": shapes.properties(30_001),
    "members": shapes.members(40_000),
    "colliding": shapes.colliding(2000),
    "long names": shapes.long_names(20_000),
    "variants": shapes.variants(600),
    "levels": shapes.levels(90),
    "very many levels": shapes.levels(300),
    "chain": shapes.chain(250),
    "long chain": shapes.chain(3000),
    "tagged": shapes.tagged(1000),
    "inline": shapes.inline(300),
    "extended": shapes.extended(120),
    "components": shapes.components(2000),
    "operations": shapes.operations(1000),
}


@pytest.mark.parametrize("name", _SHAPES)
def test_a_shape_ends(name: str, tmp_path: Path) -> None:
    """Processor time counts: other tests run beside this one."""
    source = tmp_path / "api.json"
    source.write_text(json.dumps(_SHAPES[name]), encoding="utf-8")
    started = time.process_time()

    try:
        files = prepare(Options(sources=(str(source),), out=tmp_path, package="made")).files
    except Refused as refused:
        assert all(found.remedy for found in refused.diagnostics)
    else:
        assert max(len(file.text) for file in files) < 40 * source.stat().st_size + 200_000
    assert time.process_time() - started < _SECONDS
