"""Nine programs in different styles, and a hundred changes of their API, drawn by chance.

The number of a change is its seed. Some are tried, others each day; `python -m benchmarks.fixes`
tries all of them, and prints the table of docs/updating.md.
"""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest
import yaml

from tests.fixing.mutations import mutation
from tests.fixing.proof import HERE, Bank

SEEDS = range(100)
SAMPLE = Random(date.today().toordinal()).sample(SEEDS, 3)

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
    assert verdict.broken - verdict.fixed <= verdict.listed, f"seed {seed}: {change}"
