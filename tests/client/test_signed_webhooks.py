"""Deliveries signed by the schemes that are known, and events that only their receiver can name."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from _runtime._signed_webhooks import Signing, verified
from _runtime._webhooks import WebhookError

from dfnsgen.configuration.webhooks import WEBHOOK_SCHEMES, webhook_rows
from tests.client.emitted import imported

KEY = b"a key of bytes"
SECRETS = {"standard": "whsec_" + base64.b64encode(KEY).decode()}
SECRETS["svix"] = SECRETS["standard"]
BODY = '{"price": 1, "é": "\u2603"}'.encode()


def scheme(name: str) -> Signing:
    return Signing(**dict(webhook_rows([f"scheme={name}"])))


def standard(name: str, body: bytes, sent: int) -> dict[str, str]:
    made = hmac.digest(KEY, b"msg_1.%d.%b" % (sent, body), "sha256")
    prefix = "Webhook" if name == "standard" else "Svix"
    return {
        f"{prefix}-Id": "msg_1",
        f"{prefix}-Timestamp": str(sent),
        f"{prefix}-Signature": f"v1,AAAA v1a,BBBB v1,{base64.b64encode(made).decode()}",
    }


def delivered(name: str, body: bytes = BODY, sent: int | None = None) -> dict[str, str]:
    """The headers of a genuine delivery."""
    at = int(time.time()) if sent is None else sent
    if name in ("standard", "svix"):
        return standard(name, body, at)

    def made(text: bytes) -> str:
        return hmac.new(b"whsec", text, hashlib.sha256).hexdigest()

    return {
        "github": {"X-Hub-Signature-256": f"sha256={made(body)}"},
        "stripe": {"Stripe-Signature": f"t={at},v1=00,v1={made(b'%d.%b' % (at, body))},v0=11"},
        "slack": {
            "X-Slack-Signature": f"v0={made(b'v0:%d:%b' % (at, body))}",
            "X-Slack-Request-Timestamp": str(at),
        },
    }[name]


def verify(name: str, body: bytes | str, headers: Any, secret: Any = None) -> bytes:
    signing = scheme(name)
    tolerance = 300.0 if signing.timestamp else None
    return verified(body, headers, secret or SECRETS.get(name, "whsec"), signing, tolerance)


@pytest.mark.parametrize("name", WEBHOOK_SCHEMES)
def test_a_genuine_delivery_passes_and_no_other(name: str) -> None:
    headers = delivered(name)
    assert verify(name, BODY, headers) == BODY
    assert verify(name, BODY.decode(), headers) == BODY
    asgi = {key.lower().encode(): value.encode() for key, value in headers.items()}
    assert verify(name, BODY, asgi) == BODY
    with pytest.raises(WebhookError, match="signature"):
        verify(name, BODY + b" ", headers)
    other = "whsec_" + base64.b64encode(b"other").decode()
    with pytest.raises(WebhookError, match="signature"):
        verify(name, BODY, headers, other)


@pytest.mark.parametrize("name", WEBHOOK_SCHEMES)
def test_each_header_is_needed_and_named(name: str) -> None:
    headers = delivered(name)
    for missing in headers:
        rest = {key: value for key, value in headers.items() if key != missing}
        with pytest.raises(WebhookError, match=missing.lower()):
            verify(name, BODY, rest)


@pytest.mark.parametrize("name", [n for n in WEBHOOK_SCHEMES if n != "github"])
def test_an_old_delivery_is_refused(name: str) -> None:
    headers = delivered(name, sent=1_600_000_000)
    with pytest.raises(WebhookError, match="too old"):
        verify(name, BODY, headers)
    assert verified(BODY, headers, SECRETS.get(name, "whsec"), scheme(name)) == BODY


def test_deliveries_that_were_published_pass() -> None:
    """Source: GitHub's and Slack's documentation of how to verify a delivery."""
    github = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    headers = {"X-Hub-Signature-256": github}
    assert verify("github", "Hello, World!", headers, "It's a Secret to Everybody")
    slack = {
        "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
        "X-Slack-Request-Timestamp": "1531420618",
    }
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
        "%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    assert verified(body, slack, "8f742231b10e8888abcd99yyyzzz85a5", scheme("slack"))


@pytest.mark.parametrize(
    ("secret", "message"),
    [("", "secret"), (None, "secret"), ("whsec_?", "base64"), ("whsec_é", "base64")],
)
def test_a_secret_that_is_none_verifies_nothing(secret: Any, message: str) -> None:
    with pytest.raises(WebhookError, match=message):
        verified(BODY, delivered("standard"), secret, scheme("standard"), 300.0)


@pytest.mark.parametrize("sent", ["", "now", "-1", "1" * 30, "1_0"])
def test_a_time_that_is_none_is_refused(sent: str) -> None:
    content = f"v0:{sent}:".encode() + BODY
    made = hmac.new(b"whsec", content, hashlib.sha256).hexdigest()
    headers = {"X-Slack-Signature": f"v0={made}", "X-Slack-Request-Timestamp": sent}
    with pytest.raises(WebhookError):
        verify("slack", BODY, headers)
    with pytest.raises(WebhookError, match="no field t="):
        verify("stripe", BODY, {"Stripe-Signature": "v1=00"})


@pytest.mark.parametrize(
    "words", [["scheme=other"], ["signature="], ["prefix=a"], ["signature=a", "digest=md5"]]
)
def test_a_scheme_that_is_none_is_refused(words: list[str]) -> None:
    with pytest.raises(ValueError, match=r"known|one of"):
        webhook_rows(words)


def sending(*names: str, **more: Any) -> dict[str, Any]:
    """A document with events that nothing in them tells apart."""
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
    other = {"type": "object", "required": ["b"], "properties": {"b": {"type": "integer"}}}

    def hook(name: str) -> dict[str, Any]:
        content = {"application/json": {"schema": other if name == "other" else schema}}
        return {"post": {"requestBody": {"content": content}, "responses": {}}}

    info = {"title": "Hooks", "version": "1"}
    hooks = {name: hook(name) for name in names}
    callbacks = {"called": {"{$request.body#/url}": hook("other")}}
    one = {"operationId": "order", "tags": ["orders"], "callbacks": callbacks, "responses": {}}
    paths = {"/orders": {"post": one}} if more.get("calls_back") else {}
    return {"openapi": "3.1.0", "info": info, "webhooks": hooks, "paths": paths}


@pytest.mark.slow
def test_events_are_asked_for_by_name(tmp_path: Path) -> None:
    rows = webhook_rows(["signature=X-Own", "encoding=base64", "digest=sha1"])
    document = sending("one", "other", calls_back=True)
    package = imported(tmp_path, document, "emitted_named_hooks", webhooks=rows)
    webhooks: ModuleType = package.webhooks
    made = base64.b64encode(hmac.digest(b"s", b'{"b": 1}', "sha1")).decode()
    found = webhooks.parse("other", b'{"b": 1}', {"x-own": made}, "s")
    assert (type(found).__name__, found.b) == ("OtherEvent", 1)
    assert webhooks.parse("called", b'{"b": 1}', {"x-own": made}, "s").b == 1
    unknown = webhooks.parse("new", b'{"b": 1}', {"x-own": made}, "s")
    assert unknown == webhooks.UnknownEvent("new", {"b": 1})
    with pytest.raises(package.ValidationError):
        webhooks.parse("one", b'{"b": 1}', {"x-own": made}, "s")
    with pytest.raises(package.WebhookError, match="no header x-own"):
        webhooks.parse("one", b"{}", {}, "s")


@pytest.mark.slow
def test_the_only_event_needs_no_name(tmp_path: Path) -> None:
    package = imported(tmp_path, sending("one"), "emitted_only_hook")
    assert package.webhooks.parse(b'{"a": 1}').a == 1
