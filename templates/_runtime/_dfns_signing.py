"""User action signing: the changes that Dfns makes only for a signed request.

In: a request that is complete but for its signature, and a signer. Out: the request with a token
that is valid once, for exactly its method, path and body. What is signed are the bytes that are
sent. Source: Dfns documentation, "User Action Signing".
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Protocol, TypeAlias, cast

from ._dfns_keys import (
    ORIGIN,
    Key,
    PrivateKey,
    base64url,
    client_data,
    compact,
    decrypt_private_key,
)
from ._effects import Flow, Invoke, Send
from ._errors import ClientError, SigningError, TransportError, refused_before
from ._http import Headers, Request, Response
from ._masking import credentials_in, masked
from ._parameters import checked_header
from ._secret import Secret, hidden
from ._shown import shown

INIT: Final = "/auth/action/init"
COMPLETE: Final = "/auth/action"

Assertion: TypeAlias = Mapping[str, Any]
"""A first factor in wire form: `kind` and `credentialAssertion`."""


class Challenge:
    """What is to be signed. `allowed` lists the credentials that may sign, by kind.

    It holds no credential of the client's: `to_json` makes a text of it that can wait, or travel
    to the process that has the signature.
    """

    __slots__ = (
        "allowed",
        "challenge",
        "headers",
        "identifier",
        "method",
        "path",
        "payload",
        "value",
    )

    def __init__(
        self,
        value: Mapping[str, Any],
        method: str,
        path: str,
        payload: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.value: Final = value
        self.challenge: Final = _text(value, "challenge")
        self.identifier: Final = _text(value, "challengeIdentifier")
        self.allowed: Final = _object(value.get("allowCredentials"))
        self.method: Final = method
        self.path: Final = path
        self.payload: Final = payload
        self.headers: Final = dict(headers or {})

    def to_json(self) -> str:
        """Return the challenge as JSON text."""
        names = ("value", "method", "path", "payload", "headers")
        return compact({name: getattr(self, name) for name in names}).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> Challenge:
        """Return the challenge that `to_json` wrote. Raises SigningError for another text."""
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError, AttributeError):
            raise SigningError("not the JSON text of a challenge") from None

    def passkey_options(self) -> dict[str, Any]:
        """Return what `PublicKeyCredential.parseRequestOptionsFromJSON` takes in the browser."""
        options: dict[str, Any] = {"challenge": self.challenge}
        if "rp" in self.value:
            options["rpId"] = _text(_object(self.value["rp"]), "id")
        options["allowCredentials"] = self.allowed.get("webauthn", [])
        options["userVerification"] = self.value.get("userVerification", "preferred")
        return options

    @shown
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

    __slots__ = ("_key", "credential_id", "origin")

    def __init__(
        self,
        credential_id: str,
        private_key: PrivateKey,
        *,
        password: str | Secret | None = None,
        origin: str = ORIGIN,
    ) -> None:
        self.credential_id: Final = credential_id
        self.origin: Final = origin
        private_key, password = hidden(private_key), hidden(password)
        self._key: Final = Key(private_key, password)

    def sign(self, challenge: Challenge) -> Assertion:
        """Return the first factor: the client data and the signature over its bytes."""
        return key_assertion("Key", self.credential_id, self._key, challenge, self.origin)

    @shown
    def __repr__(self) -> str:
        return f"KeySigner({self.credential_id!r})"


class PasswordProtectedKeySigner:
    """Signs with a key that Dfns keeps and that only a password opens.

    The key comes with each challenge. `credential_id` tells which, where the user has several;
    `decrypt` opens keys that were encrypted in another way than this package does.
    """

    __slots__ = ("_decrypt", "_password", "credential_id", "origin")

    def __init__(
        self,
        password: str | Secret,
        *,
        credential_id: str = "",
        origin: str = ORIGIN,
        decrypt: Callable[[str, Secret], str | Secret] = decrypt_private_key,
    ) -> None:
        password = Secret(password)
        self._password: Final = password
        self._decrypt: Final = decrypt
        self.credential_id: Final = credential_id
        self.origin: Final = origin

    def sign(self, challenge: Challenge) -> Assertion:
        """Return the first factor, signed with the key that the challenge brought along."""
        only = self.credential_id
        for entry in challenge.allowed.get("passwordProtectedKey") or ():
            if not only or entry["id"] == only:
                key = Key(self._decrypt(entry["encryptedPrivateKey"], self._password))
                kind = "PasswordProtectedKey"
                return key_assertion(kind, entry["id"], key, challenge, self.origin)
        raise SigningError("the challenge brings no such password-protected key")

    @shown
    def __repr__(self) -> str:
        return f"PasswordProtectedKeySigner({self.credential_id!r})"


def key_assertion(
    kind: str, credential_id: str, key: Key, challenge: Challenge, origin: str
) -> Assertion:
    """Return the first factor of a key: the client data and the signature over its bytes."""
    data = client_data("key.get", challenge.challenge, origin)
    assertion = {"clientData": base64url(data), "signature": base64url(key.sign(data))}
    return {"kind": kind, "credentialAssertion": {"credId": credential_id, **assertion}}


class UserAction:
    """The credential of the scheme: a token in `header`, made anew for each request."""

    __slots__ = ("_header", "_signer")

    def __init__(self, signer: Signer | AsyncSigner, header: str) -> None:
        self._signer = signer
        self._header = header

    def flow(self, request: Request) -> Flow[Request]:
        """Ask for a challenge, have it signed, and exchange the signature for a token."""
        challenge = yield from challenged(request)
        factor = yield from _signed(self._signer, challenge)
        return (yield from authorised(request, challenge, factor, self._header))


def user_action(signer: Signer | AsyncSigner | None, header: str) -> UserAction | None:
    """Return the credential for a signer, None where there is none.

    Raises ClientError for what can't sign, such as the path of a key.
    """
    is_object = callable(getattr(signer, "sign", None)) and not isinstance(signer, type)
    if signer is not None and not is_object:
        hint = 'KeySigner("the credential\'s id", "key.pem")'
        raise ClientError(f"`signer` is an object that signs: write {hint} for a key in a file")
    return None if signer is None else UserAction(signer, header)


def challenged(request: Request) -> Flow[Challenge]:
    """Ask for the challenge of a request that is complete but for its signature."""
    body = b"" if request.body is None else request.body
    try:
        payload = body.decode("utf-8") if isinstance(body, bytes) else None
    except UnicodeDecodeError:
        payload = None
    if payload is None:
        raise SigningError("only a body of text can be signed")
    path = request.target.removeprefix(request.base)
    asked = {
        "userActionPayload": payload,
        "userActionHttpMethod": request.method,
        "userActionHttpPath": path,
        "userActionServerKind": "Api",
    }
    challenge = yield from _exchanged(request, INIT, asked)
    return Challenge(challenge, request.method, path, payload)


def authorised(
    request: Request, challenge: Challenge, factor: Assertion, header: str
) -> Flow[Request]:
    """Exchange a signature for the token, and return the request that carries it."""
    answer: dict[str, Any] = {"challengeIdentifier": challenge.identifier}
    answer.update(factor if "firstFactor" in factor else {"firstFactor": factor})
    token = _text((yield from _exchanged(request, COMPLETE, answer)), "userAction")
    return request.with_headers((header, checked_header(header, token)))


def _signed(signer: Signer | AsyncSigner, challenge: Challenge) -> Flow[Assertion]:
    try:
        factor: object = yield Invoke(signer.sign, challenge)
    except ClientError:
        raise
    except Exception as error:
        raise SigningError(f"the signer failed: {type(error).__name__}") from error
    if not isinstance(factor, Mapping):
        raise SigningError("the signer returned no assertion")
    return cast("Assertion", factor)


def _exchanged(request: Request, path: str, value: Mapping[str, Any]) -> Flow[Mapping[str, Any]]:
    """Post a value beside a request, with the same credentials; return the JSON that comes back."""
    headers = request.headers.replaced(
        ("Content-Type", "application/json"), ("Accept", "application/json")
    )
    origin, base = request.origin, request.base
    step = Request("POST", origin, base + path, Headers(headers.pairs), compact(value))
    try:
        response: Response = masked((yield Send(step)), _sent_along(request))
    except TransportError as error:
        # The request itself never left: whatever became of this step, all may be done again.
        raise type(error)(f"{path}: {error}", sent="no") from error
    if not 200 <= response.status < 300:
        raise refused_before(step, response)
    answer = _read(response)
    if answer is None:
        raise SigningError(f"{path} did not answer with a JSON object")
    return answer


def _sent_along(request: Request) -> tuple[Secret, ...]:
    place = (request.method, request.origin, request.target)
    own = [pair for pair in request.headers.pairs if pair[0].lower() == "authorization"]
    return credentials_in(Request(*place, Headers()), Request(*place, Headers(own)))


def _read(response: Response) -> dict[str, Any] | None:
    try:
        answer = response.json()
    except ValueError:
        return None
    return cast("dict[str, Any]", answer) if isinstance(answer, dict) else None


def _object(value: object) -> Mapping[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _text(value: Mapping[str, Any], name: str) -> str:
    text = value.get(name)
    if not isinstance(text, str) or not text:
        raise SigningError(f"the answer holds no {name!r}")
    return text
