# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Validators by JSON pointer, found in `codecs` when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import cast

from ._package import package_beside
from ._texts import texts_of

Validator = Callable[[object], None]


class Validators(Mapping[str, Validator]):
    """Maps the pointer of a component, body or parameter to a check of plain JSON values.

    Places of the same structure share one. A validator returns nothing, or raises ValidationError
    with all issues.
    """

    def __init__(self, module: str) -> None:
        self._package = package_beside(module)
        self._all: dict[str, str] = {}

    def _names(self) -> Mapping[str, str]:
        if not self._all:
            texts = texts_of(self._package)
            places, unlisted = texts.places, texts.unlisted
            found = {place: name for name in places for place in places[name]}
            self._all = {place: name for place, name in found.items() if place not in unlisted}
            self._all.update(dict.fromkeys(texts.to_the_letter, ""))
        return self._all

    def __getitem__(self, pointer: str) -> Validator:
        name = self._names()[pointer]
        if not name:
            return partial(texts_of(self._package).judge_letter, pointer)
        return cast("Validator", getattr(self._package.printed("codecs"), name).validate)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())
