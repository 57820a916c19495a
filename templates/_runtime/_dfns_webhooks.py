"""Deliveries of Dfns: is it really Dfns who sent this, and now?

In: body, headers and the webhook's secret. Out: the body, or a WebhookError.
Source: Dfns documentation, "Webhooks".
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any, Final, cast

from ._issues import ValidationError
from ._json import loads
from ._secret import Secret
from ._webhooks import WebhookError

HEADER: Final = "x-dfns-webhook-signature"
_LATEST: Final = 1e15
"""Seconds that no clock shows; greater integers are none that a float can hold."""


def verified(
    body: bytes | str, headers: Mapping[str, str], secret: str | Secret, tolerance: float | None
) -> bytes:
    """Return the body of a genuine delivery. Raises WebhookError where it isn't one, or is old."""
    secret = _secret(secret)
    raw, given = _text_of(body), _signature(headers)
    if raw is None:
        raise WebhookError("a delivery is text, or the bytes of one")
    if not secret:
        raise WebhookError("the secret is a text, and an empty one verifies nothing")
    if not given:
        raise WebhookError(f"the delivery has no header {HEADER}")
    if not any(_matches(secret, text, given) for text in (raw, _compact(raw))):
        raise WebhookError("the signature doesn't fit the body")
    if tolerance is not None:
        _check_age(raw, tolerance)
    return raw


def _secret(given: object) -> Secret:
    """Return the secret as it may stand in a variable; bytes are those of a text."""
    if isinstance(given, (bytes, bytearray)):
        return Secret(given.decode("utf-8", "surrogateescape"))
    return Secret(cast("str", given))


def _text_of(body: object) -> bytes | None:
    if isinstance(body, str):
        return body.encode("utf-8", "surrogatepass")
    is_bytes = isinstance(body, (bytes, bytearray, memoryview))
    return bytes(cast("bytes", body)) if is_bytes else None


def _signature(headers: object) -> str:
    """Return what the header says, "" where there is none; some servers give bytes."""
    pairs = cast("Mapping[object, object]", headers).items() if isinstance(headers, Mapping) else ()
    for pair in pairs:
        name, value = (t.decode("latin-1") if isinstance(t, bytes) else str(t) for t in pair)
        if name.lower() == HEADER:
            return value.strip().removeprefix("sha256=").lower()
    return ""


def _matches(secret: Secret, text: bytes, given: str) -> bool:
    computed = hmac.new(secret.reveal().encode(), text, hashlib.sha256).hexdigest()
    return hmac.compare_digest(computed.encode(), given.encode("utf-8", "replace"))


def _compact(raw: bytes) -> bytes:
    """Return the JSON as the sender wrote it, where something between us has reformatted it."""
    try:
        return json.dumps(json.loads(raw), ensure_ascii=False, separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        return raw


def _check_age(raw: bytes, tolerance: float) -> None:
    try:
        value = loads(raw)
    except ValidationError:
        value = None
    sent: Any = cast("dict[str, Any]", value).get("timestampSent") if isinstance(value, dict) else 0
    known = isinstance(sent, (int, float)) and not isinstance(sent, bool)
    if not known or not -_LATEST < sent < _LATEST or abs(time.time() - sent) > tolerance:
        raise WebhookError("the delivery is too old, or doesn't say when it was sent")
