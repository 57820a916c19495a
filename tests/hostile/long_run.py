"""A day's worth of calls against loopback: memory, file handles and threads stay as they are.

In: how many calls. Out: what a process has after each tenth of them; exit code 1 where it grows.
Run by hand: `python -m tests.hostile.long_run --calls 1000000`. Calls succeed, fail with a typed
error, answer with what isn't documented, and break off, over the installed transport, that of the
standard library, and in an event loop.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.client.emitted import imported
from tests.hostile.shapes import TEXT, document, thing, to

_BODY = b'{"id":"a","more":[1,2,3],"text":"' + b"x" * 200 + b'"}'
_ANSWERS = {
    b"0": (b"200 OK", b"application/json", _BODY),
    b"1": (b"404 Not Found", b"application/json", b'{"id":"none"}'),
    b"2": (b"200 OK", b"application/json", b'{"id":5}'),
    b"3": (b"200 OK", b"text/html", b"<html>"),
    b"4": (b"200 OK", b"application/json", b""),  # breaks off
}
_KINDS = "000000000000000000000000000000000000000000000000001234"
_ALLOWED_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Held:
    """What a process has at one moment."""

    calls: int
    memory: int
    files: int
    threads: int

    def __str__(self) -> str:
        return (
            f"{self.calls:>9,} calls: {self.memory / 2**20:7.1f} MiB, {self.files} file handles, "
            f"{self.threads} threads"
        )


def held(calls: int) -> Held:
    """Return what this process has now."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    files = len(os.listdir("/proc/self/fd"))
    return Held(calls, pages * os.sysconf("SC_PAGE_SIZE"), files, threading.active_count())


def grows(found: list[Held]) -> bool:
    """Whether the last has more than the first, which is taken when all was used once."""
    first, last = found[0], found[-1]
    return (
        last.memory > first.memory + _ALLOWED_BYTES
        or last.files > first.files + 4
        or last.threads > first.threads + 4
    )


def package(folder: Path) -> ModuleType:
    """Return a package with one call, whose argument says what it answers."""
    content = {"application/json": {"schema": to("Thing")}}
    found = {"description": "", "content": content}
    kind = {"name": "kind", "in": "path", "required": True, "schema": TEXT}
    call: dict[str, Any] = {"operationId": "read", "tags": ["t"], "parameters": [kind]}
    call["responses"] = {"200": found, "404": found}
    return imported(folder, document({"Thing": thing(id=TEXT)}, {"/{kind}": {"get": call}}), "long")


def _serve(listener: socket.socket) -> None:
    """Answer until the process is ended."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                kind = head.split(b" ", 2)[1][1:2]
                status, media_type, body = _ANSWERS[kind]
                length = len(body) if body else 10
                writer.write(
                    b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n%b"
                    % (status, media_type, length, body)
                )
                await writer.drain()
                if not body:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(answer, sock=listener, backlog=2048)
        await server.serve_forever()

    asyncio.run(serve())


def server() -> tuple[str, Any]:
    """Start a server in a process of its own; return its address and the process."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    process = get_context("fork").Process(target=_serve, args=(listener,), daemon=True)
    process.start()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    listener.close()
    return address, process


def _one(made: ModuleType, client: Any, kind: str) -> None:
    try:
        client.t.read(kind)
    except made.ClientError:
        assert kind != "0"


async def _some(made: ModuleType, url: str, kinds: str) -> None:
    async with made.AsyncClient(base_url=url, retries=0) as client:
        for kind in kinds:
            try:
                await client.t.read(kind)
            except made.ClientError:
                assert kind != "0"


def run(made: ModuleType, url: str, calls: int, tenth: int) -> Iterator[Held]:
    """Make calls; yield what the process has after the first tenth, and each further one."""
    done = 0
    with (
        made.Client(base_url=url, retries=0) as client,
        made.Client(base_url=url, retries=0, transport=made.StandardTransport()) as standard,
    ):
        while done < calls:
            until = done + tenth
            while done < until:
                for kind in _KINDS * 8:
                    _one(made, client, kind)
                for kind in _KINDS:
                    _one(made, standard, kind)
                asyncio.run(_some(made, url, _KINDS))
                done += len(_KINDS) * 10
            yield held(done)


def together(made: ModuleType, url: str, threads: int, calls: int) -> list[BaseException]:
    """Let threads use one client at once; return what went wrong."""
    wrong: list[BaseException] = []
    start = threading.Event()

    def work(client: Any) -> None:
        start.wait()
        try:
            for _ in range(calls):
                assert client.t.read("0").id == "a"
        except BaseException as error:
            wrong.append(error)

    with made.Client(base_url=url, retries=0, timeout=300, deadline=600) as client:
        workers = [threading.Thread(target=work, args=(client,)) for _ in range(threads)]
        for worker in workers:
            worker.start()
        start.set()
        for worker in workers:
            worker.join()
    return wrong


def main() -> None:
    """Run, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=1000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = package(Path(folder))
        url, process = server()
        try:
            before, started = threading.active_count(), time.monotonic()
            wrong = together(made, url, asked.threads, 10)
            taken = time.monotonic() - started
            sys.stdout.write(f"{asked.threads} threads, 10 calls each, one client: {taken:.1f} s, ")
            sys.stdout.write(f"{len(wrong)} errors {wrong[:1]}\n")
            time.sleep(6)  # Idle threads end.
            found: list[Held] = []
            for moment in run(made, url, asked.calls, asked.calls // 10):
                found.append(moment)
                sys.stdout.write(f"{moment}\n")
                sys.stdout.flush()
            time.sleep(6)  # Idle threads end.
            left = threading.active_count() - before
            sys.stdout.write(f"{left} threads are left\n")
        finally:
            process.terminate()
    sys.exit(1 if wrong or grows(found) or left > 0 else 0)


if __name__ == "__main__":
    main()
