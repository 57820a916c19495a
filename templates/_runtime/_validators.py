"""Validators by JSON pointer, found in `codecs` when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, cast

from ._texts import package_texts

Validator = Callable[[object], None]


class Validators(Mapping[str, Validator]):
    """Maps the pointer of a component, body or parameter to a check of plain JSON values.

    `shared` names the codecs of places whose structure another place has as well.

    A validator returns nothing, or raises ValidationError with all issues.
    """

    def __init__(self, shared: Mapping[str, str]) -> None:
        self._shared = shared
        self._all: dict[str, str] = {}

    def _names(self) -> Mapping[str, str]:
        if not self._all:
            own = {pointer: name for name, pointer in package_texts().pointers.items()}
            self._all = dict(sorted({**own, **self._shared}.items()))
        return self._all

    def __getitem__(self, pointer: str) -> Validator:
        codecs: Any = import_module("..codecs", __package__)
        return cast("Validator", getattr(codecs, self._names()[pointer]).validate)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())
