"""`dfnsgen diff`: what changed between two versions of an API, and whom it breaks."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dfnsgen.cli import DONE, REFUSED, STALE
from dfnsgen.cli.acceptance import accepted_by
from dfnsgen.cli.config import configured
from dfnsgen.cli.diff_formats import print_report
from dfnsgen.cli.report import report as report_diagnostics
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Diagnostic, Location, Refused, Rule, Severity
from dfnsgen.diff.accepted import apply_accepted
from dfnsgen.diff.choices import FailOn, Format
from dfnsgen.diff.operations.selection import EVERYTHING, Selection
from dfnsgen.diff.report.report import Report
from dfnsgen.diff.report.summary import fails
from dfnsgen.lifecycle.versions import (
    Side,
    check_selection,
    compare_packages,
    compare_sides,
    read_side,
)
from dfnsgen.usage.users import find_users

NOT_COMMITTED = Rule(
    id="diff-no-file",
    severity=Severity.ERROR,
    message="{source} is not a file, so it has no committed version to be compared with",
    remedy="name both versions: dfnsgen diff OLD NEW",
)
SEVERAL_SOURCES = Rule(
    id="diff-several-sources",
    severity=Severity.ERROR,
    message="the configuration names several documents: {sources}",
    remedy="name the one to be compared with its committed version: dfnsgen diff specs/api.yaml",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is compared and how it is told.

    Without `new`, the committed version of `old` is compared with the one in the working tree;
    without either, that of the configuration's document. `usage` is a folder of code that is
    searched for what breaks, `package` the name by which that code imports the bindings.
    """

    old: str = ""
    new: str = ""
    selection: Selection = EVERYTHING
    format: Format = Format.TEXT
    fail_on: FailOn = FailOn.BREAKING
    bump: bool = False
    bindings: bool = False
    prove: bool = False
    show_equivalent: bool = False
    usage: Path | None = None
    package: str = ""
    strict: bool = False
    today: date | None = None
    accept: Path | None = None

    @property
    def day(self) -> date:
        """The day that dates are judged by."""
        return self.today or date.today()


def diff_command(terminal: Terminal, wanted: Wanted) -> int:
    """Compare two versions and print the report; 1 where there is what `fail_on` asks for."""
    try:
        with terminal.working() as progress:
            old, new = _sides(wanted, progress)
            report, noticed = _compared(old, new, wanted, progress)
    except Refused as refused:
        report_diagnostics(terminal, refused.diagnostics)
        return REFUSED
    found = (*old.diagnostics, *new.diagnostics)
    report_diagnostics(terminal, [*(d for d in found if _is_shown(d, terminal)), *noticed])
    if any(one.severity is Severity.ERROR for one in found):
        return REFUSED
    if wanted.bump:
        terminal.text(report.bump.value)
    else:
        if not wanted.bindings and wanted.format is Format.TEXT:
            report = replace(report, bindings=None)
        print_report(terminal, report, wanted.format, (old.document.tree, new.document.tree))
    return STALE if fails(report.changes, wanted.fail_on) else DONE


def _sides(wanted: Wanted, progress: Callable[[str], None]) -> tuple[Side, Side]:
    before, after = _sources(wanted)
    progress(f"reading {before}")
    old = read_side(before, strict=wanted.strict, stdin=sys.stdin.buffer.read)
    progress(f"reading {after}")
    return old, read_side(after, strict=wanted.strict, stdin=sys.stdin.buffer.read)


def _sources(wanted: Wanted) -> tuple[str, str]:
    """Return what is compared with what. Raises Refused where nothing says so."""
    if wanted.new:
        return wanted.old, wanted.new
    source = wanted.old or _configured_source()
    if not Path(source).is_file():
        raise Refused(NOT_COMMITTED.found(Location(source=source), source=source))
    return f"git:HEAD:./{Path(os.path.relpath(source)).as_posix()}", source


def _configured_source() -> str:
    """Return the one document that the configuration names. Raises Refused."""
    sources = dict.fromkeys(s for options in configured(Path()) for s in options.sources)
    if len(sources) != 1:
        at = Location(source="the configuration")
        raise Refused(SEVERAL_SOURCES.found(at, sources=", ".join(sources)))
    return next(iter(sources))


def _compared(
    old: Side, new: Side, wanted: Wanted, progress: Callable[[str], None]
) -> tuple[Report, tuple[Diagnostic, ...]]:
    """Compare documents, packages and code, and leave out what is accepted. Raises Refused."""
    check_selection(wanted.selection, old, new)
    accepted = accepted_by(wanted.accept)
    users = None
    if wanted.usage is not None:
        users = find_users(wanted.usage, wanted.package, old.api)
    progress("comparing")
    report = compare_sides(
        old,
        new,
        today=wanted.day,
        selection=wanted.selection,
        prove=wanted.prove,
        spellings=wanted.show_equivalent,
    )
    bindings = None
    if wanted.bindings or users is not None:
        memory = users.memory if users is not None else None
        bindings = compare_packages(old, new, selection=wanted.selection, memory=memory)
        report = replace(report, bindings=bindings.changes)
    whole = wanted.selection == EVERYTHING
    changes, surface, noticed = apply_accepted(
        report.changes, report.bindings, accepted, wanted.day, whole=whole
    )
    report = replace(report, changes=changes, bindings=surface)
    if users is not None and bindings is not None:
        progress(f"searching {wanted.usage}")
        report = replace(report, usage=users.search(surface or (), bindings.before))
    return report, noticed


def _is_shown(found: Diagnostic, terminal: Terminal) -> bool:
    """Repairs are no business of a comparison, unless they are asked for."""
    return found.severity is Severity.ERROR or terminal.verbosity.verbose
