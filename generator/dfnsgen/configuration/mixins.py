"""Hand-written classes that models have methods of: `models_base` and `models_extra`.

In: words as the configuration holds them, `app.base:ApiModel`, `Wallet=..extra:WalletMethods`.
Out: values that any stage can read. Nothing is imported here, nor looked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dfnsgen.configuration.names import is_name

_CLASS = re.compile(r"(?P<module>\.*(?:\w+(?:\.\w+)*)?):(?P<name>\w+)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixin:
    """A class `name` in a module, whose name starts with dots where it is as seen from `models`.

    `model` is the class that gets its methods, "" for all.
    """

    module: str
    name: str
    model: str = ""

    def __str__(self) -> str:
        return f"{self.module}:{self.name}"


Mixins = tuple[Mixin, ...]


def base_of_models(words: Sequence[str]) -> Mixin | None:
    """Return the class that all models derive from; raises ValueError for what names none."""
    return _mixin("", words[-1]) if words[-1] else None


def extra_classes(words: Sequence[str]) -> Mixins:
    """Return the rows of a table; raises ValueError where one names no class."""
    rows = [word.partition("=") for word in words]
    if not all(model for model, _, _ in rows):
        raise ValueError("a row names no model")
    return tuple(_mixin(model, text) for model, _, text in rows)


def _mixin(model: str, text: str) -> Mixin:
    found = _CLASS.fullmatch(text)
    if found is None or not found["module"]:
        raise ValueError(f"{text!r} names no class of a module")
    for part in filter(None, (model, *found["module"].split("."), found["name"])):
        if not is_name(part):
            raise ValueError(f"{part!r} is no name")
    return Mixin(model=model, module=found["module"], name=found["name"])
