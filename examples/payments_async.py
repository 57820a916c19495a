"""The same as payments.py, for asynchronous code: several payments at once.

python payments_async.py <to> <amount in the smallest unit> <a name for each payment> …
"""

from __future__ import annotations

import asyncio
import os
import sys

import dfns
from dfns import models


async def wallet_of(client: dfns.AsyncClient) -> models.Wallet:
    """Return the wallet `payments`, which is made where there is none."""
    async for wallet in client.wallets.list_wallets():
        if wallet.name == "payments":
            return wallet
    return await client.wallets.create_wallet(network="EthereumSepolia", name="payments")


async def pay(client: dfns.AsyncClient, wallet: str, to: str, amount: str, name: str) -> str:
    """Pay from a wallet, wait for approvals, and say what came of it."""
    body = models.NativeTransferRequest(to=to, amount=amount, external_id=name)
    try:
        made = await client.wallets.transfer_asset(wallet, body)
        if isinstance(made, dfns.PolicyPending):
            made = await made.wait_async(timeout=60)
        return f"transfer {made.id}: {made.status}"
    except dfns.PolicyRefused as error:
        return f"not approved: {error.status}"
    except dfns.InvalidRequest as error:  # nothing was sent
        return f"wrong arguments: {error}"
    except dfns.MissingCredentials as error:
        return f"not configured: {error}"
    except dfns.Conflict as error:
        return f"another payment has this name: {error.message}"
    except dfns.RateLimited as error:
        return f"too many calls: again in {error.retry_after} s"
    except dfns.ApiError as error:
        return f"refused with {error.status}: {error.message} (request {error.request_id})"
    except dfns.ClientError as error:  # no connection, no time, no sense in the answer
        return f"failed, {'repeat' if error.effect == 'none' else 'resume the journal'}: {error}"


async def main(to: str, amount: str, *names: str) -> list[str]:
    """Make a payment of each name, all at once."""
    signer = dfns.KeySigner(os.environ["DFNS_CREDENTIAL_ID"], os.environ["DFNS_PRIVATE_KEY"])
    async with dfns.AsyncClient(signer=signer, journal="payments.sqlite") as client:
        wallet = await wallet_of(client)
        return await asyncio.gather(*(pay(client, wallet.id, to, amount, name) for name in names))


if __name__ == "__main__":
    print("\n".join(asyncio.run(main(*sys.argv[1:]))))
