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

from ._http import Headers
from ._json import loads
from ._secret import Secret
from ._webhooks import WebhookError

HEADER: Final = "x-dfns-webhook-signature"


def verified(
    body: bytes | str, headers: Mapping[str, str], secret: str | Secret, tolerance: float | None
) -> bytes:
    """Return the body of a genuine delivery. Raises WebhookError where it isn't one, or is old."""
    raw = body.encode("utf-8") if isinstance(body, str) else bytes(body)
    given = Headers(headers.items()).get(HEADER, "").removeprefix("sha256=").lower()
    key = Secret(secret).reveal().encode("utf-8")
    if not key:
        raise WebhookError("an empty secret verifies nothing")
    if not any(_matches(key, text, given) for text in (raw, _compact(raw))):
        raise WebhookError("the signature doesn't fit the body")
    if tolerance is not None:
        _check_age(raw, tolerance)
    return raw


def _matches(key: bytes, text: bytes, given: str) -> bool:
    computed = hmac.new(key, text, hashlib.sha256).hexdigest()
    return hmac.compare_digest(computed.encode(), given.encode("utf-8", "replace"))


def _compact(raw: bytes) -> bytes:
    """Return the JSON as the sender wrote it, where something between us has reformatted it."""
    try:
        return json.dumps(json.loads(raw), ensure_ascii=False, separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        return raw


def _check_age(raw: bytes, tolerance: float) -> None:
    value = loads(raw)
    sent: Any = cast("dict[str, Any]", value).get("timestampSent") if isinstance(value, dict) else 0
    known = isinstance(sent, (int, float)) and not isinstance(sent, bool)
    if not known or abs(time.time() - sent) > tolerance:
        raise WebhookError("the delivery is too old, or doesn't say when it was sent")
