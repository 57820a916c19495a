"""What a document lists for one answer or body, what is asked for, and what a call returns."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any

import pytest

from tests.client.emitted import imported
from tests.client.listed_types import media_types
from tests.client.local_server import LocalServer, Reply


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("shop"), media_types(), "media_types")


@pytest.fixture
def calls(shop: ModuleType, server: LocalServer) -> Any:
    return shop.Client(base_url=server.url).shop


def typed(content_type: str, body: bytes = b'{"sum": 3}', status: int = 200) -> Reply:
    return Reply(status, body=body, headers={"Content-Type": content_type})


def returned(method: Any) -> str:
    return str(inspect.signature(method).return_annotation)


@pytest.mark.parametrize(
    ("path", "content_type", "accept"),
    [
        ("any", "application/json", "application/json, */*;q=0.8"),
        ("any", "application/vnd.shop+json; charset=utf-8", "application/json, */*;q=0.8"),
        ("named", "text/json", "Text/JSON; v=1"),
        ("same", "application/json", "application/json"),
        ("form", "application/x-www-form-urlencoded", "application/x-www-form-urlencoded"),
    ],
)
def test_an_answer_is_the_model(
    shop: ModuleType, calls: Any, server: LocalServer, path: str, content_type: str, accept: str
) -> None:
    form = content_type == "application/x-www-form-urlencoded"
    server.replies.append(typed(content_type, b"sum=3" if form else b'{"sum": 3}'))
    method = getattr(calls, f"get_{path}")
    assert method() == shop.models.Invoice(sum=3)
    assert returned(method) == "models.Invoice"
    assert server.seen[0].headers["accept"] == accept


@pytest.mark.parametrize(
    ("path", "name", "content_type"),
    [
        ("image", "a.png", "image/png"),
        ("image", "a", "application/octet-stream"),
        ("file", "a.pdf", "application/pdf"),
        ("file", "a", "application/octet-stream"),
    ],
)
def test_bytes_travel_as_one_type_of_a_range(
    shop: ModuleType, calls: Any, server: LocalServer, path: str, name: str, content_type: str
) -> None:
    server.replies.append(Reply(204))
    getattr(calls, f"put_{path}")(shop.File(b"x", name=name))

    assert server.seen[0].headers["content-type"] == content_type
    assert server.seen[0].body == b"x"


def test_what_stands_first_is_usual_without_json(calls: Any, server: LocalServer) -> None:
    """A server that can give a sound piece by piece gives it whole to who doesn't ask."""
    server.replies += [typed("audio/mpeg", b"la"), typed("text/event-stream", b'data: {"sum": 3}')]

    assert calls.get_sound() == b"la"
    assert [one.sum for one in calls.get_sound(accept="text/event-stream")] == [3]
    assert server.seen[0].headers["accept"] == "audio/mpeg"


def test_a_range_that_is_a_text(calls: Any, server: LocalServer) -> None:
    server.replies += [typed("application/json", b'"a"'), typed("text/plain", b"a")]
    assert [calls.get_text(), calls.get_text()] == ["a", "a"]


def test_a_declared_string_comes_as_the_text_that_it_is(calls: Any, server: LocalServer) -> None:
    server.replies.append(typed("text/csv", b"a,b"))
    assert calls.get_string() == "a,b"


@pytest.mark.parametrize(
    ("path", "reply"),
    [
        ("any", typed("text/html", b"<html>Bad gateway</html>")),
        ("same", typed("application/xml", b"<sum>3</sum>")),
        ("same", typed("application/json", b"")),
        ("same", typed("application/json", status=201)),
        ("string", typed("text/html", b"<html>")),
        ("pdf", typed("application/pdf", b"%PDF")),
        ("moved", typed("application/json", status=307)),
    ],
)
def test_what_nobody_promised_is_an_error(
    shop: ModuleType, calls: Any, server: LocalServer, path: str, reply: Reply
) -> None:
    reply.headers["X-Request-Id"] = "r-1"
    server.replies.append(reply)
    with pytest.raises(shop.UnexpectedAnswer, match=f"GET /{path}: {reply.status}") as caught:
        getattr(calls, f"get_{path}")()
    error = caught.value
    assert (error.operation, error.status) == (f"GET /{path}", reply.status)
    assert (error.request_id, error.raw) == ("r-1", reply.body)
    assert error.headers["content-type"] == reply.headers["Content-Type"]
    assert error.effect == ("done" if reply.status < 300 else "unknown")
    assert not isinstance(error, shop.ApiError)


def test_another_type_is_asked_for(shop: ModuleType, calls: Any, server: LocalServer) -> None:
    server.replies += [typed("application/pdf", b"%PDF"), typed("application/json")]
    assert calls.get_pdf(accept="application/pdf") == b"%PDF"
    assert calls.get_pdf(accept="application/json") == shop.models.Invoice(sum=3)
    asked = [seen.headers["accept"] for seen in server.seen]
    assert asked == ["application/pdf", "application/json"]


def test_a_body_goes_as_json_where_it_may(
    shop: ModuleType, calls: Any, server: LocalServer
) -> None:
    server.answer = lambda seen: Reply(204)
    invoice = shop.models.Invoice(sum=3)
    for method in (calls.put_any, calls.put_named, calls.put_same):
        method(invoice)
    calls.put_same(invoice, content_type="multipart/form-data")
    calls.put_files({"file": b"x"})
    types = [seen.headers["content-type"].partition(";")[0] for seen in server.seen]
    assert types == [
        "application/json",
        "text/json",
        "application/json",
        *["multipart/form-data"] * 2,
    ]
    assert [seen.json for seen in server.seen[:3]] == [{"sum": 3}] * 3


def test_the_value_chooses_among_bodies(calls: Any, server: LocalServer) -> None:
    server.answer = lambda seen: Reply(204)
    calls.put_either(b"x")
    calls.put_either({"sum": 3})
    types = [seen.headers["content-type"] for seen in server.seen]
    assert types == ["application/octet-stream", "application/json"]


def test_bytes_are_bytes_whatever_their_type(calls: Any, server: LocalServer) -> None:
    server.replies += [typed("application/json", b"\xff"), Reply(204)]
    assert calls.get_bytes() == b"\xff"
    calls.put_bytes(b"\xfe")
    assert (server.seen[1].body, server.seen[1].headers["content-type"]) == (
        b"\xfe",
        "application/json",
    )


def test_a_text_travels_in_its_charset(shop: ModuleType, calls: Any, server: LocalServer) -> None:
    server.answer = lambda seen: Reply(204)
    calls.put_latin("é")
    calls.put_plain("é")
    calls.put_plain("e")
    sent = [(seen.headers["content-type"], seen.body) for seen in server.seen]
    assert sent == [
        ("text/plain; charset=iso-8859-1", b"\xe9"),
        ("text/plain; charset=utf-8", "é".encode()),
        ("text/plain", b"e"),
    ]
    with pytest.raises(shop.InvalidRequest, match="iso-8859-1"):
        calls.put_latin("€")


def test_a_declared_redirect_is_an_answer(
    shop: ModuleType, calls: Any, server: LocalServer
) -> None:
    """A 304 beside a success comes only to those who ask for it, so that it is in no type."""
    server.replies += [typed("text/html", b"<html>", 302), typed("application/json", status=299)]
    assert returned(calls.get_moved) == "models.Invoice | None"
    assert (calls.get_moved(), calls.get_moved()) == (None, shop.models.Invoice(sum=3))


def test_without_declared_answers_a_success_is_none(calls: Any, server: LocalServer) -> None:
    server.replies.append(typed("text/html", b"<html>"))
    assert calls.get_silent() is None
