"""Methods as values: bound, partial, mapped, by name."""

from functools import partial

from app.bank import Client, models
from app.world import client


def names(bank: Client, *keys: str) -> list[str]:
    get = bank.accounts.get_account
    return [account.holder_name for account in map(get, keys)]


def poorest(bank: Client) -> models.Account:
    return min(bank.accounts.list_accounts(), key=lambda account: account.balance_cents)


def richest_first(bank: Client) -> list[str]:
    found = sorted(bank.accounts.list_accounts(), key=lambda a: a.balance_cents, reverse=True)
    return [a.account_key for a in found if a.standing != "account_shut"]


def by_name(bank: Client) -> str:
    accounts = bank.accounts
    getter = getattr(accounts, "get_account")
    return str(getattr(getter("a1"), "holder_name"))


def test_bound() -> None:
    bank, world = client()
    assert names(bank, "a1", "b2") == ["Ada", "Bob"]
    assert poorest(bank).account_key == "b2"
    assert richest_first(bank) == ["a1", "b2"]
    assert by_name(bank) == "Ada"
    closing = partial(bank.accounts.close_account, closing_reason="holder_died")
    assert closing("a1").nick_name == "countess"
    raw = bank.accounts.with_raw_response.get_account("a1")
    assert raw.value().home_address is not None
    account = bank.accounts.get_account("a1")
    assert hasattr(account, "balance_cents")
    assert getattr(account, "nick_name", "") == "countess"
