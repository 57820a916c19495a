"""Classes derived from those of the package."""

from __future__ import annotations

from app.bank import models
from app.world import ADA, SPELLINGS, spelled


class OurAccount(models.Account):
    """An account that knows how to present itself."""

    @property
    def label(self) -> str:
        return f"{self.nick_name or self.holder_name} ({self.account_key})"

    def can_pay(self, cents: int) -> bool:
        return self.standing == "account_open" and self.balance_cents >= cents


class Home(models.Address):
    """An address on one line."""

    def line(self) -> str:
        return ", ".join((self.street_line, self.city_name, self.postal_code or "-"))


def test_subclasses() -> None:
    account = OurAccount(
        account_key="a1", holder_name="Ada", balance_cents=10, standing="account_open"
    )
    assert account.label == "Ada (a1)"
    assert account.can_pay(10) and not account.can_pay(11)
    assert Home(street_line="Main St 1", city_name="Springfield").line() == (
        "Main St 1, Springfield, -"
    )
    assert models.Account.from_dict(spelled(ADA, SPELLINGS)).nick_name == "countess"
