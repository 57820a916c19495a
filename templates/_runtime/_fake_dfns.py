"""What a fake of Dfns does beyond its document: user actions, policies that hold calls, deliveries.

In: calls of a fake. Out: answers. A signature is verified over the very bytes that were received,
by the public key of its credential; the token that it is exchanged for is good once, for exactly
its method, path and body. Source: Dfns documentation, "User Action Signing", "Policies".
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from ._dfns_keys import from_base64url
from ._dfns_signing import KeySigner
from ._fake import Fake
from ._fake_call import Call
from ._fake_document import Operation
from ._fake_facts import as_object
from ._fake_playing import Played
from ._fake_reading import Refusal
from ._fake_texts import moment

INIT: Final = "POST /auth/action/init"
COMPLETE: Final = "POST /auth/action"
APPROVALS: Final = "/v2/policy-approvals"
OWN_CREDENTIAL: Final = "cr-fakes-own00-000000000000000"
_SCHEME: Final = "userActionSignature"
# The document lets a challenge be asked for without a body: it is good for no request.
_NO_ACTION: Final = {
    "userActionHttpMethod": "",
    "userActionHttpPath": "",
    "userActionPayload": "",
}
_KINDS: Final = {"transfers": "transferRequest", "transactions": "transactionRequest"}

Verify = Callable[[bytes, bytes], None]


class _Asked(NamedTuple):
    """What a challenge is for, and the nonce that is to be signed."""

    method: str
    path: str
    payload: bytes
    nonce: str


class _Held(NamedTuple):
    """A call that waits for its approvers: what carries it out, and what kind of thing it makes."""

    carried_out: Callable[[], Played]
    request: str


class DfnsServer:
    """The conventions of Dfns, at the side of one fake: `fake.conventions`."""

    def __init__(self, fake: Fake) -> None:
        self._fake: Final = fake
        self._keys: dict[str, Verify] = {}
        self._challenges: dict[str, _Asked] = {}
        self._tokens: dict[str, tuple[str, str, bytes]] = {}
        self._holds: set[str] = set()
        self._held: dict[str, _Held] = {}
        self._count = 0
        self._signer: KeySigner | None = None

    # What a test says.

    def trust(self, credential_id: str, public_key: str | bytes) -> None:
        """Let a credential sign: its public key as PEM."""
        from cryptography.hazmat.primitives.serialization import load_pem_public_key

        pem = public_key.encode() if isinstance(public_key, str) else public_key
        self._keys[credential_id] = _verifier(load_pem_public_key(pem))

    @property
    def signer(self) -> KeySigner:
        """A signer whose credential the fake trusts."""
        if self._signer is None:
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

            key = Ed25519PrivateKey.generate()
            self._keys[OWN_CREDENTIAL] = key.public_key().verify
            self._signer = KeySigner(OWN_CREDENTIAL, key.sign)
        return self._signer

    def hold(self, operation: str) -> None:
        """Let a policy hold the calls of an operation: each is answered 202 and waits."""
        self._fake.document.operation(operation)
        self._holds.add(operation)

    def approve(self, approval_id: str) -> Any:
        """Approve a call that waits: it is carried out now. Return what it made."""
        held = self._held.pop(approval_id)
        made = held.carried_out().value
        thing = as_object(made) or {}
        activity: dict[str, Any] = {held.request: thing}
        if held.request == "changeRequest":
            activity = {held.request: {"entityId": thing.get("id", "")}}
        self._settle(approval_id, "Approved", activity)
        return made

    def decline(self, approval_id: str) -> None:
        """Decline a call that waits."""
        self._held.pop(approval_id)
        self._settle(approval_id, "Denied", {})

    def _settle(self, approval_id: str, status: str, activity: Mapping[str, Any]) -> None:
        approval = self._fake.collections[APPROVALS][approval_id]
        approval["status"] = status
        approval["activity"] = {**(as_object(approval.get("activity")) or {}), **activity}

    def delivery(self, event: str, secret: str, **properties: Any) -> tuple[bytes, dict[str, str]]:
        """Return body and headers of a signed delivery of an event of the document."""
        value = {**self._fake.event(event, **properties), "timestampSent": int(time.time())}
        value |= properties
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "X-DFNS-WEBHOOK-SIGNATURE": f"sha256={digest}",
        }
        return body, headers

    def deliver(self, url: str, event: str, secret: str, **properties: Any) -> int:
        """Send a signed delivery to an address; return the status that is answered."""
        from urllib.error import HTTPError
        from urllib.request import Request, urlopen

        body, headers = self.delivery(event, secret, **properties)
        try:
            with urlopen(Request(url, body, headers, method="POST"), timeout=30) as answer:
                return int(answer.status)
        except HTTPError as error:
            with error:
                return error.code

    # What the fake asks.

    def arguments(self) -> dict[str, Any]:
        """Return what a client is given beside its token."""
        return {"signer": self.signer}

    def check(self, call: Call, operation: Operation) -> None:
        """Raise Refusal where a request that is to be signed has no token of its own."""
        if not self._fake.asks or not any(_SCHEME in schemes for schemes in operation.security):
            return
        token = call.sent_headers.get("x-dfns-useraction", "")
        made_for = self._tokens.pop(token, None)
        if made_for is None:
            raise Refusal(403, "the request has no valid user action: it is good once")
        if made_for != (call.method, call.target.removeprefix(call.base), call.content):
            raise Refusal(403, "the user action was signed for another request")

    def answer(
        self, call: Call, operation: Operation, default: Callable[[], Played]
    ) -> Played | None:
        """Return the answer where Dfns has its own; None for what the document says."""
        if operation.key == INIT:
            return self._challenge(as_object(call.body) or _NO_ACTION, default())
        if operation.key == COMPLETE:
            return self._token(as_object(call.body) or {}, default())
        if operation.key in self._holds:
            return self._hold(operation, default)
        return None

    def undocumented(self, method: str, path: str, content: bytes) -> Played | None:
        """Answer the two steps of a signature where the document is a part that lacks them."""
        steps = {INIT: self._challenge, COMPLETE: self._token}
        step = steps.get(f"{method} {path}")
        if step is None:
            return None
        try:
            body = as_object(json.loads(content)) or {}
            return step(body, Played(200, {}))
        except (ValueError, KeyError, AttributeError):
            raise Refusal(400, "the body is not that of a user action") from None

    def _challenge(self, asked: Mapping[str, Any], played: Played) -> Played:
        self._count += 1
        identifier, nonce = f"ch-{self._count}", f"nonce-{self._count:08d}"
        self._challenges[identifier] = _Asked(
            asked["userActionHttpMethod"],
            asked["userActionHttpPath"],
            asked["userActionPayload"].encode(),
            nonce,
        )
        value = {**(as_object(played.value) or {})}
        value |= {"challenge": nonce, "challengeIdentifier": identifier}
        allowed = {**(as_object(value.get("allowCredentials")) or {})}
        allowed["key"] = [{"type": "public-key", "id": key} for key in self._keys]
        return Played(played.status, {**value, "allowCredentials": allowed})

    def _token(self, answer: Mapping[str, Any], played: Played) -> Played:
        asked = self._challenges.pop(str(answer.get("challengeIdentifier")), None)
        if asked is None:
            raise Refusal(401, "there is no such challenge, or it was answered")
        if self._fake.asks:
            factor = as_object(answer.get("firstFactor")) or {}
            self._verify(as_object(factor.get("credentialAssertion")) or {}, asked)
        self._count += 1
        token = f"user-action-{self._count}"
        self._tokens[token] = asked.method, asked.path, asked.payload
        return Played(played.status, {"userAction": token})

    def _verify(self, assertion: Mapping[str, Any], asked: _Asked) -> None:
        verify = self._keys.get(str(assertion.get("credId")))
        if verify is None:
            raise Refusal(401, "the credential isn't known: fake.conventions.trust(id, public key)")
        try:
            data = from_base64url(str(assertion.get("clientData")))
            signature = from_base64url(str(assertion.get("signature")))
            client_data = json.loads(data)
            verify(signature, data)
        except Exception as error:
            raise Refusal(401, f"the signature doesn't fit ({type(error).__name__})") from None
        if client_data.get("type") != "key.get" or client_data.get("challenge") != asked.nonce:
            raise Refusal(401, "another challenge was signed")

    def _hold(self, operation: Operation, default: Callable[[], Played]) -> Played:
        self._count += 1
        last = operation.path.rpartition("/")[2]
        is_change = operation.method != "POST" or last in ("permissions", "policies")
        request = "changeRequest" if is_change else _KINDS.get(last, "signatureRequest")
        kind = "Permissions:Modify" if is_change else "Wallets:Sign"
        given = {"status": "Pending", "dateCreated": moment(self._count)}
        approval = self._fake.collections[APPROVALS].add(**given)
        approval |= given | {"activity": {"kind": kind}}
        identifier = str(approval["id"])
        self._held[identifier] = _Held(default, request)
        return Played(202, {"approvalId": identifier, "activity": approval["activity"]})


def _verifier(key: Any) -> Verify:
    """Return what verifies signatures of a public key; it raises where one doesn't fit."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    if isinstance(key, ec.EllipticCurvePublicKey):
        curve = key
        return lambda signature, data: curve.verify(signature, data, ec.ECDSA(SHA256()))
    if isinstance(key, rsa.RSAPublicKey):
        rsa_key = key
        return lambda signature, data: rsa_key.verify(signature, data, PKCS1v15(), SHA256())
    verify: Verify = key.verify
    return verify
