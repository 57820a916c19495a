"""Classes of the user's that models derive from: what `models.py` imports, and calls them.

In: the rows of the configuration. Out: imports, and the bases of each class. The file names the
classes; whether they exist is seen by who imports it, as nothing of the user's is run here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dfnsgen.configuration.mixins import Mixin, Mixins
from dfnsgen.diagnostics import Diagnostic, Location, Rule
from dfnsgen.phrases import nearest
from dfnsgen.python.source.source import Source, identifier

EXTRA_OF_NOTHING = Rule.warning(
    "extra-of-nothing",
    "`models_extra` gives methods to {name!r}, and no model is called so",
    effect="they are left out",
    remedy="{question}`dfnsgen show` lists all",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserClass:
    """A class of the user's, and what it is called in `models.py`."""

    module: Source
    name: Source
    alias: Source


def bases_of(model: str, mixins: Mixins) -> tuple[Source, ...]:
    """Return what a model derives from beside `Model`: its own class before that of all."""
    return tuple(_alias(mixin) for mixin in mixins if mixin.model in ("", model))


def user_classes(mixins: Mixins, used: Iterable[Source]) -> tuple[UserClass, ...]:
    """Return what has to be imported of the classes that are bases."""
    taken = frozenset(used)
    return tuple(_user_class(mixin) for mixin in mixins if _alias(mixin) in taken)


def extras_of_nothing(mixins: Mixins, models: Iterable[str], source: str) -> Iterator[Diagnostic]:
    """Yield a finding for each row that names no model."""
    known = frozenset(models)
    for mixin in mixins:
        if mixin.model not in known:
            question = nearest(mixin.model, known)
            yield EXTRA_OF_NOTHING.found(
                Location(source=source), name=mixin.model, question=question
            )


def _alias(mixin: Mixin) -> Source:
    """Return a name that no class of a document has, as these don't start with `_`."""
    return identifier(f"_{mixin.model}Extra" if mixin.model else "_ModelsBase")


def _user_class(mixin: Mixin) -> UserClass:
    dots = len(mixin.module) - len(mixin.module.lstrip("."))
    parts = (identifier(part) for part in mixin.module[dots:].split(".") if part)
    module = Source("." * dots + ".".join(parts))
    return UserClass(module=module, name=identifier(mixin.name), alias=_alias(mixin))
