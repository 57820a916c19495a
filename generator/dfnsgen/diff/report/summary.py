"""A comparison in numbers: how many changes of each level, and the step of the version.

In: changes. Out: a Summary. Source of the step: Semantic Versioning 2.0.0, sections 6 to 8.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from dfnsgen.diff.change import Change, Level
from dfnsgen.diff.choices import FailOn
from dfnsgen.model.api import Api


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
