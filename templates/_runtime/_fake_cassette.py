"""The calls of a fake in a file, and answers from such a file: no secret stands in it.

In: calls. Out: JSON text, in which credentials, and what is called like one, are masked; the
answers of such a text, each given once, in order, to a call like the recorded one.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ._fake_document import Document
from ._fake_facts import as_object
from ._fake_forms import multipart_of
from ._fake_secrets import MASKED, Secrets
from ._http import Headers, Response
from ._json import canonical, dumps

_KEPT_HEADERS: Final = frozenset("accept content-type content-length user-agent".split())


class Exchange:
    """One call: what was sent, and what came of it."""

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
        self.target: Final = target
        self.headers: Final = headers
        self.body: Final = _content(body, headers.get("content-type", ""), is_sent=True)
        self.response: Final = response
        self.answer: Final = None if response is None else _answer(response)

    def learned_by(self, secrets: Secrets) -> None:
        """Let the secrets of this call be known."""
        secrets.learn(self.headers, self.target.partition("?")[2], self.body)
        form = as_object(self.body) or {}
        secrets.learn(Headers(()), form.get("form", ""), None)
        if self.response is not None and self.answer is not None:
            secrets.learn(self.response.headers, "", self.answer["body"])

    def mark(self, secrets: Secrets) -> Any:
        """Return what is the same for calls that are alike."""
        target, body = secrets.target(self.target), _masked(self.body, secrets)
        return self.method, target, canonical(body)

    def as_json(self, secrets: Secrets) -> dict[str, Any]:
        """Return what is written of it."""
        answer = self.answer
        if answer is not None:
            headers = _shown(answer["headers"], secrets)
            answer = {**answer, "headers": headers, "body": _masked(answer["body"], secrets)}
        return {
            "operation": self.operation,
            "method": self.method,
            "target": secrets.target(self.target),
            "headers": {
                name: value if name.lower() in _KEPT_HEADERS else MASKED
                for name, value in self.headers.items()
            },
            "body": _masked(self.body, secrets),
            "answer": answer,
        }


def cassette_text(document: Document, exchanges: Iterable[Exchange]) -> str:
    """Return the text of a cassette."""
    secrets, calls = Secrets(document), [*exchanges]
    for exchange in calls:
        exchange.learned_by(secrets)
    whole = {"version": 2, "calls": [exchange.as_json(secrets) for exchange in calls]}
    return json.dumps(whole, indent=1, ensure_ascii=False, default=float) + "\n"


class Cassette:
    """The answers of a cassette, by what their calls are like."""

    def __init__(self, document: Document, text: str) -> None:
        whole: Any = json.loads(text)
        self._secrets = Secrets(document)
        self._answers: dict[Any, list[Response | None]] = {}
        for record in whole["calls"]:
            mark = record["method"], record["target"], canonical(record["body"])
            self._answers.setdefault(mark, []).append(_response(record["answer"]))

    def take(self, exchange: Exchange) -> Response | None:
        """Return the next answer to a call like this; None was a connection that broke.

        Raises LookupError where there is none left.
        """
        exchange.learned_by(self._secrets)
        waiting = self._answers.get(exchange.mark(self._secrets))
        if not waiting:
            path = exchange.target.partition("?")[0]
            raise LookupError(f"the cassette has no further {exchange.method} {path} like this")
        return waiting.pop(0)


def _answer(response: Response) -> dict[str, Any]:
    kind = response.headers.get("content-type", "")
    return {
        "status": response.status,
        "headers": dict(response.headers.items()),
        "body": _content(response.body, kind, is_sent=False),
    }


def _response(record: Mapping[str, Any] | None) -> Response | None:
    if record is None:
        return None
    headers = Headers(record["headers"].items())
    return Response(record["status"], headers, _bytes(record["body"]))


def _bytes(body: Any) -> bytes:
    held = as_object(body) or {}
    if [*held] == ["base64"]:
        return base64.b64decode(held["base64"])
    for name in ("text", "form"):
        if [*held] == [name]:
            return str(held[name]).encode()
    return b"" if body is None else dumps(held["json"])


def _content(body: bytes, kind: str, *, is_sent: bool) -> Any:
    """Return a body as it is written: as JSON, a form, parts, as text, or as base64."""
    if not body:
        return None
    try:
        return {"json": json.loads(body)}
    except ValueError:
        pass
    if kind.startswith("application/x-www-form-urlencoded"):
        return {"form": body.decode("utf-8", "replace")}
    if kind.startswith("multipart/form-data") and is_sent:  # Its boundary is another each time.
        try:
            return {"parts": multipart_of(kind, body)}
        except ValueError:
            pass
    if kind.startswith("text/"):
        return {"text": body.decode("utf-8", "replace")}
    return {"base64": base64.b64encode(body).decode()}


def _masked(body: Any, secrets: Secrets) -> Any:
    held = as_object(body)
    if held is None:
        return body
    if "form" in held:
        return {"form": secrets.query(held["form"])}
    if "base64" in held:
        content = secrets.raw(base64.b64decode(held["base64"]))
        return {"base64": base64.b64encode(content).decode()}
    return secrets.masked(held)


def _shown(headers: Mapping[str, str], secrets: Secrets) -> dict[str, str]:
    """Return the headers of an answer without secrets: a client may read any of them."""
    return {
        name: MASKED if secrets.is_credential(name) else secrets.target(value)
        for name, value in headers.items()
    }
