"""Deliveries that are signed with an HMAC: is it really the API who sent this, and now?

In: body, headers and the secret of a webhook, and how its API signs. Out: the body, or a
WebhookError. Source: RFC 2104; standardwebhooks.com, and what GitHub, Stripe and others make of it.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import time
from collections.abc import Mapping
from typing import Final

from ._deliveries import body_of, header_of, secret_of
from ._secret import Secret
from ._webhooks import WebhookError


class Signing:
    """How an API signs: the header of the signatures, and what is signed.

    `content` holds `{body}`, `{timestamp}` and `{id}`, the last two from headers of these names; a
    `timestamp` that ends with `=` is a field of the signature's header. Before each signature there
    stands `prefix`, and what has another one is none of ours. Where there is a `secret`, each is
    base64 behind it.
    """

    __slots__ = (
        "content",
        "digest",
        "encoding",
        "id",
        "prefix",
        "secret",
        "signature",
        "timestamp",
    )

    def __init__(
        self,
        *,
        signature: str,
        content: str = "{body}",
        timestamp: str = "",
        id: str = "",
        digest: str = "sha256",
        encoding: str = "hex",
        prefix: str = "",
        secret: str = "",
    ) -> None:
        self.signature: Final = signature.lower()
        self.content: Final = content
        self.timestamp: Final = timestamp.lower()
        self.id: Final = id.lower()
        self.digest: Final = digest
        self.encoding: Final = encoding
        self.prefix: Final = prefix
        self.secret: Final = secret


_PLACE: Final = re.compile(r"\{(body|timestamp|id)\}")
_TIME: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,9})?")


def verified(
    body: bytes | str,
    headers: Mapping[str, str],
    secret: str | Secret,
    signing: Signing,
    tolerance: float | None = None,
) -> bytes:
    """Return the body of a genuine delivery. Raises WebhookError where it isn't one, or is old."""
    secret, raw = secret_of(secret), body_of(body)
    text = header_of(headers, signing.signature)
    parts = text.split(",") if signing.timestamp.endswith("=") else text.split()
    fields = [part.strip() for part in parts]
    sent = _sent(headers, fields, signing)
    values = {"body": raw, "timestamp": sent.encode("utf-8", "replace")}
    if signing.id:
        values["id"] = header_of(headers, signing.id).encode("utf-8", "replace")
    computed = _signature(secret, _filled(signing.content, values), signing)
    if computed is None:
        raise WebhookError("the secret isn't base64, as this API's are")
    given = [one.removeprefix(signing.prefix) for one in fields if one.startswith(signing.prefix)]
    if not any(_is_same(computed, one, signing) for one in given):
        raise WebhookError("the signature doesn't fit the body")
    if tolerance is not None:
        _check_age(sent, tolerance)
    return raw


def _sent(headers: object, fields: list[str], signing: Signing) -> str:
    """Return the text that says when the delivery was sent, "" where none does by design."""
    name = signing.timestamp
    if not name.endswith("="):
        return header_of(headers, name) if name else ""
    for field in fields:
        if field.startswith(name):
            return field.removeprefix(name)
    raise WebhookError(f"the header {signing.signature} has no field {name}")


def _filled(content: str, values: Mapping[str, bytes]) -> bytes:
    """Return what is signed, as bytes: the body as it came may be no text."""
    return b"".join(
        values.get(part, b"") if number % 2 else part.encode()
        for number, part in enumerate(_PLACE.split(content))
    )


def _signature(secret: Secret, content: bytes, signing: Signing) -> str | None:
    """Return the signature as it travels; None where the secret is no key of this API."""
    text = secret.reveal()
    key = text.encode("utf-8", "surrogateescape")
    if signing.secret:
        try:
            key = base64.b64decode(text.removeprefix(signing.secret), validate=True)
        except (ValueError, binascii.Error):
            return None
    made = hmac.digest(key, content, signing.digest)
    return made.hex() if signing.encoding == "hex" else base64.b64encode(made).decode()


def _is_same(computed: str, given: str, signing: Signing) -> bool:
    text = given.lower() if signing.encoding == "hex" else given
    return hmac.compare_digest(computed.encode(), text.encode("utf-8", "replace"))


def _check_age(sent: str, tolerance: float) -> None:
    if not _TIME.fullmatch(sent) or abs(time.time() - float(sent)) > tolerance:
        raise WebhookError("the delivery is too old or too new, or doesn't say when it was sent")
