"""User action signing against the fake of Dfns, which verifies what it gets."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from _runtime._call import Settings
from _runtime._client import AsyncNamespace, Namespace
from _runtime._credentials import Bearer
from _runtime._dfns_policy import PolicyPending, policy_pending
from _runtime._dfns_signing import Challenge, KeySigner, Signer, user_action
from _runtime._errors import Forbidden, MissingCredentials, ServerError, SigningError
from _runtime._fake_dfns import INIT
from _runtime._operation import Body, Operation
from _runtime._parameters import Param
from _runtime._transport_httpx import AsyncHttpxTransport, HttpxTransport
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.client.dfns.played import HEADER, KEY, Dfns, pem
from tests.client.local_server import LocalServer, Reply, Seen

pytestmark = pytest.mark.slow

SIGNED = (("authenticationToken", "userActionSignature"),)
WRITE: Operation[Any] = Operation(
    "POST /wallets/{id}/transfers",
    params=(Param("path", "id"), Param("query", "dry")),
    bodies=(Body("application/json"),),
    answers={"200": {"application/json": None}},
    security=SIGNED,
    idempotency_key="externalId",
    special={202: policy_pending},
)
DELETE: Operation[Any] = Operation("DELETE /wallets/w", security=SIGNED)


def settings(url: str, signer: Any) -> Settings:
    return Settings(
        base_url=url,
        credentials={
            "authenticationToken": Bearer("tok"),
            "userActionSignature": user_action(signer, HEADER),
        },
        how={},
        user_agent="test/1",
    )


@pytest.fixture
def dfns(server: LocalServer) -> Dfns:
    server.answer = played = Dfns()
    return played


@pytest.fixture
def calls(server: LocalServer, dfns: Dfns, monkeypatch: pytest.MonkeyPatch) -> Namespace:
    monkeypatch.setattr("_runtime._effects.time.sleep", lambda seconds: None)
    return Namespace(settings(server.url, KeySigner("cr-1", pem(KEY))), HttpxTransport())


BODIES = [None, {}, {"a": "Trésor 🏦"}, {"a": [1.5, -0.0, 10**30]}, {"a": '"\\\u2028\x00'}]


@pytest.mark.parametrize("body", BODIES, ids=str)
def test_the_text_signed_is_the_bytes_sent(calls: Namespace, dfns: Dfns, body: Any) -> None:
    assert calls._call(WRITE, ("é/..?#", "a b&c"), body) == {"id": "xfr-1"}
    (seen,) = dfns.made
    assert seen.body == (b"" if body is None else seen.body)
    assert seen.target == "/wallets/%C3%A9%2F..%3F%23/transfers?dry=a%20b%26c"


def test_a_base_path_is_not_part_of_what_is_signed(server: LocalServer, dfns: Dfns) -> None:
    def answer(seen: Seen) -> Reply:
        return dfns(replace(seen, target=seen.target.removeprefix("/proxy")))

    server.answer = answer
    base = settings(server.url + "/proxy/", KeySigner("cr-1", pem(KEY)))
    Namespace(base, HttpxTransport())._call(DELETE)
    assert [seen.target for seen in server.seen] == [
        "/proxy/auth/action/init",
        "/proxy/auth/action",
        "/proxy/wallets/w",
    ]
    assert server.seen[0].json["userActionHttpPath"] == "/wallets/w"
    assert server.seen[0].json["userActionPayload"] == ""
    assert len(dfns.made) == 1


CURVES = [ec.SECP256R1(), ec.SECP256K1(), ec.SECP384R1()]


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_ecdsa_keys_sign(server: LocalServer, curve: ec.EllipticCurve) -> None:
    key = ec.generate_private_key(curve)
    server.answer = Dfns(key)
    signer = KeySigner("cr-1", pem(key))
    assert Namespace(settings(server.url, signer), HttpxTransport())._call(WRITE, ("w", None), {})


def test_rsa_keys_sign_from_an_encrypted_file(server: LocalServer, tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    file = tmp_path / "key.pem"
    file.write_text(pem(key, b"pass"))
    server.answer = Dfns(key)
    signer = KeySigner("cr-1", file, password="pass")
    assert Namespace(settings(server.url, signer), HttpxTransport())._call(WRITE, ("w", None), {})


def test_a_function_can_hold_the_key(server: LocalServer, dfns: Dfns) -> None:
    signer = KeySigner("cr-1", KEY.sign)
    assert Namespace(settings(server.url, signer), HttpxTransport())._call(WRITE, ("w", None), {})
    assert dfns.made


def test_the_async_client_takes_both_kinds_of_signers(server: LocalServer, dfns: Dfns) -> None:
    inner = KeySigner("cr-1", pem(KEY))

    class Remote:
        async def sign(self, challenge: Challenge) -> Any:
            await asyncio.sleep(0)
            return inner.sign(challenge)

    async def scenario(signer: Any) -> None:
        transport = AsyncHttpxTransport()
        calls = AsyncNamespace(settings(server.url, signer), transport)
        await asyncio.gather(*(calls._call(WRITE, (str(i), None), {"i": i}) for i in range(5)))
        await transport.aclose()

    asyncio.run(scenario(Remote()))
    asyncio.run(scenario(inner))
    assert len(dfns.made) == 10


def test_a_repeated_request_is_signed_anew_over_the_same_bytes(
    calls: Namespace, dfns: Dfns
) -> None:
    dfns.outcomes += [Reply(503), Reply(500)]
    calls._call(WRITE, ("w", None), {"externalId": "é"})
    tokens = [seen.headers[HEADER.lower()] for seen in dfns.made]
    assert len(tokens) == 3
    assert len({seen.body for seen in dfns.made}) == 1
    assert len(dfns.asked(INIT)) == 3


def test_without_an_external_id_nothing_is_repeated(calls: Namespace, dfns: Dfns) -> None:
    dfns.outcomes += [Reply(503)]
    with pytest.raises(ServerError):
        calls._call(WRITE, ("w", None), {"a": 1})
    with pytest.raises(ServerError):
        dfns.outcomes += [Reply(503)]
        calls._call(DELETE)
    assert len(dfns.made) == 2


def test_a_pending_policy_is_a_value(calls: Namespace, dfns: Dfns) -> None:
    dfns.outcomes.append(Reply(202, {"approvalId": "ap-1", "status": "Pending"}))
    pending = calls._call(WRITE, ("w", None), {})
    assert isinstance(pending, PolicyPending)
    assert pending.approval_id == "ap-1"
    assert pending.value["status"] == "Pending"


def test_a_failing_step_keeps_the_request_at_home(server: LocalServer, calls: Namespace) -> None:
    server.answer = lambda seen: Reply(403, {"error": {"message": "no"}})
    with pytest.raises(Forbidden):
        calls._call(WRITE, ("w", None), {})
    server.answer = lambda seen: Reply(value={"other": 1})
    with pytest.raises(SigningError):
        calls._call(WRITE, ("w", None), {})
    assert {seen.target for seen in server.seen} == {"/auth/action/init"}


def test_no_signer_is_named_before_anything_is_sent(server: LocalServer) -> None:
    with pytest.raises(MissingCredentials):
        Namespace(settings(server.url, None), HttpxTransport())._call(WRITE, ("w", None), {})
    assert not server.seen


def test_keys_that_cannot_be_read_are_not_quoted() -> None:
    text = pem(KEY, b"right")
    challenge = Challenge({"challenge": "c", "challengeIdentifier": "i"}, "POST", "/", "")
    for signer in (KeySigner("cr", text), KeySigner("cr", text, password="wrong")):
        with pytest.raises(SigningError) as caught:
            signer.sign(challenge)
        assert text[40:60] not in repr(caught.value) + str(caught.value.__cause__)
        assert text[40:60] not in repr(signer)


def test_a_signer_that_breaks_is_a_signing_error(server: LocalServer, dfns: Dfns) -> None:
    class Broken(Signer):
        def sign(self, challenge: Challenge) -> Any:
            raise RuntimeError("the device is gone")

    with pytest.raises(SigningError):
        Namespace(settings(server.url, Broken()), HttpxTransport())._call(WRITE, ("w", None), {})
    assert not dfns.made
