"""How many of the changes that break are proved, over pairs of small documents.

    python -m benchmarks.proofs [--most N] [--show]

The documents are those of DFNSGEN_CORPUS/corpus/diff, many of which are variants of one another: a
pair is two that have an operation in common, in both directions. A change counts once for
each text of it. The kinds that docs/diff.md excepts are left out. `--show` lists what is unproven.
"""

from __future__ import annotations

import argparse
import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import permutations
from pathlib import Path

from dfnsgen.diagnostics import Refused
from dfnsgen.diff.change import Level
from dfnsgen.lifecycle.versions import compare_versions, read_version
from dfnsgen.options import Options
from dfnsgen.pipeline import ApiVersion

EXCEPTED = (
    "encoding-added",
    "encoding-removed",
    "encoding-changed",
    "oauth-flow-removed",
    "oauth-url-changed",
    "union-mapping-changed",
    "discriminator-changed",
)
"""Kinds that no value shows: how a part of a form is encoded, where tokens are had, tags."""


def documents() -> Iterator[ApiVersion]:
    """Yield the documents that can be read."""
    folder = Path(os.environ["DFNSGEN_CORPUS"]) / "corpus" / "diff"
    for path in sorted(folder.iterdir()):
        if path.suffix in (".yaml", ".json"):
            try:
                yield read_version(str(path), Options(sources=()))
            except Refused:
                continue


def pairs(versions: list[ApiVersion]) -> list[tuple[ApiVersion, ApiVersion]]:
    """Return all pairs that have an operation in common."""
    having: dict[str, list[int]] = defaultdict(list)
    for number, version in enumerate(versions):
        for operation in version.api.operations:
            having[f"{operation.method} {operation.path}"].append(number)
    found = {pair for several in having.values() for pair in permutations(several, 2)}
    return [(versions[one], versions[other]) for one, other in sorted(found)]


def main() -> None:
    """Compare and print the share."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=4000)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    several = pairs(list(documents()))
    chosen = random.Random("proofs").sample(several, min(given.most, len(several)))
    proved: dict[tuple[str, str, str], str] = {}
    for old, new in chosen:
        for change in compare_versions(old, new, today=date.min, prove=True).changes:
            if change.level is Level.BREAKING and change.rule.id not in EXCEPTED:
                key = (change.rule.id, change.message, str(change.operation))
                proved[key] = "" if change.proof else f"{Path(old.source).name} {new.source}"
    share = sum(not pair for pair in proved.values()) / len(proved)
    print(f"{len(chosen)} of {len(several)} pairs: {len(proved)} breaking, {share:.1%} proved")
    unproved = [(key, pair) for key, pair in sorted(proved.items()) if pair]
    for rule, count in Counter(key[0] for key, _ in unproved).most_common():
        print(f"  {count} {rule}")
    for key, pair in unproved if given.show else ():
        print(f"{pair}\n    {key[0]}: {key[2]}: {key[1]}")


if __name__ == "__main__":
    main()
