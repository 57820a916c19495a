# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""What a client knows of an operation: data that the generated modules hold, one value for each.

In: literals and codecs. Out: `Operation` and its parts. Nothing is sent here.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from urllib.parse import quote

from ._shown import shown

if TYPE_CHECKING:
    from ._http import Response, Upload
    from ._parameters import Param

T_co = TypeVar("T_co", covariant=True)

Answers = Mapping[str, Mapping[str, Any]]
"""By status (`200`, `2XX`, `default`) and content type, what reads it.

That is a codec, `str`, `bytes`, a `Sequenced`, or None for any JSON.
"""

_PLACE: Final = re.compile(r"\{([^{}]*)\}")
_PARAMETER: Final = re.compile(r"[^={}]+=\{[^{}]+\}")
_SAFE: Final = re.compile(r"[\w/{}.~-]*", re.ASCII)


class Part:
    """How one property of a form or multipart body travels; `parts` are those inside it.

    What has no name is `[0]` by its place, or `[]` where no place has a part of its own.
    """

    __slots__ = ("binary", "content_type", "explode", "parts", "style")

    def __init__(
        self,
        *,
        content_type: str = "",
        style: str = "form",
        explode: bool = True,
        binary: bool = False,
        parts: Mapping[str, Part] | None = None,
    ) -> None:
        self.parts: Final = parts or {}
        self.content_type: Final = content_type
        self.style: Final = style
        self.explode: Final = explode
        self.binary: Final = binary


class Body:
    """One content type in which an operation takes its body; without a codec, bytes or text.

    The codec `bytes` sends what is JSON by its name as it is.

    `deprecated` names the ways to properties that no new code should give, `secret` those to what
    is only written and shown to nobody.
    """

    __slots__ = ("codec", "content_type", "deprecated", "parts", "secret")

    def __init__(
        self,
        content_type: str,
        codec: Any = None,
        parts: Mapping[str, Part] | None = None,
        deprecated: tuple[tuple[str, ...], ...] = (),
        secret: tuple[tuple[str, ...], ...] = (),
    ) -> None:
        self.content_type: Final = content_type
        self.codec: Final[Any] = codec
        self.parts: Final = parts or {}
        self.deprecated: Final = deprecated
        self.secret: Final = secret


LINES: Final = frozenset(
    f"{kind}/{mark}{name}"
    for kind in ("application", "text")
    for mark in ("", "x-")
    for name in "ndjson jsonl jsonlines json-lines json-stream stream+json".split()
)
"""The names of JSON lines, of which servers use one for the other."""


class Sequenced(ABC):
    """What reads an answer an item at a time, and writes a body so; `_items` says how.

    `codec` reads what an item holds, `str` and `bytes` take it as it is, None any JSON. With
    `is_event` it reads the whole event, with `is_list` a list with the item in it. `end` are the
    texts that are no items but tell that none follow. `flag` is the property of a request that
    asks for items.
    """

    __slots__ = ("codec", "end", "flag", "is_event", "is_list")

    def __init__(
        self,
        codec: Any,
        *,
        is_event: bool = False,
        is_list: bool = False,
        end: Sequence[str] = (),
        flag: str = "",
    ) -> None:
        self.codec: Final[Any] = codec
        self.is_event: Final = is_event
        self.is_list: Final = is_list
        self.end: Final = frozenset(end)
        self.flag: Final = flag

    @abstractmethod
    def read(self, response: Response, operation: Operation[Any], answers: str) -> object:
        """Return the items of an answer that was read whole."""

    @abstractmethod
    def body(self, items: object, content_type: str) -> bytes | Upload:
        """Return items as they travel."""

    @abstractmethod
    def encoded(self, item: object) -> bytes:
        """Return one item as JSON."""


