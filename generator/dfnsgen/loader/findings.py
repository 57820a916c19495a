"""Findings while a tree is walked: cheap to note, made into diagnostics once it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from dfnsgen.diagnostics import Diagnostic, Location, Rule
from dfnsgen.loader.grammar import Link, pointer_of
from dfnsgen.loader.syntax import clipped
from dfnsgen.phrases import places_from

Locate = Callable[[str], Location]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule, a place, and the values of the rule's texts."""

    rule: Rule
    pointer: str
    values: tuple[tuple[str, object], ...] = ()

    def diagnostic(self, locate: Locate) -> Diagnostic:
        """Return the finding with its place in the source."""
        values = {name: clipped(value) for name, value in self.values}
        return self.rule.found(locate(self.pointer), **values)


@dataclass(slots=True, kw_only=True)
class Tally:
    """Places of one kind: how many, and the first."""

    rule: Rule
    first: Link
    values: tuple[tuple[str, object], ...]
    count: int = 0

    @property
    def places(self) -> str:
        """How many places, in words."""
        return places_from(self.count)


@dataclass(slots=True)
class Notes:
    """What a walk noticed, in the order of the walk."""

    single: list[tuple[Rule, Link, tuple[tuple[str, object], ...]]] = field(
        default_factory=list[tuple[Rule, Link, tuple[tuple[str, object], ...]]]
    )
    tallies: dict[tuple[object, ...], Tally] = field(
        default_factory=dict[tuple[object, ...], Tally]
    )

    def note(self, rule: Rule, link: Link, **values: object) -> None:
        """Note one place."""
        self.single.append((rule, link, tuple(values.items())))

    def count(self, rule: Rule, link: Link, **values: object) -> None:
        """Count a place; places of one rule and the same values become one finding."""
        key = (rule.id, *values.values())
        tally = self.tallies.get(key)
        if tally is None:
            tally = Tally(rule=rule, first=link, values=tuple(values.items()))
            self.tallies[key] = tally
        tally.count += 1

    def findings(self) -> tuple[Finding, ...]:
        """Return what was noted, then what was counted."""
        single = [
            Finding(rule=rule, pointer=pointer_of(link), values=values)
            for rule, link, values in self.single
        ]
        counted = [
            Finding(
                rule=tally.rule,
                pointer=pointer_of(tally.first),
                values=(*tally.values, ("places", tally.places)),
            )
            for tally in self.tallies.values()
        ]
        return (*single, *counted)
