"""Patterns over unions and enums, exhaustive ones."""

from __future__ import annotations

from typing import assert_never

from app.bank import UnknownText, models
from app.world import client


def told(limit: models.Limit) -> str:
    match limit:
        case models.AmountLimit(maximum_amount=most, rule_note=str(note)):
            return f"{most} cents, {note}"
        case models.AmountLimit():
            return f"{limit.maximum_amount} cents"
        case models.CountLimit(maximum_count=most):
            return f"{most} times"
        case models.UnknownVariant():
            return "?"
        case _:
            assert_never(limit)


def is_usable(standing: models.Standing) -> bool:
    match standing:
        case "account_open":
            return True
        case "account_frozen" | "account_shut":
            return False
        case UnknownText():
            return False


def symbol(currency: models.Currency) -> str:
    if currency == "euro_cents":
        return "€"
    elif currency == "dollar_cents":
        return "$"
    elif currency == "crown_ore":
        return "kr"
    else:
        assert_never(currency)


def test_matching() -> None:
    bank, _ = client()
    limits = bank.limits.list_limits("a1").entries
    assert [told(limit) for limit in limits] == ["1000 cents, daily", "3 times"]
    assert is_usable(bank.accounts.get_account("a1").standing)
    assert not is_usable(bank.accounts.get_account("b2").standing)
    assert symbol("crown_ore") == "kr"
