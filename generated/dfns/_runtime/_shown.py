# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Showing what may not be whole yet: an object whose making failed stands in a traceback.

In: a `__repr__`. Out: one that never raises for what an object lacks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any


def shown(show: Callable[[Any], str]) -> Callable[[Any], str]:
    """Let a `__repr__` say that an object isn't whole: who reports an error shows that, too."""

    @wraps(show)
    def show_what_is(self: Any) -> str:
        try:
            return show(self)
        except AttributeError:
            return f"<{type(self).__name__}, not made whole>"

    return show_what_is
