"""What takes the place of what a new version doesn't have any more.

In: the changes of a package's surface, and the surface before. Out: the new name of a class, an
alias, a method or a namespace, "" where there is none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from dfnsgen.diff.bindings.change import BindingChange
from dfnsgen.diff.bindings.surface import Surface
from dfnsgen.python.names.names import class_name
from dfnsgen.python.source.annotation import Ref


class Successors:
    """Answers by what a thing was called; what is offered now is the end of each answer."""

    def __init__(
        self, changes: Iterable[BindingChange], before: Surface, offered: Collection[str]
    ) -> None:
        several = tuple(changes)
        self._before = before
        self._offered = offered
        self._types = {c.name: c.now for c in several if c.change == "renamed" and not c.member}
        removed = {c.name for c in several if c.kind == "method" and c.change == "removed"}
        targets: dict[str, set[str]] = {}
        for name in before.methods.keys() - removed:
            space = self._types.get(name, name).partition(".")[0]
            targets.setdefault(name.partition(".")[0], set()).add(space)
        self._spaces = {space: one for space, (one, *more) in targets.items() if not more}

    def of(self, change: BindingChange) -> str:
        """Return the name that takes the place of a type or method."""
        if change.change == "renamed":
            now = change.now
        elif change.change == "removed" and change.kind == "alias":
            now = self._meant(change.name)
        else:
            return ""
        return now if now in self._offered else ""

    def namespace(self, name: str) -> str:
        """Return what a namespace is called now, "" where its methods went different ways."""
        return self._spaces.get(name, "")

    def classes_of(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the classes of a namespace's module, with those of its successor."""
        old, new = class_name(name), class_name(self._spaces[name])
        for before in ("", "Async"):
            for after in ("", "WithRawResponse"):
                yield f"{before}{old}{after}", f"{before}{new}{after}"

    def _meant(self, name: str) -> str:
        """Return the class that a former name was an alias of."""
        found = self._before.types.get(name)
        match found.alias if found else None:
            case Ref(name=target):
                return self._types.get(str(target), str(target))
            case _:
                return ""
