"""What a stage noticed: a rule, a place, what was done about it and what to do.

In: nothing. Out: the types that every stage reports with. Nothing is printed here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum


class Severity(Enum):
    """How bad a finding is; an ERROR refuses the input, a WARNING is a repair, INFO explains."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place in a source: line and column count from 1, 0 where there is none."""

    source: str
    pointer: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}" if self.line else self.source


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of finding. `message`, `effect` and `remedy` are `str.format` templates.

    `refusable` are warnings that `--strict` makes errors: those of slips, and of what isn't carried
    over. The others warn of what is right, as the specification has it.
    """

    severity: Severity
    id: str
    message: str
    effect: str = ""
    remedy: str = ""
    refusable: bool = True

    @classmethod
    def error(cls, id: str, message: str, *, effect: str = "", remedy: str = "") -> Rule:
        """Return a rule that refuses the input."""
        return cls(Severity.ERROR, id, message, effect, remedy)

    @classmethod
    def warning(cls, id: str, message: str, *, effect: str = "", remedy: str = "") -> Rule:
        """Return a rule of what is repaired."""
        return cls(Severity.WARNING, id, message, effect, remedy)

    @classmethod
    def caution(cls, id: str, message: str, *, effect: str = "", remedy: str = "") -> Rule:
        """Return a rule that warns of what is no fault of the document."""
        return cls(Severity.WARNING, id, message, effect, remedy, refusable=False)

    @classmethod
    def info(cls, id: str, message: str, *, effect: str = "", remedy: str = "") -> Rule:
        """Return a rule of what is only explained."""
        return cls(Severity.INFO, id, message, effect, remedy)

    def found(self, at: Location, **values: object) -> Diagnostic:
        """Return the finding of this rule at a place, its texts filled with `values`."""
        return Diagnostic(
            rule=self.id,
            severity=self.severity,
            at=at,
            message=self.message.format(**values),
            effect=self.effect.format(**values),
            remedy=self.remedy.format(**values),
            refusable=self.refusable,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding, ready to be shown."""

    rule: str
    severity: Severity
    at: Location
    message: str
    effect: str = ""
    remedy: str = ""
    refusable: bool = True

    def under_strict(self) -> Diagnostic:
        """Return it as `--strict` takes it: a slip is an error."""
        if self.refusable and self.severity is Severity.WARNING:
            return replace(self, severity=Severity.ERROR)
        return self


class Refused(Exception):
    """The input can't be used at all; carries the diagnostics that say why."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(f"{d.at}: {d.message}" for d in diagnostics))
        self.diagnostics = diagnostics
