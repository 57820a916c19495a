"""`dfnsgen diff`: what changed between two versions of an API, and whom it breaks."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from dfnsgen.cli.command_table import DONE, STALE
from dfnsgen.cli.config import configured, configured_levels
from dfnsgen.cli.option import Given, laid_over
from dfnsgen.cli.option_table import (
    ACCEPT,
    BINDINGS,
    BUMP,
    DIFF_OUT,
    DIFF_PACKAGE,
    FAIL_ON,
    FORMAT,
    GROUP_BY,
    MYPY,
    NEW,
    OLD,
    ONLY,
    PATHS,
    PROVE,
    SHOW_EQUIVALENT,
    TAGS,
    TODAY,
    USAGE,
)
from dfnsgen.cli.report import report as report_diagnostics
from dfnsgen.cli.terminal import Terminal, standard_input, visible
from dfnsgen.diagnostics import Diagnostic, Location, Refused, Rule, Severity
from dfnsgen.diff.accepted import Accepted, apply_accepted, read_accepted, read_levels
from dfnsgen.diff.choices import Format
from dfnsgen.diff.operations.selection import EVERYTHING, Selection
from dfnsgen.diff.report.as_json import report_as_json
from dfnsgen.diff.report.github import github_lines
from dfnsgen.diff.report.html import html_text
from dfnsgen.diff.report.junit import junit_text
from dfnsgen.diff.report.markdown import markdown_text
from dfnsgen.diff.report.report import Report
from dfnsgen.diff.report.sarif import report_as_sarif
from dfnsgen.diff.report.summary import fails
from dfnsgen.diff.report.text import text_lines
from dfnsgen.json_value import JsonValue
from dfnsgen.lifecycle.git import former_name
from dfnsgen.lifecycle.versions import (
    LEFT_OUT,
    check_selection,
    compare_packages,
    compare_versions,
    read_old_version,
    read_version,
)
from dfnsgen.options import Options
from dfnsgen.pipeline import ApiVersion
from dfnsgen.render.writing.files import refusing_to_write, replace_file
from dfnsgen.usage.judged import judged
from dfnsgen.usage.users import find_users

ACCEPTED_FILE = ".dfnsgen-accepted.toml"
"""The accept file that is used where it is there and none is named."""

# A row is a row here, not a column.
# fmt: off
ACCEPTED_NOT_READ = Rule.error("accepted-not-read", "the accept file can't be read: {problem}",
    remedy="name a file of UTF-8 text with --accept")
NOT_COMMITTED = Rule.error("diff-no-file",
    "{source} is not a file, so it has no committed version to be compared with",
    remedy="name both versions: dfnsgen diff OLD NEW")
SEVERAL_SOURCES = Rule.error("diff-several-sources",
    "the configuration names several documents: {sources}",
    remedy="name the one to be compared with its committed version: dfnsgen diff specs/api.yaml")
# fmt: on


def diff_command(terminal: Terminal, given: Given) -> int:
    """Compare two versions and print the report; 1 where there is what `--fail-on` asks for."""
    with terminal.working() as progress:
        old, new = _versions(given, progress)
        report, noticed = _compared(old, new, given, progress)
    found = [d for d in (*old.diagnostics, *new.diagnostics) if _is_shown(d, terminal)]
    if any(one.severity is Severity.ERROR for one in found):
        raise Refused(*found, *noticed)
    report_diagnostics(terminal, [*found, *noticed])
    if given[BUMP]:
        terminal.text(report.bump.value)
    else:
        if not given[BINDINGS] and given[FORMAT] is Format.TEXT:
            report = replace(report, bindings=None)
        report = replace(report, group_by=given[GROUP_BY])
        _print_report(terminal, report, given, (old.document.tree, new.document.tree))
    return STALE if fails(report.changes, given[FAIL_ON]) else DONE


def _versions(given: Given, progress: Callable[[str], None]) -> tuple[ApiVersion, ApiVersion]:
    before, after = _sources(given)
    options = laid_over(Options(sources=(), stdin=standard_input), given)
    progress(f"reading {before}")
    old = read_old_version(before, options)
    progress(f"reading {after}")
    return old, read_version(after, options)


def _sources(given: Given) -> tuple[str, str]:
    """Return what is compared with what. Raises Refused where nothing says so."""
    if given[NEW]:
        return given[OLD], given[NEW]
    source = given[OLD] or _configured_source()
    if not Path(source).is_file():
        raise Refused(NOT_COMMITTED.found(Location(source=source), source=source))
    name = former_name(Path(source))
    if name is not None:
        return f"git:HEAD:{name}", source
    return f"git:HEAD:./{Path(os.path.relpath(source)).as_posix()}", source


def _configured_source() -> str:
    """Return the one document that the configuration names. Raises Refused."""
    sources = dict.fromkeys(s for options in configured(Path()) for s in options.sources)
    if len(sources) != 1:
        at = Location(source="the configuration")
        raise Refused(SEVERAL_SOURCES.found(at, sources=", ".join(sources)))
    return next(iter(sources))


def _compared(
    old: ApiVersion, new: ApiVersion, given: Given, progress: Callable[[str], None]
) -> tuple[Report, tuple[Diagnostic, ...]]:
    """Compare documents, packages and code, and leave out what is accepted. Raises Refused."""
    selection = Selection(only=given[ONLY], tags=given[TAGS], paths=given[PATHS])
    today, code = given[TODAY] or date.today(), given[USAGE]
    check_selection(selection, old, new)
    accepted = _accepted_by(given[ACCEPT])
    users = find_users(code, given[DIFF_PACKAGE], old.api) if code else None
    progress("comparing")
    report = compare_versions(
        old,
        new,
        today=today,
        selection=selection,
        prove=given[PROVE],
        spellings=given[SHOW_EQUIVALENT],
    )
    bindings = None
    if given[BINDINGS] or users is not None:
        memory = users.memory if users is not None else None
        bindings = compare_packages(
            old, new, selection=selection, memory=memory, changes=report.changes
        )
        report = replace(report, bindings=bindings.changes)
    whole = selection == EVERYTHING
    changes, surface, noticed = apply_accepted(
        report.changes, report.bindings, accepted, today, whole=whole
    )
    report = replace(report, changes=changes, bindings=surface)
    if users is not None and bindings is not None:
        progress(f"searching {code}")
        usage = users.search(surface or (), bindings.before)
        if given[MYPY]:
            progress("asking mypy")
            usage, unjudged = judged(users, usage, surface or (), old, new)
            noticed = (*noticed, *unjudged)
        report = replace(report, usage=usage)
    return report, noticed


def _is_shown(found: Diagnostic, terminal: Terminal) -> bool:
    """Repairs are no business of a comparison, unless they are asked for; what is left out is."""
    is_shown = found.severity is Severity.ERROR or found.rule == LEFT_OUT.id
    return is_shown or terminal.verbosity.verbose


def _accepted_by(path: Path | None) -> Accepted:
    """Return what the file and the configuration say. Raises Refused where one is wrong."""
    table, locate = configured_levels(Path())
    levels = read_levels(table, locate)
    file = path or Path(ACCEPTED_FILE)
    if path is None and not file.is_file():
        return Accepted(levels=levels)
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        at = Location(source=str(file))
        raise Refused(ACCEPTED_NOT_READ.found(at, problem=type(error).__name__)) from error
    accepted = read_accepted(text, str(file))
    return replace(accepted, levels={**levels, **accepted.levels})


def _print_report(
    terminal: Terminal, report: Report, given: Given, trees: tuple[JsonValue, JsonValue]
) -> None:
    """Print it, or write it into a file; the trees are the documents', which only a page shows."""
    format, file = given[FORMAT], given[DIFF_OUT]
    everything = terminal.verbosity.verbose
    if format is Format.TEXT and file is None:
        for indent, line in text_lines(report, everything=everything):
            terminal.wrapped(indent, *line)
        return
    text = _written(report, format, trees, everything=everything)
    if file is None:
        if text:
            terminal.text(text)
        return
    with refusing_to_write(file):
        replace_file(file, f"{text}\n".encode("utf-8", "backslashreplace"))


def _written(
    report: Report, format: Format, trees: tuple[JsonValue, JsonValue], *, everything: bool
) -> str:
    """Return the report in a format."""
    match format:
        case Format.TEXT:
            lines = text_lines(report, everything=everything)
            return "\n".join(visible(_bare(parts)) for _, parts in lines)
        case Format.MARKDOWN:
            return markdown_text(report)
        case Format.JSON:
            return json.dumps(report_as_json(report), indent=2)
        case Format.HTML:
            return html_text(report, *trees)
        case Format.JUNIT:
            return junit_text(report)
        case Format.SARIF:
            return json.dumps(report_as_sarif(report), indent=2)
        case Format.GITHUB:
            return "\n".join(github_lines(report))


def _bare(parts: tuple[str | tuple[str, str], ...]) -> str:
    """Return a line without its styles."""
    return "".join(part if isinstance(part, str) else part[0] for part in parts)
