# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Bodies that are given by their fields: `create_pet(name="Rex")`.

In: what the caller of a method gave. Out: the body to send.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def body_of(kind: Callable[..., Any], body: object, fields: Mapping[str, object]) -> object:
    """Return the body of a call: as it was given, or made of its fields.

    Raises TypeError where both were given, and for fields that its class doesn't know or misses.
    """
    if not fields:
        return body
    if body is not None:
        names = ", ".join(map(repr, fields))
        raise TypeError(f"the body is given whole, and so are fields of it: {names}")
    made: object = kind(**fields)
    return made
