"""Receive webhooks with the standard library alone; any WSGI server runs `application`.

DFNS_WEBHOOK_SECRET    the secret that Dfns returned when the webhook was made
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from wsgiref.simple_server import make_server
from wsgiref.types import StartResponse, WSGIEnvironment

from dfns import ClientError, models, webhooks

SECRET = os.environ["DFNS_WEBHOOK_SECRET"]


def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """Answer 204 to what Dfns sent, and 400 to everything else."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    headers = {"X-DFNS-WEBHOOK-SIGNATURE": environ.get("HTTP_X_DFNS_WEBHOOK_SIGNATURE", "")}
    try:
        event = webhooks.parse(body, headers, SECRET)
    except ClientError as error:
        start("400 Bad Request", [("Content-Type", "text/plain")])
        return [str(error).encode()]
    handle(event)
    start("204 No Content", [])
    return []


def handle(event: webhooks.Event) -> None:
    """Do what an event asks for; it may come twice, and out of order."""
    match event:
        case webhooks.UnknownEvent(kind=kind):
            print("a kind that this version doesn't know:", kind, flush=True)
        case models.WalletTransferConfirmedEvent(data=data, date=date):
            late = datetime.now(UTC) - date  # a delivery may be repeated for hours
            print("confirmed:", data.transfer_request.id, f"{late.seconds} s ago", flush=True)
        case _:
            print(f"{event.date:%d %B %Y}", event.kind, event.id, flush=True)


if __name__ == "__main__":
    with make_server("localhost", int(os.environ.get("PORT", "8080")), application) as server:
        print("listening", flush=True)
        server.serve_forever()
