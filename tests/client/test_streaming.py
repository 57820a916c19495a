"""Answers that are read and files that are sent a piece at a time, over each transport."""

from __future__ import annotations

import asyncio
import io
import threading
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.client.blocking import Blocking
from tests.client.documents import THINGS
from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply

CSV = {"Content-Type": "text/csv"}
MEGABYTE = 1 << 20
BINARY = "application/octet-stream"


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("streamed"), THINGS, "emitted_streamed")


def over_httpx2(things: ModuleType) -> dict[str, Any]:
    return {}


def over_httpx(things: ModuleType) -> dict[str, Any]:
    return {"http_client": pytest.importorskip("httpx", reason="httpx is not here").Client()}


def over_urllib(things: ModuleType) -> dict[str, Any]:
    return {"transport": things.StandardTransport()}


def over_aiohttp(things: ModuleType) -> dict[str, Any]:
    pytest.importorskip("aiohttp", reason="aiohttp is not here")
    stream = import_module(f"{things.__name__}._runtime._streams").Stream
    return {"transport": Blocking(things.AiohttpTransport(), stream)}


@pytest.fixture(params=[over_httpx2, over_httpx, over_urllib, over_aiohttp])
def client(
    request: pytest.FixtureRequest, things: ModuleType, server: LocalServer
) -> Iterator[Any]:
    given: Callable[[ModuleType], dict[str, Any]] = request.param
    with things.Client(base_url=server.url, token="t", retries=1, **given(things)) as made:
        yield made


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch, things: ModuleType) -> None:
    monkeypatch.setattr("emitted_streamed._runtime._call.retry_delay", lambda *_: 0.0)


def upload(client: Any, content: Any) -> AbstractContextManager[Any]:
    streamed: AbstractContextManager[Any] = client.files.with_raw_response.upload_file.stream(
        "a", content, content_type=BINARY
    )
    return streamed


@asynccontextmanager
async def async_upload(things: ModuleType, url: str, **options: Any) -> AsyncIterator[Any]:
    async with things.AsyncClient(base_url=url, token="t", **options) as client:
        method = client.files.with_raw_response.upload_file
        async with method.stream("a", b"", content_type=BINARY) as answer:
            yield answer


def waiting(first_was_read: threading.Event) -> Iterator[bytes]:
    """The second piece comes when the first has been read."""
    yield b"a,"
    assert first_was_read.wait(60)
    yield b"b\n"


def test_pieces_come_while_the_server_still_sends(client: Any, server: LocalServer) -> None:
    read = threading.Event()
    server.replies.append(Reply(headers=CSV, pieces=waiting(read)))
    with upload(client, b"") as answer:
        assert (answer.status, answer.headers["content-type"]) == (200, "text/csv")
        pieces = answer.iter_bytes()
        assert next(pieces) == b"a,"
        read.set()
        assert b"".join(pieces) == b"b\n"


@pytest.mark.parametrize("own", [False, True])
def test_pieces_come_to_asynchronous_code(
    things: ModuleType, server: LocalServer, own: bool
) -> None:
    read = threading.Event()
    httpx = pytest.importorskip("httpx", reason="httpx is not here") if own else None

    async def scenario() -> bytes:
        options = {"http_client": httpx.AsyncClient()} if httpx else {}
        async with async_upload(things, server.url, **options) as answer:
            pieces = answer.iter_bytes()
            first = await anext(pieces)
            read.set()
            return bytes(first + b"|" + b"".join([piece async for piece in pieces]))

    server.replies.append(Reply(headers=CSV, pieces=waiting(read)))
    assert asyncio.run(scenario()) == b"a,|b\n"


