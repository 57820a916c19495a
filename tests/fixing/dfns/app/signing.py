"""Signatures: who asked for them, and how far they are."""

from __future__ import annotations

from collections.abc import Iterable

from app.dfns import Client, models


def sign(client: Client, key: str, digest: str) -> models.SignatureResponse:
    return client.public_keys.create_signature(key, hash=digest)


def parts(signature: models.Signature) -> tuple[str, str]:
    return signature.r or "", signature.s or ""


def waiting(signatures: Iterable[models.Signature]) -> list[str]:
    return [one.public_key_id or "?" for one in signatures if one.status == "Pending"]


def test_signing() -> None:
    some = models.Signature(public_key_id="k1", status="Pending", r="1", s="2", recid=0)
    assert waiting([some]) == ["k1"]
    assert parts(some) == ("1", "2")
