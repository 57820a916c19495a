"""A service of one's own around the client, with data classes of one's own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from app.bank import Client, models
from app.world import client

if TYPE_CHECKING:
    from app.bank.models import Address


@dataclass
class Customer:
    """A customer of ours; `holder_name` is our own name for the name."""

    holder_name: str
    account: models.Account
    transfers: list[models.Transfer] = field(default_factory=list)

    @property
    def city(self) -> str:
        address: "Address | None" = self.account.home_address
        return address.city_name if address else "?"

    def total(self) -> int:
        return sum(transfer.amount_cents for transfer in self.transfers)


class Service:
    """All that we do with the bank."""

    def __init__(self, bank: Client) -> None:
        self._bank = bank
        self._seen: dict[str, Customer] = {}

    @cached_property
    def main(self) -> models.Account:
        return self._bank.accounts.get_account("a1")

    def customer(self, key: str) -> Customer:
        if key not in self._seen:
            account = self._bank.accounts.get_account(key)
            known = [*self._bank.transfers.list_transfers(sender_key=key)]
            self._seen[key] = Customer(account.holder_name, account, known)
        return self._seen[key]

    def moved(self, key: str, city: str) -> models.Account:
        account = self.customer(key).account
        assert account.home_address is not None
        home = replace(account.home_address, city_name=city)
        return replace(account, home_address=home, nick_name=None)

    def close(self, key: str) -> None:
        self._bank.accounts.close_account(key, closing_reason="holder_moved")


def test_service() -> None:
    bank, world = client()
    service = Service(bank)
    ada = service.customer("a1")
    assert (ada.holder_name, ada.city, ada.total()) == ("Ada", "London", 350)
    assert service.main.balance_cents == 1200
    moved = service.moved("a1", "Paris")
    assert moved.home_address and moved.home_address.city_name == "Paris"
    assert moved.nick_name is None
    service.close("a1")
    assert world.asked[-1][:2] == ("DELETE /accounts/a1", {"closingReason": "holder_moved"})
