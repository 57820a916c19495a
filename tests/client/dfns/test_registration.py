"""Credentials for a registration, from real keys, judged by libraries that aren't ours.

`cryptography` verifies signatures, `fido2` reads what passkeys attest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from _runtime import _dfns_registration as registration
from _runtime._dfns_keys import Key, decrypt_private_key, encrypt_private_key, from_base64url
from _runtime._dfns_signing import Challenge, PasswordProtectedKeySigner
from _runtime._errors import InvalidRequest, SigningError
from _runtime._secret import Secret
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from dfnsgen.render.template_files import runtime_text
from tests.client.dfns.played import pem
from tests.client.passkeys import SoftwarePasskey, verified_registration

CHALLENGE = "Y2gtMTIzNDUtNjc4OTA"


def verify(public: Any, signature: bytes, data: bytes) -> None:
    match public:
        case ed25519.Ed25519PublicKey():
            public.verify(signature, data)
        case ec.EllipticCurvePublicKey():
            public.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        case _:
            public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())


def judged(credential: Any) -> Any:
    """Check what a key attests as Dfns does, and return its public key."""
    info = credential["credentialInfo"]
    client_data = from_base64url(info["clientData"])
    said = json.loads(client_data)
    assert (said["type"], said["challenge"]) == ("key.create", CHALLENGE)
    attested = json.loads(from_base64url(info["attestationData"]))
    digest = hashlib.sha256(client_data).hexdigest()
    signed = f'{{"clientDataHash":"{digest}","publicKey":{json.dumps(attested["publicKey"])}}}'
    public = load_pem_public_key(attested["publicKey"].encode())
    verify(public, bytes.fromhex(attested["signature"]), signed.encode())
    return public


MAKERS: dict[str, Callable[[], Any]] = {
    "ed25519": ed25519.Ed25519PrivateKey.generate,
    "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "secp256k1": lambda: ec.generate_private_key(ec.SECP256K1()),
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_a_key_attests_the_challenge(kind: str) -> None:
    key = MAKERS[kind]()
    credential = registration.key_credential(CHALLENGE, pem(key), credential_id="Y3I")
    assert judged(credential) == key.public_key()
    assert credential["credentialKind"] == "Key"
    assert credential["credentialInfo"]["credId"] == "Y3I"


def test_a_key_elsewhere_attests_too() -> None:
    key = ec.generate_private_key(ec.SECP256R1())

    def sign(data: bytes) -> bytes:
        return key.sign(data, ec.ECDSA(hashes.SHA256()))

    with pytest.raises(SigningError, match="public_key"):
        registration.key_credential(CHALLENGE, sign)
    public = Key(pem(key)).public_pem()
    assert judged(registration.key_credential(CHALLENGE, sign, public_key=public))


@pytest.mark.parametrize("kind", ["PasswordProtectedKey", "RecoveryKey"])
def test_a_key_travels_encrypted_and_opens_with_its_password(kind: str) -> None:
    private, code = registration.new_private_key(), registration.new_recovery_code()
    make = {
        "PasswordProtectedKey": registration.password_protected_key_credential,
        "RecoveryKey": registration.recovery_key_credential,
    }[kind]
    credential = make(CHALLENGE, private, code, name="mine", challenge_identifier="ci")
    assert [credential[k] for k in ("credentialKind", "credentialName", "challengeIdentifier")] == [
        kind,
        "mine",
        "ci",
    ]
    opened = load_pem_private_key(opened_independently(credential, code), None)
    assert judged(credential) == opened.public_key()
    assert private.reveal() not in json.dumps(credential)


def opened_independently(credential: Any, code: Secret) -> bytes:
    """Decrypt with nothing but the standard library and AES-GCM, as a browser would."""
    said = json.loads(credential["encryptedPrivateKey"])
    key = hashlib.pbkdf2_hmac(
        "sha256", code.reveal().encode(), from_base64url(said["salt"]), said["iterations"], 32
    )
    assert (said["kdf"], said["cipher"]) == ("PBKDF2-SHA256", "AES-256-GCM")
    return AESGCM(key).decrypt(from_base64url(said["iv"]), from_base64url(said["data"]), None)


def test_a_wrong_password_opens_nothing_and_is_not_quoted() -> None:
    encrypted = encrypt_private_key("the key", "right")
    assert decrypt_private_key(encrypted, "right").reveal() == "the key"
    damaged = encrypted.replace('"data":"', '"data":"A')
    slow = encrypted.replace('"iterations":600000', '"iterations":99999999999')
    for text, password in [(encrypted, "wrong"), (damaged, "right"), (slow, "right"), ("{}", "x")]:
        with pytest.raises(SigningError) as caught:
            decrypt_private_key(text, password)
        assert password not in str(caught.value).split() or password == "x"


def test_a_password_protected_key_signs_what_dfns_brings_along() -> None:
    private = registration.new_private_key()
    stored = encrypt_private_key(private, "pass word é")
    brought = [
        {"id": "cr-0", "encryptedPrivateKey": "x"},
        {"id": "cr-1", "encryptedPrivateKey": stored},
    ]
    value = {
        "challenge": CHALLENGE,
        "challengeIdentifier": "ci",
        "allowCredentials": {"key": [], "passwordProtectedKey": brought},
    }
    challenge = Challenge(value, "POST", "/wallets", "{}")
    factor = PasswordProtectedKeySigner("pass word é", credential_id="cr-1").sign(challenge)
    assertion = factor["credentialAssertion"]
    assert (factor["kind"], assertion["credId"]) == ("PasswordProtectedKey", "cr-1")
    data = from_base64url(assertion["clientData"])
    key = load_pem_private_key(private.reveal().encode(), None)
    verify(key.public_key(), from_base64url(assertion["signature"]), data)
    assert json.loads(data)["type"] == "key.get"
    with pytest.raises(SigningError):
        PasswordProtectedKeySigner("x", credential_id="cr-2").sign(challenge)
    assert "s3cret" not in repr(PasswordProtectedKeySigner("s3cret"))


ANSWER = {
    "challenge": CHALLENGE,
    "rp": {"id": "localhost", "name": "Test"},
    "user": {"id": "us-1", "name": "u@example.com", "displayName": "U"},
    "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
    "excludeCredentials": [],
    "authenticatorSelection": {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    },
    "attestation": "none",
    "temporaryAuthenticationToken": "tok",
    "otpUrl": "",
}


def test_a_passkey_of_the_options_is_a_credential_that_others_accept() -> None:
    options = registration.passkey_options(ANSWER)
    assert "temporaryAuthenticationToken" not in options
    assert from_base64url(options["user"]["id"]) == b"us-1"
    passkey = SoftwarePasskey("https://localhost")
    created = passkey.create(options)
    credential = registration.passkey_credential(json.dumps(created), challenge=CHALLENGE)
    assert credential["credentialKind"] == "Fido2"
    verified_registration(credential["credentialInfo"], CHALLENGE, "https://localhost")


def test_a_passkey_signs_a_user_action() -> None:
    value = {
        "challenge": CHALLENGE,
        "challengeIdentifier": "ci",
        "rp": {"id": "localhost", "name": "Test"},
        "allowCredentials": {"key": [], "webauthn": []},
    }
    passkey = SoftwarePasskey("https://localhost")
    passkey.create(registration.passkey_options(ANSWER))
    got = passkey.get(Challenge(value, "POST", "/wallets", "{}").passkey_options())
    factor = registration.passkey_assertion(got, challenge=CHALLENGE)
    assertion = factor["credentialAssertion"]
    data = from_base64url(assertion["authenticatorData"])
    data += hashlib.sha256(from_base64url(assertion["clientData"])).digest()
    verify(passkey.key.public_key(), from_base64url(assertion["signature"]), data)
    assert factor["kind"] == "Fido2"


def test_what_is_no_passkey_is_refused() -> None:
    passkey = SoftwarePasskey("https://localhost")
    created = passkey.create(registration.passkey_options(ANSWER))
    wrong: list[Any] = ["", "[]", "{}", {"id": "a"}, {**created, "id": "not base64url!"}]
    wrong.append({**created, "response": {"clientDataJSON": "e30", "attestationObject": "e30"}})
    for result in wrong:
        with pytest.raises(InvalidRequest):
            registration.passkey_credential(result)
    with pytest.raises(InvalidRequest, match="another challenge"):
        registration.passkey_credential(created, challenge="b3RoZXI")
    with pytest.raises(InvalidRequest, match="another challenge"):
        registration.passkey_assertion(
            {
                **created,
                "response": {**created["response"], "authenticatorData": "AA", "signature": "AA"},
            }
        )


def test_recovery_codes_are_long_and_readable() -> None:
    codes = {registration.new_recovery_code().reveal() for _ in range(50)}
    assert len(codes) == 50
    assert all(len(code) == 39 and not set(code) & set("ILOU") for code in codes)


def test_keys_stay_out_of_sight() -> None:
    key = registration.new_private_key()
    assert "PRIVATE" not in f"{key!r} {key} {Key(key)!r}"
    form = serialization.load_pem_private_key(key.reveal().encode(), None)
    assert isinstance(form, ed25519.Ed25519PrivateKey)


def test_cryptography_waits_until_it_is_used() -> None:
    for name in ("_dfns_keys.py", "_dfns_registration.py", "_dfns_signing.py"):
        lines = runtime_text(name, None).splitlines()
        assert not [line for line in lines if line.startswith(("import crypt", "from crypt"))]


def test_the_module_waits_as_well(registering: ModuleType) -> None:
    assert registering.registration.key_credential.__module__.endswith("_dfns_registration")
    assert not hasattr(registering, "KeySigner")
