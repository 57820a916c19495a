"""What is wrong with the official SDK of Dfns (1.0.2), and is not here: a test for each defect.

The numbers are those of a review of that package; what each names is in the test's docstring.
"""

from __future__ import annotations

import asyncio
import dataclasses
import importlib
import inspect
import json
import math
import pickle
import time
import typing
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.client.dfns.played import KEY, Dfns, pem
from tests.client.documents import DELEGATED, TEXT
from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply
from tests.client.samples import Samples
from tests.client.test_webhooks import SECRET
from tests.client.test_webhooks import signed as delivered
from tests.client.whole import Whole

pytestmark = pytest.mark.slow

TRANSFER = {"kind": "Native", "to": "0xabc", "amount": "1"}


class Bench:
    """The emitted package, a client of it, and a server that plays Dfns."""

    def __init__(self, whole: Whole, server: LocalServer, dfns: Dfns) -> None:
        self.whole, self.server, self.dfns = whole, server, dfns
        self.package: Any = whole.package
        self.signer = self.package.KeySigner("cr-1", pem(KEY))
        self.client = self.package.Client(**self.arguments)

    @property
    def arguments(self) -> dict[str, Any]:
        return {"base_url": self.server.url, "authentication_token": "tok", "signer": self.signer}

    def schema(self, method: str, path: str, status: str = "200") -> Any:
        responses = self.whole.document["paths"][path][method]["responses"]
        return responses[status]["content"]["application/json"]["schema"]

    def answers(self, *replies: Reply) -> None:
        self.server.replies += replies
        self.server.answer = lambda seen: self.server.replies.pop(0)

    def wallets(self, *names: str, token: str | None = None) -> Reply:
        wallet = Samples(self.whole.document).of({"$ref": "#/components/schemas/Wallet"})
        value: dict[str, Any] = {"items": [{**wallet, "name": name} for name in names]}
        if token:
            value["nextPageToken"] = token
        return Reply(value=value)


@pytest.fixture
def bench(whole: Whole, server: LocalServer) -> Iterator[Bench]:
    server.answer = dfns = Dfns()
    made = Bench(whole, server, dfns)
    yield made
    made.client.close()


def test_01_python_names_become_wire_names(bench: Bench) -> None:
    """snake_case keys went out unchanged."""
    bench.answers(bench.wallets())
    bench.client.wallets.list_wallets(limit="2", pagination_token="abc")
    assert bench.server.seen[0].target == "/wallets?limit=2&paginationToken=abc"
    request = bench.package.models.CreateKeyRequest(scheme="ECDSA", curve="secp256k1", name="k")
    assert bench.package.codecs.CreateKeyRequest.to_value(request)["curve"] == "secp256k1"
    body = type(request)(scheme="ECDSA", curve="secp256k1", delegate_to="us-1")
    assert bench.package.codecs.CreateKeyRequest.to_value(body)["delegateTo"] == "us-1"


def test_02_following_pages_leaves_page_one(bench: Bench) -> None:
    """The typed pagination key was ignored by the server."""
    bench.answers(bench.wallets("w0", token="t"), bench.wallets("w1"))
    assert [w.name for w in bench.client.wallets.list_wallets()] == ["w0", "w1"]
    assert bench.server.seen[1].target == "/wallets?paginationToken=t"


def test_03_what_the_types_promise_is_there(bench: Bench) -> None:
    """`next_page_token` was typed and didn't exist."""
    bench.answers(bench.wallets("w0", token="t"))
    page = bench.client.wallets.list_wallets()
    assert page.value.next_page_token == page.next_token == "t"
    assert page.items[0].date_created


def test_04_the_package_is_marked_as_typed(bench: Bench) -> None:
    """There was no py.typed."""
    assert (Path(bench.package.__file__).parent / "py.typed").is_file()


def test_05_what_is_required_is_required(bench: Bench) -> None:
    """`create_key({})` passed."""
    with pytest.raises(TypeError):
        bench.package.models.CreateKeyRequest()
    with pytest.raises(bench.package.ValidationError):
        bench.client.keys.create_key({})
    assert not bench.server.seen


def test_06_unions_have_types(bench: Bench) -> None:
    """23 bodies were `dict[str, Any]`, and so were the items of all lists."""
    keys = importlib.import_module(f"{bench.package.__name__}.client.keys").Keys
    wallets = importlib.import_module(f"{bench.package.__name__}.client.wallets").Wallets
    for method in (wallets.transfer_asset, keys.generate_signature):
        hints = typing.get_type_hints(inspect.unwrap(method), None, vars(bench.package.models))
        assert len(typing.get_args(hints["body"])) > 2
    bench.answers(bench.wallets("w0"))
    assert isinstance(bench.client.wallets.list_wallets().items[0], bench.package.models.Wallet)


