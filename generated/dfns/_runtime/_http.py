# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Requests and answers, and what carries them: the small protocol between calls and HTTP libraries.

In: nothing. Out: `Request` with its `Upload`, `Response`, `Headers`, and the protocols `Transport`
and `AsyncTransport`. No HTTP library is known here.
"""

from __future__ import annotations

from codecs import lookup
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Protocol

from ._json import loads
from ._secret import MASK
from ._shown import shown

SHOWN_HEADERS: Final = set(
    "accept content-type content-length date retry-after user-agent x-request-id".split()
)
"""Headers that a `repr` shows as they are; the values of all others are masked, and so are those
that a security scheme of the document names."""

_NO_CHARSETS: Final = frozenset(
    "idna punycode undefined unicode-escape unicode_escape raw-unicode-escape mbcs oem".split()
)
"""What Python alone calls an encoding: of no text that a server sends, and slow, or refused."""


class Headers(Mapping[str, str]):
    """Headers by name, in any case; a header that came several times is joined with a comma."""

    __slots__ = ("_known", "pairs")

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self.pairs: Final = tuple(pairs)
        self._known: dict[str, str] | None = None

    def _values(self) -> dict[str, str]:
        if self._known is None:  # Most headers are made to be sent, and are never looked up.
            values: dict[str, str] = {}
            for name, value in self.pairs:
                key = name.lower()
                values[key] = f"{values[key]}, {value}" if key in values else value
            self._known = values
        return self._known

    def __getitem__(self, name: str) -> str:
        return self._values()[name.lower()]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._values()

    def __iter__(self) -> Iterator[str]:
        return iter(self._values())

    def __len__(self) -> int:
        return len(self._values())

    def replaced(self, *pairs: tuple[str, str]) -> Headers:
        """Return these headers with some set, in place of all of the same names."""
        if not pairs:
            return self
        names = [name.lower() for name, _ in pairs]
        return Headers([*[p for p in self.pairs if p[0].lower() not in names], *pairs])

    @shown
    def __repr__(self) -> str:
        shown = (
            f"{name!r}: {value if name.lower() in SHOWN_HEADERS else MASK!r}"
            for name, value in self.pairs
        )
        return f"Headers({{{', '.join(shown)}}})"


class Part(Protocol):
    """A part of a body that is read when it is sent: `_streams.Source`.

    `start` is where reading begins, None where it can't begin anew.
    """

    length: int | None
    start: int | None

    def pieces(self) -> Iterator[bytes]:
        """Read the part from its start."""
        ...


class Upload:
    """A body that is read while it is sent; `length` is None where it isn't known before.

    Iterating gives its pieces, and begins anew where all of its sources can; `broken` is what was
    raised instead of a piece.
    """

    __slots__ = ("_begun", "_parts", "broken", "length")

    def __init__(self, parts: tuple[bytes | Part, ...]) -> None:
        lengths = [len(part) if isinstance(part, bytes) else part.length for part in parts]
        known = [length for length in lengths if length is not None]
        self.length: Final = sum(known) if len(known) == len(lengths) else None
        self._parts: Final = parts
        self._begun = False
        self.broken: Exception | None = None

    @property
    def ready(self) -> bool:
        """Whether the whole body can be sent from now on."""
        read = (part for part in self._parts if not isinstance(part, bytes))
        return not self._begun or all(part.start is not None for part in read)

    def __iter__(self) -> Iterator[bytes]:
        self._begun, self.broken = True, None
        try:
            for part in self._parts:
                # An empty piece would be the end of the body to some that send it.
                yield from filter(None, [part] if isinstance(part, bytes) else part.pieces())
        except Exception as error:
            self.broken = error
            raise

    @shown
    def __repr__(self) -> str:
        return f"Upload({self.length})"


class Request:
    """One request: `target` is the path and query exactly as they travel. Never written to.

    A `body` that isn't bytes gives them a piece at a time, and says its `length` where it knows it.
    `base` is the part of the path that belongs to the base address, not to the operation. `until`
    is the moment of `time.monotonic()` at which its caller stops waiting, None where it doesn't.
    """

    __slots__ = ("base", "body", "headers", "method", "origin", "target", "until")

    def __init__(
        self,
        method: str,
        origin: str,
        target: str,
        headers: Headers,
        body: bytes | Upload | None = None,
        base: str = "",
        until: float | None = None,
    ) -> None:
        self.method: Final = method
        self.origin: Final = origin
        self.target: Final = target
        self.headers: Final = headers
        self.body: Final = body
        self.base: Final = base
        self.until: Final = until

    @property
    def url(self) -> str:
        """The whole address."""
        return self.origin + self.target

    @property
    def path(self) -> str:
        """The path as it travels, without the query."""
        return self.target.partition("?")[0]

    def with_headers(self, *pairs: tuple[str, str]) -> Request:
        """Return this request with some headers set."""
        headers = self.headers.replaced(*pairs)
        return Request(self.method, self.origin, self.target, headers, self.body, self.base)

    def with_query(self, text: str) -> Request:
        """Return this request with more text (encoded already) at the end of its query."""
        mark = "&" if "?" in self.target else "?"
        target = f"{self.target}{mark}{text}"
        return Request(self.method, self.origin, target, self.headers, self.body, self.base)

    def due(self, until: float) -> Request:
        """Return this request with a moment at which its caller stops waiting."""
        place = (self.method, self.origin, self.target)
        return Request(*place, self.headers, self.body, self.base, until)

    @shown
    def __repr__(self) -> str:
        # The query may hold an API key, and the path doesn't.
        return f"Request({self.method} {self.origin}{self.path})"


class Response:
    """One answer, read whole."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: Headers, body: bytes) -> None:
        self.status: Final = status
        self.headers: Final = headers
        self.body: Final = body

    @property
    def content_type(self) -> str:
        """The media type alone, in lower case; "" where the answer doesn't say."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        """The body as text, in the charset that the answer names, else UTF-8."""
        _, _, rest = self.headers.get("content-type", "").lower().partition("charset=")
        charset = rest.partition(";")[0].strip().strip('"') or "utf-8"
        try:
            name = lookup(charset).name
            return self.body.decode("utf-8" if name in _NO_CHARSETS else name, "replace")
        except (LookupError, ValueError):
            return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as a JSON value; raises ValidationError, a ValueError, where it isn't one."""
        return loads(self.body)

    @shown
    def __repr__(self) -> str:
        return f"Response({self.status}, {self.content_type or '-'}, {len(self.body)} bytes)"


class Transport(Protocol):
    """What sends a request and returns the answer, whatever its status, following no redirect.

    Raises TransportError where no whole answer came; `timeout` is in seconds, None for no limit.
    One with a method `open`, which returns a `Stream` where `send` returns a Response, can stream.
    """

    def send(self, request: Request, timeout: float | None) -> Response:
        """Send one request and return its answer."""
        ...

    def close(self) -> None:
        """Let go of all connections."""
        ...


class AsyncTransport(Protocol):
    """The same for asynchronous code."""

    async def send(self, request: Request, timeout: float | None) -> Response:
        """Send one request and return its answer."""
        ...

    async def aclose(self) -> None:
        """Let go of all connections."""
        ...
