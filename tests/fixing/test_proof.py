"""Nine programs in different styles, and a hundred changes of their API, drawn by chance.

The number of a change is its seed. By default some are tried, others each day; all of them with
`python -m tests.fixing.test_proof`, which prints the table of docs/updating.md.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml

from tests.fixing.mutations import mutation
from tests.fixing.proof import HERE, PROGRAMS, Bank

SEEDS = range(100)
SAMPLE = Random(date.today().toordinal()).sample(SEEDS, 3)
LEAST = 0.9

DOCUMENT: Any = yaml.safe_load((HERE / "bank.yaml").read_text())


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """The programs, which are without fault before anything changes."""
    made = Bank(tmp_path_factory.mktemp("bank"), DOCUMENT)
    assert made.clean
    return made


@pytest.mark.sweep
@pytest.mark.slow
@pytest.mark.parametrize("seed", SAMPLE)
def test_programs_are_whole_again(seed: int, bank: Bank) -> None:
    change = mutation(DOCUMENT, seed)

    verdict = bank.judge(change)

    assert verdict.refuted == (), f"seed {seed}: {change}"
    assert verdict.unexplained == (), f"seed {seed}: {change}"
    told = [line for line in verdict.shown.splitlines() if line.startswith("  app/")]
    for name in verdict.broken - verdict.fixed:
        assert any(name in line or "types" in line for line in told), f"seed {seed}: {change}"


def main(seeds: Iterable[int]) -> int:
    """Try changes, and print what became of the programs that they break."""
    broken, fixed, bad = Counter[str](), Counter[str](), 0
    with TemporaryDirectory() as name:
        bank = Bank(Path(name), DOCUMENT)
        for seed in seeds:
            change = mutation(DOCUMENT, seed)
            verdict = bank.judge(change)
            broken[change.kind] += len(verdict.broken)
            fixed[change.kind] += len(verdict.fixed)
            bad += len(verdict.refuted) + len(verdict.unexplained)
            left = sorted(verdict.broken - verdict.fixed)
            noted = [*left, *verdict.refuted, *verdict.unexplained]
            print(
                seed, change, f"{len(verdict.fixed)} of {len(verdict.broken)}", *noted, flush=True
            )
    for kind in broken:
        print(f"| {kind} | {broken[kind]} | {fixed[kind]} |")
    share = fixed.total() / broken.total()
    print(f"| all | {broken.total()} | {fixed.total()} ({share:.1%}) |")
    print(f"{len(PROGRAMS)} programs, {len(SEEDS)} changes, {bad} edits that are wrong")
    return 0 if share >= LEAST and not bad else 1


if __name__ == "__main__":
    sys.exit(main(map(int, sys.argv[1:]) if sys.argv[1:] else SEEDS))
