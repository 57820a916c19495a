"""Bodies as dicts, as JSON has them."""

from app.bank import Client
from app.world import client


def open_account(bank: Client, name: str) -> str:
    account = bank.accounts.create_account(
        {
            "ownerName": name,  # who
            "currencyCode": "euro_cents",
            "mailAddress": {"streetLine": "Main St 1", "cityName": "Springfield"},
        }
    )
    return account.account_key


def pay(bank: Client) -> str:
    transfer = bank.transfers.create_transfer({"payerKey": "a1", "payeeKey": "b2", "sumCents": 7})
    return transfer.memo_text or ""


def limit(bank: Client) -> int:
    set_to = bank.limits.set_limit("a1", {"limitKind": "count", "maximumCount": 9})
    return len(set_to.entries)


def test_dicts() -> None:
    bank, world = client()
    assert open_account(bank, "Eve") == "a1"
    assert pay(bank) == "rent"
    assert limit(bank) == 1
    assert [body for _, _, body in world.asked] == [
        {
            "ownerName": "Eve",
            "currencyCode": "euro_cents",
            "mailAddress": {"streetLine": "Main St 1", "cityName": "Springfield"},
        },
        {"payerKey": "a1", "payeeKey": "b2", "sumCents": 7},
        {"limitKind": "count", "maximumCount": 9},
    ]
