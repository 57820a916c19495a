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

from ._deliveries import body_of, header_of, secret_of
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
    secret, raw = secret_of(secret), body_of(body)
    given = header_of(headers, HEADER).removeprefix("sha256=").lower()
    if not any(_matches(secret, text, given) for text in (raw, _compact(raw))):
        raise WebhookError("the signature doesn't fit the body")
    if tolerance is not None:
        _check_age(raw, tolerance)
    return raw


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
        raise WebhookError("the delivery is too old or too new, or doesn't say when it was sent")
