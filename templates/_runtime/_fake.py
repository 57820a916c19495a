"""A server that isn't there: it answers a client's requests as the document says, in this process.

In: requests. Out: answers that the document allows, and memory of what was made, changed and
removed. The same seed gives the same answers. `FakeTransport` is handed to a client, and
`AsyncFakeTransport` to an asynchronous one.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from os import PathLike
from typing import Any, Final, Literal, NoReturn, TypedDict, TypeVar, Unpack, cast

from ._errors import TimedOut, TransportError
from ._fake_answers import Answers
from ._fake_call import Call, Conventions
from ._fake_cassette import Cassette, Exchange, cassette_text
from ._fake_document import Content, Document, Found, Operation
from ._fake_facts import as_object
from ._fake_faults import Fault, FaultPlan, newer
from ._fake_memory import Collections
from ._fake_playing import Played, Playing
from ._fake_reading import Reading, Refusal
from ._fake_roles import usual_content
from ._fake_values import ABSENT
from ._http import Headers, Request, Response, Upload
from ._json import dumps
from ._streams import AsyncStream, Stream

_HTML: Final = b"<!doctype html><title>502 Bad Gateway</title>"
H = TypeVar("H", bound="Callable[[Call], Any]")


class FakeOptions(TypedDict, total=False):
    """How a fake plays.

    `seed` varies what is made up. A `strict` fake takes requests to the letter of the document.
    `missing` is "invented" where what nobody made is there all the same, else it is a 404.
    `faults` are a plan of what goes wrong. `credentials` says whether they are asked for.
    `cassette` is a file of recorded calls: its answers are given, and no others.
    """

    seed: int
    strict: bool
    missing: Literal["404", "invented"]
    faults: FaultPlan | None
    credentials: bool
    cassette: str | PathLike[str]


class Fake:
    """What is common to both transports: it reads, plays, answers and records."""

    def __init__(self, document: Document, **options: Unpack[FakeOptions]) -> None:
        self.document: Final = document
        self.calls: Final[list[Call]] = []
        self.faults = options.get("faults")
        self.asks = options.get("credentials", True)
        self._answers = Answers(document, options.get("seed", 0))
        invents = options.get("missing", "404") == "invented"
        self._playing = Playing(document, self._answers, invents=invents)
        self._reading = Reading(document, strict=options.get("strict", False))
        self._handlers: dict[str, Callable[[Call], Any]] = {}
        self._due: dict[str, list[Fault]] = {}
        self._numbers: dict[str, int] = {}
        self._lock = threading.RLock()
        recorded = options.get("cassette")
        self._cassette = None if recorded is None else Cassette(document, _read(recorded))
        self.listeners: Final[list[Callable[[Call], None]]] = []
        make = document.conventions
        self.conventions: Any = None if make is None else make(self)
        """What the API does beyond its document, where a profile knows of any."""
        noted = os.environ.get("DFNSGEN_REHEARSAL")
        if noted:
            self.listeners.append(partial(note, noted))

    @property
    def collections(self) -> Collections:
        """What the fake remembers, by path: `fake.collections["/wallets"]["wa-1"]`."""
        return self._playing.memory.collections

    def on(self, operation: str) -> Callable[[H], H]:
        """Let a function answer an operation: `@fake.on("POST /wallets")`.

        It is given the Call, once that was read and found right, and returns a body, a pair of
        status and body, a Response, or None for what the fake answers by itself.
        """
        if operation not in self.document.keys:
            from difflib import get_close_matches

            near = get_close_matches(operation, self.document.keys, 3)
            raise ValueError(f"there is no operation {operation!r}; near are {near}")

        def added(handler: H) -> H:
            self._handlers[operation] = handler
            return handler

        return added

    def fail(self, operation: str, *faults: Fault, times: int = 1) -> None:
        """Let the next calls of an operation go wrong: each fault `times` times, in order."""
        if operation not in self.document.keys:
            raise ValueError(f"there is no operation {operation!r}")
        self._due.setdefault(operation, []).extend(f for f in faults for _ in range(times))

    @property
    def arguments(self) -> dict[str, Any]:
        """What a client of this fake is made with: an address, and credentials."""
        made: dict[str, Any] = {"base_url": "https://fake.test"}
        for name, kind in self.document.credentials.items():
            if kind != "signer":
                made[name] = ("user", "password") if kind == "pair" else "fake"
        return made if self.conventions is None else made | self.conventions.arguments()

    def arguments_of(self, client: type) -> dict[str, Any]:
        """Return the arguments that a client takes: one of an older version may lack some."""
        from inspect import signature

        taken = signature(client).parameters
        return {name: value for name, value in self.arguments.items() if name in taken}

    def event(self, name: str, **properties: Any) -> dict[str, Any]:
        """Return what the API sends under the name of a webhook, with some properties given."""
        if name not in self.document.webhooks:
            raise ValueError(f"there is no webhook {name!r}")
        operation = self.document.webhook(name)
        uses = (content.use for content in operation.contents if content.use is not None)
        made = self._answers.near(next(uses), properties or ABSENT, f"event {name}")
        return cast("dict[str, Any]", made)

    def save(self, path: str | PathLike[str]) -> None:
        """Write all calls and answers into a file, without secrets; `cassette=` plays it again."""
        text = cassette_text(self.document, map(_exchange, self.calls))
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def handle(
        self, method: str, target: str, headers: Headers, content: bytes, base: str | None = None
    ) -> Call:
        """Answer one request; the Call holds the answer and what goes wrong with it."""
        call = Call(method, target, headers, content)
        with self._lock:
            try:
                if self._cassette is None:
                    self._handle(call, base)
                else:
                    self._replay(call, self._cassette)
            finally:
                self.calls.append(call)
                for listener in self.listeners:
                    listener(call)
        return call

    def _handle(self, call: Call, base: str | None) -> None:
        path, _, query = call.target.partition("?")
        call.base = base or ""
        operation: Operation | None = None
        try:
            if self._undocumented(call, path):
                return
            found = self._found(call.method, path, query, base)
            operation = found[0].operation
            call.operation = operation.key
            call.fault = self._fault(operation.key)
            if call.fault is not None and call.fault.kind in ("status", "drop-before"):
                raise Refusal(call.fault.status or 500, "this goes wrong on purpose")
            if self.asks:
                self._reading.check_credentials(operation, call.sent_headers, query)
            chosen = self._read(call, found, query)
            operation = chosen.operation
            call.operation = operation.key
            if self.conventions is not None:
                self.conventions.check(call, operation)
            default = partial(self._playing.play, operation, chosen.places, call.asked)
            call.plays(default)
            call.response = self._answered(call, operation, default)
        except Refusal as refused:
            call.issues, call.refusal = refused.issues, refused.message
            call.response = self._answers.refusal(operation, refused)
            if call.fault is not None and call.fault.headers:
                headers = call.response.headers.replaced(*call.fault.headers)
                call.response = Response(call.response.status, headers, call.response.body)

    def _undocumented(self, call: Call, path: str) -> bool:
        """Answer what the API has and the document lacks, where that was asked for."""
        conventions: Conventions | None = self.conventions
        below = path.removeprefix(call.base)
        if conventions is None or self.document.find(call.method, below) is not None:
            return False
        played = conventions.undocumented(call.method, below, call.content)
        if played is None:
            return False
        headers = Headers([("Content-Type", "application/json")])
        call.operation = f"{call.method} {below}"
        call.response = Response(played.status, headers, dumps(played.value))
        return True

    def _replay(self, call: Call, cassette: Cassette) -> None:
        try:
            call.response = cassette.take(_exchange(call))
        except LookupError as error:
            raise TransportError(str(error), sent="no") from None
        if call.response is None:
            call.fault = Fault.dropped_after()

    def _read(self, call: Call, found: list[Found], query: str) -> Found:
        """Read a request as that of the first operation for which it is right."""
        for one in found:
            try:
                asked = self._reading.read(
                    one.operation, one.places, query, call.sent_headers, call.content
                )
                call.asked = asked._replace(url=call.url)
            except Refusal:
                if one is found[-1]:
                    raise
            else:
                return one
        raise AssertionError("an operation was found")

    def _found(self, method: str, path: str, query: str, base: str | None) -> list[Found]:
        known: tuple[str, ...] = ()
        for start in dict.fromkeys(((base or ""), *self.document.bases, "")):
            if start and path != start and not path.startswith(f"{start}/"):
                continue
            below = path[len(start) :]
            found = [*self.document.all_found(method, below, query)]
            if not found and method == "HEAD":
                found = [*self.document.all_found("GET", below, query)]
            if found:
                return found
            known = known or self.document.methods(below)
        if known:
            only = ", ".join(known)
            allowed = (("Allow", only),)
            raise Refusal(405, f"{path} has no {method}, only {only}", headers=allowed)
        raise Refusal(404, f"the document has no path {path}")

    def _fault(self, key: str) -> Fault | None:
        number = self._numbers[key] = self._numbers.get(key, 0) + 1
        due = self._due.get(key)
        if due:
            return due.pop(0)
        return None if self.faults is None else self.faults.due(key, number)

    def _answered(
        self, call: Call, operation: Operation, default: Callable[[], Played]
    ) -> Response:
        handler = self._handlers.get(operation.key)
        answer = None if handler is None else handler(call)
        if isinstance(answer, Response):
            return answer
        if answer is None:
            own = None
            if self.conventions is not None:
                own = self.conventions.answer(call, operation, default)
            played = own or default()
        elif isinstance(answer, tuple):
            status, value = cast("tuple[int, Any]", answer)
            played = Played(status, value)
        else:
            played = Played(self._answers.good_status(operation), answer)
        corrected = as_object(played.value) if answer is not None and call.played else None
        if corrected is not None:
            self._playing.correct(corrected)
        return self._response(call, operation, played)

    def _response(self, call: Call, operation: Operation, played: Played) -> Response:
        declared = operation.answer(played.status)
        if declared is None and played.value is not ABSENT:
            headers = Headers([("Content-Type", "application/json")])
            return Response(played.status, headers, dumps(played.value))
        content = self._answers.content(declared, call.sent_headers.get("accept", ""))
        usual = usual_content(operation)
        value = played.value
        if content is not None and usual is not None and content is not usual:
            value = self._of_content(operation, content, value)
        fault = call.fault
        if fault is not None and fault.kind == "newer" and usual is not None and usual.use:
            value = newer(self.document, usual.use, value, fault.what)
        if fault is not None and fault.kind == "content-type":
            headers = Headers([("Content-Type", "text/html; charset=utf-8")])
            return Response(played.status, headers, _HTML)
        answer = self._answers.response(operation, played.status, content, value)
        if declared is None or not declared.has("link") or played.following is None:
            return answer
        headers = answer.headers.replaced(("Link", f'<{played.following}>; rel="next"'))
        return Response(answer.status, headers, answer.body)

    def _of_content(self, operation: Operation, content: Content, value: Any) -> Any:
        """Return the value of another content type than the usual one."""
        if content.use is None:
            return value
        if self.document.values.fits(self.document.values.reference(content.use.key), value):
            return value
        return self._answers.value(operation, content.use, 0)

    def of_request(self, request: Request) -> Call:
        """Answer a request of a client."""
        content = request.body
        if isinstance(content, Upload):
            content = b"".join(content)
        return self.handle(
            request.method, request.target, request.headers, content or b"", request.base
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.document.title!r}, {len(self.calls)} calls)"


class FakeTransport(Fake):
    """The fake as the transport of a client: `Client(transport=FakeTransport())`."""

    def send(self, request: Request, timeout: float | None) -> Response:
        """Answer a request."""
        call = self.of_request(request)
        seconds = _delay(call, timeout)
        if seconds:  # Even a sleep of no length gives the processor away.
            time.sleep(seconds)
        return _delivered(call)

    def open(self, request: Request, timeout: float | None) -> Stream:
        """Answer a request, the body still to come."""
        response = self.send(request, timeout)

        def pieces() -> Iterator[bytes]:
            yield response.body

        return Stream(response.status, response.headers, pieces(), lambda: None, request.until)

    def close(self) -> None:
        """Nothing stays open."""


class AsyncFakeTransport(Fake):
    """The fake as the transport of an asynchronous client.

    With `of`, it is another way into a fake that there is: with its memory, calls and faults.
    """

    def __init__(
        self, document: Document, of: Fake | None = None, **options: Unpack[FakeOptions]
    ) -> None:
        if of is None:
            super().__init__(document, **options)
        else:
            vars(self).update(vars(of))

    async def send(self, request: Request, timeout: float | None) -> Response:
        """Answer a request."""
        call = self.of_request(request)
        seconds = _delay(call, timeout)
        if seconds:
            from asyncio import sleep

            await sleep(seconds)
        return _delivered(call)

    async def open(self, request: Request, timeout: float | None) -> AsyncStream:
        """Answer a request, the body still to come."""
        response = await self.send(request, timeout)

        async def pieces() -> AsyncIterator[bytes]:
            yield response.body

        async def closed() -> None:
            pass

        return AsyncStream(response.status, response.headers, pieces(), closed, request.until)

    async def aclose(self) -> None:
        """Nothing stays open."""


def _read(path: str | PathLike[str]) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


def _exchange(call: Call) -> Exchange:
    dropped = call.fault is not None and call.fault.kind.startswith("drop")
    return Exchange(
        operation=call.operation,
        method=call.method,
        target=call.target,
        headers=call.sent_headers,
        body=call.content,
        response=None if dropped else call.response,
    )


def note(path: str, call: Call) -> None:
    """Add a line about a call to a file, with the test that made it: see `dfnsgen rehearse`."""
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" (")[0]
    running = os.environ.get("DFNSGEN_REHEARSAL_TEST", "")
    if not test and os.path.exists(running):
        test = _read(running)
    record = {
        "test": test,
        "operation": call.operation,
        "status": call.status,
        "refused": [[issue.instance, issue.keyword] for issue in call.issues],
        "message": call.refusal if call.status >= 400 else "",
    }
    with open(path, "a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")


def _delay(call: Call, timeout: float | None) -> float:
    """Return the seconds that an answer takes; raises TimedOut for one that is too late."""
    fault = call.fault
    if fault is None or fault.kind != "latency":
        return 0.0
    if timeout is not None and fault.seconds > timeout:
        time.sleep(min(timeout, 0.01))
        raise TimedOut("the fake answers later than the client waits")
    return fault.seconds


def _delivered(call: Call) -> Response:
    if call.fault is not None and call.fault.kind.startswith("drop"):
        _drop()
    assert call.response is not None
    return call.response


def _drop() -> NoReturn:
    raise TransportError("RemoteDisconnected while sending: the fake dropped the connection")
