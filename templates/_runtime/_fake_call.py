"""One request that a fake got, and what an API has to say to it beyond its document.

In: a request as it came. Out: a Call, which holds how it was read, its answer, and its fault.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final, Protocol

from ._fake_document import Operation
from ._fake_faults import Fault
from ._fake_playing import Played
from ._fake_reading import Asked
from ._fake_values import ABSENT
from ._http import Headers, Response
from ._issues import Issue

_NOTHING: Final = Asked({}, {}, {}, None, "")


class Call:
    """One request that the fake got, as it was read, and its answer.

    `path`, `query` and `headers` hold the parameters; `issues` say why it was refused; `fault` is
    what went wrong with it on purpose. `played` says that a handler asked for the default.
    """

    def __init__(self, method: str, target: str, headers: Headers, content: bytes) -> None:
        self.method: Final = method
        self.target: Final = target
        self.sent_headers: Final = headers
        self.content: Final = content
        self.operation = ""
        self.base = ""
        self.asked = _NOTHING
        self.response: Response | None = None
        self.issues: tuple[Issue, ...] = ()
        self.refusal = ""
        self.fault: Fault | None = None
        self.played = False
        self._default: Callable[[], Played] | None = None

    @property
    def url(self) -> str:
        """Where the request went."""
        host = self.sent_headers.get("host", "")
        return f"http://{host}{self.target}" if host else f"https://fake.test{self.target}"

    @property
    def body(self) -> Any:
        """The body as a JSON value."""
        return self.asked.body

    @property
    def path(self) -> Any:
        """The parameters of the path, by name."""
        return self.asked.path

    @property
    def query(self) -> Any:
        """The parameters of the query, by name."""
        return self.asked.query

    @property
    def headers(self) -> Any:
        """The parameters of headers and cookies, by name."""
        return self.asked.headers

    @property
    def status(self) -> int:
        """The status of the answer, 0 where none was sent."""
        is_dropped = self.fault is not None and self.fault.kind.startswith("drop")
        return 0 if self.response is None or is_dropped else self.response.status

    def default(self) -> Any:
        """Do and return what the fake does by itself, for a handler to change."""
        if self._default is None:
            return None
        self.played = True
        value = self._default().value
        return None if value is ABSENT else json.loads(json.dumps(value, default=float))

    def plays(self, default: Callable[[], Played]) -> None:
        """Say what the fake does by itself."""
        self._default = default

    def __repr__(self) -> str:
        path = self.target.partition("?")[0]
        return f"Call({self.operation or f'{self.method} {path}'}, {self.status})"


class Conventions(Protocol):
    """What an API does beyond its document: see `profiles`."""

    def check(self, call: Call, operation: Operation) -> None:
        """Raise Refusal where a request that is right lacks what the API asks for."""
        ...

    def answer(
        self, call: Call, operation: Operation, default: Callable[[], Played]
    ) -> Played | None:
        """Return an answer of its own, or None; raises Refusal."""
        ...

    def undocumented(self, method: str, path: str, content: bytes) -> Played | None:
        """Return the answer of what the document lacks and the API has, or None."""
        ...

    def arguments(self) -> dict[str, Any]:
        """Return what a client is given beside its credentials."""
        ...
