"""Checks of `format`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

FORMATS: Final[Mapping[str, Callable[[object], bool]]] = {}
