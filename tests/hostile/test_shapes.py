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
    "very many aliases": shapes.aliases(60_000),
    "anyOf lattice": shapes.lattice(60, "anyOf"),
    "oneOf lattice": shapes.lattice(60, "oneOf"),
    "allOf lattice": shapes.lattice(60, "allOf"),
    "prefixItems lattice": shapes.lattice(60, "prefixItems"),
    "same twice": shapes.same_twice(40),
    "properties": shapes.properties(3000),
    "too many properties": shapes.properties(30_001),
    "members": shapes.members(40_000),
    "colliding": shapes.colliding(2000),
    "colliding components": shapes.colliding_components(2000),
    "colliding operations": shapes.colliding_operations(1500),
    "colliding members": shapes.colliding_members(20_000),
    "circles": shapes.circles(1000),
    "too many members": shapes.members(600_004),
    "long names": shapes.long_names(20_000),
    "variants": shapes.variants(600),
    "levels": shapes.levels(90),
    "very many levels": shapes.levels(300),
    "chain": shapes.chain(250),
    "long chain": shapes.chain(3000),
    "tagged": shapes.tagged(1000),
    "inline": shapes.inline(6000),
    "disjoint": shapes.disjoint(3000),
    "numbered": shapes.numbered(1500),
    "extended": shapes.extended(120),
    "very many extended": shapes.extended(700),
    "far too many extended": shapes.extended(1600),
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
        for found in refused.diagnostics:
            assert found.remedy and found.at.line and found.at.column
    else:
        assert max(len(file.text) for file in files) < 40 * source.stat().st_size + 200_000
    assert time.process_time() - started < _SECONDS


def test_what_is_too_deep_or_too_large_is_named(tmp_path: Path) -> None:
    """The place is the schema that leads the deepest, or the one that is too much."""
    large = shapes.extended(700)
    where = {"C0": shapes.chain(3000), "E544": large}
    deep = shapes.document({f"A{n}": shapes.to(f"A{n - 1}") for n in range(9, 1, -1)})
    deep["components"]["schemas"] |= shapes.chain(3000)["components"]["schemas"]
    where |= {"C0 ": deep}
    source = tmp_path / "api.json"
    for name, made in where.items():
        source.write_text(json.dumps(made), encoding="utf-8")
        with pytest.raises(Refused) as raised:
            prepare(Options(sources=(str(source),), out=tmp_path, package="made"))
        (found,) = raised.value.diagnostics
        assert found.at.pointer == f"#/components/schemas/{name.strip()}"
