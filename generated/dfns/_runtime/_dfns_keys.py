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
from contextlib import suppress
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
        pem = _pem(private_key)
        self._password: Final = None if password is None else Secret(password)
        self._pem: Final = pem
        self._sign: Callable[[bytes], bytes] | None = private_key if callable(private_key) else None
        del private_key, password  # An error shows the variables of its frames.
        unusable = self._password is not None and not self._password.usable
        if unusable or (self._sign is None and (pem is None or not pem.usable)):
            raise SigningError("a private key and its password are ASCII texts, or the key signs")

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
        if "-----" not in self._pem.reveal():
            raise SigningError(
                "the private key is neither a PEM nor the path of a file that exists"
            )
        if "-----BEGIN PUBLIC KEY" in self._pem.reveal():
            raise SigningError("this is a public key: what signs is the private one")
        found = None
        with suppress(Exception):  # The library's own words may quote the key.
            found = load_pem_private_key(_lines(self._pem).encode(), self._opening())
        if found is None:
            raise SigningError("the private key is not a PEM that the password opens")
        return found

    def _opening(self) -> bytes | None:
        return None if self._password is None else self._password.reveal().encode()

    def __reduce__(self) -> Any:
        raise TypeError("a private key is not pickled: hand it over by other means")


def _is_path(text: str) -> bool:
    """Whether a text is the path of a file rather than a key."""
    return "-----" not in text and os.path.isfile(os.path.expanduser(text))


def _lines(pem: Secret) -> str:
    """Return a PEM as lines: in an environment it may be one, with `\\n` for their ends."""
    return pem.reveal().replace("\\n", "\n")


def _pem(private_key: PrivateKey) -> Secret | None:
    """Return a key's text, None where bytes are none; no variable holds it where this raises."""
    content: Any = private_key
    if isinstance(private_key, (str, Secret)):
        content = private_key = Secret(private_key)
        if not (private_key.usable and _is_path(private_key.reveal())):
            return private_key
        content = private_key = Path(private_key.reveal()).expanduser()
    if isinstance(private_key, Path):
        try:
            content = private_key.read_bytes()
        except OSError as error:
            raise SigningError(f"the private key can't be read: {type(error).__name__}") from error
    is_text = isinstance(content, (bytes, bytearray)) and content.isascii()
    return Secret(content.decode("ascii")) if is_text else None


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
    fields = {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}
    return compact(fields)


def compact(value: object) -> bytes:
    """Return a value as JSON without spaces, as JavaScript's `JSON.stringify` writes it.

    Raises SigningError for what JSON or UTF-8 can't say.
    """
    with suppress(TypeError, ValueError, RecursionError):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    raise SigningError("what is to be sent is no JSON")


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
    private_key, password = Secret(private_key), Secret(password)
    if not private_key.usable or not password.usable:
        raise SigningError("a private key and its password are texts")
    salt, iv = os.urandom(16), os.urandom(12)
    head = {"kdf": "PBKDF2-SHA256", "iterations": ITERATIONS, "salt": base64url(salt)}
    cipher = _cipher(password, salt, ITERATIONS)
    sealed = cipher.encrypt(iv, private_key.reveal().encode(), None)
    sealed_as = {"cipher": "AES-256-GCM", "iv": base64url(iv), "data": base64url(sealed)}
    return compact(head | sealed_as).decode()


def decrypt_private_key(encrypted: str, password: str | Secret) -> Secret:
    """Return the PEM that `encrypt_private_key` encrypted. Raises SigningError where it can't."""
    password = Secret(password)
    opened = None
    with suppress(ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        fields: dict[str, Any] = json.loads(encrypted)
        salt, iv, data = (from_base64url(fields[name]) for name in ("salt", "iv", "data"))
        iterations = int(fields["iterations"])
        if fields["kdf"] == "PBKDF2-SHA256" and 1 <= iterations <= _MOST_ITERATIONS:
            cipher = _cipher(password, salt, iterations)
            with suppress(Exception):  # InvalidTag, and what quotes what is secret.
                opened = Secret(cipher.decrypt(iv, data, None).decode())
    if opened is None:
        raise SigningError("the password doesn't open the encrypted private key")
    return opened


def _cipher(password: Secret, salt: bytes, iterations: int) -> Any:
    import hashlib

    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError as error:
        raise SigningError("encrypted keys need the package cryptography") from error
    derived = hashlib.pbkdf2_hmac("sha256", password.reveal().encode(), salt, iterations, 32)
    return AESGCM(derived)
