"""Contents that are a sequence of items: server-sent events, JSON lines, JSON text sequences.

In: what reads one item, or writes it. Out: the items of an answer, and a body that is made of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from ._codec import dump_any
from ._errors import InvalidRequest
from ._http import Response, Upload
from ._item_streams import ItemStream, Opened
from ._operation import Operation, Sequenced
from ._streams import Stream


class Items(Sequenced):
    """A sequence of items: see `Sequenced`."""

    __slots__ = ()

    def read(self, response: Response, operation: Operation[Any], answers: str) -> object:
        """Return the items of an answer that was read whole."""
        stream = Stream(response.status, response.headers, iter([response.body]), bool)
        return ItemStream[Any](Opened(stream, self, operation, answers))

    def body(self, items: object, content_type: str) -> bytes | Upload:
        """Return JSON lines, or what else a sequence is; a list is checked before it is sent."""
        hint = ", and no asynchronous one" if hasattr(items, "__aiter__") else ""
        if not isinstance(items, Iterable) or isinstance(items, Mapping):
            raise InvalidRequest(f"a body of {content_type} is a sequence of items{hint}")
        media_type = content_type.partition(";")[0].strip().lower()
        is_marked = media_type.endswith("json-seq")

        def encode(item: object) -> bytes:
            text = self.encoded(item)
            return b"\x1e" + text + b"\n" if is_marked else text + b"\n"

        found = cast("Iterable[object]", items)
        if isinstance(found, Sequence):
            return b"".join(map(encode, found))
        return Upload((_ItemSource(found, encode),))

    def encoded(self, item: object) -> bytes:
        """Return one item as JSON."""
        value = [item] if self.is_list else item
        if self.codec in (None, str, bytes):
            plain: object = dump_any(value)
            text = json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
            encoded = text.encode()
        else:
            encoded = cast("bytes", self.codec.encode(value))
        return encoded[1:-1] if self.is_list else encoded


class _ItemSource:
    """Items that are encoded while they are sent; they can't be sent again."""

    def __init__(self, items: Iterable[object], encode: Callable[[object], bytes]) -> None:
        self.start: int | None = None
        self.length: int | None = None
        self._items: Final = items
        self._encode: Final = encode

    def pieces(self) -> Iterator[bytes]:
        """Return each item as it travels."""
        return map(self._encode, self._items)
