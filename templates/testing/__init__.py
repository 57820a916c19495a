"""A server for tests that isn't there: `Client(transport=FakeTransport())`.

It answers as the document says, remembers what was made, and goes wrong on demand. Nothing here is
imported by the rest of the package.
"""

from __future__ import annotations

from typing import Unpack

from .._runtime import _fake
from .._runtime._fake import Call, Fake, FakeOptions
from .._runtime._fake_faults import Fault, FaultPlan
from .._runtime._fake_memory import Collection, Collections
from ._document import DOCUMENT

__all__ = [
    "AsyncFakeTransport",
    "Call",
    "Collection",
    "Collections",
    "Fake",
    "FakeOptions",
    "FakeTransport",
    "Fault",
    "FaultPlan",
]


class FakeTransport(_fake.FakeTransport):
    """The transport of a client, behind which a fake server answers.

    - seed: varies what is made up; the same seed gives the same answers
    - strict: requests are taken to the letter of the document only
    - missing: "invented" finds what nobody made; by default that is a 404
    - faults: a FaultPlan of what goes wrong
    - credentials: False takes requests without any"""

    def __init__(self, **options: Unpack[FakeOptions]) -> None:
        super().__init__(DOCUMENT, **options)


class AsyncFakeTransport(_fake.AsyncFakeTransport):
    """The same for an asynchronous client; with `of` another way into a fake that there is."""

    def __init__(self, of: Fake | None = None, **options: Unpack[FakeOptions]) -> None:
        super().__init__(DOCUMENT, of, **options)