def test_07_all_of_with_a_union_keeps_its_fields(bench: Bench) -> None:
    """GetPolicyResponse had one field."""
    value = bench.whole.samples.of(bench.schema("get", "/v2/policies/{policyId}"))
    bench.answers(Reply(value=value))
    policy = bench.client.policies.get_policy("pl-1")
    assert (policy.id, policy.name, policy.activity_kind) == (
        value["id"],
        value["name"],
        value["activityKind"],
    )
    assert policy.rule is not None


def test_08_the_text_signed_is_the_text_sent(bench: Bench) -> None:
    """ASCII escapes were signed and UTF-8 was sent."""
    bench.client.wallets.with_raw_response.update_wallet("wa-1", {"name": "Trésor 🏦"})
    (seen,) = bench.dfns.made
    assert seen.body == '{"name":"Trésor 🏦"}'.encode()


def test_09_an_empty_body_is_signed_as_it_is_sent(bench: Bench, tmp_path: Path) -> None:
    """Nothing was signed, and {} was sent."""
    package: Any = imported(tmp_path, optional_body(), "emitted_optional_body")
    arguments = {**bench.arguments, "signer": package.KeySigner("cr-1", pem(KEY))}
    client = package.Client(**arguments)
    client.wallets.with_raw_response.transfer("w", {})
    client.wallets.with_raw_response.transfer("w")
    assert [seen.body for seen in bench.dfns.made] == [b"{}", b""]


def optional_body() -> dict[str, Any]:
    document = json.loads(json.dumps(DELEGATED))
    operation = document["paths"]["/wallets/{walletId}/transfers"]["post"]
    operation["requestBody"]["required"] = False
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    schema.clear()
    schema.update({"type": "object", "properties": {"memo": TEXT}})
    return document


def test_10_not_a_number_is_refused_before_anything_is_sent(bench: Bench) -> None:
    """A challenge was created for NaN."""
    with pytest.raises((ValueError, bench.package.ValidationError)):
        bench.client.wallets.tag_wallet("wa-1", {"tags": [math.nan]})
    assert not bench.server.seen


def test_11_an_argument_stays_one_segment(bench: Bench) -> None:
    """`../../auth/whoami` reached another endpoint."""
    for argument in ("../../auth/whoami", "a?x=1", "a#b", "a/b", "{walletId}", "%2e%2e", "é"):
        bench.server.seen.clear()
        bench.answers(Reply(value={}))
        bench.client.wallets.with_raw_response.get_wallet(argument)
        target = bench.server.seen[0].target
        assert target.count("/") == 2
        assert not set("?#{}") & set(target)


def test_12_a_value_never_changes_which_write_is_done(bench: Bench) -> None:
    """`untag_wallet('wa-1#')` deleted the wallet."""
    raw = bench.client.wallets.with_raw_response
    raw.untag_wallet("wa-1#", {"tags": ["a"]})
    raw.transfer_asset("../keys/key-1/delegate?", TRANSFER)
    targets = [seen.target for seen in bench.dfns.made]
    assert targets == [
        "/wallets/wa-1%23/tags",
        "/wallets/..%2Fkeys%2Fkey-1%2Fdelegate%3F/transfers",
    ]


def test_13_the_path_signed_is_the_path_sent(bench: Bench) -> None:
    """`/wallets/é/tags` was signed, `/wallets/%C3%A9/tags` sent; the server here compares."""
    bench.client.wallets.with_raw_response.tag_wallet("é", {"tags": ["a"]})
    assert bench.dfns.made[0].target == "/wallets/%C3%A9/tags"
    assert bench.server.seen[0].json["userActionHttpPath"] == "/wallets/%C3%A9/tags"


@pytest.mark.parametrize("argument", [None, "", ".", ".."])
def test_14_ids_that_are_none_are_refused(bench: Bench, argument: Any) -> None:
    """`/wallets/None` and `/wallets/` were sent."""
    errors = (bench.package.InvalidRequest, bench.package.ValidationError)
    for call in (bench.client.wallets.get_wallet, bench.client.keys.get_key):
        with pytest.raises(errors):
            call(argument)
    assert not bench.server.seen


def test_15_lists_and_booleans_in_a_query_are_no_python(bench: Bench) -> None:
    """`['Processing', 'Completed']` and `True` were sent."""
    bench.answers(Reply(value={"walletId": "wa-1", "network": "x", "assets": []}))
    bench.client.wallets.with_raw_response.get_wallet_assets("wa-1", net_worth="true")
    assert bench.server.seen[0].target.endswith("?netWorth=true")


