"""What differs between the sync and the async text of the client.

In: nothing. Out: `SYNC` and `ASYNC`, which name what the runtime has for either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dfnsgen.python.source.source import NOTHING, Source, code, imported

_CLIENT: Final = "._runtime._client"
PAGING: Final = "._runtime._paging"
_HEADERS: Final = "._runtime._answer_headers"
_RAW: Final = "._runtime._raw"
_OVERLOADS: Final = "._runtime._raw_overloads"
_STREAMING: Final = "._runtime._opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawWays:
    """What makes a raw method of one with overloads: what its calls return, and its streams."""

    answers: Source
    streams: Source
    of: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What makes the two steps of a method that a profile signs."""

    asked: Source
    made: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """What differs between the sync and the async text of a namespace or client.

    `awaited` and its like make a method of the sync one; there are none where that is the mode.
    """

    prefix: Source
    definition: Source
    wait: Source
    raw: Source
    raw_items: Source
    raw_pages: Source
    raw_ways: RawWays
    raw_page_ways: RawWays
    pages: Source
    awaited: Source
    awaited_items: Source
    awaited_pages: Source
    transport: Source
    with_headers: Source
    namespace: Source
    paging: Source
    streaming: Source


SYNC = Mode(
    prefix=Source(""),
    definition=Source("def"),
    wait=Source(""),
    raw=imported(_RAW, "raw"),
    raw_items=imported(_RAW, "raw"),
    raw_pages=imported(PAGING, "raw_pages"),
    raw_ways=RawWays(
        answers=imported(_OVERLOADS, "answers"),
        streams=imported(_OVERLOADS, "streams"),
        of=imported(_OVERLOADS, "raw_of"),
    ),
    raw_page_ways=RawWays(
        answers=imported(PAGING, "page_answers"),
        streams=imported(PAGING, "page_streams"),
        of=imported(_OVERLOADS, "raw_of"),
    ),
    pages=imported(PAGING, "Page"),
    awaited=NOTHING,
    awaited_items=NOTHING,
    awaited_pages=NOTHING,
    transport=Source("transport_of"),
    with_headers=imported(_HEADERS, "with_headers"),
    namespace=imported(_CLIENT, "Namespace"),
    paging=imported(PAGING, "PagingNamespace"),
    streaming=imported(_STREAMING, "StreamingNamespace"),
)
ASYNC = Mode(
    prefix=Source("Async"),
    definition=Source("async def"),
    wait=Source("await "),
    raw=imported(_RAW, "async_raw"),
    raw_items=imported(_STREAMING, "async_raw_items"),
    raw_pages=imported(PAGING, "async_raw_pages"),
    raw_ways=RawWays(
        answers=imported(_OVERLOADS, "async_answers"),
        streams=imported(_OVERLOADS, "async_streams"),
        of=imported(_OVERLOADS, "async_raw_of"),
    ),
    raw_page_ways=RawWays(
        answers=imported(PAGING, "async_page_answers"),
        streams=imported(PAGING, "async_page_streams"),
        of=imported(_OVERLOADS, "async_raw_of"),
    ),
    pages=imported(PAGING, "AsyncPages"),
    awaited=imported(_CLIENT, "awaited"),
    awaited_items=imported(_STREAMING, "awaited_items"),
    awaited_pages=imported(PAGING, "awaited_pages"),
    transport=Source("async_transport_of"),
    with_headers=imported(_HEADERS, "async_with_headers"),
    namespace=imported(_CLIENT, "AsyncNamespace"),
    paging=imported(PAGING, "AsyncPagingNamespace"),
    streaming=imported(_STREAMING, "AsyncStreamingNamespace"),
)


def raw_ways(mode: Mode, *, pages: bool, headers: Source) -> RawWays:
    """Return what makes a raw method of one with overloads.

    `headers` is the class of its answers' headers, if they have any. A list in pages, of which
    hardly any are called in several ways, doesn't type them.
    """
    if pages:
        return mode.raw_page_ways
    if not headers:
        return mode.raw_ways
    maker = code("{}({}).", imported(_HEADERS, "HeadersOf"), headers)
    return RawWays(
        answers=code("{}{}", maker, Source(mode.raw_ways.answers)),
        streams=code("{}{}", maker, Source(mode.raw_ways.streams)),
        of=code("{}{}", maker, Source(mode.raw_ways.of)),
    )
