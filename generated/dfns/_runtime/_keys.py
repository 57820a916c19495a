# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""What lets a server, and us, know a call again: its idempotency key, and its entry in a journal.

In: an operation and the body of a call. Out: the body with a key; the key; the call on disk.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Final, cast

from ._bodies import encoded, holds
from ._codec import dump_any
from ._errors import InvalidRequest
from ._http import Request, Upload
from ._issues import ValidationError
from ._operation import Operation

if TYPE_CHECKING:  # Few clients keep a journal.
    from ._journal import JournalStore, Noted

_CONFIDENTIAL: Final = re.compile("auth|cookie|key|password|secret|signature|token")
"""What the name of a header holds whose value never gets into a journal."""


def keyed(operation: Operation[Any], body: object, given: str, wants: bool) -> object:
    """Return the body with an idempotency key, where the client fills it in and it has a place."""
    if operation.idempotency_header:
        return body
    if given and not operation.idempotency_key:
        raise InvalidRequest("the operation takes no idempotency key")
    if not (wants or given) or (has_key(operation, body) and not given):
        return body
    plain = cast("object", dump_any(body)) if operation.idempotency_key else None
    if not isinstance(plain, dict):
        return body
    own = {operation.idempotency_key: given or os.urandom(16).hex()}
    made = {**cast("dict[str, object]", plain), **own}
    try:
        encoded(operation, made, "")
    except ValidationError:
        if given:
            raise
        return body  # Of a union, not every variant may have the property.
    return made


def has_key(operation: Operation[Any], body: object) -> bool:
    """Whether the body holds the property that lets the server know a repetition."""
    return bool(key_of(operation, body))


def key_of(operation: Operation[Any], body: object) -> str:
    """Return the idempotency key that a body holds, "" where it holds none."""
    key = operation.idempotency_key
    if not key or body is None:
        return ""
    plain = cast("object", dump_any(body))
    found = cast("dict[str, object]", plain).get(key) if isinstance(plain, dict) else None
    return "" if found is None else str(found)


def noted_in(
    journal: JournalStore, operation: Operation[Any], request: Request, body: object, key: str
) -> Noted:
    """Put a call on disk before anything of it is sent."""
    from ._journal import Entry, JournalError, Noted

    own = {param.name.lower() for param in operation.params if param.location == "header"}
    own = {name for name in own if not _CONFIDENTIAL.search(name)}
    own |= {"content-type", operation.idempotency_header.lower()}
    if not journal.secrets and operation.bodies:
        given = cast("object", dump_any(body))
        for way in operation.bodies[0].secret:
            if holds(given, way):
                problem = f"{'.'.join(way)!r} is a secret: Journal(path, secrets=True) keeps it"
                raise JournalError(f"{operation.line}: {problem}")
    entry = Entry(
        operation=operation.line,
        target=request.target.removeprefix(request.base),
        headers=tuple(pair for pair in request.headers.pairs if pair[0].lower() in own),
        body=request.body if isinstance(request.body, bytes) else None,
        key="" if isinstance(request.body, Upload) else key,
        security=operation.security,
    )
    return Noted(journal, entry)
