"""A server for tests that isn't there: `Client(transport=FakeTransport())`.

It answers as the document says, remembers what was made, and goes wrong on demand. Nothing here is
imported by the rest of the package.
"""

from __future__ import annotations

from typing import Unpack

from .. import AsyncClient, Client
from .._runtime import _fake
from .._runtime._fake import Fake, FakeOptions
from .._runtime._fake_call import Call
from .._runtime._fake_faults import Fault, FaultPlan
from .._runtime._fake_memory import Collection, Collections
from .._runtime._fake_server import FakeServer
from .._runtime._fake_strategies import Strategies
from ._document import DOCUMENT

__all__ = [
    "AsyncFakeTransport",
    "Call",
    "Collection",
    "Collections",
    "Fake",
    "FakeOptions",
    "FakeServer",
    "FakeTransport",
    "Fault",
    "FaultPlan",
    "strategies",
]

strategies = Strategies(DOCUMENT)
"""Strategies of Hypothesis: `strategies.of(models.Pet)`, `strategies.request("POST /pets")`."""


class FakeTransport(_fake.FakeTransport):
    """The transport of a client, behind which a fake server answers.

    - seed: varies what is made up; the same seed gives the same answers
    - strict: requests are taken to the letter of the document only
    - missing: "invented" finds what nobody made; by default that is a 404
    - faults: a FaultPlan of what goes wrong
    - credentials: False takes requests without any
    - cassette: a file that `save` wrote; its answers are given, and no others"""

    def __init__(self, **options: Unpack[FakeOptions]) -> None:
        super().__init__(DOCUMENT, **options)

    def client(self) -> Client:
        """Return a client of this fake, with credentials that it takes."""
        return Client(transport=self, **self.arguments_of(Client))


class AsyncFakeTransport(_fake.AsyncFakeTransport):
    """The same for an asynchronous client; with `of` another way into a fake that there is."""

    def __init__(self, of: Fake | None = None, **options: Unpack[FakeOptions]) -> None:
        super().__init__(DOCUMENT, of, **options)

    def client(self) -> AsyncClient:
        """Return an asynchronous client of this fake, with credentials that it takes."""
        return AsyncClient(transport=self, **self.arguments_of(AsyncClient))
