"""How the deliveries of an API are signed: the schemes that are known, and those a user describes.

In: rows as `key=value`, as `[tool.dfnsgen.webhooks]` holds them. Out: the rows of one scheme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

WEBHOOK_KEYS = ("signature", "content", "timestamp", "id", "digest", "encoding", "prefix", "secret")
"""The header of the signatures; what is signed, in `{body}`, `{timestamp}` and `{id}`; the headers
of the last two, or with a `=` at the end a field of the signature's header; the digest of the HMAC;
how it is written; what stands before it; what of the secret isn't base64 of it, if that is so.
"""

_STANDARD = {
    "signature": "webhook-signature",
    "content": "{id}.{timestamp}.{body}",
    "timestamp": "webhook-timestamp",
    "id": "webhook-id",
    "encoding": "base64",
    "prefix": "v1,",
    "secret": "whsec_",
}
WEBHOOK_SCHEMES: Mapping[str, Mapping[str, str]] = {
    "standard": _STANDARD,
    "svix": {
        **_STANDARD,
        **{key: f"svix-{key}" for key in ("signature", "timestamp", "id")},
    },
    "github": {"signature": "x-hub-signature-256", "prefix": "sha256="},
    "stripe": {
        "signature": "stripe-signature",
        "content": "{timestamp}.{body}",
        "timestamp": "t=",
        "prefix": "v1=",
    },
    "slack": {
        "signature": "x-slack-signature",
        "content": "v0:{timestamp}:{body}",
        "timestamp": "x-slack-request-timestamp",
        "prefix": "v0=",
    },
}
"""By name. Source: standardwebhooks.com; the documentation of Svix, GitHub, Stripe and Slack."""

WebhookRows = tuple[tuple[str, str], ...]
_ALLOWED = {"digest": ("sha1", "sha256", "sha512"), "encoding": ("hex", "base64")}


def webhook_rows(words: Sequence[str]) -> WebhookRows:
    """Return the rows of a scheme; raises ValueError for what isn't known of one."""
    pairs = (word.partition("=") for word in words)
    given = {key: value for key, _, value in pairs}
    name = given.pop("scheme", "")
    if name and name not in WEBHOOK_SCHEMES:
        raise ValueError(f"known schemes are {', '.join(WEBHOOK_SCHEMES)}")
    rows = {**WEBHOOK_SCHEMES.get(name, {}), **given}
    if not rows.get("signature") or not rows.keys() <= set(WEBHOOK_KEYS):
        raise ValueError(f"known are scheme, {', '.join(WEBHOOK_KEYS)}")
    for key, allowed in _ALLOWED.items():
        if rows.get(key, allowed[0]) not in allowed:
            raise ValueError(f"{key} is one of {', '.join(allowed)}")
    return tuple((key, rows[key]) for key in WEBHOOK_KEYS if rows.get(key))


def scheme_of_header(headers: Sequence[str]) -> WebhookRows:
    """Return the known scheme whose signature is among some headers, no rows where none is."""
    names = {header.lower() for header in headers}
    found = (n for n, rows in WEBHOOK_SCHEMES.items() if rows["signature"] in names)
    return next((webhook_rows([f"scheme={name}"]) for name in found), ())
