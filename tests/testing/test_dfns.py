"""The fake of Dfns verifies what is signed, holds calls, and signs what it delivers."""

from __future__ import annotations

import importlib
import time
from pathlib import Path
from typing import Any

import pytest
from _runtime._http import Headers
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from tests.client.dfns.played import pem
from tests.client.documents import DELEGATED
from tests.testing.conftest import Package, emitted


@pytest.fixture(scope="module")
def signing(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The package of a small document that signs as Dfns does."""
    return emitted(tmp_path_factory.mktemp("signing"), DELEGATED, "fake_signing")


def public(key: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    made: bytes = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return made


KEYS = {
    "Ed25519": ed25519.Ed25519PrivateKey.generate(),
    "ECDSA": ec.generate_private_key(ec.SECP256K1()),
    "RSA": rsa.generate_private_key(public_exponent=65537, key_size=2048),
}


@pytest.mark.parametrize("kind", KEYS)
def test_a_signature_is_verified(signing: Package, kind: str) -> None:
    fake = signing.testing.FakeTransport(missing="invented")
    signer = signing.package.KeySigner("cr-1", pem(KEYS[kind]))
    client = signing.package.Client(transport=fake, authentication_token="t", signer=signer)

    with pytest.raises(signing.package.Unauthorized, match="isn't known"):
        client.wallets.transfer("wa-1", {"amount": "1"})
    fake.conventions.trust("cr-1", public(KEYS[kind]))
    assert client.wallets.transfer("wa-1", {"amount": "1"}).id
    other = public(ed25519.Ed25519PrivateKey.generate())
    fake.conventions.trust("cr-1", other)
    with pytest.raises(signing.package.Unauthorized, match="doesn't fit"):
        client.wallets.transfer("wa-1", {"amount": "1"})


def test_a_token_is_good_once_and_for_its_request(signing: Package) -> None:
    fake = signing.testing.FakeTransport(missing="invented")
    fake.client().wallets.transfer("wa-1", {"amount": "1"})
    sent = fake.calls[-1]

    def again(body: bytes) -> Any:
        return fake.handle(sent.method, sent.target, sent.sent_headers, body, "")

    assert again(sent.content).status == 403
    calls = len(fake.calls)
    transport = Tampering(fake)
    with pytest.raises(signing.package.Forbidden, match="another request"):
        signing.package.Client(transport=transport, **fake.arguments).wallets.transfer(
            "wa-1", {"amount": "1"}
        )
    assert len(fake.calls) == calls + 3


def test_a_challenge_may_be_asked_for_without_a_body(dfns: Package) -> None:
    fake = dfns.testing.FakeTransport(strict=True)
    headers = Headers([("Authorization", "Bearer t")])

    call = fake.handle("POST", "/auth/action/init", headers, b"")
    assert call.status == 200
    assert call.response.json()["challengeIdentifier"] == "ch-1"


class Tampering:
    """A transport that changes what was signed on its way."""

    def __init__(self, fake: Any) -> None:
        self.fake = fake

    def send(self, request: Any, timeout: float | None) -> Any:
        if request.path.endswith("/transfers"):
            kind = type(request)
            body = request.body.replace(b'"1"', b'"9"')
            request = kind(
                request.method, request.origin, request.target, request.headers, body, request.base
            )
        return self.fake.send(request, timeout)

    def close(self) -> None:
        pass


def test_a_repeated_request_is_the_same_transfer(dfns: Package) -> None:
    fake = dfns.testing.FakeTransport()
    client = fake.client()
    wallet = client.wallets.create_wallet({"network": "EthereumSepolia", "externalId": "w-1"})

    again = client.wallets.create_wallet({"network": "EthereumSepolia", "externalId": "w-1"})
    assert again.id == wallet.id
    assert len(fake.collections["/wallets"]) == 1
    with pytest.raises(dfns.package.Conflict):
        client.wallets.create_wallet({"network": "Bitcoin", "externalId": "w-1"})


def test_a_transfer_that_nobody_lists_is_made_once_too(signing: Package) -> None:
    client = signing.testing.FakeTransport(missing="invented").client()
    first = client.wallets.transfer("wa-1", {"amount": "1", "externalId": "t-1"})

    assert client.wallets.transfer("wa-1", {"amount": "1", "externalId": "t-1"}) == first
    with pytest.raises(signing.package.Conflict):
        client.wallets.transfer("wa-1", {"amount": "2", "externalId": "t-1"})


def test_a_policy_holds_a_call_until_it_is_approved(
    dfns: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = importlib.import_module("fake_dfns._runtime._dfns_policy")
    monkeypatch.setattr(policy, "_FIRST_PAUSE", 0.01)
    monkeypatch.setattr(policy, "_LONGEST_PAUSE", 0.01)
    fake = dfns.testing.FakeTransport()
    client = fake.client()
    wallet = client.wallets.create_wallet({"network": "EthereumSepolia"})
    fake.conventions.hold("POST /wallets/{walletId}/transfers")
    asked = {"kind": "Native", "to": "0x" + "0" * 40, "amount": "1"}

    first = client.wallets.transfer_asset(wallet.id, asked)
    second = client.wallets.transfer_asset(wallet.id, asked)
    path = f"/wallets/{wallet.id}/transfers"
    assert len(fake.collections[path]) == 0
    fake.conventions.approve(first.approval_id)
    fake.conventions.decline(second.approval_id)

    assert first.wait(timeout=5).id in fake.collections[path]
    with pytest.raises(dfns.package.PolicyRefused):
        second.wait(timeout=5)


def test_deliveries_are_signed(dfns: Package) -> None:
    webhooks = importlib.import_module("fake_dfns.webhooks")
    fake = dfns.testing.FakeTransport()
    assert len(fake.document.webhooks) == 8

    for name in fake.document.webhooks:
        body, headers = fake.conventions.delivery(name, "whsec")
        event = webhooks.parse(body, headers, "whsec")
        assert event.timestamp_sent >= int(time.time()) - 60
        with pytest.raises(dfns.package.WebhookError):
            webhooks.parse(body, headers, "other")


@pytest.mark.slow
def test_the_examples_use_the_fake(dfns: Package, tmp_path: Path) -> None:
    """They run as they stand, in processes of their own, against the fake as a server."""
    import os
    import subprocess
    import sys

    examples = Path(__file__).parents[2] / "examples"
    key = KEYS["Ed25519"]
    (tmp_path / "key.pem").write_text(pem(key))
    fake = dfns.testing.FakeTransport()
    fake.conventions.trust("cr-1", public(key))
    wallets = [fake.collections["/wallets"].add(name=name) for name in ("first", "second")]
    package = Path(str(dfns.package.__file__)).parent
    (tmp_path / "dfns").symlink_to(package)

    def run(name: str, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("DFNS_")},
            "PYTHONPATH": str(tmp_path),
            "FAKE_DFNS_BASE_URL": server.url,
            "FAKE_DFNS_AUTHENTICATION_TOKEN": "tok",
            "DFNS_CREDENTIAL_ID": "cr-1",
            "DFNS_PRIVATE_KEY": str(tmp_path / "key.pem"),
        }
        command = [sys.executable, str(examples / name), *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)

    with dfns.testing.FakeServer(fake) as server:
        listed = run("list_wallets.py")
        moved = run("transfer.py", wallets[0]["id"], "0x" + "0" * 40, "5", "n-1")
        again = run("transfer.py", wallets[0]["id"], "0x" + "0" * 40, "5", "n-1")

    assert listed.returncode == 0, listed.stderr
    assert [line.split()[0] for line in listed.stdout.splitlines()] == [w["id"] for w in wallets]
    (made,) = fake.collections[f"/wallets/{wallets[0]['id']}/transfers"].values()
    assert moved.stdout.startswith(f"transfer {made['id']} "), moved.stderr
    assert again.stdout == moved.stdout
