"""Calls by the thousand, and a thousand threads on one client: nothing grows, nothing fails."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest

from tests.hostile.long_run import grows, package, run, server, together

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return package(tmp_path_factory.mktemp("long"))


@pytest.fixture
def url() -> Iterator[str]:
    address, process = server()
    yield address
    process.terminate()
    process.join()


def test_nothing_grows(made: ModuleType, url: str) -> None:
    """`python -m tests.hostile.long_run` makes a million calls, and shows the same figures."""
    found = list(run(made, url, calls=6_000, tenth=1_500))
    assert len(found) > 2 and not grows(found), [str(moment) for moment in found]


@pytest.mark.sweep
@pytest.mark.parametrize("threads", [1000])
def test_threads_share_a_client(made: ModuleType, url: str, threads: int) -> None:
    assert together(made, url, threads, calls=2) == []
