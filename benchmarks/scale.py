"""How the cost of generating grows with the document: linearly, or faster.

    python -m benchmarks.scale [DOCUMENT…] [--kind KIND] [--sizes 0.5,1,2] [--rounds N]

In: documents, cut to a quarter, half and whole; without any, made ones of some megabytes in which
one thing at a time is large. Out: a row for each with CPU and memory per megabyte, and the exponent
of growth: 1 is as fast as the document, 2 as its square. What a run costs that reads next to
nothing is taken off first. The validator's verdict is known; with `--cold` it isn't.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.large import KINDS, Tree, made, part_of
from benchmarks.measure import Cost, cost_of, parties
from dfnsgen.loader.reading.text import read_text

_SHARES = (0.25, 0.5, 1.0)
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What a document of a size costs, beyond a run that reads next to nothing."""

    megabytes: float
    cpu: float
    memory: float
    code: int


def exponent(points: list[Point]) -> float:
    """Return the slope of CPU over size, both as logarithms, by least squares."""
    pairs = [(math.log(p.megabytes), math.log(max(p.cpu, 0.001))) for p in points]
    mean_x = sum(x for x, _ in pairs) / len(pairs)
    mean_y = sum(y for _, y in pairs) / len(pairs)
    spread = sum((x - mean_x) ** 2 for x, _ in pairs)
    return sum((x - mean_x) * (y - mean_y) for x, y in pairs) / spread if spread else math.nan


def least(document: Tree, rounds: int, *, cold: bool) -> Cost:
    """Return the least that a document costs in some runs, each into an empty folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "document.json"
        source.write_text(json.dumps(document), encoding="utf-8")
        command = [sys.executable, "-m", "dfnsgen", "generate", str(source), "--quiet"]
        env = {"XDG_CACHE_HOME": str(folder / "cache")}
        costs: list[Cost] = []
        for number in range(rounds + (not cold)):
            further = ["--no-cache"] if cold else []
            out = ["--out", str(folder / f"out{number}"), "--package", "large"]
            costs.append(cost_of([*command, *out, *further], env=env))
        measured = costs if cold else costs[1:]
    return min(measured, key=lambda cost: cost.cpu)


def points_of(documents: Iterator[Tree], rounds: int, *, cold: bool) -> list[Point]:
    """Return what documents cost, one after the other."""
    floor = least(KINDS["components"](1), rounds, cold=cold)
    points: list[Point] = []
    for document in documents:
        cost = least(document, rounds, cold=cold)
        points.append(
            Point(
                megabytes=len(json.dumps(document)) / _MEGABYTE,
                cpu=cost.cpu - floor.cpu,
                memory=cost.memory - floor.memory,
                code=cost.code,
            )
        )
    return points


def row(name: str, points: list[Point]) -> str:
    """Return the line of a table: of the largest document, and how it came to that."""
    last = points[-1]
    return (
        f"| {name} | {last.megabytes:.2f} | {last.cpu:.2f} | {last.cpu / last.megabytes:.2f} "
        f"| {last.memory:.0f} | {last.memory / last.megabytes:.0f} | {exponent(points):.2f} "
        f"| {max(abs(p.code) for p in points)} |"
    )


def series(
    documents: list[Path], kinds: list[str], sizes: list[float]
) -> Mapping[str, Iterator[Tree]]:
    """Return the documents of each row, the smallest first."""
    if not documents:
        return {
            kind: (made(kind, round(size * _MEGABYTE)) for size in sizes) for kind in kinds or KINDS
        }
    return {path.name: _cuts(path) for path in documents}


def _cuts(path: Path) -> Iterator[Tree]:
    tree = read_text(path.read_text(encoding="utf-8"), path.name).value
    if not isinstance(tree, dict):
        raise SystemExit(f"{path}: no document")
    return (part_of(tree, share) for share in _SHARES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="*", type=Path)
    parser.add_argument("--kind", action="append", choices=[*KINDS], default=[])
    parser.add_argument("--sizes", default="0.5,1,2", help="megabytes of made documents")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--cold", action="store_true")
    asked = parser.parse_args()
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{parties('dfnsgen', 'openapi-spec-validator')}; {asked.rounds} rounds; {load}\n")
    print("| | MB | CPU s | CPU s/MB | memory MB | memory/MB | exponent | exit |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    sizes = [float(size) for size in asked.sizes.split(",")]
    for name, trees in series(asked.documents, asked.kind, sizes).items():
        print(row(name, points_of(trees, asked.rounds, cold=asked.cold)), flush=True)


if __name__ == "__main__":
    main()
