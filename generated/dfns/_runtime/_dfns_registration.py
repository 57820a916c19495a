# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Credentials for a registration, built from real material: keys, passkeys, recovery keys.

In: the challenge that the first call of a registration returned, and the key. Out: credentials in
wire form, to be put into the body of `complete_user_registration` and its kin. `name` and
`challenge_identifier` are for versions of the API that ask for them in each credential.
Source: Dfns documentation, "Credentials"; W3C Web Authentication, sections 5.1 and 5.2.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from typing import Any, Final, cast

from ._codec import dump_any
from ._dfns_keys import (
    ORIGIN,
    Key,
    PrivateKey,
    base64url,
    client_data,
    compact,
    encrypt_private_key,
    from_base64url,
)
from ._errors import InvalidRequest, SigningError
from ._secret import Secret

Credential = dict[str, Any]
"""A credential in wire form."""

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters that nobody takes for one another. Source: Crockford's base 32."""


def new_private_key() -> Secret:
    """Return a new Ed25519 private key as PEM."""
    try:
        from cryptography.hazmat.primitives import serialization as form
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    except ImportError as error:
        raise SigningError("making keys needs the package cryptography") from error
    key, plain = Ed25519PrivateKey.generate(), form.NoEncryption()
    return Secret(key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, plain).decode())


def new_recovery_code() -> Secret:
    """Return a code of 160 random bits for the user to keep, in groups that can be read out."""
    number = int.from_bytes(os.urandom(20), "big")
    text = "".join(_LETTERS[number >> 5 * place & 31] for place in range(32))
    return Secret("-".join(text[start : start + 4] for start in range(0, 32, 4)))


def key_credential(
    challenge: str,
    private_key: PrivateKey,
    *,
    credential_id: str = "",
    public_key: str = "",
    origin: str = ORIGIN,
    name: str = "",
    challenge_identifier: str = "",
) -> Credential:
    """Return the credential of a key pair, with the proof that the key attests the challenge.

    `public_key` (PEM) is needed where `private_key` is a function that signs elsewhere.
    """
    key = private_key if isinstance(private_key, Key) else Key(private_key)
    public = public_key or key.public_pem()
    data = client_data("key.create", challenge, origin)
    digest = hashlib.sha256(data).hexdigest()
    signature = key.sign(compact({"clientDataHash": digest, "publicKey": public}))
    attestation = compact({"publicKey": public, "signature": signature.hex()})
    info = {
        "credId": credential_id or base64url(os.urandom(32)),
        "clientData": base64url(data),
        "attestationData": base64url(attestation),
    }
    return _credential("Key", info, name, challenge_identifier)


def password_protected_key_credential(
    challenge: str, private_key: str | Secret, password: str | Secret, **more: str
) -> Credential:
    """Return the credential of a key that Dfns keeps, encrypted with a password it never sees."""
    credential = key_credential(challenge, private_key, **more)
    encrypted = encrypt_private_key(private_key, password)
    return credential | {
        "credentialKind": "PasswordProtectedKey",
        "encryptedPrivateKey": encrypted,
    }


def recovery_key_credential(
    challenge: str, private_key: str | Secret, recovery_code: str | Secret, **more: str
) -> Credential:
    """Return the credential that recovers an account; the user keeps the code that opens it."""
    protected = password_protected_key_credential(challenge, private_key, recovery_code, **more)
    return protected | {"credentialKind": "RecoveryKey"}


def passkey_options(answer: object) -> dict[str, Any]:
    """Return what `PublicKeyCredential.parseCreationOptionsFromJSON` takes in the browser.

    `answer` is what the first call of a registration returned.
    """
    fields = cast("dict[str, Any]", dump_any(answer))
    options = {name: fields[name] for name in _OPTIONS if fields.get(name) is not None}
    user = cast("dict[str, Any]", fields["user"])
    return options | {"user": user | {"id": base64url(str(user["id"]).encode())}}


_OPTIONS: Final = (
    "challenge",
    "rp",
    "pubKeyCredParams",
    "excludeCredentials",
    "authenticatorSelection",
    "attestation",
)


def passkey_credential(
    created: str | Mapping[str, Any],
    *,
    challenge: str = "",
    name: str = "",
    challenge_identifier: str = "",
) -> Credential:
    """Return the credential of a passkey: the `toJSON()` of `navigator.credentials.create`.

    Raises InvalidRequest where it is no such result, or one for another challenge.
    """
    identifier, response = webauthn_result(created, "webauthn.create", challenge)
    info = {
        "credId": identifier,
        "clientData": response["clientDataJSON"],
        "attestationData": response["attestationObject"],
    }
    return _credential("Fido2", info, name, challenge_identifier)


def passkey_assertion(got: str | Mapping[str, Any], *, challenge: str = "") -> dict[str, Any]:
    """Return the first factor of a passkey: the `toJSON()` of `navigator.credentials.get`."""
    identifier, response = webauthn_result(got, "webauthn.get", challenge)
    assertion = {
        "credId": identifier,
        "clientData": response["clientDataJSON"],
        "authenticatorData": response["authenticatorData"],
        "signature": response["signature"],
    }
    if response.get("userHandle"):
        assertion["userHandle"] = response["userHandle"]
    return {"kind": "Fido2", "credentialAssertion": assertion}


def challenge_of(result: str | Mapping[str, Any]) -> str:
    """Return the challenge that a new passkey answers, to find the registration it belongs to."""
    _, response = webauthn_result(result, "webauthn.create", "")
    return str(json.loads(from_base64url(response["clientDataJSON"]))["challenge"])


def webauthn_result(
    result: str | Mapping[str, Any], kind: str, challenge: str
) -> tuple[str, dict[str, str]]:
    """Return id and response of a result of WebAuthn, once it is what it should be."""
    try:
        fields: Any = json.loads(result) if isinstance(result, str) else result
        response: dict[str, str] = fields["response"]
        data: dict[str, Any] = json.loads(from_base64url(response["clientDataJSON"]))
        needed = ("attestationObject",) if kind == "webauthn.create" else _ASSERTED
        for text in (fields["id"], *(response[name] for name in needed)):
            from_base64url(text)
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidRequest(f"not the JSON of a WebAuthn result: {type(error).__name__}") from None
    if data.get("type") != kind or (challenge and data.get("challenge") != challenge):
        raise InvalidRequest("the passkey answers another challenge")
    return fields["id"], response


_ASSERTED: Final = ("authenticatorData", "signature")


def _credential(kind: str, info: dict[str, str], name: str, identifier: str) -> Credential:
    credential: Credential = {"credentialKind": kind, "credentialInfo": info}
    if name:
        credential["credentialName"] = name
    if identifier:
        credential["challengeIdentifier"] = identifier
    return credential
