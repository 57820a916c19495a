"""How much of what a change breaks does `dfnsgen update --fix` mend?

Nine programs in different styles, each with tests of its own, and a hundred changes of their API,
drawn by chance: `python -m benchmarks.fixes`, or with the numbers of some. Whole again is a program
in which neither mypy (strict) nor its tests find a fault.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fixing.mutations import mutation
from tests.fixing.proof import PROGRAMS, Bank
from tests.fixing.test_proof import DOCUMENT, SEEDS

LEAST = 0.9


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
