"""The plan of `from_VERSION.py`: values of the version before as those of this one, and back.

In: two versions' plans, and which of their classes are known to take all values of the other's.
Out: a module with `upgrade` and `downgrade`, None where neither would take anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dfnsgen.python.models.models import Declaration, ModelsPlan
from dfnsgen.python.plan import FilePlan
from dfnsgen.python.source.source import NOTHING, Source, docstring, identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One direction: the function, its table, and the classes, which are called alike in both.

    `only` is the one class where there is no other: a lone function needs no overloads.
    """

    function: Source
    table: Source
    source: Source
    target: Source
    names: tuple[Source, ...]
    about: Source

    @property
    def only(self) -> Source:
        """The one class, empty where there are several."""
        return self.names[0] if len(self.names) == 1 else NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Converters:
    """The whole module; `older` is the package of the version before."""

    older: Source
    ways: tuple[Way, ...]
    deprecates: bool

    @property
    def is_overloaded(self) -> bool:
        """Whether a function takes several classes."""
        return any(not way.only for way in self.ways)


def converters_path(older: str) -> str:
    """Return the name of the module that converts values of a version; it can't do without it."""
    return f"from_{older}.py"


def changed_classes(old: ModelsPlan, new: ModelsPlan) -> list[str]:
    """Return the names of the classes that both declare for themselves: what changed."""
    own = {str(one.name) for one in old.declarations if _is_model(one)}
    return [str(one.name) for one in new.declarations if _is_model(one) and str(one.name) in own]


def _is_model(declaration: Declaration) -> bool:
    return not declaration.target and not declaration.members


def converters_file(
    older: str, up: Sequence[str], down: Sequence[str], *, deprecates: bool
) -> FilePlan | None:
    """Return the plan of the module; `up` and `down` are the classes that can be converted."""
    version = identifier(older)
    words = (
        ("upgrade", "old", "new", up, f"Return a value of {older} as one of this version."),
        ("downgrade", "new", "old", down, f"Return a value of this version as one of {older}."),
    )
    ways = tuple(
        Way(
            function=identifier(function),
            table=identifier(f"{function.upper()}S"),
            source=identifier(source),
            target=identifier(target),
            names=tuple(map(identifier, sorted(names))),
            about=docstring(f"{about} Nothing is lost: it can be turned back."),
        )
        for function, source, target, names, about in words
        if names
    )
    if not ways:
        return None
    return FilePlan(
        path=converters_path(older),
        template="from_version.py.jinja",
        context=Converters(older=version, ways=ways, deprecates=deprecates),
        about=f"Values of {older} as those of this version, and back, where nothing can be lost.",
        expected=tuple(
            str(way.function) for way in ways for _ in range(1 if way.only else len(way.names) + 1)
        ),
    )
