"""A real HTTP server on loopback for tests: it records requests and plays prepared answers."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any


@dataclass
class Seen:
    """A request as it came; `target` is the raw path and query, `size` that of the whole body."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    size: int = 0

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    """An answer; a `cut` one breaks off in the middle of its body.

    `drip` are seconds before each byte of the body, `wait` those before the answer. `pieces` are
    sent one after the other, as chunks.
    """

    status: int = 200
    value: Any = None
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    drip: float = 0.0
    wait: float = 0.0
    pieces: Iterable[bytes] | None = None

    @property
    def content(self) -> bytes:
        if self.body is not None:
            return self.body
        return b"" if self.value is None else json.dumps(self.value).encode()


Answer = Callable[[Seen], Reply]


class LocalServer:
    """Answers each request with what `answer` returns, or with the next of `replies`."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.replies: list[Reply] = []
        self.kept = 1 << 20
        """How much of a body is kept."""
        self.left = threading.Event()
        """A client went away while it was answered."""
        self.answer: Answer = lambda seen: self.replies.pop(0) if self.replies else Reply(value={})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> LocalServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        local = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _any(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                body, size = self._body(headers)
                seen = Seen(self.command, self.path, headers, body, size)
                local.seen.append(seen)
                try:
                    self._send(local.answer(seen))
                except ConnectionError:  # The client may have given up meanwhile.
                    local.left.set()
                    self.close_connection = True

            def _body(self, headers: dict[str, str]) -> tuple[bytes, int]:
                chunked = "transfer-encoding" in headers
                left = 0 if chunked else int(headers.get("content-length", 0))
                kept, size = b"", 0
                while left or chunked:
                    if not left:
                        left = int(self.rfile.readline(), 16)
                        chunked = left > 0
                    piece = self.rfile.read(min(left, 1 << 16))
                    if not piece and left:
                        break
                    left, size = left - len(piece), size + len(piece)
                    kept += piece[: local.kept - len(kept)]
                    if not left and "transfer-encoding" in headers:
                        self.rfile.readline()
                return kept, size

            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _any

            def _send(self, reply: Reply) -> None:
                content = reply.content
                time.sleep(reply.wait)
                self.send_response(reply.status)
                headers = {"Content-Type": "application/json", **reply.headers}
                for name, value in headers.items():
                    self.send_header(name, value)
                if reply.pieces is None:
                    self.send_header("Content-Length", str(len(content)))
                else:
                    self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                if reply.pieces is not None:
                    for piece in reply.pieces:
                        self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                    self.wfile.write(b"0\r\n\r\n")
                elif reply.cut:
                    self.wfile.write(content[: len(content) // 2])
                    self.close_connection = True
                elif reply.drip:
                    for byte in content:
                        time.sleep(reply.drip)
                        self.wfile.write(bytes((byte,)))
                else:
                    self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler
