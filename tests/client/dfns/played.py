"""Dfns as a server for the client's tests: the fake, over HTTP, with answers of the test's own.

The fake verifies what is signed, and each token is good once, for the very request that it was made
for. What a signed request is answered then, is the test's; a server breaks off, waits and fails as
no fake in the same process does.
"""

from __future__ import annotations

import json
from itertools import product
from typing import Any

from _runtime._fake import FakeTransport
from _runtime._fake_call import Call
from _runtime._fake_dfns import COMPLETE, INIT, DfnsServer
from _runtime._fake_document import Document
from _runtime._http import Headers
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from tests.client.local_server import Reply, Seen

HEADER = "X-DFNS-USERACTION"
KEY = ed25519.Ed25519PrivateKey.generate()
_OBJECT = {"type": "application/json", "at": "#/any", "schema": {"type": "object"}}
_ANY = {"status": "200", "contents": [_OBJECT]}
_TOKEN = {"security": [["authenticationToken"]]}
_SIGNED = {"security": [["authenticationToken", "userActionSignature"]]}
_ASKED = {
    "type": "object",
    "required": ["userActionPayload", "userActionHttpMethod", "userActionHttpPath"],
    "properties": {"userActionServerKind": {"const": "Api"}},
}
_FACTOR = {"type": "object", "properties": {"kind": {"const": "Key"}}, "required": ["kind"]}
_ANSWERED = {"type": "object", "properties": {"firstFactor": _FACTOR}, "required": ["firstFactor"]}


def pem(key: Any, password: bytes | None = None) -> str:
    """Return a private key as PEM text."""
    encryption = (
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption()
    )
    form = serialization.PrivateFormat.PKCS8
    return str(key.private_bytes(serialization.Encoding.PEM, form, encryption).decode())


def public_pem(key: Any) -> bytes:
    """Return the public key of a private one as PEM."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(key.public_key().public_bytes(serialization.Encoding.PEM, form))


def _step(at: str, schema: dict[str, Any]) -> str:
    content = {"type": "application/json", "at": at, "schema": schema}
    body = {"required": True, "contents": [content]}
    return json.dumps({**_TOKEN, "body": body, "answers": [_ANY]})


def any_document() -> Document:
    """Return a document of all paths up to five segments, each signed, but for what is read."""
    operations = {INIT: _step("#/init", _ASKED), COMPLETE: _step("#/complete", _ANSWERED)}
    for method, depth in product(("GET", "POST", "PUT", "PATCH", "DELETE"), range(1, 6)):
        path = "".join(f"/{{p{number}}}" for number in range(depth))
        told = _TOKEN if method == "GET" else _SIGNED
        operations[f"{method} {path}"] = json.dumps({**told, "answers": [_ANY]})
    schemes = {
        "authenticationToken": {"type": "http", "scheme": "bearer"},
        "userActionSignature": {"type": "apiKey", "in": "header", "name": HEADER},
    }
    return Document(
        title="Any",
        operations=operations,
        schemas={},
        schemes=schemes,
        conventions=DfnsServer,
    )


class Dfns:
    """Answers requests that the fake takes with the next of `outcomes`; `made` are the signed ones.

    With a `document` of its own the fake answers by itself.
    """

    def __init__(self, key: Any = KEY, document: Document | None = None) -> None:
        self.fake = FakeTransport(document or any_document(), missing="invented")
        self.fake.conventions.trust("cr-1", public_pem(key))
        self.made: list[Seen] = []
        self.outcomes: list[Reply] = []
        for name in () if document else self.fake.document.keys:
            if name not in (INIT, COMPLETE):
                self.fake.on(name)(lambda call: (200, {"id": "xfr-1"}))

    def __call__(self, seen: Seen) -> Reply:
        assert seen.headers["authorization"] == "Bearer tok"
        call = self.fake.handle(
            seen.method, seen.target, Headers([*seen.headers.items()]), seen.body, ""
        )
        assert call.response is not None
        reply = Reply(call.status, body=call.response.body)
        if call.operation in (INIT, COMPLETE) or call.status == 403:
            return reply
        if HEADER.lower() in seen.headers:
            self.made.append(seen)
        return self.act(seen, reply)

    def act(self, seen: Seen, reply: Reply) -> Reply:
        """Answer a request that the fake takes; `reply` is what it answers itself."""
        return self.outcomes.pop(0) if self.outcomes else reply

    def asked(self, operation: str) -> list[Call]:
        """Return the calls of an operation."""
        return [call for call in self.fake.calls if call.operation == operation]
