"""Bodies that are items one after the other: server-sent events, JSON lines, parts of a multipart.

In: the pieces of a body as they come, cut anywhere. Out: the items as they are complete. Nothing is
read or sent here.
Source: WHATWG HTML, section 9.2; RFC 7464; RFC 2046, section 5.1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final, Protocol

from ._errors import TransportError
from ._shown import shown

LARGEST_ITEM: Final = 64 * 1024 * 1024
"""An item of more bytes than this is refused: no server may fill the memory."""

EVENTS: Final = "text/event-stream"
_RECORD: Final = b"\x1e"
_BOUNDARY: Final = re.compile(r';\s*boundary="?([^";]+)', re.IGNORECASE)


class ServerSentEvent:
    """An event as it came.

    `event` is its name, "message" where it has none. `id` is the last id that the stream has named,
    `retry` the milliseconds that the server asks to wait before asking again, where it does so now.
    `named` are the fields that the event itself has.
    """

    __slots__ = ("data", "event", "id", "named", "retry")
    __match_args__ = ("data", "event", "id", "retry")

    def __init__(
        self,
        data: str,
        event: str = "message",
        id: str = "",
        retry: int | None = None,
        named: frozenset[str] = frozenset(("data",)),
    ) -> None:
        self.data: Final = data
        self.event: Final = event
        self.id: Final = id
        self.retry: Final = retry
        self.named: Final = named

    def _fields(self) -> tuple[object, ...]:
        return self.data, self.event, self.id, self.retry

    def __eq__(self, other: object) -> bool:
        return self._fields() == other._fields() if isinstance(other, ServerSentEvent) else False

    def __hash__(self) -> int:
        return hash(self._fields())

    @shown
    def __repr__(self) -> str:
        return f"ServerSentEvent({self.event!r}, id={self.id!r}, {len(self.data)} characters)"


class Splitter(Protocol):
    """Takes the pieces of a body and gives its items."""

    def fed(self, piece: bytes) -> Iterator[ServerSentEvent | bytes]:
        """Return the items that a further piece completes."""
        ...

    def ended(self) -> Iterator[ServerSentEvent | bytes]:
        """Return the item that the end of the body completes, if it does.

        Raises EOFError where the body ended in the middle of an item.
        """
        ...


def splitter(content_type: str) -> Splitter:
    """Return what splits a body of a content type, with its parameters, into its items.

    Raises TransportError for a multipart body that doesn't say what stands between its parts.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == EVENTS:
        return _Events()
    if media_type.startswith("multipart/"):
        boundary = _BOUNDARY.search(content_type)
        if boundary is None:
            raise TransportError("a multipart answer names no boundary", sent="yes")
        return _Parts(boundary[1].strip().encode())
    return _Texts(_RECORD if media_type.endswith("json-seq") else b"\n")


class _Lines:
    """Splits bytes at the ends of lines: CR, LF, or both. What is searched is searched once."""

    __slots__ = ("_after_return", "_buffer", "_searched")

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._searched = 0
        self._after_return = False

    def fed(self, piece: bytes) -> Iterator[bytes]:
        if self._after_return and piece:
            self._after_return = False
            piece = piece.removeprefix(b"\n")
        buffer = self._buffer
        buffer += piece
        start = 0
        while (end := self._end()) >= 0:
            yield bytes(buffer[start:end])
            start = self._searched = end + 1
            if buffer[end] == 13:
                if start == len(buffer):
                    self._after_return = True
                elif buffer[start] == 10:
                    start = self._searched = start + 1
        del buffer[:start]
        self._searched = len(buffer)
        _bounded(buffer)

    def _end(self) -> int:
        feed = self._buffer.find(b"\n", self._searched)
        limit = feed if feed >= 0 else len(self._buffer)
        back = self._buffer.find(b"\r", self._searched, limit)
        return back if back >= 0 else feed

    def rest(self) -> bytes:
        """Return what no end of a line has followed."""
        return bytes(self._buffer)


