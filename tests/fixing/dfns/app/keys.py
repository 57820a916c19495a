"""Public keys, and what they are for."""

from app.dfns.models import (
    PublicKeyRecord,
    WalletAddress,
)


def label(key: PublicKeyRecord) -> str:
    return f"{key.external_id or key.id} ({key.group_threshold} of {key.group_size})"


def of_wallet(addresses: list[WalletAddress], wallet: str) -> list[str]:
    return [str(one.address) for one in addresses if one.wallet_id == wallet]


def test_keys() -> None:
    key = PublicKeyRecord(id="k1", group_threshold=2, group_size=3)
    assert label(key) == "k1 (2 of 3)"
