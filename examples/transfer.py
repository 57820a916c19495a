"""Transfer some of a wallet's native asset; a policy may ask others first.

    DFNS_AUTHENTICATION_TOKEN    the token of a service account
    DFNS_CREDENTIAL_ID           the id of its key
    DFNS_PRIVATE_KEY             the path of the PEM file with that key
    DFNS_BASE_URL                where the API is, if not at its own address

    python transfer.py <wallet> <to> <amount in the smallest unit> <a name for this transfer>

The name is the transfer's idempotency key: the same command twice transfers once.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from dfns import ApiError, Client, Conflict, KeySigner, PolicyPending, models


def main(wallet: str, to: str, amount: str, name: str) -> int:
    """Make the transfer, and say what became of it."""
    signer = KeySigner(os.environ["DFNS_CREDENTIAL_ID"], Path(os.environ["DFNS_PRIVATE_KEY"]))
    body = models.NativeTransferRequest(to=to, amount=amount, external_id=name)
    with Client(signer=signer) as client:
        try:
            transfer = client.wallets.transfer_asset(wallet, body)
        except Conflict as error:
            print("another transfer has this name:", error.message)
            return 1
        except ApiError as error:
            print(f"refused: {error.message} (request {error.request_id})")
            return 1
    if isinstance(transfer, PolicyPending):
        print("waiting for approval", transfer.approval_id)
    else:
        print("transfer", transfer.id, transfer.status)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
