# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""The moment until which patterns are searched for, in the thread of a call that has a deadline.

In: the moment, of `time.monotonic()`. Out: whether it has come. An answer may hold any number of
texts that each take a while to be held to a pattern; when the moment has come no more are.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import local
from typing import Final, TypeVar

T = TypeVar("T")


class _Due(local):
    until: float | None = None


_due: Final = _Due()


def is_over() -> bool:
    """Whether the moment has come, where there is one."""
    until = _due.until
    return until is not None and time.monotonic() >= until


def until(moment: float | None, function: Callable[[], T]) -> T:
    """Return what a function returns, which searches for no pattern after a moment."""
    before = _due.until
    _due.until = moment
    try:
        return function()
    finally:
        _due.until = before
