"""Code that knows the bank by our own names alone."""

from __future__ import annotations

from typing import TypeVar, cast

from app import types
from app.types import Account, Cap, Payment, Where
from app.world import client

T = TypeVar("T", bound="Account")


def labels(accounts: list[Account]) -> dict[str, "str | None"]:
    return {one.holder_name: one.nick_name for one in accounts}


def first(several: "list[T]") -> T:
    return several[0]


def cap(amount: int) -> Cap:
    return Cap(maximum_amount=amount, rule_note="ours")


def where(account: types.Account) -> str:
    home = cast("Where", account.home_address)
    return home.street_line if home else ""


def summed(payments: "list[Payment]") -> int:
    total = 0
    for payment in payments:
        total += payment.amount_cents
    return total


def test_reexports() -> None:
    bank, world = client()
    accounts = bank.accounts.list_accounts().items
    assert labels(accounts) == {"Ada": "countess", "Bob": None}
    assert where(first(accounts)) == "St James's Square 12"
    bank.limits.set_limit("a1", cap(5))
    assert world.asked[-1][2] == {"limitKind": "amount", "maximumAmount": 5, "ruleNote": "ours"}
    assert summed(bank.transfers.list_transfers().items) == 350
