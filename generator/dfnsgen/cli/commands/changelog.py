"""`dfnsgen changelog`: release notes over a series of versions."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dfnsgen.cli import DONE, REFUSED
from dfnsgen.cli.report import report as report_diagnostics
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Diagnostic, Location, Refused, Rule, Severity
from dfnsgen.diff.operations.selection import EVERYTHING, Selection
from dfnsgen.lifecycle.changelog import changelog_text, entry, steps
from dfnsgen.lifecycle.git import GitFailed, revisions_of
from dfnsgen.lifecycle.versions import GIT_FAILED, Side, check_selection, read_side

TOO_FEW = Rule(
    id="changelog-too-few",
    severity=Severity.ERROR,
    message="a changelog needs two versions that differ, and there is {count}",
    remedy="name them, the oldest first, or a committed file: dfnsgen changelog --git FILE",
)
SKIPPED = Rule(
    id="changelog-skipped",
    severity=Severity.WARNING,
    message="this version can't be read: {problem}",
    effect="it is left out; the next one is compared with the one before it",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which versions are told of: `sources`, the oldest first, or the commits of a file."""

    sources: tuple[str, ...] = ()
    git: Path | None = None
    selection: Selection = EVERYTHING
    bindings: bool = True
    strict: bool = False


def changelog_command(terminal: Terminal, wanted: Wanted) -> int:
    """Print the release notes, the newest version first."""
    noticed: list[Diagnostic] = []
    try:
        with terminal.working() as progress:
            named = _history(wanted.git) if wanted.git else [(s, "") for s in wanted.sources]
            sides = _read(named, wanted, noticed, progress)
            if len(sides) < 2:
                raise Refused(TOO_FEW.found(Location(source="changelog"), count=len(sides)))
            check_selection(wanted.selection, *(side for side, _ in sides))
            progress("comparing")
            told = steps(
                [side for side, _ in sides],
                today=date.today(),
                selection=wanted.selection,
                bindings=wanted.bindings,
            )
            days = [day for _, day in sides[1:]]
            entries = [entry(report, day) for report, day in zip(told, days, strict=True)]
    except Refused as refused:
        report_diagnostics(terminal, [*noticed, *refused.diagnostics])
        return REFUSED
    report_diagnostics(terminal, noticed)
    terminal.text(changelog_text(entries[::-1]))
    return DONE


def _history(path: Path) -> list[tuple[str, str]]:
    """Return the versions of a file that were committed, and the days. Raises Refused."""
    try:
        found = revisions_of(path)
    except GitFailed as error:
        at = Location(source=str(path))
        raise Refused(GIT_FAILED.found(at, source=str(path), said=str(error))) from None
    return [(f"git:{commit.hash}:./{path.as_posix()}", commit.day) for commit in found]


def _read(
    named: list[tuple[str, str]],
    wanted: Wanted,
    noticed: list[Diagnostic],
    progress: Callable[[str], None],
) -> list[tuple[Side, str]]:
    """Read the versions; one of a history that can't be read is left out, and told."""
    sides: list[tuple[Side, str]] = []
    for source, day in named:
        progress(f"reading {source}")
        try:
            side = read_side(source, strict=wanted.strict, stdin=sys.stdin.buffer.read)
        except Refused as refused:
            if wanted.git is None:
                raise
            problem = refused.diagnostics[0].message
            noticed.append(SKIPPED.found(Location(source=source), problem=problem))
            continue
        if not sides or side.document.tree != sides[-1][0].document.tree:
            sides.append((side, day))
    return sides
