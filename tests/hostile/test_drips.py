"""A deadline holds, whatever part of an answer the server lets drip, in both clients."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.client.emitted import imported
from tests.hostile.shapes import TEXT, document

pytestmark = pytest.mark.slow

_SECONDS = 0.6
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n"
_EMPTY_BLOCKS = gzip.compress(b"")
_DRIPS: dict[str, tuple[bytes, bytes]] = {
    "nothing at all": (b"", b""),
    "the status line": (b"HTTP/1.1 200 ", b"O"),
    "headers": (b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
    "1xx answers": (b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
    "a body": (_OK + b"Content-Length: 10000\r\n\r\n", b"a"),
    "chunk extensions": (_CHUNKED + b"\r\n1;a=", b"a"),
    "empty gzip blocks": (
        _CHUNKED + b"Content-Encoding: gzip\r\n\r\n",
        b"%x\r\n%s\r\n" % (len(_EMPTY_BLOCKS), _EMPTY_BLOCKS),
    ),
    "trailers": (_CHUNKED + b"\r\n1\r\na\r\n0\r\nX-A: ", b"a"),
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """A package with one call that answers with text."""
    answer = {"description": "", "content": {"text/plain": {"schema": TEXT}}}
    call = {"operationId": "read", "tags": ["t"], "responses": {"200": answer}}
    made = document({}, {"/read": {"get": call}})
    return imported(tmp_path_factory.mktemp("drips"), made, "hostile_drips")


@contextlib.contextmanager
def _dripping(start: bytes, more: bytes) -> Generator[str]:
    """Serve an answer that never ends; give the address."""
    listener = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=drip, args=(connection,), daemon=True).start()

    def drip(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.recv(65536)
            connection.sendall(start)
            while not ended.wait(0.05):
                connection.sendall(more)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        ended.set()
        listener.close()


def _is_in_time(package: ModuleType, call: Callable[[], object]) -> None:
    started = time.monotonic()
    with pytest.raises(package.TimedOut, match="deadline") as raised:
        call()
    assert time.monotonic() - started < _SECONDS + 2
    assert raised.value.sent in ("maybe", "yes")


@pytest.mark.parametrize("what", _DRIPS)
def test_a_deadline_holds(package: ModuleType, what: str) -> None:
    """Sync over both transports, async over both libraries."""
    with _dripping(*_DRIPS[what]) as url:
        options: dict[str, Any] = {"base_url": url, "deadline": _SECONDS, "retries": 0}
        _is_in_time(package, lambda: package.Client(**options).t.read())
        plain = package.StandardTransport()
        # It asks for no compression, and takes the first answer but 100 for the last.
        if "gzip" not in what and "1xx" not in what:
            _is_in_time(package, lambda: package.Client(**options, transport=plain).t.read())

        async def scenario(transport: Any) -> None:
            async with package.AsyncClient(**options, transport=transport) as client:
                await client.t.read()

        for transport in (None, package.AiohttpTransport()):
            _is_in_time(package, lambda own=transport: asyncio.run(scenario(own)))


def test_a_deadline_holds_while_a_name_is_resolved(
    package: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A resolver can't be interrupted."""
    ended = threading.Event()

    def slow(*args: object, **kwargs: object) -> Any:
        ended.wait(10)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    options: dict[str, Any] = {"base_url": "https://a.example", "deadline": _SECONDS, "retries": 0}
    _is_in_time(package, lambda: package.Client(**options).t.read())
    plain = package.StandardTransport()
    _is_in_time(package, lambda: package.Client(**options, transport=plain).t.read())
    ended.set()


def test_a_call_is_bounded_by_default(package: ModuleType) -> None:
    """Repetitions included: three attempts of a minute each are too many."""
    assert package.Client().with_options()._settings.deadline == 120.0
    assert package.Client(deadline=None)._settings.deadline is None


def test_threads_that_waited_are_used_again_and_end(package: ModuleType, tmp_path: Path) -> None:
    """No call leaves a thread behind that isn't used for the next."""
    del tmp_path
    bounded = __import__(f"{package.__name__}._runtime._bounded", fromlist=["within"])
    before = threading.active_count()
    for n in range(200):
        assert bounded.within(time.monotonic() + 5, "no", lambda n=n: n) == n
    assert threading.active_count() <= before + 2
    with pytest.raises(ZeroDivisionError):
        bounded.within(time.monotonic() + 5, "no", lambda: 1 // 0)


def test_what_announces_an_answer_is_none(package: ModuleType) -> None:
    """The answer is what comes behind 102 Processing and 103 Early Hints, over all transports."""
    hints = b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    with _dripping(hints * 3 + _OK + b"Content-Length: 4\r\n\r\ndone", b"") as url:
        options: dict[str, Any] = {"base_url": url, "deadline": 20, "retries": 0}
        for transport in (None, package.StandardTransport()):
            with package.Client(transport=transport, **options) as client:
                assert client.t.read() == "done"

        async def read(transport: Any) -> Any:
            async with package.AsyncClient(**options, transport=transport) as client:
                return await client.t.read()

        for other in (None, package.AiohttpTransport()):
            assert asyncio.run(read(other)) == "done"


def test_announcements_without_end_are_an_error(package: ModuleType) -> None:
    with (
        _dripping(b"HTTP/1.1 102 Processing\r\n\r\n" * 5000, b"") as url,
        package.Client(base_url=url, retries=0, transport=package.StandardTransport()) as client,
        pytest.raises(package.TransportError),
    ):
        client.t.read()