def test_16_an_export_is_text(bench: Bench) -> None:
    """CSV raised JSONDecodeError."""
    reply = Reply(body=b"a,b\n1,\xc3\xa9\n", headers={"Content-Type": "text/csv; charset=utf-8"})
    bench.answers(reply, reply)
    day = datetime(2026, 1, 2, tzinfo=UTC)
    csv = bench.client.auth.list_audit_logs(start_time=day, end_time="2026-01-03T00:00:00+01:00")
    assert csv == "a,b\n1,é\n"
    assert bench.server.seen[0].target == (
        "/auth/action/logs?startTime=2026-01-02T00%3A00%3A00Z&endTime=2026-01-03T00%3A00%3A00%2B01%3A00"
    )
    page = bench.client.wallets.list_org_wallet_history(start_time="s", end_time="e")
    assert page.value == "a,b\n1,é\n"


def test_17_every_signed_operation_can_be_delegated(bench: Bench) -> None:
    """Seven operations of the delegated client always failed."""
    signed = deprecated = 0
    for operation, spec, namespace, method in bench.whole.operations():
        if not any("userActionSignature" in alternative for alternative in spec["security"]):
            continue
        call = getattr(getattr(bench.client, namespace).delegated, method)
        deprecated += operation.deprecated
        signed += hasattr(call, "challenge") and hasattr(call, "complete")
    assert (signed, deprecated) == (72, 3)


def test_18_the_async_client_is_whole(bench: Bench) -> None:
    """There was none that could be used."""

    class Remote:
        async def sign(self, challenge: Any) -> Any:
            await asyncio.sleep(0)
            return bench.signer.sign(challenge)

    async def scenario() -> None:
        arguments = {**bench.arguments, "signer": Remote()}
        async with bench.package.AsyncClient(**arguments) as client:
            await client.wallets.with_raw_response.tag_wallet("w", {"tags": ["a"]})

    asyncio.run(scenario())
    assert len(bench.dfns.made) == 1


@pytest.mark.parametrize("body", [{"message": None}, {"message": 5, "details": [1]}, {}, [], "x"])
def test_19_every_error_can_be_printed(bench: Bench, body: Any) -> None:
    """`{"error": {"message": null}}` raised TypeError in `str`."""
    bench.answers(Reply(400, {"error": body}))
    with pytest.raises(bench.package.BadRequest) as caught:
        bench.client.wallets.get_wallet("w")
    assert str(caught.value).startswith("GET /wallets/w: 400")
    assert pickle.loads(pickle.dumps(caught.value)).status == 400


HTML = {"Content-Type": "text/html"}


def test_20_other_bodies_and_broken_networks_are_errors_of_ours(bench: Bench) -> None:
    """UnicodeDecodeError, JSONDecodeError and httpx.ConnectError leaked."""
    client = bench.client.with_options(retries=0)
    bench.answers(
        Reply(502, body=b"\xff\xfe<html>", headers=HTML), Reply(200, body=b"<", headers={})
    )
    with pytest.raises(bench.package.ServerError):
        client.wallets.get_wallet("w")
    with pytest.raises((bench.package.ClientError, bench.package.ValidationError)):
        client.wallets.get_wallet("w")
    nowhere = bench.package.Client(
        base_url="http://127.0.0.1:9", authentication_token="t", retries=0
    )
    with pytest.raises(bench.package.TransportError):
        nowhere.wallets.get_wallet("w")


def test_21_errors_keep_their_context(bench: Bench) -> None:
    """Headers, id, Retry-After and the request were dropped."""
    body = {"error": {"id": "err-1", "message": "slow down", "details": {"a": 1}}}
    bench.answers(Reply(429, body, headers={"Retry-After": "7", "X-Request-Id": "r-1"}))
    with pytest.raises(bench.package.RateLimited) as caught:
        bench.client.with_options(retries=0).wallets.get_wallet("w")
    error = caught.value
    assert (error.id, error.message, error.details) == ("err-1", "slow down", {"a": 1})
    assert (error.retry_after, error.request_id, error.retryable) == (7.0, "r-1", True)
    assert (error.method, error.path) == ("GET", "/wallets/w")


def test_22_a_redirect_is_no_success_and_pending_is_said(bench: Bench) -> None:
    """A 307 returned None, and a 202 was cast to the success type."""
    bench.answers(Reply(307, headers={"Location": "https://evil.example.com"}))
    with pytest.raises(bench.package.UnexpectedAnswer):
        bench.client.wallets.get_wallet("w")
    bench.server.answer = bench.dfns
    bench.dfns.outcomes.append(Reply(202, {"approvalId": "ap-1"}))
    pending = bench.client.wallets.transfer_asset("w", TRANSFER)
    assert isinstance(pending, bench.package.PolicyPending)


