"""Signatures: who asked for them, and how far they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.dfns import Client, Request, Response, models


def sign(client: Client, key: str, digest: str) -> models.SignatureResponse:
    return client.public_keys.create_signature(key, hash=digest)


def parts(signature: models.Signature) -> tuple[str, str]:
    return signature.r or "", signature.s or ""


def waiting(signatures: Iterable[models.Signature]) -> list[str]:
    return [one.public_key_id or "?" for one in signatures if one.status == "Pending"]


class Wire:
    """Answers each request alike."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def send(self, request: Request, timeout: float | None) -> Response:
        self.asked.append(request.method)
        headers: Any = type(request.headers)([("content-type", "application/json")])
        return Response(200, headers, b'{"r": "1", "s": "2", "recid": 0}')

    def close(self) -> None: ...


def test_signing() -> None:
    wire = Wire()
    client = Client(authentication_token="t", transport=wire)
    assert sign(client, "k1", "00").r == "1"
    assert wire.asked == ["POST"]
    some = models.Signature(public_key_id="k1", status="Pending", r="1", s="2", recid=0)
    assert waiting([some]) == ["k1"]
    assert parts(some) == ("1", "2")
