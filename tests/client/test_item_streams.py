"""Answers whose items come one by one, from a server that cuts them anywhere and breaks off."""

from __future__ import annotations

import asyncio
import gzip
import json
import pickle
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from _runtime._sequences import ServerSentEvent, splitter

from tests.client.blocking import Blocking
from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply
from tests.client.streaming_document import STREAMING

SSE = {"Content-Type": "text/event-stream; charset=utf-8"}
LINES = {"Content-Type": "application/x-ndjson"}
SEQUENCE = {"Content-Type": "application/json-seq"}


@pytest.fixture(scope="module")
def streams(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("items"), STREAMING, "emitted_items")


def over_httpx2(streams: ModuleType) -> dict[str, Any]:
    return {}


def over_httpx(streams: ModuleType) -> dict[str, Any]:
    return {"http_client": pytest.importorskip("httpx", reason="httpx is not here").Client()}


def over_urllib(streams: ModuleType) -> dict[str, Any]:
    return {"transport": streams.StandardTransport()}


def over_aiohttp(streams: ModuleType) -> dict[str, Any]:
    pytest.importorskip("aiohttp", reason="aiohttp is not here")
    stream = import_module(f"{streams.__name__}._runtime._streams").Stream
    return {"transport": Blocking(streams.AiohttpTransport(), stream)}


@pytest.fixture(params=[over_httpx2, over_httpx, over_urllib, over_aiohttp])
def client(
    request: pytest.FixtureRequest, streams: ModuleType, server: LocalServer
) -> Iterator[Any]:
    given: Callable[[ModuleType], dict[str, Any]] = request.param
    with streams.Client(base_url=server.url, retries=2, **given(streams)) as made:
        yield made


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch, streams: ModuleType) -> None:
    def at_once(*_: object) -> float:
        return 0.0

    for module in ("_item_streams", "_call"):
        monkeypatch.setattr(f"emitted_items._runtime.{module}.retry_delay", at_once)


def bytewise(body: bytes) -> Iterator[bytes]:
    """Each byte as a chunk of its own."""
    return (body[n : n + 1] for n in range(len(body)))


def cut(body: bytes) -> Iterator[bytes]:
    """A body that is followed by the end of the connection, not of the answer."""
    yield body
    raise ConnectionAbortedError


def event(text: str, **fields: str) -> bytes:
    head = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"{head}data: {json.dumps({'text': text}, ensure_ascii=False)}\n\n".encode()


def texts(items: Any) -> list[str]:
    return [item.text for item in items]


ODD = (
    "\ufeff: a comment\r\n"
    'data: {"text":\r\n'
    'data: "é"}\r\n\r\n'
    "event: ping\n\n"
    'data:{"text": "☃ \\r"}\r\r'
    "id\nretry: soon\nunknown: x\n"
    'data: {"text": "last"}\n\n'
    "data: [DONE]\n\n"
    'data: {"text": "never"}\n\n'
).encode()


def test_events_are_whole_wherever_they_are_cut(client: Any, server: LocalServer) -> None:
    server.replies += [Reply(headers=SSE, pieces=bytewise(ODD)), Reply(headers=SSE, body=ODD)]
    for _ in range(2):
        assert texts(client.log.ticks()) == ["é", "☃ \r", "last"]


@pytest.mark.parametrize("middle", range(1, len(ODD), 3))
def test_events_are_whole_when_cut_in_two(middle: int) -> None:
    found = splitter("text/event-stream")
    events = [*found.fed(ODD[:middle]), *found.fed(ODD[middle:]), *found.ended()]
    assert len(events) == 5
    assert isinstance(events[1], ServerSentEvent)
    assert events[1].data == '{"text": "☃ \\r"}'


def test_the_end_may_lack_its_empty_line(client: Any, server: LocalServer) -> None:
    server.replies.append(Reply(headers=SSE, body=event("a") + b'data: {"text": "b"}'))
    assert texts(client.log.ticks()) == ["a", "b"]


