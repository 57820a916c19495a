"""List all wallets of an organisation, page by page; an interrupted run goes on where it stopped.

DFNS_AUTHENTICATION_TOKEN    the token of a service account
DFNS_BASE_URL                where the API is, if not at its own address

python list_wallets.py [the token that an earlier run printed last]
"""

from __future__ import annotations

import sys

from dfns import Client


def main(token: str | None) -> None:
    """Print the wallets, and after each page the token that resumes the list there."""
    with Client(timeout=10.0, deadline=60.0) as client:
        for page in client.wallets.list_wallets(limit=50, pagination_token=token).pages():
            for wallet in page.items:
                print(wallet.id, wallet.network, wallet.status, wallet.name or "")
            if page.next_token:
                print("resume with", page.next_token, file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
