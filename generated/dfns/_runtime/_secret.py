# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Text that must not be seen: tokens, passwords and keys.

In: the secret. Out: a value that shows `***` wherever it is printed and that no pickle takes along.
"""

from __future__ import annotations

import hmac
from typing import Any, Final, NoReturn, cast

MASK: Final = "***"


class Secret:
    """A text that only `reveal` shows.

    Making one never fails, so that no traceback holds what it was made of; what is no text, or none
    that UTF-8 can write, is not `usable`.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str | Secret) -> None:
        own = text._text if isinstance(text, Secret) else _writable(text)
        self._text: Final[str | None] = own

    @property
    def usable(self) -> bool:
        """Whether it is a text."""
        return self._text is not None

    def reveal(self) -> str:
        """Return the text itself. Raises ValueError where it isn't usable."""
        if self._text is None:
            raise ValueError("a secret is a text, without halves of surrogate pairs")
        return self._text

    def __repr__(self) -> str:
        return f"Secret('{MASK}')"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return MASK

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        if self._text is None or other._text is None:
            return self is other
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not pickled: hand it over by other means")


def hidden(given: Any) -> Any:
    """Return a credential as it may stand in a variable: an error shows the variables around it."""
    if isinstance(given, (str, bytes, bytearray)):
        return Secret(cast("str", given))
    if isinstance(given, tuple):
        return tuple(map(hidden, cast("tuple[object, ...]", given)))
    return given


def _writable(text: object) -> str | None:
    try:
        if isinstance(text, str):
            text.encode()
            return str(text)
    except UnicodeEncodeError:
        pass
    return None
