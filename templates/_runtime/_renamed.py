"""Names that the API gave up: for one version they lead to the new ones, and say so when asked.

In: a module and its names, old to new. Out: the module's `__getattr__`. Source: PEP 562.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from ._deprecated import warn_reader


def renamed(module: str, names: Mapping[str, str]) -> Callable[[str], Any]:
    """Return what gives the type of today for a name of yesterday, with a warning."""

    def get(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        warn_reader(f"{name} is deprecated: the API calls it {names[name]} now")
        return getattr(sys.modules[module], names[name])

    return get
