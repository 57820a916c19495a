"""What a receiver hands over of a delivery, in whatever form its framework has it.

In: a body, headers, a secret. Out: bytes, a header's value, a Secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from ._secret import Secret
from ._webhooks import WebhookError


def body_of(body: object) -> bytes:
    """Return the bytes of a body. Raises WebhookError for what is neither text nor bytes."""
    if isinstance(body, str):
        return body.encode("utf-8", "surrogatepass")
    if not isinstance(body, (bytes, bytearray, memoryview)):
        raise WebhookError("a delivery is text, or the bytes of one")
    return bytes(cast("bytes", body))


def header_of(headers: object, header: str) -> str:
    """Return a header by its name in any case; some servers give bytes.

    Raises WebhookError, which names it, where the delivery has none.
    """
    pairs = cast("Mapping[object, object]", headers).items() if isinstance(headers, Mapping) else ()
    for pair in pairs:
        name, value = (t.decode("latin-1") if isinstance(t, bytes) else str(t) for t in pair)
        if name.lower() == header and value.strip():
            return value.strip()
    raise WebhookError(f"the delivery has no header {header}")


def secret_of(given: object) -> Secret:
    """Return a secret as it may stand in a variable; bytes are those of a text.

    Raises WebhookError for an empty one, and for what is none.
    """
    if isinstance(given, (bytes, bytearray)):
        secret = Secret(given.decode("utf-8", "surrogateescape"))
    else:
        secret = Secret(cast("str", given))
    if not secret:
        raise WebhookError("the secret is a text, and an empty one verifies nothing")
    return secret
