"""Text out of comprehensions, f-strings and conditional expressions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from app.bank import Client, models
from app.world import client


def lines(accounts: Iterable[models.Account]) -> Iterator[str]:
    for number, account in enumerate(accounts, 1):
        mark = "*" if account.standing == "account_frozen" else " "
        yield f"{number}{mark} {account.holder_name:<5}|{account.balance_cents / 100:>8.2f}"


def by_progress(transfers: Iterable[models.Transfer]) -> dict[str, int]:
    sums: defaultdict[str, int] = defaultdict(int)
    for transfer in transfers:
        sums[str(transfer.progress)] += transfer.amount_cents
    return dict(sums)


def refused(transfers: "Iterable[models.Transfer]") -> "set[str]":
    return {
        t.transfer_key for t in transfers if t.progress in ("transfer_refused", "transfer_waiting")
    }


def pay_all(bank: Client, *to: str) -> list[models.Transfer]:
    return [
        bank.transfers.create_transfer(
            payer_key="a1", payee_key=one, sum_cents=1, purpose_text=f"to {one}"
        )
        for one in to
    ]


def test_report() -> None:
    bank, world = client()
    assert list(lines(bank.accounts.list_accounts())) == [
        "1  Ada  |   12.00",
        "2* Bob  |    0.05",
    ]
    sums = by_progress(bank.transfers.list_transfers())
    assert sorted(sums.values()) == [50, 300]
    assert refused(bank.transfers.list_transfers()) == {"t2"}
    assert [t.receiver_key for t in pay_all(bank, "b2", "c3")] == ["b2", "b2"]
    assert world.asked[-1][2] == {
        "payerKey": "a1",
        "payeeKey": "c3",
        "sumCents": 1,
        "purposeText": "to c3",
    }
