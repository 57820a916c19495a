"""A transport for asynchronous code in a sync client, so that the same tests hold both."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import Any


class Blocking:
    """Waits for what an event loop in another thread does."""

    may_drip = False

    def __init__(self, transport: Any, stream: Any) -> None:
        self._transport = transport
        self._stream = stream
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def send(self, request: Any, timeout: float | None) -> Any:
        return self._waited(self._transport.send(request, timeout))

    def open(self, request: Any, timeout: float | None) -> Any:
        opened = self._waited(self._transport.open(request, timeout))
        pieces = self._pieces(opened.pieces(None))

        def close() -> None:
            if self._loop.is_running():
                self._waited(opened.close())

        return self._stream(opened.status, opened.headers, pieces, close, request.until)

    def close(self) -> None:
        if self._loop.is_running():
            self._waited(self._transport.aclose())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def _pieces(self, pieces: AsyncIterator[bytes]) -> Iterator[bytes]:
        async def following() -> bytes | None:
            return await anext(pieces, None)

        while (piece := self._waited(following())) is not None:
            yield piece

    def _waited(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)
