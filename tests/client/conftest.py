"""What the tests of clients share: the support code as `_runtime`, and a server to talk to."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TEMPLATES = str(Path(__file__).parents[2] / "templates")
if TEMPLATES not in sys.path:
    sys.path.insert(0, TEMPLATES)

from tests.client.local_server import LocalServer  # noqa: E402  # it needs nothing of the above


@pytest.fixture
def server() -> Iterator[LocalServer]:
    """A server on loopback that records what it gets and answers what the test tells it."""
    with LocalServer() as running:
        yield running
