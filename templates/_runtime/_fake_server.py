"""The fake as a real HTTP server, for programs in any language: `python -m PACKAGE.testing`.

In: a fake; words of a command line. Out: a server on this machine, over the standard library.
Faults are real here: a dropped connection is closed without an answer.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Final

from ._fake import Fake
from ._fake_call import Call
from ._fake_faults import FaultPlan
from ._http import Headers

if TYPE_CHECKING:  # Slow to import, and nobody needs them but a server.
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_LARGEST: Final = 64 * 1024 * 1024
_METHODS: Final = "GET HEAD POST PUT PATCH DELETE OPTIONS TRACE QUERY".split()


class FakeServer:
    """A fake behind an address: `with FakeServer(fake) as server: server.url`."""

    def __init__(self, fake: Fake, host: str = "127.0.0.1", port: int = 0) -> None:
        from http.server import ThreadingHTTPServer

        self.fake: Final = fake
        self._server: ThreadingHTTPServer = ThreadingHTTPServer((host, port), _handler(fake))
        self._server.daemon_threads = True
        self._thread: threading.Thread | None = None
        self._host = host

    @property
    def url(self) -> str:
        """Where it is."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._server.server_address[1]}"

    def serve(self) -> None:
        """Answer requests until the process ends."""
        self._server.serve_forever(0.05)

    def __enter__(self) -> FakeServer:
        self._thread = threading.Thread(target=self.serve, daemon=True)
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
        if self._thread is not None:
            self._thread.join()


def _handler(fake: Fake) -> type[BaseHTTPRequestHandler]:
    from http.server import BaseHTTPRequestHandler

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1  # An answer is one piece on the wire.

        def answer(self) -> None:
            body = _body(self)
            if body is None:
                self.send_error(413)
                return
            headers = Headers((name, value) for name, value in self.headers.items())
            call = fake.handle(self.command, self.path, headers, body)
            if call.fault is not None:
                time.sleep(call.fault.seconds)
                if call.fault.kind.startswith("drop"):
                    self.close_connection = True
                    return
            self._send(call)

        def _send(self, call: Call) -> None:
            response = call.response
            assert response is not None
            self.send_response(response.status)
            for name, value in response.headers.pairs:
                self.send_header(name, value)
            if response.status not in (204, 304):
                self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(response.body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the calls are the fake's."""

    for method in _METHODS:
        setattr(Handler, f"do_{method}", Handler.answer)
    return Handler


def _body(handler: BaseHTTPRequestHandler) -> bytes | None:
    """Return the body of a request, None where it can't be read."""
    if "chunked" in handler.headers.get("Transfer-Encoding", "").lower():
        return _chunks(handler)
    length = handler.headers.get("Content-Length", "0")
    if not length.isdecimal() or int(length) > _LARGEST:
        return None
    return handler.rfile.read(int(length))


def _chunks(handler: BaseHTTPRequestHandler) -> bytes | None:
    pieces: list[bytes] = []
    try:
        while size := int(handler.rfile.readline().partition(b";")[0], 16):
            if size > _LARGEST or sum(map(len, pieces)) > _LARGEST:
                return None
            pieces.append(handler.rfile.read(size))
            handler.rfile.readline()
        while handler.rfile.readline().strip():  # trailers
            pass
    except ValueError:
        return None
    return b"".join(pieces)


def main(make: Callable[..., Fake], words: Sequence[str]) -> int:
    """Serve a fake at the address that a command line asks for."""
    name = f"python -m {make.__module__}"
    parser = argparse.ArgumentParser(name, description="Serve a fake of this API, for tests.")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--seed", type=int, default=0, help="varies what is made up")
    parser.add_argument("--strict", action="store_true", help="hold requests to the letter")
    parser.add_argument("--missing", choices=("404", "invented"), default="404")
    parser.add_argument("--no-credentials", action="store_true", help="ask for none")
    parser.add_argument("--faults", type=int, metavar="SEED", help="let calls go wrong by seed")
    given = parser.parse_args(words)
    faults = None if given.faults is None else FaultPlan(seed=given.faults)
    fake = make(
        seed=given.seed,
        strict=given.strict,
        missing=given.missing,
        credentials=not given.no_credentials,
        faults=faults,
    )
    try:
        server = FakeServer(fake, given.host, given.port)
    except (OSError, OverflowError) as error:
        parser.error(f"it can't listen at {given.host}, port {given.port}: {error}")
    count = len(fake.document.keys)
    sys.stdout.write(f"{fake.document.title}: {count} operations at {server.url}\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):
        server.serve()
    return 0
