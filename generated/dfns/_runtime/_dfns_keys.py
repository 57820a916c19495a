# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Private keys and what is signed with them, at registration as in user actions.

In: a key as PEM, or a function that signs elsewhere. Out: signatures, the public key, client data.
`cryptography` is imported when a key is first used. Source: Dfns documentation, "Credentials".
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeAlias

from ._errors import SigningError
from ._secret import Secret

PrivateKey: TypeAlias = "str | Secret | bytes | Path | Callable[[bytes], bytes]"
"""A PEM text, a path to one, or a function that signs bytes: the door to an HSM or a KMS."""

ORIGIN: Final = "https://app.dfns.io"
ITERATIONS: Final = 600_000
_MOST_ITERATIONS: Final = 10_000_000


class Key:
    """A private key, read when it is first used: Ed25519, ECDSA (P-256, secp256k1, …) or RSA."""

    __slots__ = ("_password", "_pem", "_sign")

    def __init__(self, private_key: PrivateKey, password: str | Secret | None = None) -> None:
        self._password: Final = None if password is None else Secret(password)
        self._pem: Secret | None = None
        self._sign: Callable[[bytes], bytes] | None = None
        if isinstance(private_key, (str, Secret)):
            self._pem = Secret(private_key)
        elif isinstance(private_key, bytes):
            self._pem = Secret(private_key.decode("ascii"))
        elif isinstance(private_key, Path):
            self._pem = Secret(private_key.read_text(encoding="ascii"))
        else:
            self._sign = private_key

    def sign(self, data: bytes) -> bytes:
        """Return the signature of bytes: ECDSA as DER with SHA-256, RSA as PKCS#1 v1.5."""
        if self._sign is None:
            self._sign = _signing_function(self._loaded())
        return self._sign(data)

    def public_pem(self) -> str:
        """Return the public key as PEM."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        public = self._loaded().public_key()
        pem: bytes = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return pem.decode("ascii")

    def _loaded(self) -> Any:
        if self._pem is None:
            raise SigningError("a function that signs has no PEM: give `public_key=`")
        try:
            from cryptography.hazmat.primitives.serialization import load_pem_private_key
        except ImportError as error:
            raise SigningError("keys need the package cryptography") from error
        secret = None if self._password is None else self._password.reveal().encode()
        try:
            return load_pem_private_key(self._pem.reveal().encode(), secret)
        except (ValueError, TypeError):
            # The library's own words may quote the key.
            raise SigningError("the private key is not a PEM that the password opens") from None

    def __reduce__(self) -> Any:
        raise TypeError("a private key is not pickled: hand it over by other means")


def _signing_function(private: Any) -> Callable[[bytes], bytes]:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    if isinstance(private, ed25519.Ed25519PrivateKey):
        return private.sign
    if isinstance(private, ec.EllipticCurvePrivateKey):
        ecdsa, curve = private, ec.ECDSA(SHA256())
        return lambda data: ecdsa.sign(data, curve)
    if isinstance(private, rsa.RSAPrivateKey):
        rsa_key = private
        return lambda data: rsa_key.sign(data, PKCS1v15(), SHA256())
    raise SigningError("the private key is neither Ed25519 nor ECDSA nor RSA")


def client_data(kind: str, challenge: str, origin: str) -> bytes:
    """Return the text that a key signs. `kind` is `key.create` or `key.get`."""
    said = {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}
    return compact(said)


def compact(value: object) -> bytes:
    """Return a value as JSON without spaces, as JavaScript's `JSON.stringify` writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def base64url(data: bytes) -> str:
    """Return bytes as base64url without padding. Source: RFC 4648, section 5."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """Return the bytes of a base64url text. Raises ValueError where it isn't one."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)


def encrypt_private_key(private_key: str | Secret, password: str | Secret) -> str:
    """Return a PEM encrypted with a password, as a text that only the password opens.

    PBKDF2-SHA256 and AES-256-GCM: a browser's WebCrypto can open it as well.
    """
    salt, iv = os.urandom(16), os.urandom(12)
    head = {"kdf": "PBKDF2-SHA256", "iterations": ITERATIONS, "salt": base64url(salt)}
    cipher = _cipher(Secret(password), salt, ITERATIONS)
    sealed = cipher.encrypt(iv, Secret(private_key).reveal().encode(), None)
    sealed_as = {"cipher": "AES-256-GCM", "iv": base64url(iv), "data": base64url(sealed)}
    return compact(head | sealed_as).decode()


def decrypt_private_key(encrypted: str, password: str | Secret) -> Secret:
    """Return the PEM that `encrypt_private_key` encrypted. Raises SigningError where it can't."""
    try:
        said: dict[str, Any] = json.loads(encrypted)
        salt, iv, data = (from_base64url(said[name]) for name in ("salt", "iv", "data"))
        iterations = int(said["iterations"])
        if said["kdf"] != "PBKDF2-SHA256" or not 1 <= iterations <= _MOST_ITERATIONS:
            raise ValueError
        return Secret(_cipher(Secret(password), salt, iterations).decrypt(iv, data, None).decode())
    except SigningError:
        raise
    except Exception:
        # InvalidTag, or a text of another form; the cause might quote what is secret.
        raise SigningError("the password doesn't open the encrypted private key") from None


def _cipher(password: Secret, salt: bytes, iterations: int) -> Any:
    import hashlib

    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError as error:
        raise SigningError("encrypted keys need the package cryptography") from error
    secret = password.reveal().encode()
    return AESGCM(hashlib.pbkdf2_hmac("sha256", secret, salt, iterations, 32))
