"""Rules of policies, as they are changed."""

from __future__ import annotations

from app.dfns import models
from app.dfns.models import UpdateAmountLimitPrConf as AmountLimit, UpdateSiphonPrConf


class Changes:
    """What is changed in some rules."""

    def __init__(self) -> None:
        self.siphons: list[UpdateSiphonPrConf] = []
        self.limits: "list[AmountLimit]" = []

    def slow_down(self, count: int) -> UpdateSiphonPrConf:
        """So many transactions an hour."""
        made = models.UpdateSiphonPrConf(max_tx_count=count, interval_in_minutes=60)
        self.siphons.append(made)
        return made

    def restrict(self, limit: str) -> None:
        self.limits.append(AmountLimit(limit=limit, asset_symbol="ETH"))


def narrowed(selector: str) -> models.CreateAmountLimitPrConf:
    return models.CreateAmountLimitPrConf(limit="1", asset_account_selectors=None)


def described(change: "UpdateSiphonPrConf | AmountLimit") -> str:
    match change:
        case UpdateSiphonPrConf(max_tx_count=count):
            return f"{count} an hour"
        case AmountLimit(limit=limit):
            return f"at most {limit}"


def test_rules() -> None:
    changes = Changes()
    assert described(changes.slow_down(3)) == "3 an hour"
    changes.restrict("5")
    assert [described(one) for one in changes.limits] == ["at most 5"]
    assert len(changes.siphons) == 1
