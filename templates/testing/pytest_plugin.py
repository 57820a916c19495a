"""Fixtures for pytest, by `pytest_plugins = ["PACKAGE.testing.pytest_plugin"]`.

They are named after the package: of `pets`, `pets_fake` is a fake of its own for each test,
`pets_client` a client that speaks to it, `pets_server` the address of a server of the same fake.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .. import Client
from .._runtime._fake_server import FakeServer
from . import FakeTransport

_PACKAGE = __name__.split(".")[-3]


@pytest.fixture(name=f"{_PACKAGE}_fake")
def fake() -> FakeTransport:
    """A fake without a past."""
    return FakeTransport()


def _client(request: pytest.FixtureRequest) -> Iterator[Client]:
    """A client of the test's fake."""
    transport = request.getfixturevalue(f"{_PACKAGE}_fake")
    assert isinstance(transport, FakeTransport)
    with transport.client() as client:
        yield client


def _server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server of the test's fake."""
    transport = request.getfixturevalue(f"{_PACKAGE}_fake")
    assert isinstance(transport, FakeTransport)
    with FakeServer(transport) as server:
        yield server.url


client = pytest.fixture(name=f"{_PACKAGE}_client")(_client)
server = pytest.fixture(name=f"{_PACKAGE}_server")(_server)
