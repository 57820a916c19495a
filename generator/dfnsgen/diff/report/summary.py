"""A comparison in numbers: how many changes of each level, and the step of the version.

In: changes. Out: a Summary. Source of the step: Semantic Versioning 2.0.0, sections 6 to 8.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from dfnsgen.diff.change import Change, Level
from dfnsgen.diff.choices import FailOn
from dfnsgen.model.api import Api
from dfnsgen.phrases import counted


class Bump(Enum):
    """The step of a version number that some changes ask for."""

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedVersion:
    """One side of a comparison, as reports name it."""

    title: str
    version: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How many changes there are of each level."""

    breaking: int
    warning: int
    info: int


_SHOWN_KINDS = 4
_PHRASES = {
    "variants-overlap": "union with overlapping variants",
    "variants-apart": "union whose variants overlap no longer",
    "union-exclusive": "exclusive union",
    "union-inclusive": "inclusive union",
    "parameter-not-repeatable": "parameter given once only",
    "property-read-only": "property only read",
    "property-write-only": "property only written",
}
_NOUNS = {
    "multiple of": "divisor",
    "not": "exclusion",
    "any of": "further anyOf",
    "one of": "further oneOf",
    "all of": "further allOf",
    "contains": "needed item",
    "null": "null",
    "min length": "least length",
    "max length": "greatest length",
    "min items": "least number of items",
    "max items": "greatest number of items",
    "property names": "name rule",
    "additional properties": "undeclared property",
    "unevaluated properties": "unevaluated property",
    "unevaluated items": "rule for unevaluated items",
    "unique items": "uniqueness of items",
}
_STATES = {"required": "required now", "optional": "optional now", "forbidden": "forbidden now"}


def digest(changes: Iterable[Change]) -> str:
    """Say what breaks in a line: `8 breaking: 5 operations removed, 2 parameters required now`."""
    several = tuple(changes)
    counts = summarise(several)
    if not counts.breaking:
        return f"nothing breaks; {counts.warning} warning, {counts.info} info"
    kinds = Counter(c.rule.id for c in several if c.level is Level.BREAKING)
    first = sorted(kinds.items(), key=lambda kind: (kind[0] != "operation-removed", -kind[1]))
    named = [kind_in_words(rule, count) for rule, count in first[:_SHOWN_KINDS]]
    more = sum(count for _, count in first[_SHOWN_KINDS:])
    return f"{counts.breaking} breaking: {', '.join([*named, *([f'{more} more'] if more else [])])}"


def kind_in_words(rule: str, count: int) -> str:
    """Say how many changes there are of a rule: `2 parameters required now`."""
    if rule in _PHRASES:
        return f"{counted(count, _PHRASES[rule])}"
    *noun, state = rule.split("-")
    words = _NOUNS.get(" ".join(noun), " ".join(noun)) or "part"
    return f"{counted(count, words)} {_STATES.get(state, state)}"


def version_of(api: Api, source: str) -> ComparedVersion:
    """Return what reports say of a side."""
    return ComparedVersion(title=api.title, version=api.version, source=source)


def summarise(changes: Iterable[Change]) -> Summary:
    """Count the changes by level."""
    levels = [change.level for change in changes]
    return Summary(
        breaking=levels.count(Level.BREAKING),
        warning=levels.count(Level.WARNING),
        info=levels.count(Level.INFO),
    )


def bump_of(changes: Iterable[Change]) -> Bump:
    """Return the step: major if anything breaks, minor if the contract differs, else patch."""
    several = tuple(changes)
    if not several:
        return Bump.NONE
    if any(change.level is Level.BREAKING for change in several):
        return Bump.MAJOR
    return Bump.MINOR if any(map(_matters, several)) else Bump.PATCH


def fails(changes: Iterable[Change], fail_on: FailOn) -> bool:
    """Whether there is a change of a level that is asked for."""
    levels = {change.level for change in changes}
    failing = {
        FailOn.BREAKING: {Level.BREAKING},
        FailOn.WARNING: {Level.BREAKING, Level.WARNING},
        FailOn.ANY: set(Level),
        FailOn.NONE: set[Level](),
    }
    return not levels.isdisjoint(failing[fail_on])


def _matters(change: Change) -> bool:
    """Whether a change is one of the contract, rather than of its words."""
    return not change.rule.documents
