# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Calls of what the document doesn't know, with all else that a client's own methods do.

In: a method, a path below the client's address, a body. Out: the arguments of a call; its answer
comes as a RawResponse, whose `value()` is JSON, text or bytes by the content type.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ._bodies import is_file
from ._call import READING
from ._codec import dump_any
from ._errors import InvalidRequest
from ._operation import Body, Operation

_ANSWERS: Final = {"2XX": {"application/json": None, "text/*": str, "*/*": bytes}}


def undocumented(
    method: str,
    path: str,
    body: object,
    content_type: str,
    security: Mapping[str, tuple[tuple[str, ...], ...]],
) -> tuple[Operation[Any], object]:
    """Return the operation of a method and a path, and its body in wire form.

    It is secured as most operations of this method are.
    """
    parts = path.partition("?")[0].split("/")
    if parts[0] or path[:2] in ("", "//") or {".", ".."}.intersection(parts) or "#" in path:
        raise InvalidRequest(f"{path!r} is no path below the client's address: it begins with /")
    name = method.upper()
    if not name.isalpha():
        raise InvalidRequest(f"{method!r} is no HTTP method")
    is_raw = is_file(body)
    return (
        Operation(
            f"{name} {path.replace('{', '%7B').replace('}', '%7D')}",
            bodies=(Body(content_type, bytes if is_raw else None),),
            answers=_ANSWERS,
            security=security.get(name, security.get("", ())),
            repeatable=name in READING,
        ),
        body if is_raw else dump_any(body),
    )