def test_lines_and_records(client: Any, server: LocalServer) -> None:
    lines = b'{"text":"a"}\r\n\n{"text":"\xc3\xa9"}\n{"text":"c"}'
    records = b'\x1e{"text":"a"}\n\x1e{"text":\n"b"}\n'
    server.replies += [
        Reply(headers=LINES, pieces=bytewise(lines)),
        Reply(headers=SEQUENCE, pieces=bytewise(records)),
    ]
    assert texts(client.log.lines()) == ["a", "é", "c"]
    assert texts(client.log.records()) == ["a", "b"]


def test_the_streaming_form_asks_for_a_stream_in_its_body(
    client: Any, streams: ModuleType, server: LocalServer
) -> None:
    server.answer = lambda seen: (
        Reply(headers=SSE, body=event("a"))
        if seen.json.get("stream")
        else Reply(value={"text": "whole"})
    )
    question = streams.models.Question(text="?")
    assert client.log.chat(question).text == "whole"
    assert texts(client.log.chat(question, accept="text/event-stream")) == ["a"]
    assert texts(client.log.chat({"text": "?"}, accept="text/event-stream")) == ["a"]
    raw = client.log.with_raw_response.chat(question, accept="text/event-stream")
    assert texts(raw.value()) == ["a"]
    assert [seen.json.get("stream") for seen in server.seen] == [None, True, True, True]
    assert question.stream is None or not question.stream

    async def scenario() -> list[str]:
        async with streams.AsyncClient(base_url=server.url) as client:
            found = await client.log.chat(question, accept="text/event-stream")
            return [item.text async for item in found]

    assert asyncio.run(scenario()) == ["a"]


def test_a_stream_that_the_method_does_not_return_is_an_unexpected_answer(
    client: Any, streams: ModuleType, server: LocalServer
) -> None:
    server.replies.append(Reply(headers=SSE, body=event("a")))
    with pytest.raises(streams.UnexpectedAnswer, match="accept='text/event-stream' asks for it"):
        client.log.chat({"text": "?", "stream": True})
    assert server.seen[0].json["stream"] is True
    server.replies.append(Reply(headers={"Content-Type": "application/x-ndjson"}, body=b"{}"))
    with pytest.raises(streams.UnexpectedAnswer, match="overlay of the document can declare"):
        client.log.chat({"text": "?"})


def test_an_event_is_typed_as_the_document_says(client: Any, server: LocalServer) -> None:
    server.replies.append(Reply(headers=SSE, body=event("a", event="new", id="7") + event("b")))
    first, second = client.log.events()
    assert (first.data.text, first.event, first.id) == ("a", "new", "7")
    assert (second.data.text, second.event, second.id) == ("b", None, None)


def test_events_as_they_came(client: Any, streams: ModuleType, server: LocalServer) -> None:
    body = b"id: 1\nevent: hello\nretry: 5\ndata: x\ndata: y\n\ndata: z\n\n"
    server.answer = lambda seen: Reply(headers=SSE, body=body)
    expected = [
        streams.ServerSentEvent("x\ny", "hello", "1", 5),
        streams.ServerSentEvent("z", "message", "1"),
    ]
    assert list(client.log.anything()) == expected
    assert list(client.log.events().events()) == expected


def test_a_stream_goes_on_where_it_broke_off(client: Any, server: LocalServer) -> None:
    server.replies += [
        Reply(headers=SSE, pieces=cut(event("a", id="1") + event("b", id="2", retry="0"))),
        Reply(headers=SSE, pieces=cut(b'data: {"te')),
        Reply(503),
        Reply(headers=SSE, pieces=cut(event("c", id="3"))),
        Reply(204),
    ]
    stream = client.log.ticks()
    assert texts(stream) == ["a", "b", "c"]
    assert (stream.received, stream.last_event_id) == (3, "3")
    assert [seen.headers.get("last-event-id") for seen in server.seen] == [None, *"2223"]


