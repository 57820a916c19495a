"""User action signing: the changes that Dfns makes only for a signed request.

In: a request that is complete but for its signature, and a signer. Out: the request with a token
that is valid once, for exactly its method, path and body. What is signed are the bytes that are
sent. Source: Dfns documentation, "User Action Signing".
"""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias, cast

from ._effects import Flow, Invoke, Send
from ._errors import ClientError, SigningError, TransportError, api_error
from ._http import Headers, Request, Response
from ._parameters import checked_header
from ._secret import Secret

INIT: Final = "/auth/action/init"
COMPLETE: Final = "/auth/action"

Assertion: TypeAlias = Mapping[str, Any]
"""A first factor in wire form: `kind` and `credentialAssertion`."""


class Challenge:
    """What is to be signed. `allowed` lists the credentials that may sign, by kind."""

    __slots__ = ("allowed", "challenge", "identifier", "method", "path", "payload", "value")

    def __init__(self, value: Mapping[str, Any], method: str, path: str, payload: str) -> None:
        self.value: Final = value
        self.challenge: Final = _text(value, "challenge")
        self.identifier: Final = _text(value, "challengeIdentifier")
        self.allowed: Final[Mapping[str, Any]] = value.get("allowCredentials") or {}
        self.method: Final = method
        self.path: Final = path
        self.payload: Final = payload

    def __repr__(self) -> str:
        return f"Challenge({self.method} {self.path})"


class Signer(Protocol):
    """What signs a challenge; passkeys and everything outside of this package implement it."""

    def sign(self, challenge: Challenge) -> Assertion:
        """Return the first factor in wire form."""
        ...


class AsyncSigner(Protocol):
    """The same for asynchronous code; `AsyncClient` takes either."""

    def sign(self, challenge: Challenge) -> Awaitable[Assertion]:
        """Return the first factor in wire form."""
        ...


class KeySigner:
    """Signs with a private key: Ed25519, ECDSA (P-256, secp256k1, …) or RSA.

    `private_key` is a PEM text, a path to one, or a function that signs bytes: the door to an HSM.
    `password` opens an encrypted PEM. `origin` is the origin that the credential was made for.
    """

    __slots__ = ("_key", "_password", "_sign", "credential_id", "origin")

    def __init__(
        self,
        credential_id: str,
        private_key: str | Secret | bytes | Path | Callable[[bytes], bytes],
        *,
        password: str | Secret | None = None,
        origin: str = "https://app.dfns.io",
    ) -> None:
        self.credential_id: Final = credential_id
        self.origin: Final = origin
        self._password: Final = None if password is None else Secret(password)
        self._sign: Callable[[bytes], bytes] | None = None
        self._key: Secret | None = None
        if isinstance(private_key, (str, Secret)):
            self._key = Secret(private_key)
        elif isinstance(private_key, bytes):
            self._key = Secret(private_key.decode("ascii"))
        elif isinstance(private_key, Path):
            self._key = Secret(private_key.read_text(encoding="ascii"))
        else:
            self._sign = private_key

    def sign(self, challenge: Challenge) -> Assertion:
        """Return the first factor: the client data and the signature over its bytes."""
        client_data = json.dumps(
            {
                "type": "key.get",
                "challenge": challenge.challenge,
                "origin": self.origin,
                "crossOrigin": False,
            },
            separators=(",", ":"),
        ).encode()
        if self._sign is None:
            self._sign = _signing_function(cast("Secret", self._key), self._password)
        return {
            "kind": "Key",
            "credentialAssertion": {
                "credId": self.credential_id,
                "clientData": base64url(client_data),
                "signature": base64url(self._sign(client_data)),
            },
        }

    def __repr__(self) -> str:
        return f"KeySigner({self.credential_id!r})"

    def __reduce__(self) -> Any:
        raise TypeError("a KeySigner is not pickled: it holds a private key")


class UserAction:
    """The credential of the scheme: a token in `header`, made anew for each request."""

    __slots__ = ("_header", "_signer")

    def __init__(self, signer: Signer | AsyncSigner, header: str) -> None:
        self._signer = signer
        self._header = header

    def flow(self, request: Request) -> Flow[Request]:
        """Ask for a challenge, have it signed, and exchange the signature for a token."""
        payload = "" if request.body is None else request.body.decode("utf-8")
        path = request.target.removeprefix(request.base)
        asked = {
            "userActionPayload": payload,
            "userActionHttpMethod": request.method,
            "userActionHttpPath": path,
            "userActionServerKind": "Api",
        }
        said = yield from _exchanged(request, INIT, asked)
        challenge = Challenge(said, request.method, path, payload)
        factor = yield from _signed(self._signer, challenge)
        answer: dict[str, Any] = {"challengeIdentifier": challenge.identifier}
        answer.update(factor if "firstFactor" in factor else {"firstFactor": factor})
        token = _text((yield from _exchanged(request, COMPLETE, answer)), "userAction")
        return request.with_headers((self._header, checked_header(self._header, token)))


def user_action(signer: Signer | AsyncSigner | None, header: str) -> UserAction | None:
    """Return the credential for a signer, None where there is none."""
    return None if signer is None else UserAction(signer, header)


def base64url(data: bytes) -> str:
    """Return bytes as base64url without padding. Source: RFC 4648, section 5."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _signed(signer: Signer | AsyncSigner, challenge: Challenge) -> Flow[Assertion]:
    try:
        factor: Assertion = yield Invoke(signer.sign, challenge)
    except ClientError:
        raise
    except Exception as error:
        raise SigningError(f"the signer failed: {type(error).__name__}") from error
    return factor


def _exchanged(request: Request, path: str, value: Mapping[str, Any]) -> Flow[Mapping[str, Any]]:
    """Post a value beside a request, with the same credentials; return the JSON that comes back."""
    headers = request.headers.replaced(
        ("Content-Type", "application/json"), ("Accept", "application/json")
    )
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    step = Request("POST", request.origin, request.base + path, Headers(headers.pairs), body)
    try:
        response: Response = yield Send(step)
    except TransportError as error:
        # The request itself never left: whatever became of this step, all may be done again.
        raise type(error)(f"{path}: {error}", sent=False) from error
    if not 200 <= response.status < 300:
        raise api_error(step, response)
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise SigningError(f"{path} did not answer with a JSON object")
    return cast("dict[str, Any]", answer)


def _text(value: Mapping[str, Any], name: str) -> str:
    text = value.get(name)
    if not isinstance(text, str) or not text:
        raise SigningError(f"the answer holds no {name!r}")
    return text


def _signing_function(key: Secret, password: Secret | None) -> Callable[[bytes], bytes]:
    """Return what signs with a PEM key. Raises SigningError where it can't be read."""
    try:
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError as error:
        raise SigningError("signing with a key needs the package cryptography") from error
    secret = None if password is None else password.reveal().encode()
    try:
        private = load_pem_private_key(key.reveal().encode(), secret)
    except (ValueError, TypeError):
        # The library's own words may quote the key.
        raise SigningError("the private key is not a PEM that the password opens") from None
    if isinstance(private, ed25519.Ed25519PrivateKey):
        return private.sign
    if isinstance(private, ec.EllipticCurvePrivateKey):
        ecdsa, curve = private, ec.ECDSA(SHA256())
        return lambda data: ecdsa.sign(data, curve)
    if isinstance(private, rsa.RSAPrivateKey):
        rsa_key = private
        return lambda data: rsa_key.sign(data, PKCS1v15(), SHA256())
    raise SigningError("the private key is neither Ed25519 nor ECDSA nor RSA")
