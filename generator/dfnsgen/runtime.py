"""The fixed support code of emitted packages, for our own use: the exact evaluator above all.

In: nothing. Out: its modules, imported as one package from where the templates stand, so that a
verdict of ours is a verdict of every emitted validator. Nothing of a document runs here.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType

import dfnsgen

_PACKAGE = "dfnsgen_runtime"


def own_templates() -> Path:
    """Return the folder of our templates.

    An installed dfnsgen carries its templates inside the package; a checkout has them beside it.
    """
    package = Path(dfnsgen.__file__).resolve().parent
    carried = package / "_templates"
    return carried if carried.is_dir() else package.parents[1] / "templates"


def runtime_module(name: str) -> ModuleType:
    """Return a module of the support code, `_validation` for one."""
    if _PACKAGE not in sys.modules:
        spec = ModuleSpec(_PACKAGE, None, is_package=True)
        spec.submodule_search_locations = [str(own_templates() / "_runtime")]
        sys.modules[_PACKAGE] = module_from_spec(spec)
    return import_module(f"{_PACKAGE}.{name}")