def test_what_breaks_off_for_good_says_how_far_it_came(
    client: Any, streams: ModuleType, server: LocalServer
) -> None:
    server.answer = lambda seen: Reply(headers=SSE, pieces=cut(event("a") + event("b")))
    seen: list[Any] = []
    with pytest.raises(streams.TransportError, match="broke off after 2 items") as caught:
        seen.extend(client.log.ticks())
    assert len(server.seen) == 1  # Without ids, nothing can go on where it was.
    assert (caught.value.received, caught.value.sent, caught.value.effect) == (2, "yes", "unknown")
    assert pickle.loads(pickle.dumps(caught.value)).received == 2


def test_what_is_not_safe_to_repeat_is_not_asked_for_again(
    client: Any, streams: ModuleType, server: LocalServer
) -> None:
    server.answer = lambda seen: Reply(headers=SSE, pieces=cut(event("a", id="1")))
    with pytest.raises(streams.TransportError, match="after 1 item, the last with the id '1'"):
        list(client.log.ask(accept="text/event-stream"))
    assert len(server.seen) == 1
    assert server.seen[0].headers["accept"] == "text/event-stream"


def test_a_wrong_item_is_an_error_that_holds_it(
    client: Any, streams: ModuleType, server: LocalServer
) -> None:
    server.answer = lambda seen: Reply(
        headers=SSE, body=event("a") + b"data: nonsense\n\n" + event("c")
    )
    stream = client.log.ticks()
    items = iter(stream)
    assert next(items).text == "a"
    with pytest.raises(streams.InvalidAnswer, match="item 2") as caught:
        next(items)
    assert (caught.value.raw, caught.value.effect) == (b"nonsense", "done")
    assert texts(stream) == ["c"]


@pytest.mark.parametrize(
    "body",
    [
        b'event: error\ndata: {"error": {"type": "overloaded", "message": "too much"}}\n\n',
        b'data: {"error": {"type": "overloaded", "message": "too much"}}\n\n',
    ],
)
def test_an_error_of_the_server_is_one(
    client: Any, streams: ModuleType, server: LocalServer, body: bytes
) -> None:
    server.replies.append(Reply(headers=SSE, body=event("a") + body))
    with pytest.raises(streams.StreamError, match=r"item 2.*overloaded.*too much") as caught:
        list(client.log.ticks())
    assert (caught.value.message, caught.value.effect) == ("too much", "unknown")
    assert caught.value.received == 1


def test_an_error_among_lines_is_one(client: Any, streams: ModuleType, server: LocalServer) -> None:
    server.replies.append(Reply(headers=LINES, body=b'{"text":"a"}\n{"error":"too much"}\n'))
    with pytest.raises(streams.StreamError, match=r"item 2.*too much") as caught:
        list(client.log.lines())
    assert caught.value.received == 1


def test_an_error_of_plain_text_says_it(
    client: Any, streams: ModuleType, server: LocalServer
) -> None:
    server.replies.append(Reply(headers=SSE, body=b"event: error\ndata: too much\n\n"))
    with pytest.raises(streams.StreamError, match="too much"):
        list(client.log.ticks())


def test_a_refusal_to_go_on_says_how_far_it_came(
    client: Any, streams: ModuleType, server: LocalServer
) -> None:
    server.replies += [Reply(headers=SSE, pieces=cut(event("a", id="1", retry="0"))), Reply(403)]
    with pytest.raises(streams.Forbidden) as caught:
        list(client.log.ticks())
    assert (caught.value.received, caught.value.last_event_id) == (1, "1")
    assert caught.value.__notes__[0].startswith("The answer before broke off after 1 item, ")
    assert pickle.loads(pickle.dumps(caught.value)).received == 1