def test_23_retries_pages_and_idempotency_are_there(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of the three was."""
    monkeypatch.setattr(f"{bench.package.__name__}._runtime._effects.time.sleep", lambda s: None)
    bench.answers(Reply(503), bench.wallets("w"))
    assert len(bench.client.wallets.list_wallets().items) == 1
    bench.server.answer = bench.dfns
    bench.dfns.outcomes += [Reply(503)]
    client = bench.client.with_options(idempotency="auto")
    client.wallets.with_raw_response.transfer_asset("w", TRANSFER)
    first, second = bench.dfns.made
    assert first.json["externalId"] == second.json["externalId"]


def test_24_what_needs_knobs_has_them(bench: Bench) -> None:
    """Timeout, transport, hooks and headers could not be set."""
    seen: list[str] = []
    client = bench.package.Client(
        **bench.arguments,
        timeout=5.0,
        headers={"X-DFNS-APPID": "ap-1"},
        request_hook=lambda request: seen.append(request.method),
        transport=bench.package.StandardTransport(),
    )
    bench.answers(bench.wallets())
    client.with_options(headers={"x-dfns-appid": "ap-2"}).wallets.list_wallets()
    headers = bench.server.seen[0].headers
    assert (headers["x-dfns-appid"], seen) == ("ap-2", ["GET"])
    assert headers["user-agent"].startswith("dfns-python/")
    twice = bench.package.Client(**bench.arguments, headers={"authorization": "Bearer other"})
    bench.answers(bench.wallets())
    twice.wallets.list_wallets()
    assert bench.server.seen[1].headers["authorization"] == "Bearer tok"


def test_25_no_repr_shows_a_token(bench: Bench) -> None:
    """Both config classes did."""
    client = bench.package.Client(authentication_token="t0ken", signer=bench.signer)
    settings = client._settings
    shown = [repr(o) for o in (client, client.wallets, settings, bench.signer)]
    shown += [repr(c) for c in settings.credentials.values()]
    assert not [text for text in shown if "t0ken" in text or "PRIVATE" in text]


def test_26_a_login_needs_no_token(bench: Bench) -> None:
    """The token was mandatory, and sent to operations that the document marks as open."""
    bench.answers(*(Reply(value={}) for _ in range(40)))
    count = 0
    for _, spec, namespace, method in bench.whole.operations():
        if spec["security"] == [{}]:
            raw = getattr(bench.client, namespace).with_raw_response
            getattr(raw, method)(**bench.whole.arguments(spec))
            count += 1
    assert count == 13
    assert not [seen for seen in bench.server.seen if "authorization" in seen.headers]


def test_27_webhooks_are_verified(bench: Bench) -> None:
    """There was no check."""
    webhooks = bench.package.webhooks
    hook = next(iter(bench.whole.document["webhooks"].values()))
    schema = hook["post"]["requestBody"]["content"]["application/json"]["schema"]
    value = {**bench.whole.samples.of(schema), "timestampSent": int(time.time())}
    body = json.dumps(value, separators=(",", ":")).encode()
    event = webhooks.parse(body, delivered(body), SECRET)
    assert event.kind == value["kind"]
    with pytest.raises(bench.package.ClientError):
        webhooks.parse(body.replace(b"{", b'{"a":1,', 1), delivered(body), SECRET)


def test_28_types_say_what_is_so(bench: Bench) -> None:
    """`is_s_s_o_required` for isSSORequired, `from_` on the wire, closed enums."""
    names = {
        field.name
        for model in vars(bench.package.models).values()
        if dataclasses.is_dataclass(model)
        for field in dataclasses.fields(model)
    }
    assert "is_sso_required" in names
    assert not [name for name in names if "_s_s_" in name]
    wallet = bench.wallets("w").value["items"][0] | {"status": "Brand new"}
    bench.answers(Reply(value=wallet))
    assert bench.client.wallets.get_wallet("w").status == "Brand new"


def test_29_signers_are_complete(bench: Bench) -> None:
    """No encrypted PEM, no second factor, no HSM."""
    package = bench.package
    first = package.KeySigner("cr-1", pem(KEY, b"pass"), password="pass")
    hsm = package.KeySigner("cr-2", KEY.sign)

    class Both:
        def sign(self, challenge: Any) -> Any:
            return {"firstFactor": first.sign(challenge), "secondFactor": hsm.sign(challenge)}

    client = package.Client(**{**bench.arguments, "signer": Both()})
    client.wallets.with_raw_response.tag_wallet("w", {"tags": ["a"]})
    completed = next(seen for seen in bench.server.seen if seen.target == "/auth/action")
    assert completed.json["secondFactor"]["credentialAssertion"]["credId"] == "cr-2"


def test_30_the_tests_see_all_of_this() -> None:
    """The SDK's own tests saw none of it; here each defect has one."""
    here = [name for name in globals() if name.startswith("test_")]
    assert sorted(int(name[5:7]) for name in here) == list(range(1, 31))
