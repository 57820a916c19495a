"""Calls by hand-made operations: what is sent, refused and repeated, and what comes back."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from _runtime._call import Settings
from _runtime._client import AsyncNamespace, Namespace
from _runtime._credentials import ApiKey, Basic, Bearer
from _runtime._errors import (
    ClientError,
    Conflict,
    Forbidden,
    InvalidRequest,
    MissingCredentials,
    NotFound,
    RateLimited,
    ServerError,
    TimedOut,
    TransportError,
    Unauthorized,
    UnexpectedAnswer,
)
from _runtime._http import Request, Response
from _runtime._oauth2 import ClientCredentials
from _runtime._operation import Body, Operation, Part
from _runtime._parameters import Param
from _runtime._streams import Stream
from _runtime._transport_aiohttp import AiohttpTransport
from _runtime._transport_httpx import AsyncHttpxTransport, HttpxTransport
from _runtime._transport_urllib import StandardTransport

from tests.client.blocking import Blocking
from tests.client.local_server import LocalServer, Reply

JSON: dict[str, dict[str, Any]] = {"200": {"application/json": None}}
GET: Operation[Any] = Operation(
    "GET /things/{id}", params=(Param("path", "id"),), answers=JSON, repeatable=True
)
POST: Operation[Any] = Operation(
    "POST /things", bodies=(Body("application/json"),), answers=JSON, idempotency_key="key"
)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("_runtime._effects.time.sleep", lambda seconds: None)


def settings(url: str, **rest: Any) -> Settings:
    given: dict[str, Any] = {"credentials": {}, "how": {}, "user_agent": "test/1", **rest}
    return Settings(base_url=url, **given)


def over_aiohttp() -> Blocking:
    return Blocking(AiohttpTransport(), Stream)


def namespace(server: LocalServer, **rest: Any) -> Namespace:
    return Namespace(settings(server.url, **rest), HttpxTransport())


def test_a_call_sends_what_it_says_and_decodes_the_answer(server: LocalServer) -> None:
    server.replies.append(Reply(value={"a": 1}))
    assert namespace(server, headers={"X-App": "1"})._call(GET, ("a/b",)) == {"a": 1}

    (seen,) = server.seen
    assert (seen.method, seen.target) == ("GET", "/things/a%2Fb")
    assert seen.headers["accept"] == "application/json"
    assert seen.headers["user-agent"] == "test/1"
    assert seen.headers["x-app"] == "1"
    assert "authorization" not in seen.headers


def test_the_async_client_does_the_same(server: LocalServer) -> None:
    async def scenario() -> Any:
        transport = AsyncHttpxTransport()
        try:
            return await AsyncNamespace(settings(server.url), transport)._call(POST, (), {"é": 1})
        finally:
            await transport.aclose()

    server.replies.append(Reply(value=[1]))
    assert asyncio.run(scenario()) == [1]
    assert server.seen[0].body == '{"é":1}'.encode()


def test_the_standard_library_is_transport_enough(server: LocalServer) -> None:
    server.replies += [Reply(value=1), Reply(307, headers={"Location": "/other"})]
    over = Namespace(settings(server.url), StandardTransport())
    assert over._call(POST, (), {"a": "é"}) == 1
    assert server.seen[0].json == {"a": "é"}
    with pytest.raises(UnexpectedAnswer):
        over._call(GET, ("a",))
    assert len(server.seen) == 2


@pytest.mark.parametrize("value", ["", ".", "..", None])
def test_a_segment_cannot_vanish_or_climb(server: LocalServer, value: Any) -> None:
    with pytest.raises(InvalidRequest):
        namespace(server)._call(GET, (value,))
    assert not server.seen


@pytest.mark.parametrize(
    "value", ["../x", "a/b?c#d", "%2e%2e", "a b", "é", "{id}", "a%2Fb", "~'()*!"]
)
def test_the_path_sent_is_the_path_meant(server: LocalServer, value: str) -> None:
    from urllib.parse import unquote

    for transport in (HttpxTransport(), StandardTransport(), over_aiohttp()):
        Namespace(settings(server.url), transport)._call(GET, (value,))
        path = server.seen[-1].target
        assert path.count("/") == 2
        assert unquote(path) == f"/things/{value}"


@pytest.mark.parametrize("base", ["", "/v1", "/v1/"])
def test_a_base_address_keeps_its_path(server: LocalServer, base: str) -> None:
    Namespace(settings(server.url + base), HttpxTransport())._call(GET, ("a",))
    assert server.seen[0].target == base.rstrip("/") + "/things/a"


@pytest.mark.parametrize("name", ["Host", "content-length", "Transfer-Encoding"])
def test_headers_of_the_transport_belong_to_the_transport(server: LocalServer, name: str) -> None:
    operation: Operation[Any] = Operation("GET /", params=(Param("header", name),))
    with pytest.raises(InvalidRequest):
        namespace(server)._call(operation, ("evil",))
    with pytest.raises(InvalidRequest):
        namespace(server, headers={name: "evil"})


def test_redirects_are_not_followed_and_are_no_success(server: LocalServer) -> None:
    server.replies.append(Reply(307, headers={"Location": "/elsewhere"}))
    with pytest.raises(UnexpectedAnswer) as caught:
        namespace(server)._call(GET, ("a",))
    assert caught.value.status == 307
    assert len(server.seen) == 1


def test_errors_say_what_the_api_said(server: LocalServer) -> None:
    body = {"error": {"id": "E42", "message": None, "details": ["x"]}}
    server.replies.append(Reply(404, body, headers={"X-Request-Id": "r1"}))
    with pytest.raises(NotFound) as caught:
        namespace(server)._call(GET, ("a",))
    error = caught.value
    assert (error.status, error.id, error.message) == (404, "E42", None)
    assert (error.details, error.request_id, error.retryable) == (["x"], "r1", False)
    assert str(error) == "GET /things/a: 404 E42 (request r1)"


@pytest.mark.parametrize(
    "body", [b"", b"<html>\xff", b"[]", b'{"error": 1}', b'{"message": {"a": 1}}', b"null"]
)
def test_any_error_body_gives_an_error_that_prints(server: LocalServer, body: bytes) -> None:
    server.replies.append(Reply(403, body=body))
    with pytest.raises(Forbidden) as caught:
        namespace(server)._call(GET, ("a",))
    assert str(caught.value).startswith("GET /things/a: 403")


def test_errors_survive_a_pickle(server: LocalServer) -> None:
    import pickle

    server.replies.append(Reply(404, {"message": "m"}))
    with pytest.raises(NotFound) as caught:
        namespace(server)._call(GET, ("a",))
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (copy.status, copy.message, str(copy)) == (404, "m", str(caught.value))


def test_a_read_is_repeated_a_write_is_not(server: LocalServer) -> None:
    server.replies += [Reply(503), Reply(500), Reply(value="ok"), Reply(503)]
    assert namespace(server)._call(GET, ("a",)) == "ok"
    assert len(server.seen) == 3
    with pytest.raises(ServerError):
        namespace(server)._call(POST, (), {})
    assert len(server.seen) == 4


def test_a_write_with_an_idempotency_key_is_repeated_byte_for_byte(server: LocalServer) -> None:
    server.replies += [Reply(503), Reply(value="ok")]
    assert namespace(server)._call(POST, (), {"key": "1", "é": 2}) == "ok"
    assert server.seen[0].body == server.seen[1].body


def test_a_conflict_is_never_repeated(server: LocalServer) -> None:
    server.replies += [Reply(409), Reply(value="ok")]
    with pytest.raises(Conflict):
        namespace(server)._call(POST, (), {"key": "1"})
    assert len(server.seen) == 1


def test_retries_end(server: LocalServer) -> None:
    server.answer = lambda seen: Reply(429, headers={"Retry-After": "3"})
    with pytest.raises(RateLimited) as caught:
        namespace(server, retries=1)._call(GET, ("a",))
    assert caught.value.retry_after == 3.0
    assert len(server.seen) == 2


def test_half_an_answer_is_an_error_and_not_a_value(server: LocalServer) -> None:
    server.answer = lambda seen: Reply(value={"a": "b" * 1000}, cut=True)
    for transport in (HttpxTransport(), StandardTransport(), over_aiohttp()):
        with pytest.raises(TransportError) as caught:
            Namespace(settings(server.url), transport)._call(POST, (), {})
        assert (caught.value.sent, caught.value.effect) == ("maybe", "unknown")
    assert len(server.seen) == 3


def test_what_never_left_may_be_repeated() -> None:
    for transport in (HttpxTransport(), StandardTransport(), over_aiohttp()):
        with pytest.raises(TransportError) as caught:
            Namespace(settings("http://127.0.0.1:1"), transport)._call(POST, (), {})
        assert (caught.value.sent, caught.value.effect) == ("no", "none")


def test_a_slow_server_is_given_up(server: LocalServer) -> None:
    import time

    pause = time.monotonic

    def slow(seen: Any) -> Reply:
        end = pause() + 0.5
        while pause() < end:
            pass
        return Reply()

    server.answer = slow
    for transport in (HttpxTransport(), StandardTransport(), over_aiohttp()):
        with pytest.raises(TimedOut):
            Namespace(settings(server.url, timeout=0.1), transport)._call(POST, (), {})


@pytest.mark.parametrize(
    ("declared", "content_type", "body", "value"),
    [
        ({"application/json": None}, "application/json; charset=utf-8", b'{"a":1}', {"a": 1}),
        ({"application/json": None}, "application/vnd.x+json", b"[1]", [1]),
        ({"application/octet-stream": bytes}, "application/octet-stream", b"\xff", b"\xff"),
        ({"text/plain": str}, "text/plain; charset=latin-1", b"\xe9", "é"),
        ({"image/*": bytes, "text/csv": str}, "image/png", b"\xff", b"\xff"),
        ({"application/json": None}, "application/json", b"", None),
    ],
)
def test_the_real_content_type_decides(
    server: LocalServer, declared: dict[str, Any], content_type: str, body: bytes, value: Any
) -> None:
    operation: Operation[Any] = Operation("GET /", answers={"2XX": declared})
    server.replies.append(Reply(206, body=body, headers={"Content-Type": content_type}))
    assert namespace(server)._call(operation) == value


def test_credentials_travel_where_their_scheme_says(server: LocalServer) -> None:
    given = {
        "b": Bearer("tok"),
        "u": Basic("user", "päss"),
        "q": ApiKey("query", "key", "a&b"),
        "c": ApiKey("cookie", "sid", "1;2"),
        "h": ApiKey("header", "X-Key", lambda: "fresh"),
    }
    for name in given:
        operation: Operation[Any] = Operation("GET /x", security=((name,),))
        namespace(server, credentials=given)._call(operation)
    bearer, basic, query, cookie, header = server.seen
    assert bearer.headers["authorization"] == "Bearer tok"
    assert basic.headers["authorization"] == "Basic dXNlcjpww6Rzcw=="
    assert query.target == "/x?key=a%26b"
    assert cookie.headers["cookie"] == "sid=1%3B2"
    assert header.headers["x-key"] == "fresh"


def test_the_first_alternative_that_fits_is_taken(server: LocalServer) -> None:
    operation: Operation[Any] = Operation("GET /", security=((), ("a", "b"), ("c",)))
    given = {"a": Bearer("A"), "b": None, "c": ApiKey("header", "X-C", "C")}
    namespace(server, credentials=given)._call(operation)
    assert server.seen[0].headers["x-c"] == "C"
    assert "authorization" not in server.seen[0].headers


def test_missing_credentials_are_named_before_anything_is_sent(server: LocalServer) -> None:
    operation: Operation[Any] = Operation("GET /", security=(("a", "b"), ("c",)))
    how = {"a": "`a=`", "b": "`b=`", "c": "`c=`"}
    with pytest.raises(MissingCredentials) as caught:
        namespace(server, credentials={"a": Bearer("A")}, how=how)._call(operation)
    assert str(caught.value).endswith("give `b=`, or `c=`")
    assert not server.seen


def test_client_credentials_fetch_a_token_once_and_renew_it(server: LocalServer) -> None:
    server.replies += [Reply(value={"access_token": "T1", "expires_in": 3600})]
    credential = ClientCredentials("id", "secret", token_url=server.url + "/token", scopes=("a",))
    operation: Operation[Any] = Operation("GET /x", security=(("o",),))
    calls = namespace(server, credentials={"o": credential})
    calls._call(operation)
    calls._call(operation)
    token, first, second = server.seen
    assert token.body == b"grant_type=client_credentials&scope=a"
    assert first.headers["authorization"] == second.headers["authorization"] == "Bearer T1"


def test_a_refused_token_is_fetched_anew_once(server: LocalServer) -> None:
    granted = [Reply(value={"access_token": f"T{n}"}) for n in range(3)]
    live = {"Bearer T0"}

    def answer(seen: Any) -> Reply:
        if seen.target == "/token":
            return granted.pop(0)
        return Reply(200 if seen.headers["authorization"] in live else 401)

    server.answer = answer
    credential = ClientCredentials("id", "secret", token_url=server.url + "/token")
    operation: Operation[Any] = Operation("POST /x", security=(("o",),))
    calls = namespace(server, credentials={"o": credential})
    calls._call(operation)
    live = {"Bearer T1"}
    calls._call(operation)
    assert [s.target for s in server.seen] == ["/token", "/x", "/x", "/token", "/x"]
    live = set()
    with pytest.raises(Unauthorized):
        calls._call(operation)
    assert len(server.seen) == 8


def test_what_is_handed_in_fits_the_client() -> None:
    import httpx2

    for made, given in ((HttpxTransport, httpx2.AsyncClient), (AsyncHttpxTransport, httpx2.Client)):
        with pytest.raises(ClientError, match="http_client"):
            made(given())


def test_a_closed_client_says_so(server: LocalServer) -> None:
    transport = HttpxTransport()
    transport.close()
    with pytest.raises(ClientError, match="closed"):
        Namespace(settings(server.url), transport)._call(GET, ("a",))


def test_no_secret_in_any_repr(server: LocalServer) -> None:
    secret = "s3cr3t"
    kept = [Bearer(secret), Basic("u", secret), ApiKey("query", "k", secret)]
    requests: list[Request] = []
    given = dict(enumerate(kept))
    for number in given:
        operation: Operation[Any] = Operation("GET /x", security=((str(number),),))
        namespace(
            server,
            credentials={str(k): v for k, v in given.items()},
            response_hook=lambda request, response: requests.append(request),
        )._call(operation)
    for shown in (*kept, *requests, *(r.headers for r in requests)):
        assert secret not in repr(shown)


def test_forms_and_multipart(server: LocalServer) -> None:
    form: Operation[Any] = Operation(
        "POST /", bodies=(Body("application/x-www-form-urlencoded"),), answers=JSON
    )
    namespace(server)._call(form, (), {"a": "b c&d", "list": [1, True]})
    assert server.seen[0].body == b"a=b+c%26d&list=1&list=true"

    parts = {"meta": Part(content_type="application/json")}
    multipart: Operation[Any] = Operation(
        "POST /", bodies=(Body("multipart/form-data", None, parts),)
    )
    namespace(server)._call(multipart, (), {"meta": {"é": 1}, "file": b"\x00\r\n", 'n"\r\n': "x"})
    seen = server.seen[1]
    head, _, boundary = seen.headers["content-type"].partition("; boundary=")
    assert head == "multipart/form-data"
    assert seen.body.count(b"--" + boundary.encode()) == 4
    assert 'name="meta"\r\nContent-Type: application/json\r\n\r\n{"é":1}'.encode() in seen.body
    assert b'filename="file"\r\nContent-Type: application/octet-stream\r\n\r\n\x00\r\n' in seen.body
    assert b'name="n%22%0D%0A"\r\n\r\nx\r\n' in seen.body


def test_hooks_see_requests_and_answers(server: LocalServer) -> None:
    statuses: list[int] = []

    def tag(request: Request) -> Request:
        return request.with_headers(("X-Trace", "1"))

    def note(request: Request, response: Response) -> None:
        statuses.append(response.status)

    namespace(server, request_hook=tag, response_hook=note)._call(GET, ("a",))
    assert server.seen[0].headers["x-trace"] == "1"
    assert statuses == [200]


def test_nan_is_refused_before_anything_is_sent(server: LocalServer) -> None:
    with pytest.raises(ValueError):
        namespace(server)._call(POST, (), {"a": float("nan")})
    assert not server.seen


def test_an_asynchronous_hook_needs_the_async_client(server: LocalServer) -> None:
    async def hook(request: Request) -> None:
        pass

    with pytest.raises(ClientError):
        namespace(server, request_hook=hook)._call(GET, ("a",))
    assert not server.seen


def test_a_users_own_httpx_client_is_used_and_not_closed(server: LocalServer) -> None:
    import httpx2

    with httpx2.Client(headers={"X-Own": "1"}, follow_redirects=True) as own:
        transport = HttpxTransport(own)
        Namespace(settings(server.url), transport)._call(GET, ("a",))
        transport.close()
        assert not own.is_closed
    assert server.seen[0].headers["x-own"] == "1"


def test_logs_hold_no_secret_no_query_and_no_body(
    server: LocalServer, caplog: pytest.LogCaptureFixture
) -> None:
    operation: Operation[Any] = Operation(
        "POST /x",
        params=(Param("query", "q"),),
        bodies=(Body("application/json"),),
        security=(("b", "k"),),
        repeatable=True,
    )
    given = {"b": Bearer("s3cr3t"), "k": ApiKey("query", "key", "s3cr3t")}
    server.replies += [Reply(503), Reply(200)]
    with caplog.at_level("DEBUG", logger="_runtime._call"):
        namespace(server, credentials=given)._call(operation, ("s3cr3t",), {"a": "s3cr3t"})
    own = [record.getMessage() for record in caplog.records]
    assert len(own) >= 4
    assert not any("s3cr3t" in message for message in own)


def test_threads_share_a_client(server: LocalServer) -> None:
    from concurrent.futures import ThreadPoolExecutor

    server.answer = lambda seen: Reply(value=seen.target)
    calls = namespace(server)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda i: calls._call(GET, (str(i),)), range(64)))
    assert answers == [f"/things/{i}" for i in range(64)]


def test_a_cancelled_call_leaves_a_client_that_works(server: LocalServer) -> None:
    from threading import Event

    def answer(seen: Any) -> Reply:
        Event().wait(0.3 if seen.target.endswith("slow") else 0)
        return Reply(value="ok")

    async def scenario() -> Any:
        calls = AsyncNamespace(settings(server.url), AsyncHttpxTransport())
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await calls._call(GET, ("slow",))
        return await asyncio.gather(*(calls._call(GET, (str(i),)) for i in range(5)))

    server.answer = answer
    assert asyncio.run(scenario()) == ["ok"] * 5


def test_cookies_of_answers_are_not_kept(server: LocalServer) -> None:
    server.answer = lambda seen: Reply(headers={"Set-Cookie": "sid=1; Path=/"})
    calls = namespace(server)
    for _ in range(2):
        calls._call(GET, ("a",))
    assert "cookie" not in server.seen[1].headers
