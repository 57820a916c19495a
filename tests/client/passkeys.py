"""A passkey in software, and an independent judge of what passkeys say.

In: options as a browser gets them. Out: results as `toJSON()` gives them. `fido2` encodes what an
authenticator attests, `webauthn` judges it.
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

import pytest
from _runtime._dfns_keys import base64url, from_base64url
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec


class SoftwarePasskey:
    """One passkey of P-256 for one origin; it attests nothing of its maker."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.identifier = os.urandom(32)
        self.user = b""

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.create` returns."""
        cose = pytest.importorskip("fido2.cose")
        webauthn = pytest.importorskip("fido2.webauthn")
        self.user = from_base64url(options["user"]["id"])
        client_data = self._client_data("webauthn.create", options["challenge"])
        attested = webauthn.AttestedCredentialData.create(
            bytes(16), self.identifier, cose.ES256.from_cryptography_key(self.key.public_key())
        )
        data = webauthn.AuthenticatorData.create(
            hashlib.sha256(options["rp"]["id"].encode()).digest(), 0x45, 0, attested
        )
        attestation = webauthn.AttestationObject.create("none", data, {})
        return self._result(clientDataJSON=client_data, attestationObject=bytes(attestation))

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.get` returns."""
        client_data = self._client_data("webauthn.get", options["challenge"])
        data = hashlib.sha256(options["rpId"].encode()).digest() + b"\x05\0\0\0\1"
        signed = data + hashlib.sha256(client_data).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._result(
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=signature,
            userHandle=self.user,
        )

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said, separators=(",", ":")).encode()

    def _result(self, **response: bytes) -> dict[str, Any]:
        identifier = base64url(self.identifier)
        texts = {name: base64url(value) for name, value in response.items()}
        return {"id": identifier, "rawId": identifier, "type": "public-key", "response": texts}


def verified_registration(info: dict[str, str], challenge: str, origin: str) -> bytes:
    """Return the public key (COSE) of a Fido2 credential; raises where `webauthn` refuses it."""
    webauthn = pytest.importorskip("webauthn")
    created = {
        "id": info["credId"],
        "rawId": info["credId"],
        "type": "public-key",
        "response": {
            "clientDataJSON": info["clientData"],
            "attestationObject": info["attestationData"],
        },
    }
    verified = webauthn.verify_registration_response(
        credential=created,
        expected_challenge=from_base64url(challenge),
        expected_rp_id="localhost",
        expected_origin=origin,
    )
    key: bytes = verified.credential_public_key
    return key


def verified_assertion(
    assertion: dict[str, str], challenge: str, origin: str, public_key: bytes
) -> None:
    """Raise where `webauthn` refuses the first factor of a passkey."""
    webauthn = pytest.importorskip("webauthn")
    names = {"clientDataJSON": "clientData", "userHandle": "userHandle"}
    names |= {name: name for name in ("authenticatorData", "signature")}
    got = {
        "id": assertion["credId"],
        "rawId": assertion["credId"],
        "type": "public-key",
        "response": {wire: assertion[own] for wire, own in names.items() if own in assertion},
    }
    webauthn.verify_authentication_response(
        credential=got,
        expected_challenge=from_base64url(challenge),
        expected_rp_id="localhost",
        expected_origin=origin,
        credential_public_key=public_key,
        credential_current_sign_count=0,
    )