class _Events:
    """Server-sent events. Source: WHATWG HTML, section 9.2.6."""

    __slots__ = ("_data", "_event", "_id", "_lines", "_named", "_retry", "_size", "_started")

    def __init__(self) -> None:
        self._lines = _Lines()
        self._started = False
        self._id = ""
        self._begin()

    def _begin(self) -> None:
        self._data: list[str] = []
        self._event = ""
        self._retry: int | None = None
        self._named: set[str] = set()
        self._size = 0

    def fed(self, piece: bytes) -> Iterator[ServerSentEvent | bytes]:
        for line in self._lines.fed(piece):
            if not self._started:
                line = line.removeprefix(b"\xef\xbb\xbf")
                self._started = True
            if line:
                self._field(line)
            else:
                yield from self._complete()

    def ended(self) -> Iterator[ServerSentEvent | bytes]:
        rest = self._lines.rest()
        if rest:
            self._field(rest)
        if self._data and (rest or self._size):
            # The empty line that ends an event may be missing where its data ends by itself.
            if not _is_whole("\n".join(self._data)):
                raise EOFError
            yield from self._complete()

    def _field(self, line: bytes) -> None:
        self._size += len(line)
        _within(self._size)
        name, _, value = line.decode("utf-8", "replace").partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self._retry = int(value[:12])
        else:
            return
        self._named.add(name)

    def _complete(self) -> Iterator[ServerSentEvent]:
        if self._data:
            data, named = "\n".join(self._data), frozenset(self._named)
            yield ServerSentEvent(data, self._event or "message", self._id, self._retry, named)
        self._begin()


class _Texts:
    """JSON lines, and JSON text sequences; `separator` stands between items, or before each."""

    __slots__ = ("_buffer", "_searched", "_separator")

    def __init__(self, separator: bytes) -> None:
        self._separator = separator
        self._buffer = bytearray()
        self._searched = 0

    def fed(self, piece: bytes) -> Iterator[ServerSentEvent | bytes]:
        buffer = self._buffer
        buffer += piece
        start = 0
        while (end := buffer.find(self._separator, self._searched)) >= 0:
            text = bytes(buffer[start:end])
            start = self._searched = end + 1
            if text.strip():
                yield text
        del buffer[:start]
        self._searched = len(buffer)
        _bounded(buffer)

    def ended(self) -> Iterator[ServerSentEvent | bytes]:
        text = bytes(self._buffer)
        if not text.strip():
            return
        if not (text.endswith(b"\n") or _is_whole(text)):
            raise EOFError
        yield text


class _Parts:
    """The parts of a multipart body, without their headers.

    The buffer begins with the end of a line, so that a boundary at the very start is one too.
    """

    __slots__ = ("_buffer", "_is_closed", "_is_inside", "_mark", "_searched")

    def __init__(self, boundary: bytes) -> None:
        self._mark = b"\n--" + boundary
        self._buffer = bytearray(b"\n")
        self._searched = 0
        self._is_inside = False
        self._is_closed = False

    def fed(self, piece: bytes) -> Iterator[ServerSentEvent | bytes]:
        buffer = self._buffer
        if self._is_closed:
            return
        buffer += piece
        while (end := buffer.find(self._mark, self._searched)) >= 0:
            rest = end + len(self._mark)
            self._is_closed = buffer.startswith(b"--", rest)
            line = buffer.find(b"\n", rest)
            if line < 0 and not self._is_closed:
                break
            if self._is_closed or not buffer[rest:line].strip():
                if self._is_inside:
                    yield _content(bytes(buffer[1:end]).removesuffix(b"\r"))
                if self._is_closed:
                    return
                self._is_inside = True
                del buffer[:line]
                self._searched = 0
            else:
                self._searched = rest  # A text that begins like the boundary.
        else:
            self._searched = max(self._searched, len(buffer) - len(self._mark))
        _bounded(buffer)

    def ended(self) -> Iterator[ServerSentEvent | bytes]:
        if not self._is_closed:
            raise EOFError
        return iter(())


def _content(part: bytes) -> bytes:
    """Return what follows the headers of a part, which end with an empty line."""
    for end in (b"\r\n", b"\n"):
        if part.startswith(end):
            return part.removeprefix(end)
    ends = [(part.find(end), len(end)) for end in (b"\r\n\r\n", b"\n\n")]
    place, length = min((one for one in ends if one[0] >= 0), default=(len(part), 0))
    return part[place + length :]


def _is_whole(text: str | bytes) -> bool:
    """Whether nothing can be missing at a text's end, as of a number: RFC 7464, section 2.4."""
    try:
        return not isinstance(json.loads(text), (int, float)) or text[-1:] in ("e", b"e")
    except RecursionError:
        return True
    except ValueError:
        return text[:1] in ("[", b"[") and text[-1:] in ("]", b"]")  # A mark of the end: `[DONE]`.


def _bounded(buffer: bytearray) -> None:
    _within(len(buffer))


def _within(size: int) -> None:
    if size > LARGEST_ITEM:
        raise TransportError(f"an item is larger than {LARGEST_ITEM} bytes", sent="yes")
