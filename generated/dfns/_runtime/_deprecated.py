"""`deprecated` of PEP 702, for type checkers and at run time, on every Python from 3.11 on.

In: a function or a class. Out: the same, warning each caller where it calls.
"""

from __future__ import annotations

import sys
import warnings
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing_extensions import deprecated as deprecated
elif sys.version_info >= (3, 13):
    from warnings import deprecated
else:
    import functools

    class deprecated:
        """Mark what is deprecated; a call warns at the line that calls."""

        def __init__(self, message, /, *, category=DeprecationWarning, stacklevel=1):
            self.message, self.category, self.stacklevel = message, category, stacklevel

        def __call__(self, marked, /):
            if self.category is None:
                marked.__deprecated__ = self.message
                return marked
            if isinstance(marked, type):
                return self._mark_class(marked)

            @functools.wraps(marked)
            def wrapper(*args, **kwargs):
                warnings.warn(self.message, self.category, stacklevel=self.stacklevel + 1)
                return marked(*args, **kwargs)

            wrapper.__deprecated__ = self.message
            return wrapper

        def _mark_class(self, marked):
            message, category, level = self.message, self.category, self.stacklevel + 1
            original = marked.__init__

            @functools.wraps(original)
            def __init__(self, *args, **kwargs):
                if type(self) is marked:
                    warnings.warn(message, category, stacklevel=level)
                original(self, *args, **kwargs)

            marked.__init__ = __init__
            marked.__deprecated__ = message
            return marked


_PACKAGE: Final = __name__.partition("._runtime")[0]


def warn_caller(message: str) -> None:
    """Warn of something deprecated, at the line outside of this package that asked for it."""
    frame, level = sys._getframe(1), 2  # pyright: ignore[reportPrivateUsage]  # no public way
    while frame.f_back is not None and _is_ours(frame.f_globals.get("__name__", "")):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, DeprecationWarning, stacklevel=level)


def _is_ours(module: str) -> bool:
    return module == _PACKAGE or module.startswith(_PACKAGE + ".")
