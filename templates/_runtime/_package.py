"""The door from the fixed code to the printed modules, which are imported when first needed.

In: the name of a module that was printed for this API. Out: the module. The printed modules import
the fixed code; were they imported with it, these imports would run in a circle.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any, Literal


def printed(name: Literal["codecs", "dicts", "models", "_schemas", "_writers"]) -> Any:
    """Return a printed module of this package."""
    return import_module(f"..{name}", __package__)


class Later(ModuleType):
    """A printed module that only type checkers look into, imported when something asks for it.

    So `typing.get_type_hints` finds what annotations name, and nobody else pays for it.
    """

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":  # What Python itself asks for, to show the module for one.
            raise AttributeError(name)
        return getattr(printed("dicts"), name)
