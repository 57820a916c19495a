"""Deliveries: genuine, forged, late, and of kinds that nobody knows yet."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from _runtime._dfns_webhooks import verified
from _runtime._webhooks import UnknownEvent, WebhookError, event

SECRET = "whsec"


def delivery(**more: Any) -> bytes:
    value = {"kind": "wallet.é", "timestampSent": int(time.time()), **more}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Dfns-Webhook-Signature": f"sha256={digest}"}


def test_a_genuine_delivery_passes() -> None:
    body = delivery()
    assert verified(body, signed(body), SECRET, 300.0) == body
    assert verified(body.decode(), signed(body), SECRET, 300.0) == body


def test_a_delivery_that_was_reformatted_on_its_way_passes() -> None:
    body = delivery()
    spaced = json.dumps(json.loads(body), indent=2).encode()
    assert verified(spaced, signed(body), SECRET, 300.0) == spaced


@pytest.mark.parametrize("headers", [{}, {"X-Dfns-Webhook-Signature": "sha256=é"}])
def test_a_delivery_without_a_signature_fails(headers: dict[str, str]) -> None:
    with pytest.raises(WebhookError):
        verified(delivery(), headers, SECRET, 300.0)


def test_another_body_or_secret_fails() -> None:
    body = delivery()
    with pytest.raises(WebhookError):
        verified(delivery(amount="1"), signed(body), SECRET, 300.0)
    with pytest.raises(WebhookError):
        verified(body, signed(body, "other"), SECRET, 300.0)
    with pytest.raises(WebhookError):
        verified(body, signed(body, ""), "", 300.0)


@pytest.mark.parametrize("sent", [0, 10**12, None, True, "now"])
def test_a_delivery_of_another_time_fails(sent: Any) -> None:
    body = delivery(timestampSent=sent)
    with pytest.raises(WebhookError):
        verified(body, signed(body), SECRET, 300.0)
    assert verified(body, signed(body), SECRET, None) == body


@pytest.mark.parametrize("value", [{"kind": "new"}, {"kind": 1}, {}, [], None])
def test_an_unknown_kind_is_kept(value: Any) -> None:
    found = event(json.dumps(value).encode(), "kind", {"known": None})
    assert isinstance(found, UnknownEvent)
    assert found.value == value
