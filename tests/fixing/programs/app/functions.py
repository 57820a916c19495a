"""Plain functions that are handed the operations they need."""

from __future__ import annotations

from app.bank import models
from app.bank.client.accounts import Accounts
from app.bank.client.transfers import Transfers
from app.world import client


def rich(accounts: Accounts, least: int) -> list[str]:
    """Return who has so much."""
    found = []
    for account in accounts.list_accounts(minimum_cents=least, holder_prefix="A"):
        if account.balance_cents >= least:  # cents, not euros
            found.append(account.holder_name)
    return found


def pay(transfers: Transfers, sender: models.Account, to: str, cents: int) -> models.Transfer:
    """Pay, out of an account."""
    draft = models.TransferDraft(
        payer_key=sender.account_key,
        payee_key=to,
        sum_cents=cents,  # what is paid
    )
    return transfers.create_transfer(draft)


def test_functions() -> None:
    """Only Ada is rich; and she pays."""
    bank, world = client()
    assert rich(bank.accounts, 100) == ["Ada"]
    paid = pay(bank.transfers, bank.accounts.get_account("a1"), "b2", 50)
    assert (paid.transfer_key, paid.amount_cents) == ("t2", 50)
    asked, query, _ = world.asked[0]
    assert (asked, query) == ("GET /accounts", {"minimumCents": "100", "holderPrefix": "A"})
    assert world.asked[-1][2] == {"payerKey": "a1", "payeeKey": "b2", "sumCents": 50}