def test_an_id_that_no_header_holds_is_not_asked_for(
    client: Any, streams: ModuleType, server: LocalServer
) -> None:
    server.replies.append(Reply(headers=SSE, pieces=cut(event("a", id="é", retry="0"))))
    with pytest.raises(streams.TransportError, match="broke off after 1 item, the last with"):
        list(client.log.ticks())
    assert len(server.seen) == 1


def test_the_standard_library_unpacks_what_nobody_asked_for(
    streams: ModuleType, server: LocalServer
) -> None:
    line = b'{"text":"a"}\n'
    packed = {"gzip": gzip.compress(line) + gzip.compress(line), "deflate": zlib.compress(line * 2)}
    client = streams.Client(base_url=server.url, transport=streams.StandardTransport())
    for coding, body in packed.items():
        headers = {**LINES, "Content-Encoding": coding}
        server.replies += [Reply(headers=headers, pieces=bytewise(body))]
        assert texts(client.log.lines()) == ["a", "a"]
        server.replies += [
            Reply(headers=headers, body=body[:-9]),
            Reply(headers=headers, body=line),
        ]
        for problem in ("ended too early", f"no {coding}"):
            with pytest.raises(streams.TransportError, match=problem):
                texts(client.log.lines())


def test_refusals_come_at_the_call(client: Any, streams: ModuleType, server: LocalServer) -> None:
    server.replies += [Reply(404), Reply(headers={"Content-Type": "text/html"}, body=b"<p>")]
    with pytest.raises(streams.NotFound):
        client.log.ticks()
    with pytest.raises(streams.UnexpectedAnswer):
        client.log.ticks()


def endless(server: LocalServer) -> Iterator[bytes]:
    while not server.left.is_set():
        yield event("a" * 10_000)


ENDING = [SSE, {**SSE, "Connection": "close"}]


@pytest.mark.parametrize("headers", ENDING, ids=["kept", "ending"])
def test_leaving_early_closes_the_connection(
    client: Any, server: LocalServer, headers: dict[str, str]
) -> None:
    server.replies.append(Reply(headers=headers, pieces=endless(server)))
    for item in client.log.ticks():
        assert item.text[0] == "a"
        break
    assert server.left.wait(60)


@pytest.mark.parametrize("headers", ENDING, ids=["kept", "ending"])
def test_closing_closes_the_connection(
    client: Any, server: LocalServer, headers: dict[str, str]
) -> None:
    server.replies.append(Reply(headers=headers, pieces=endless(server)))
    with client.log.ticks() as stream:
        next(iter(stream))
    assert server.left.wait(60)
    assert list(stream) == []


@pytest.mark.slow
def test_a_stalling_server_is_given_up(
    client: Any, streams: ModuleType, server: LocalServer
) -> None:
    server.answer = lambda seen: Reply(headers=SSE, body=event("a") * 50, drip=0.02)
    with pytest.raises(streams.TimedOut, match="broke off after"):
        list(client.with_options(deadline=0.5).log.ticks())


