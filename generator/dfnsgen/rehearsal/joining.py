"""Which change broke which test: what failed, joined to the changes that its calls touched.

In: the changes between two versions, and how the tests went today and tomorrow. Out: a Rehearsal.
What fails today already is no change's fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from dfnsgen.diff.bindings.change import BindingChange
from dfnsgen.diff.change import Change, Level
from dfnsgen.pointers import tokens
from dfnsgen.rehearsal.outcomes import Called, Outcomes, Test

_OPERATION = re.compile(r"\b[A-Z]+ /[^\s:]*")
_WORD = re.compile(r"[^\W\d]\w*")
_NO_MORE = ""
"""The operation of a call that the document has none for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A test that fails tomorrow: by which changes, as far as its calls tell."""

    test: Test
    changes: tuple[Change, ...] = ()
    bindings: tuple[BindingChange, ...] = ()
    calls: tuple[Called, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two ways to go: `name` says who upgrades first."""

    name: str
    passed: int
    broken: tuple[Broken, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What all runs showed. `failing` fail today already; `missed` are breaking changes that no
    test's calls touch.
    """

    versions: tuple[str, str]
    sides: tuple[Side, ...]
    breaking: tuple[Change, ...]
    missed: tuple[Change, ...]
    failing: tuple[Test, ...]
    calls: int
    output: str = field(default="", compare=False)

    @property
    def fails(self) -> bool:
        """Whether a test fails that doesn't fail today."""
        return any(side.broken for side in self.sides)


def joined(
    versions: tuple[str, str],
    changes: Iterable[Change],
    bindings: Iterable[BindingChange],
    today: Outcomes,
    tomorrow: Iterable[tuple[str, Outcomes, bool]],
) -> Rehearsal:
    """Return the rehearsal; each side is its name, its outcomes, and whether bindings are new."""
    breaking = tuple(change for change in changes if change.level is Level.BREAKING)
    source = tuple(change for change in bindings if change.source_breaking)
    sides: list[Side] = []
    touched = {call.operation for call in today.calls}
    for name, outcomes, is_regenerated in tomorrow:
        touched |= {call.operation for call in outcomes.calls}
        broken = tuple(
            _broken(test, outcomes, today, breaking, source if is_regenerated else ())
            for test in outcomes.failed.values()
            if test.name not in today.failed
        )
        passed = sum(not test.failed for test in outcomes.tests)
        sides.append(Side(name=name, passed=passed, broken=broken))
    return Rehearsal(
        versions=versions,
        sides=tuple(sides),
        breaking=breaking,
        missed=tuple(change for change in breaking if operations_of(change).isdisjoint(touched)),
        failing=tuple(today.failed.values()),
        calls=len(today.calls),
        output=today.output,
    )


def operations_of(change: Change) -> frozenset[str]:
    """Return the operations that a change breaks."""
    return frozenset(
        str(place.operation) for place in change.places if place.level is Level.BREAKING
    )


def _broken(
    test: Test,
    outcomes: Outcomes,
    today: Outcomes,
    breaking: tuple[Change, ...],
    source: tuple[BindingChange, ...],
) -> Broken:
    """Return a test with the changes that its calls touched, the likelier ones alone if it tells.

    A test that fails before it calls anything, or calls what is no more, is known by what it called
    today.
    """
    calls = tuple(call for call in outcomes.calls if call.test == test.name)
    operations = outcomes.operations(test.name)
    if not operations or _NO_MORE in operations:
        operations |= today.operations(test.name)
    near = tuple(change for change in breaking if operations_of(change) & operations)
    named_operations = {*_OPERATION.findall(test.reason)}
    nearer = tuple(change for change in near if operations_of(change) & named_operations)
    refused = [call for call in calls if call.refused]
    named = {tokens(f"#{at}")[-1] for call in refused for at, _ in call.refused if at}
    named |= {word for call in refused for word in _quoted(call.message)} | _quoted(test.reason)
    exact = tuple(change for change in nearer or near if _names(change) & named)
    words = {*_WORD.findall(_OPERATION.sub("", test.reason))}
    owners = {_owner(change) for change in source if _owner(change)} & words
    by_name = tuple(
        change
        for change in source
        if _is_named(change, words) and (not owners or _owner(change) in owners)
    )
    return Broken(test=test, changes=exact or nearer or near, bindings=by_name, calls=calls)


def _names(change: Change) -> set[str]:
    """Return the words that a change's subject is made of: `body.pet.name` has three."""
    return {word for word in change.subject.replace("[]", "").replace(".", " ").split() if word}


def _quoted(text: str) -> set[str]:
    """Return what a message names: a missing property stands in its text alone."""
    return {word.strip("\"'`,;:()") for word in text.split() if word[:1] in "\"'`"}


def _owner(change: BindingChange) -> str:
    """Return the name of the class or namespace that has what changed."""
    return change.name.partition("(")[0].rpartition(".")[0].rpartition(".")[2]


def _is_named(change: BindingChange, words: set[str]) -> bool:
    """Whether the error of a test names what changed: `list_pets(kind=…)` by both words."""
    way, _, argument = change.name.partition("(")
    last = [way.rpartition(".")[2], *_WORD.findall(argument)]
    return bool(last[0]) and words.issuperset(last)
