"""A whole integration: make and list wallets, pay once, wait for a policy, hear of the outcome.

DFNS_AUTHENTICATION_TOKEN, DFNS_CREDENTIAL_ID, DFNS_PRIVATE_KEY, DFNS_WEBHOOK_SECRET

python payments.py pay <to> <amount in the smallest unit> <a name for this payment>
python payments.py hear <signature> < a delivery
"""

from __future__ import annotations

import os
import sys

import dfns
from dfns import models, webhooks


def pay(client: dfns.Client, to: str, amount: str, name: str) -> models.TransferRequest:
    """Pay from the wallet `payments`, which is made where there is none; waits for approvals."""
    wallets = (one for one in client.wallets.list_wallets() if one.name == "payments")
    wallet = next(wallets, None) or client.wallets.create_wallet(
        network="EthereumSepolia", name="payments"
    )
    body = models.NativeTransferRequest(to=to, amount=amount, external_id=name)
    made = client.wallets.transfer_asset(wallet.id, body)
    return made.wait(timeout=60) if isinstance(made, dfns.PolicyPending) else made


def main(to: str, amount: str, name: str) -> str:
    """Pay, and say what came of it."""
    signer = dfns.KeySigner(os.environ["DFNS_CREDENTIAL_ID"], os.environ["DFNS_PRIVATE_KEY"])
    try:
        with dfns.Client(signer=signer, journal="payments.sqlite") as client:
            made = pay(client, to, amount, name)
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


def hear(body: bytes, signature: str) -> str:
    """Return what a delivery tells; raises WebhookError for one that isn't genuine."""
    headers = {"X-DFNS-WEBHOOK-SIGNATURE": signature}
    match webhooks.parse(body, headers, os.environ["DFNS_WEBHOOK_SECRET"]):
        case models.WalletTransferConfirmedEvent(data=data):
            return f"confirmed: {data.transfer_request.id}"
        case other:
            return f"another event: {other.kind}"


if __name__ == "__main__":
    command, *words = sys.argv[1:]
    print(main(*words) if command == "pay" else hear(sys.stdin.buffer.read(), *words))