def test_a_large_answer_takes_little_memory(client: Any, server: LocalServer) -> None:
    piece = bytes(MEGABYTE // 4)
    server.replies.append(Reply(pieces=(piece for _ in range(96))))
    tracemalloc.start()
    try:
        with upload(client, b"") as answer:
            assert sum(map(len, answer.iter_bytes())) == 24 * MEGABYTE
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * MEGABYTE


def test_a_large_file_takes_little_memory(client: Any, server: LocalServer, tmp_path: Path) -> None:
    server.kept = 0
    server.answer = lambda seen: Reply(headers=CSV, body=b"ok")
    path = tmp_path / "large"
    path.write_bytes(bytes(24 * MEGABYTE))
    tracemalloc.start()
    try:
        client.files.upload_file("a", {"file": path, "note": "n"})
        with path.open("rb") as stream:
            assert client.files.upload_file("a", stream, content_type=BINARY) == "ok"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * MEGABYTE
    assert server.seen[0].size > server.seen[1].size == 24 * MEGABYTE
    assert server.seen[1].headers["content-length"] == str(24 * MEGABYTE)


def test_errors_are_what_they_always_are(
    client: Any, things: ModuleType, server: LocalServer
) -> None:
    server.replies.append(Reply(404, {"error": {"message": "no such file"}}))
    with pytest.raises(things.NotFound, match="no such file"), upload(client, b""):
        raise AssertionError("there is no answer to stream")
    server.replies.append(Reply(302, headers={"Location": "/elsewhere"}))
    with pytest.raises(things.UnexpectedAnswer), upload(client, b""):
        pass
    assert len(server.seen) == 2


def test_a_passing_failure_is_repeated_before_the_stream(client: Any, server: LocalServer) -> None:
    server.replies += [Reply(503), Reply(value={"id": "é"})]
    with client.things.with_raw_response.get_thing.stream("a") as answer:
        assert answer.value().id == "é"
    assert len(server.seen) == 2


def test_leaving_early_ends_the_connection(client: Any, server: LocalServer) -> None:
    def endless() -> Iterator[bytes]:
        while not server.left.is_set():
            yield bytes(MEGABYTE // 4)

    server.replies.append(Reply(pieces=endless()))
    with upload(client, b"") as answer:
        next(answer.iter_bytes())
    assert server.left.wait(60)


def test_an_asynchronous_stream_ends_with_its_cancellation(
    things: ModuleType, server: LocalServer
) -> None:
    def endless() -> Iterator[bytes]:
        while not server.left.is_set():
            yield bytes(MEGABYTE // 4)

    async def scenario() -> None:
        first = asyncio.Event()

        async def read() -> None:
            async with async_upload(things, server.url) as answer:
                async for _ in answer.iter_bytes():
                    first.set()

        reading = asyncio.create_task(read())
        await first.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

    server.replies.append(Reply(pieces=endless()))
    asyncio.run(scenario())
    assert server.left.wait(60)


def test_a_body_is_read_once_and_within_its_limit(
    client: Any, things: ModuleType, server: LocalServer
) -> None:
    server.answer = lambda seen: Reply(headers=CSV, body=b"x" * 100)
    with upload(client, b"") as answer:
        assert len(answer.read()) == 100
        with pytest.raises(things.ClientError, match="already"):
            answer.value()
    with upload(client, b"") as answer, pytest.raises(things.TransportError, match="larger"):
        list(answer.iter_bytes(limit=99))
    with upload(client, b"") as answer:
        assert answer.value() == "x" * 100


def test_what_breaks_off_is_an_error(client: Any, things: ModuleType, server: LocalServer) -> None:
    server.replies.append(Reply(headers=CSV, body=b"x" * 100, cut=True))
    with upload(client, b"") as answer, pytest.raises(things.TransportError):
        list(answer.iter_bytes())


@pytest.mark.slow
def test_a_deadline_holds_while_an_answer_drips(
    client: Any, things: ModuleType, server: LocalServer
) -> None:
    server.answer = lambda seen: Reply(headers=CSV, body=b"x" * 100, drip=0.05)
    with (
        upload(client.with_options(deadline=0.3), b"") as answer,
        pytest.raises(things.TimedOut, match="deadline"),
    ):
        list(answer.iter_bytes())

    async def scenario() -> None:
        async with async_upload(things, server.url, deadline=0.3) as answer:
            await answer.read()

    with pytest.raises(things.TimedOut, match="deadline"):
        asyncio.run(scenario())


class Pipe(io.RawIOBase):
    """A stream that can't go back."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._content.readinto(buffer)


def put(client: Any, content: Any) -> Any:
    """Upload by an operation that may be repeated."""
    return client.files.upload_file("a", content, content_type=BINARY)


def test_a_pipe_is_sent_in_chunks_and_never_again(
    client: Any, things: ModuleType, server: LocalServer
) -> None:
    server.answer = lambda seen: Reply(503)
    with pytest.raises(things.ServerError):
        put(client, Pipe(b"abc" * 50_000))
    (seen,) = server.seen
    assert seen.body == b"abc" * 50_000
    assert seen.headers["transfer-encoding"] == "chunked"


def test_bytes_that_are_made_are_sent_as_they_come(
    client: Any, things: ModuleType, server: LocalServer
) -> None:
    server.answer = lambda seen: Reply(headers=CSV, body=seen.body)

    assert put(client, (piece for piece in (b"a", b"", b"b"))) == "ab"
    assert put(client, things.File(iter([b"c", b"d"]), name="x")) == "cd"
    assert {seen.headers["transfer-encoding"] for seen in server.seen} == {"chunked"}
    with pytest.raises(things.ClientError, match="broke off while it was sent: TypeError"):
        put(client, iter([b"a", 1]))


def test_what_can_be_read_again_is_sent_again(
    client: Any, things: ModuleType, server: LocalServer, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1,2")
    stream = io.BytesIO(b"0,1,2")
    stream.seek(2)
    for content in (path, stream, things.File(stream, name="x")):
        server.replies += [Reply(503), Reply(headers=CSV, body=b"ok")]
        assert put(client, content) == "ok"
        stream.seek(2)
    assert [seen.body for seen in server.seen] == [b"1,2"] * 6


def test_files_of_a_form_come_as_they_are(client: Any, server: LocalServer, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1,2\r\n")
    server.answer = lambda seen: Reply(headers=CSV, body=b"ok")
    client.files.upload_file("a", {"file": path, "note": "é"})
    client.files.upload_file("a", {"file": Pipe(b"1,2\r\n"), "note": "é"})
    kind = "Content-Type: application/octet-stream"
    for seen, name in zip(server.seen, ("a.csv", "file"), strict=True):
        boundary = seen.headers["content-type"].partition("boundary=")[2]
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"'
        assert (
            seen.body
            == (
                f"--{boundary}\r\n{head}\r\n{kind}\r\n\r\n1,2\r\n\r\n"
                f'--{boundary}\r\nContent-Disposition: form-data; name="note"\r\n\r\né\r\n'
                f"--{boundary}--\r\n"
            ).encode()
        )


@pytest.mark.parametrize("kind", [Path, io.BytesIO, Pipe])
def test_files_are_sent_by_asynchronous_code(
    things: ModuleType, server: LocalServer, tmp_path: Path, kind: Any
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1,2")

    async def scenario() -> Any:
        async with things.AsyncClient(base_url=server.url, token="t") as client:
            return await put(client, path if kind is Path else kind(b"1,2"))

    server.answer = lambda seen: Reply(headers=CSV, body=seen.body)
    assert asyncio.run(scenario()) == "1,2"


def test_what_is_no_file_is_refused(
    client: Any, things: ModuleType, server: LocalServer, tmp_path: Path
) -> None:
    for wrong in (io.StringIO("text"), 1, object()):
        with pytest.raises(things.InvalidRequest):
            put(client, wrong)
    with pytest.raises(OSError, match="nowhere"):
        put(client, tmp_path / "nowhere")
    assert not server.seen


def test_a_file_that_changes_its_length_is_no_request(
    client: Any, things: ModuleType, server: LocalServer
) -> None:
    class Growing(io.BytesIO):
        def seek(self, position: int, whence: int = 0) -> int:
            return super().seek(position, whence) - (whence == io.SEEK_END)

    with pytest.raises(things.TransportError):
        put(client.with_options(retries=0), Growing(b"abc"))
    assert [seen for seen in server.seen if seen.size == 3] == []


def test_hooks_see_the_answer_without_its_body(things: ModuleType, server: LocalServer) -> None:
    seen: list[tuple[int, bytes]] = []
    client = things.Client(
        base_url=server.url,
        token="t",
        response_hook=lambda request, response: seen.append((response.status, response.body)),
    )
    server.replies.append(Reply(headers=CSV, body=b"a,b"))
    with upload(client, b"") as answer:
        assert answer.read() == b"a,b"
    assert seen == [(200, b"")]


def test_a_transport_that_cannot_stream_says_so(things: ModuleType) -> None:
    class Whole:
        def send(self, request: Any, timeout: float | None) -> Any:
            raise AssertionError("nothing is to be sent")

        def close(self) -> None:
            pass

    client = things.Client(token="t", transport=Whole())
    with pytest.raises(things.ClientError, match="stream"), upload(client, b""):
        pass


def test_warnings_point_at_the_caller(things: ModuleType, server: LocalServer) -> None:
    server.answer = lambda seen: Reply(204)
    raw = things.Client(base_url=server.url).things.with_raw_response
    with pytest.warns(DeprecationWarning, match="delete_thing") as caught:
        raw.delete_thing("a")
        with raw.delete_thing.stream("a") as answer:
            assert answer.value() is None
    assert [warning.filename for warning in caught] == [__file__] * 2
