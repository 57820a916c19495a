"""Bodies as dicts, as JSON has them."""

from app.bank import Client
from app.bank import dicts
from app.bank.dicts import AccountDraftDict
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


def reopen(bank: Client, name: str) -> str:
    draft: AccountDraftDict = {"ownerName": name, "currencyCode": "crown_ore"}
    return bank.accounts.create_account(draft).holder_name


def pay(bank: Client) -> str:
    body: dicts.TransferDraftDict = {"payerKey": "a1", "payeeKey": "b2", "sumCents": 7}
    transfer = bank.transfers.create_transfer(body)
    return transfer.memo_text or ""


def limit(bank: Client) -> int:
    set_to = bank.limits.set_limit("a1", {"limitKind": "count", "maximumCount": 9})
    return len(set_to.entries)


def test_dicts() -> None:
    bank, world = client()
    assert open_account(bank, "Eve") == "a1"
    assert pay(bank) == "rent"
    assert limit(bank) == 1
    assert reopen(bank, "Ada") == "Ada"
    assert [body for _, _, body in world.asked] == [
        {
            "ownerName": "Eve",
            "currencyCode": "euro_cents",
            "mailAddress": {"streetLine": "Main St 1", "cityName": "Springfield"},
        },
        {"payerKey": "a1", "payeeKey": "b2", "sumCents": 7},
        {"limitKind": "count", "maximumCount": 9},
        {"ownerName": "Ada", "currencyCode": "crown_ore"},
    ]
