"""`dfnsgen changelog`: release notes over a series of versions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from dfnsgen.cli.command_table import DONE
from dfnsgen.cli.option import Given, laid_over
from dfnsgen.cli.option_table import CHANGELOG_BINDINGS, HISTORY, ONLY, PATHS, TAGS, VERSIONS
from dfnsgen.cli.report import report as report_diagnostics
from dfnsgen.cli.terminal import Terminal, standard_input
from dfnsgen.diagnostics import Diagnostic, Location, Refused, Rule
from dfnsgen.diff.operations.selection import Selection
from dfnsgen.lifecycle.changelog import changelog_text, entry, steps
from dfnsgen.lifecycle.git import GitFailed, revisions_of
from dfnsgen.lifecycle.versions import GIT_FAILED, check_selection, read_version
from dfnsgen.options import Options
from dfnsgen.pipeline import ApiVersion

TOO_FEW = Rule.error(
    "changelog-too-few",
    "a changelog needs two versions that differ, and there is {count}",
    remedy="name them, the oldest first, or a committed file: dfnsgen changelog --git FILE",
)
SKIPPED = Rule.warning(
    "changelog-skipped",
    "this version can't be read: {problem}",
    effect="it is left out; the next one is compared with the one before it",
)


def changelog_command(terminal: Terminal, given: Given) -> int:
    """Print the release notes, the newest version first."""
    history = given[HISTORY]
    selection = Selection(only=given[ONLY], tags=given[TAGS], paths=given[PATHS])
    noticed: list[Diagnostic] = []
    with terminal.working() as progress:
        named = _history(history) if history else [(s, "") for s in given[VERSIONS]]
        versions = _read(named, given, noticed, progress)
        if len(versions) < 2:
            too_few = TOO_FEW.found(Location(source="changelog"), count=len(versions))
            raise Refused(*noticed, too_few)
        check_selection(selection, *(version for version, _ in versions))
        progress("comparing")
        reports = steps(
            [version for version, _ in versions],
            today=date.today(),
            selection=selection,
            bindings=given[CHANGELOG_BINDINGS],
        )
        days = [day for _, day in versions[1:]]
        entries = [entry(report, day) for report, day in zip(reports, days, strict=True)]
    report_diagnostics(terminal, noticed)
    terminal.text(changelog_text(entries[::-1]))
    return DONE


def _history(path: Path) -> list[tuple[str, str]]:
    """Return the versions of a file that were committed, and the days. Raises Refused."""
    try:
        found = revisions_of(path)
    except GitFailed as error:
        at = Location(source=str(path))
        raise Refused(GIT_FAILED.found(at, source=str(path), problem=str(error))) from None
    return [(f"git:{commit.hash}:./{path.as_posix()}", commit.day) for commit in found]


def _read(
    named: list[tuple[str, str]],
    given: Given,
    noticed: list[Diagnostic],
    progress: Callable[[str], None],
) -> list[tuple[ApiVersion, str]]:
    """Read the versions; one of a history that can't be read is left out, and told."""
    options = laid_over(Options(sources=(), stdin=standard_input), given)
    versions: list[tuple[ApiVersion, str]] = []
    for source, day in named:
        progress(f"reading {source}")
        try:
            version = read_version(source, options)
        except Refused as refused:
            if given[HISTORY] is None:
                raise
            problem = refused.diagnostics[0].message
            noticed.append(SKIPPED.found(Location(source=source), problem=problem))
            continue
        if not versions or version.document.tree != versions[-1][0].document.tree:
            versions.append((version, day))
    return versions
