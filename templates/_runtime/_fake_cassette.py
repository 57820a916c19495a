"""The calls of a fake in a file, and answers from such a file: no secret stands in it.

In: calls. Out: JSON text, in which credentials, and what is called like one, are masked; the
answers of such a text, each given once, in order, to a call like the recorded one.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, quote

from ._fake_facts import as_list, as_object
from ._http import Headers, Response
from ._json import canonical, dumps

MASKED: Final = "masked"
_SECRET: Final = re.compile(
    r"passw|secret|token|privatekey|apikey|api_key|authoriz|credential(?!kind|id|name)|signature|"
    r"clientdata|otp|recoverycode|registrationcode|cookie|private_key",
    re.IGNORECASE,
)
_KEPT_HEADERS: Final = frozenset(
    "accept content-type content-length retry-after location date user-agent".split()
)


class Exchange:
    """What a cassette holds of one call."""

    def __init__(
        self,
        *,
        operation: str,
        method: str,
        target: str,
        headers: Headers,
        body: bytes,
        response: Response | None,
    ) -> None:
        self.operation: Final = operation
        self.method: Final = method
        self.target: Final = masked_target(target)
        self.headers: Final = headers
        self.body: Final = _content(body, headers.get("content-type", ""))
        self.response: Final = response

    @property
    def mark(self) -> Any:
        """What is the same for calls that are alike."""
        return self.method, self.target, canonical(self.body)

    def as_json(self) -> dict[str, Any]:
        """Return what is written of it."""
        response = self.response
        answer: dict[str, Any] | None = None
        if response is not None:
            kind = response.headers.get("content-type", "")
            answer = {
                "status": response.status,
                "headers": _headers(response.headers),
                "body": _content(response.body, kind),
            }
        return {
            "operation": self.operation,
            "method": self.method,
            "target": self.target,
            "headers": _headers(self.headers),
            "body": self.body,
            "answer": answer,
        }


def cassette_text(exchanges: Iterable[Exchange]) -> str:
    """Return the text of a cassette."""
    whole = {"version": 1, "calls": [exchange.as_json() for exchange in exchanges]}
    return json.dumps(whole, indent=1, ensure_ascii=False, default=float) + "\n"


class Cassette:
    """The answers of a cassette, by what their calls are like."""

    def __init__(self, text: str) -> None:
        whole: Any = json.loads(text)
        self._answers: dict[Any, list[Response | None]] = {}
        for record in whole["calls"]:
            mark = record["method"], record["target"], canonical(record["body"])
            self._answers.setdefault(mark, []).append(_response(record["answer"]))

    def take(self, exchange: Exchange) -> Response | None:
        """Return the next answer to a call like this; None was a connection that broke.

        Raises LookupError where there is none left.
        """
        waiting = self._answers.get(exchange.mark)
        if not waiting:
            path = exchange.target.partition("?")[0]
            raise LookupError(f"the cassette has no further {exchange.method} {path} like this")
        return waiting.pop(0)


def _response(record: Mapping[str, Any] | None) -> Response | None:
    if record is None:
        return None
    headers = Headers(record["headers"].items())
    return Response(record["status"], headers, _bytes(record["body"]))


def _bytes(body: Any) -> bytes:
    held = as_object(body) or {}
    if [*held] == ["base64"]:
        return base64.b64decode(held["base64"])
    if [*held] == ["text"]:
        return str(held["text"]).encode()
    return b"" if body is None else dumps(held["json"])


def _content(body: bytes, kind: str) -> Any:
    """Return a body as it is written: as JSON, as text, or as base64."""
    if not body:
        return None
    try:
        return {"json": masked(json.loads(body))}
    except ValueError:
        pass
    if kind.startswith("application/x-www-form-urlencoded"):
        return {"text": masked_query(body.decode("utf-8", "replace"))}
    if kind.startswith("text/"):
        return {"text": body.decode("utf-8", "replace")}
    return {"base64": base64.b64encode(body).decode()}


def masked(value: Any, name: str = "") -> Any:
    """Return a value without what is called like a secret."""
    held = as_object(value)
    if held is not None:
        return {key: masked(inner, key) for key, inner in held.items()}
    items = as_list(value)
    if items is not None:
        return [masked(inner, name) for inner in items]
    return MASKED if isinstance(value, str) and _SECRET.search(name) else value


def masked_target(target: str) -> str:
    """Return a path and query without what is called like a secret."""
    path, mark, query = target.partition("?")
    return f"{path}{mark}{masked_query(query)}"


def masked_query(query: str) -> str:
    """Return a query without what is called like a secret."""
    if not _SECRET.search(query):
        return query
    pairs = parse_qsl(query, keep_blank_values=True)
    return "&".join(
        f"{quote(name)}={MASKED if _SECRET.search(name) else quote(value)}" for name, value in pairs
    )


def _headers(headers: Headers) -> dict[str, str]:
    return {
        name: value if name.lower() in _KEPT_HEADERS else MASKED for name, value in headers.items()
    }
