"""What a search of somebody's code takes note of: an expression, and the change that it meets.

In: changes. Out: the changes by what they are about; the types of what was found.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from dfnsgen.diff.bindings.change import BindingChange


class Use(Enum):
    """How code uses what changes; the node of a Touch is what is named here."""

    IMPORT = "the import of a class or alias out of the package"
    NAME = "a name that stands for a class, an alias or a method, or an attribute of the package"
    PASSED_ON = "a name or import by which the code's own parts pass on what is the package's"
    ATTRIBUTE = "the attribute of a value"
    TEXT = "a call of getattr, setattr or delattr"
    PATTERN = "a class pattern that names an attribute"
    ARGUMENT = "the value of an argument, or the call where that isn't known"
    VALUE = "an argument of which no more is known than its type"
    CONSTANT = "a constant that is given or compared with"
    KEY = "the key of a dict"
    MISSING = "a call that lacks an argument"
    MISSING_KEY = "a dict that lacks a key"
    RESULT = "a call whose result changes"
    NEVER = "a call of assert_never"
    MATCH = "a match without a case for all else"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """An expression that a change touches; `what` is called as the package calls it.

    The value whose attribute is touched may be of so many classes (`among`).
    """

    node: ast.AST
    what: str
    change: BindingChange
    use: Use
    sure: bool = True
    among: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NamespaceUse:
    """An attribute that is a namespace of a client, or an import out of its module."""

    node: ast.AST
    name: str


class Changed:
    """Changes, by what they are about: those that break code, and unions and enums that `grow`."""

    def __init__(self, every: Iterable[BindingChange]) -> None:
        several = tuple(every)
        self.grow = tuple(
            change
            for change in several
            if change.kind in ("alias", "enum member") and change.change != "removed"
            if change.after is not None and change.before is None and not change.member
        )
        changes = (change for change in several if change.source_breaking)
        self.whole: dict[str, list[BindingChange]] = {}
        self.inside: dict[str, list[BindingChange]] = {}
        self.fields: dict[str, list[BindingChange]] = {}
        for change in changes:
            if not change.member:
                self.whole.setdefault(change.owner, []).append(change)
                continue
            self.inside.setdefault(change.owner, []).append(change)
            if change.kind == "field" and change.reads:
                self.fields.setdefault(change.member, []).append(change)

    def of(self, owner: str, member: str) -> Iterator[BindingChange]:
        """Yield the changes of a field or parameter."""
        yield from (c for c in self.inside.get(owner, ()) if c.member == member)
