"""Which operations a comparison is about.

In: what the user asks for. Out: whether an operation is selected. Any of several conditions
of one kind is enough; those of different kinds must all hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from dfnsgen.diff.matching import template
from dfnsgen.model.api import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """`only` names operations as `POST /auth/registration`; `paths` are patterns with `*`.

    Tags are the same in capitals and without.
    """

    only: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()

    def takes(self, *versions: Operation) -> bool:
        """Whether an operation is selected, in any of its versions."""
        return any(self._takes(operation) for operation in versions)

    def _takes(self, operation: Operation) -> bool:
        return (
            (not self.only or any(_is_named(operation, name) for name in self.only))
            and (not self.tags or bool(_folded(self.tags) & _folded(operation.tags)))
            and (not self.paths or any(fnmatchcase(operation.path, p) for p in self.paths))
        )

    def conditions(self) -> Iterator[tuple[str, str, Selection]]:
        """Yield each condition: the option, its value, and what it selects alone."""
        yield from (("--only", name, Selection(only=(name,))) for name in self.only)
        yield from (("--tag", name, Selection(tags=(name,))) for name in self.tags)
        yield from (("--path", name, Selection(paths=(name,))) for name in self.paths)


EVERYTHING = Selection()


def _folded(tags: tuple[str, ...]) -> set[str]:
    return {tag.casefold() for tag in tags}


def _is_named(operation: Operation, name: str) -> bool:
    method, _, path = name.strip().rpartition(" ")
    if path == operation.operation_id and path and not method:
        return True
    fits = not method or method.strip().upper() == operation.method.upper()
    return fits and template(path) == template(operation.path)
