"""Requests and answers as proofs show them.

In: a message and the operation that it is of. Out: JSON. A callback has the URL that the document
names, a webhook its name: neither has a path.
"""

from __future__ import annotations

from dfnsgen.diff.change import OperationKey
from dfnsgen.diff.operations.webhooks import callback_of
from dfnsgen.diff.proofs.exchange import Answer, Body, Request
from dfnsgen.diff.values.writing import without_name
from dfnsgen.diff.wording import plain
from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import In, Operation, Webhook


def message_as_json(
    message: Request | Answer, operation: Operation, key: OperationKey
) -> dict[str, JsonValue]:
    """Return a message as JSON."""
    if isinstance(message, Request):
        return _request(message, operation, key)
    return _answer(message)


def _request(request: Request, operation: Operation, key: OperationKey) -> dict[str, JsonValue]:
    by_place: dict[In, dict[str, JsonValue]] = {}
    for (name, location), sent in request.parameters.items():
        if location is not In.PATH:
            by_place.setdefault(location, {})[name] = without_name(name, sent.written)
    written = {"method": request.method, **_address(request, operation, key)}
    for location, names in by_place.items():
        written[location.value] = names
    written |= _body(request.body)
    if request.credentials:
        written["credentials"] = [
            *sorted(f"{m} {scope}".strip() for m, scope in request.credentials)
        ]
    return written


def _address(request: Request, operation: Operation, key: OperationKey) -> dict[str, JsonValue]:
    """Return the path, filled in."""
    callback = callback_of(Webhook(name=request.path, operation=operation))
    if callback is not None:
        return {"callback": callback.name, "url": callback.url}
    if key.webhook:
        return {"webhook": key.path}
    path = request.path
    for index, part in enumerate(request.path.split("{")[1:]):
        filled = request.parameters.get((str(index), In.PATH))
        if filled is not None:
            path = path.replace("{" + part.partition("}")[0] + "}", filled.written, 1)
    return {"path": path}


def _answer(answer: Answer) -> dict[str, JsonValue]:
    written: dict[str, JsonValue] = {"status": answer.status}
    if answer.headers:
        written["headers"] = dict(answer.headers)
    return written | _body(answer.body)


def _body(body: Body | None) -> dict[str, JsonValue]:
    return {} if body is None else {"content_type": body.content_type, "body": plain(body.value)}