def test_the_deadline_counts_between_items_that_came_at_once(
    client: Any, server: LocalServer, streams: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer = lambda seen: Reply(headers=SSE, body=event("a") * 50)
    ticks = iter(client.with_options(deadline=60).log.ticks())
    next(ticks)
    later = SimpleNamespace(monotonic=lambda: time.monotonic() + 61, sleep=time.sleep)
    monkeypatch.setattr("emitted_items._runtime._item_streams.time", later)
    with pytest.raises(streams.TimedOut, match="broke off after 1 item"):
        next(ticks)


def test_raw_answers_are_read_whole(client: Any, server: LocalServer) -> None:
    server.answer = lambda seen: Reply(headers=SSE, body=event("a"))
    answer = client.log.with_raw_response.ticks()
    assert (answer.body, texts(answer.value())) == (event("a"), ["a"])
    with client.log.with_raw_response.ticks.stream() as streamed:
        assert b"".join(streamed.iter_bytes()) == event("a")


def test_a_stream_beside_json_comes_when_asked_for(client: Any, server: LocalServer) -> None:
    server.replies += [Reply(value={"a": 1}), Reply(headers=SSE, body=event("a")), Reply(value={})]
    assert client.log.ask() == {"a": 1}
    assert texts(client.log.ask(accept="text/event-stream")) == ["a"]


def test_asynchronous_code_reads_and_goes_on(streams: ModuleType, server: LocalServer) -> None:
    server.replies += [
        Reply(headers=SSE, pieces=cut(event("é", id="1"))),
        Reply(headers=SSE, pieces=bytewise(event("b") + b"data: [DONE]\n\n")),
        Reply(headers=LINES, pieces=bytewise(b'{"text":"a"}\n')),
        Reply(404),
        Reply(headers=SSE, body=event("d")),
        Reply(headers=SSE, body=event("e")),
        Reply(headers=SSE, pieces=endless(server)),
    ]

    async def scenario() -> None:
        async with streams.AsyncClient(base_url=server.url) as client:
            assert [item.text async for item in client.log.ticks()] == ["é", "b"]
            stream = await client.log.lines()
            assert [item.text async for item in stream] == ["a"]
            with pytest.raises(streams.NotFound):
                await client.log.ticks()
            found = await client.log.ask(accept="text/event-stream")
            assert [item.text async for item in found] == ["d"]
            raw = await client.log.with_raw_response.ticks()
            assert texts(raw.value()) == ["e"]
            server.left.clear()
            async with client.log.ticks() as stream:
                await anext(aiter(stream))

    asyncio.run(scenario())
    assert server.left.wait(60)
    assert server.seen[1].headers["last-event-id"] == "1"


def test_items_are_sent_as_lines(client: Any, streams: ModuleType, server: LocalServer) -> None:
    Piece = streams.models.Piece
    server.answer = lambda seen: Reply(204)
    client.log.send([Piece(text="é"), {"text": "b"}])
    client.log.send(Piece(text=text) for text in "ab")
    with pytest.raises(streams.ValidationError):
        client.log.send([Piece(text="a"), {"txt": "b"}])
    first, second = server.seen
    assert first.body == '{"text":"é"}\n{"text":"b"}\n'.encode()
    assert second.body == b'{"text":"a"}\n{"text":"b"}\n'
    assert second.headers["transfer-encoding"] == "chunked"


def test_an_asynchronous_sequence_is_refused_with_a_sentence(
    client: Any, streams: ModuleType
) -> None:
    async def items() -> AsyncIterator[Any]:
        yield {"text": "a"}

    with pytest.raises(streams.InvalidRequest, match="of items, and no asynchronous one"):
        client.log.send(items())


def test_a_body_that_breaks_off_says_why(
    client: Any, streams: ModuleType, server: LocalServer
) -> None:
    """Whatever sends it: some libraries keep to themselves what a body has raised."""

    def wrong() -> Iterator[Any]:
        yield {"text": "a"}
        yield {"text": 5}

    def failing() -> Iterator[Any]:
        yield {"text": "a"}
        raise KeyError("of the caller")

    for items, problem in ((wrong(), "/text: must be string"), (failing(), "KeyError where the")):
        with pytest.raises(streams.TransportError) as caught:
            client.log.send(items)
        assert "POST /sent: 127.0.0.1:" in str(caught.value)
        assert f"the body broke off while it was sent: {problem}" in str(caught.value).replace(
            "Piece: 1 problem\n  ", ""
        )
        assert (caught.value.effect, caught.value.sent) == ("unknown", "maybe")


def test_a_mark_of_the_end_can_be_configured(tmp_path: Path, server: LocalServer) -> None:
    package = imported(tmp_path, STREAMING, "emitted_marked", stream_end=("bye",))
    server.replies.append(Reply(headers=SSE, body=event("a") + b"data: bye\n\n" + event("b")))
    assert texts(package.Client(base_url=server.url).log.ticks()) == ["a"]
