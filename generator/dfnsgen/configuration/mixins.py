"""Hand-written classes that models have methods of: `models_base` and `models_extra`.

In: words as the configuration holds them, `app.base:ApiModel`, `Wallet=..extra:WalletMethods`.
Out: values that any stage can read. Nothing is imported here, nor looked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from keyword import iskeyword

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
    return tuple(_mixin(_name(model), text) for model, _, text in rows)


def _mixin(model: str, text: str) -> Mixin:
    found = _CLASS.fullmatch(text)
    if found is None or not found["module"]:
        raise ValueError(f"{text!r} names no class of a module")
    for part in (*found["module"].lstrip(".").split("."), found["name"]):
        if part or not found["module"].startswith("."):
            _name(part)
    return Mixin(model=model, module=found["module"], name=found["name"])


def _name(text: str) -> str:
    if not text.isidentifier() or iskeyword(text):
        raise ValueError(f"{text!r} is no name")
    return text
