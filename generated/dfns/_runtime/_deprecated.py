# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""`deprecated` of PEP 702, for type checkers and at run time, on every Python from 3.11 on.

In: a function or a class. Out: the same, warning each caller where it calls.
"""

from __future__ import annotations

import functools
import sys
import warnings
from typing import TYPE_CHECKING, Final

from ._package import is_ours

if TYPE_CHECKING:
    from typing_extensions import deprecated as deprecated
else:

    class deprecated:
        """Mark what is deprecated; a call warns, unless `category` is None."""

        def __init__(self, message, /, *, category=DeprecationWarning):
            self.message, self.category = message, category

        def __call__(self, marked, /):
            marked.__deprecated__ = self.message
            if self.category is None:
                return marked

            @functools.wraps(marked)
            def wrapper(*args, **kwargs):
                warn_caller(self.message)
                return marked(*args, **kwargs)

            return wrapper


def warn_caller(message: str) -> None:
    """Warn of something deprecated, at the line outside of this package that asked for it."""
    frame, level = sys._getframe(1), 2  # pyright: ignore[reportPrivateUsage]  # no public way
    while frame.f_back is not None and _is_ours(frame.f_globals.get("__name__", "")):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, DeprecationWarning, stacklevel=level)


def warn_reader(message: str) -> None:
    """Warn whoever read something deprecated, unless that is this package itself."""
    module = sys._getframe(2).f_globals.get("__name__", "")  # pyright: ignore[reportPrivateUsage]
    if not _is_ours(module):
        warnings.warn(message, DeprecationWarning, stacklevel=3)


_HELPING: Final = ("contextlib", "copy", "dataclasses")


def _is_ours(module: str) -> bool:
    return module in _HELPING or is_ours(module)
