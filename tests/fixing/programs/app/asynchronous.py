"""Asynchronous code: gathered calls, async iteration, context managers."""

import asyncio
from collections.abc import AsyncIterator

from app.bank import AsyncClient
from app.bank.models import Account, Transfer
from app.world import async_client


async def settled(bank: AsyncClient, sender: str) -> AsyncIterator[Transfer]:
    """Yield what has been paid."""
    async for transfer in bank.transfers.list_transfers(sender_key=sender):
        if transfer.progress == "transfer_settled":
            yield transfer


async def overview(bank: AsyncClient, *keys: str) -> dict[str, str]:
    """Return who has which account."""
    found: list[Account] = await asyncio.gather(*(bank.accounts.get_account(k) for k in keys))
    return {account.account_key: account.holder_name.upper() for account in found}


async def both(bank: AsyncClient) -> tuple[int, int]:
    """Ask for two things at once."""
    account, limits = await asyncio.gather(
        bank.accounts.get_account("a1"),
        bank.limits.list_limits("a1"),
    )
    return account.balance_cents, len(limits.entries)


async def _test() -> None:
    bank, world = async_client()
    async with bank:
        found = [t.memo_text async for t in settled(bank, "a1")]
        assert found == ["rent"]
        assert await overview(bank, "a1", "b2") == {"a1": "ADA", "b2": "BOB"}
        assert await both(bank) == (1200, 2)
    assert world.asked[0][1] == {"senderKey": "a1"}


def test_asynchronous() -> None:
    """All of it, in one loop."""
    asyncio.run(_test())
