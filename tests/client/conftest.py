"""What the tests of clients share: the support code as `_runtime`, and a server to talk to."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

TEMPLATES = str(Path(__file__).parents[2] / "templates")
if TEMPLATES not in sys.path:
    sys.path.insert(0, TEMPLATES)

from tests.client.documents import REGISTERING  # noqa: E402  # the path is set for the others
from tests.client.emitted import imported  # noqa: E402
from tests.client.local_server import LocalServer  # noqa: E402
from tests.client.whole import Whole  # noqa: E402


@pytest.fixture
def server() -> Iterator[LocalServer]:
    """A server on loopback that records what it gets and answers what the test tells it."""
    with LocalServer() as running:
        yield running


@pytest.fixture(scope="session")
def registering(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of a document that registers users and signs nothing, as Dfns 1.807.0 is."""
    return imported(tmp_path_factory.mktemp("registering"), REGISTERING, "emitted_registering")


@pytest.fixture(scope="session")
def whole(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """The whole Dfns document and its emitted package."""
    document = json.loads((corpus / "corpus/dfns/dfns-1.578.2.json").read_bytes())
    return Whole(tmp_path_factory.mktemp("dfns"), document, "dfns")