class Operation(Generic[T_co]):
    """One operation, whose answer is decoded as `T_co`; `line` is its method and path.

    `query` is what is fixed in the query of the path; `name={x}` in it is the parameter `name`.
    `security` lists alternatives, each the schemes that must all be satisfied. `repeatable` says
    whether sending the same request twice is safe; `idempotency_key` names a property of the
    body that makes it so where it is present, `idempotency_header` a header that each call gets.
    `special` decodes statuses of an API's own.
    `redirects` are the statuses beside 2xx that are no errors. `further` are the content types that
    come only where they are asked for; `streamed` those of which the items come one by one.
    `server` is where the operation is served instead, unless the user gave the client an address;
    a path alone is one on the client's server. `address` is that of a further page of a list, its
    origin, its base and the rest, whatever path and query say.
    """

    __slots__ = (
        "accept",
        "address",
        "answers",
        "bodies",
        "body_required",
        "encoded_path",
        "further",
        "idempotency_header",
        "idempotency_key",
        "line",
        "method",
        "params",
        "path",
        "query",
        "redirects",
        "repeatable",
        "security",
        "segments",
        "server",
        "special",
        "streamed",
    )

    def __init__(
        self,
        line: str,
        *,
        params: tuple[Param, ...] = (),
        bodies: tuple[Body, ...] = (),
        body_required: bool = False,
        answers: Answers | None = None,
        redirects: tuple[int, ...] = (),
        further: tuple[str, ...] = (),
        security: tuple[tuple[str, ...], ...] = (),
        repeatable: bool = False,
        idempotency_key: str = "",
        idempotency_header: str = "",
        server: str = "",
        special: Mapping[int, Callable[[Response], Any]] | None = None,
    ) -> None:
        self.line: Final = line
        self.method, _, self.path = line.partition(" ")
        way, _, query = self.path.partition("#")[0].partition("?")
        self.encoded_path: Final = _literal(way)
        fixed = (part for part in query.split("&") if not _PARAMETER.fullmatch(part))
        self.query: Final = _literal("&".join(fixed)) if query else ""
        self.segments: Final = tuple(_PLACE.split(part) for part in self.encoded_path.split("/"))
        self.params: Final = params
        self.bodies: Final = bodies
        self.body_required: Final = body_required
        self.answers: Final[Answers] = answers or {}
        self.redirects: Final = redirects
        self.further: Final = further
        self.streamed: frozenset[str] = frozenset()
        self.accept: Final = self._accepted()
        self.security: Final = security
        self.repeatable: Final = repeatable
        self.idempotency_key: Final = idempotency_key
        self.idempotency_header: Final = idempotency_header
        self.server: Final = server
        self.special: Final = special or {}
        self.address: tuple[str, str, str] | None = None

    def is_success(self, status: int) -> bool:
        """Whether an answer is a result, and no error."""
        return 200 <= status < 300 or status in self.redirects

    def answer(self, status: int) -> Mapping[str, Any] | None:
        """Return the declared contents of a status: its own, its class's, or the default.

        The default is for errors where a success is declared beside it. Where none is declared at
        all, any success is one without content.
        """
        answers = self.answers
        found = answers.get(str(status), answers.get(f"{status // 100}XX"))
        if found is not None:
            return found
        if self.is_success(status):
            if self.redirects or any(declared[0] == "2" for declared in answers):
                return None
            return answers.get("default", {})
        return answers.get("default")

    def streams(self, accept: str) -> bool:
        """Whether the answer may come an item at a time, to who asks for a content type."""
        if accept:
            return accept in self.streamed
        return not self.streamed.issubset(self.further)

    def asking(self, content_type: str) -> str:
        """Return what to accept for one content type: beside it only what tells of an error."""
        successes = [contents for contents in self.answers.values() if content_type in contents]
        known = {name for contents in successes for name in contents}
        rest = self.accept.split(", ")
        return ", ".join([content_type, *(t for t in rest if t.partition(";")[0] not in known)])

    def _accepted(self) -> str:
        """Return what to accept; where a range is JSON, JSON is what is asked for."""
        accepted: dict[str, None] = {}
        for contents in self.answers.values():
            for content_type, codec in contents.items():
                if isinstance(codec, Sequenced):
                    self.streamed |= {content_type}
                if "*" in content_type and codec not in (str, bytes):
                    media_range = content_type.replace("*+json", "*")
                    accepted |= {"application/json": None, f"{media_range};q=0.8": None}
                elif content_type not in self.further:
                    accepted[content_type] = None
        return ", ".join(accepted) or "*/*"

    @shown
    def __repr__(self) -> str:
        return f"<{self.method} {self.path}>"


def _literal(path: str) -> str:
    """Return a path as it travels; the names of its parameters stay as they are."""
    if _SAFE.fullmatch(path):
        return path
    parts = enumerate(_PLACE.split(path))
    return "".join(
        f"{{{part}}}" if number % 2 else quote(part, safe="%!$&'()*+,;=:@/")
        for number, part in parts
    )
