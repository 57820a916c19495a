"""Receive webhooks with FastAPI: `fastapi run webhooks_fastapi.py`.

DFNS_WEBHOOK_SECRET    the secret that Dfns returned when the webhook was made
"""

from __future__ import annotations

import os

from dfns import ClientError, webhooks
from fastapi import FastAPI, HTTPException, Request

SECRET = os.environ["DFNS_WEBHOOK_SECRET"]
app = FastAPI()


@app.post("/webhooks", status_code=204)
async def receive(request: Request) -> None:
    """Answer 204 to what Dfns sent, and 400 to everything else."""
    try:
        # The signature is of the body as it came: parse that, not what a framework makes of it.
        event = webhooks.parse(await request.body(), request.headers, SECRET)
    except ClientError as error:
        raise HTTPException(400, str(error)) from error
    print(event.kind, flush=True)
