"""What all tests share: the corpus, goldens, chance, and the lanes.

The corpus isn't part of the project; tests that need it skip, saying so, where DFNSGEN_CORPUS is
unset. `--update-goldens` writes goldens anew; read the difference before it is committed.

Lanes: `-m "not slow"` ends within a minute. A sweep goes through every document, or pair of
documents, that there is; it is slow, and a run that doesn't ask for all (`-m sweep`) takes a few of
each, by chance: five, or as many as the mark says. The seed stands in the header of the run;
DFNSGEN_SEED sets it.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Neither a busy machine nor one that stops for a second makes a property wrong.
settings.register_profile(
    "any-machine", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any-machine")

SEED = "DFNSGEN_SEED"
SAMPLE = 5

CASES = Path(__file__).parent / "cases"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="write the goldens anew")


def pytest_configure() -> None:
    """Choose the seed of the run, which the processes of xdist inherit."""
    os.environ[SEED] = os.environ.get(SEED) or str(random.SystemRandom().randrange(2**32))


def pytest_report_header() -> str:
    return f"{SEED}={os.environ[SEED]}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Call sweeps slow, and leave a sample of each where the run doesn't ask for all."""
    sweeps: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("sweep"):
            item.add_marker("slow")
            sweeps.setdefault(item.nodeid.partition("[")[0], []).append(item)
    if "sweep" in config.getoption("markexpr"):
        return
    chance = random.Random(os.environ[SEED])
    left_out = [
        item
        for name in sorted(sweeps)
        for item in chance.sample(sweeps[name], max(0, len(sweeps[name]) - _sample(sweeps[name])))
    ]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def _sample(items: list[pytest.Item]) -> int:
    """Return how many of a sweep are taken where a run doesn't ask for all."""
    mark = items[0].get_closest_marker("sweep")
    return int(mark.args[0]) if mark is not None and mark.args else SAMPLE


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of documents that aren't ours."""
    folder = os.environ.get("DFNSGEN_CORPUS", "")
    if not folder:
        pytest.skip("DFNSGEN_CORPUS is not set: the corpus of documents is not here")
    return Path(folder)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a file, or write the file where goldens are updated."""

    def check(path: Path, text: str) -> None:
        if request.config.getoption("--update-goldens"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"no golden {path.name}: run pytest --update-goldens"
        assert text == path.read_text(encoding="utf-8")

    return check
