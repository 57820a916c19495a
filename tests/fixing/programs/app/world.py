"""A bank for the tests of the programs: it speaks the newest API, and remembers in the first one's.

`spellings.json` leads from what the first version called things to what the newest one calls them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from app.bank import AsyncClient, Client, Request, Response

SPELLINGS: dict[str, str] = json.loads(Path(__file__).with_name("spellings.json").read_text())
FORMER = {new: old for old, new in SPELLINGS.items()}

ADA = {
    "accountKey": "a1",
    "holderName": "Ada",
    "balanceCents": 1200,
    "standing": "account_open",
    "nickName": "countess",
    "homeAddress": {"streetLine": "St James's Square 12", "cityName": "London"},
}
BOB = {"accountKey": "b2", "holderName": "Bob", "balanceCents": 5, "standing": "account_frozen"}
PAID = {
    "transferKey": "t1",
    "senderKey": "a1",
    "receiverKey": "b2",
    "amountCents": 300,
    "progress": "transfer_settled",
    "memoText": "rent",
}
WAITING = {**PAID, "transferKey": "t2", "amountCents": 50, "progress": "transfer_waiting"}
LIMITS = [
    {"limitKind": "amount", "maximumAmount": 1000, "ruleNote": "daily"},
    {"limitKind": "count", "maximumCount": 3},
]


def spelled(value: Any, names: dict[str, str]) -> Any:
    """Return JSON with its keys and texts in other words."""
    if isinstance(value, dict):
        return {names.get(key, key): spelled(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [spelled(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value


class World:
    """Answers, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], Any]] = []

    def answer(self, request: Request) -> Response:
        """Answer one request."""
        parts = urlsplit(request.url)
        path = "/".join(FORMER.get(part, part) for part in parts.path.split("/"))
        query = spelled(dict(parse_qsl(parts.query)), FORMER)
        content = request.body if isinstance(request.body, bytes) else b""
        body = spelled(json.loads(content), FORMER) if content else None
        self.asked.append((f"{request.method} {path}", query, body))
        text = json.dumps(spelled(self._known(request.method, path, body), SPELLINGS))
        headers = type(request.headers)([("content-type", "application/json")])
        return Response(200, headers, text.encode())

    def _known(self, method: str, path: str, body: Any) -> Any:
        match method, path.split("/")[1:]:
            case "GET", ["accounts"]:
                return {"items": [ADA, BOB]}
            case "GET", ["transfers"]:
                return {"items": [PAID, WAITING]}
            case "POST", ["transfers"]:
                return WAITING
            case _, ["accounts", _, "limits"]:
                return {"entries": [body] if body else LIMITS}
            case _, ["accounts", "b2"]:
                return BOB
            case _:
                return ADA


class Wire:
    """Carries requests to a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def send(self, request: Request, timeout: float | None) -> Response:
        """Send one."""
        return self._world.answer(request)

    def close(self) -> None:
        """Close nothing."""


class AsyncWire:
    """The same for asynchronous code."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def send(self, request: Request, timeout: float | None) -> Response:
        """Send one."""
        return self._world.answer(request)

    async def aclose(self) -> None:
        """Close nothing."""


def client() -> tuple[Client, World]:
    """Return a client, and the world that it speaks with."""
    world = World()
    return Client(transport=Wire(world)), world


def async_client() -> tuple[AsyncClient, World]:
    """Return a client for asynchronous code, and its world."""
    world = World()
    return AsyncClient(transport=AsyncWire(world)), world
