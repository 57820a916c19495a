"""`dfnsgen diff`: what changed between two versions of an API, and whom it breaks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from generator.cli import DONE, REFUSED, STALE
from generator.cli.config import configured
from generator.cli.report import report as report_diagnostics
from generator.cli.terminal import Terminal
from generator.diagnostics import Diagnostic, Location, Refused, Rule, Severity
from generator.diff.accepted import apply_accepted, read_accepted
from generator.diff.as_json import report_as_json
from generator.diff.bindings import compare_bindings
from generator.diff.choices import FailOn, Format
from generator.diff.compare import Sunsets, compare, located
from generator.diff.github import github_lines
from generator.diff.html import html_text
from generator.diff.junit import junit_text
from generator.diff.markdown import markdown_text
from generator.diff.report import Report
from generator.diff.sarif import report_as_sarif
from generator.diff.selection import EVERYTHING, Selection
from generator.diff.summary import bump_of, fails, version_of
from generator.diff.sunset import sunset_dates
from generator.diff.text import text_lines
from generator.loader.document import Document
from generator.loader.load import load
from generator.model.api import Api
from generator.model.build import build_api
from generator.profiles.known import PROFILES
from generator.profiles.profile import apply_profile, recognised

ACCEPTED_FILE = ".dfnsgen-accepted.toml"
"""The accept file that is used where it is there and none is named."""

GIT_FAILED = Rule(
    id="git-failed",
    severity=Severity.ERROR,
    message="git can't show {source}: {said}",
    remedy="name a revision and a path below the repository's root: git:main:specs/api.yaml",
)
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
NOT_READ = Rule(
    id="accepted-not-read",
    severity=Severity.ERROR,
    message="the accept file can't be read: {problem}",
    remedy="name a file of UTF-8 text with --accept",
)
NO_PAGES = Rule(
    id="no-pages",
    severity=Severity.ERROR,
    message="the folder {source} holds no documentation page (*.md)",
    remedy="name a folder of pages, or a document",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is compared and how it is told.

    Without `new`, the committed version of `old` is compared with the one in the working tree;
    without either, that of the configuration's document.
    """

    old: str = ""
    new: str = ""
    selection: Selection = EVERYTHING
    format: Format = Format.TEXT
    fail_on: FailOn = FailOn.BREAKING
    bump: bool = False
    bindings: bool = False
    prove: bool = False
    strict: bool = False
    today: date | None = None
    accept: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One version: what was read, and what it is called."""

    source: str
    document: Document
    api: Api
    diagnostics: tuple[Diagnostic, ...]


def diff_command(terminal: Terminal, wanted: Wanted) -> int:
    """Compare two versions and print the report; 1 where there is what `fail_on` asks for."""
    try:
        with terminal.working() as progress:
            before, after = _sources(wanted)
            progress(f"reading {before}")
            old = _read(before, strict=wanted.strict)
            progress(f"reading {after}")
            new = _read(after, strict=wanted.strict)
            progress("comparing")
            report, noticed = _accepted(_compare(old, new, wanted), wanted)
    except Refused as refused:
        report_diagnostics(terminal, refused.diagnostics)
        return REFUSED
    found = (*old.diagnostics, *new.diagnostics)
    report_diagnostics(terminal, [*(d for d in found if _is_shown(d, terminal)), *noticed])
    if any(one.severity is Severity.ERROR for one in found):
        return REFUSED
    _print(terminal, report, wanted, (old.document, new.document))
    return STALE if fails(report.changes, wanted.fail_on) else DONE


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


def _compare(old: _Side, new: _Side, wanted: Wanted) -> Report:
    sunsets = Sunsets(
        today=wanted.today or date.today(),
        dates=sunset_dates(old.document, old.api.operations),
    )
    changes = compare(
        old.api, new.api, selection=wanted.selection, sunsets=sunsets, prove=wanted.prove
    )
    return Report(
        old=version_of(old.api, old.source),
        new=version_of(new.api, new.source),
        changes=located(changes, old.document, new.document),
        bindings=compare_bindings(old.api, new.api) if wanted.bindings else None,
    )


def _accepted(report: Report, wanted: Wanted) -> tuple[Report, tuple[Diagnostic, ...]]:
    """Leave out what an accept file accepts. Raises Refused where the file is wrong."""
    path = wanted.accept or Path(ACCEPTED_FILE)
    if wanted.accept is None and not path.is_file():
        return report, ()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        at = Location(source=str(path))
        raise Refused(NOT_READ.found(at, problem=type(error).__name__)) from error
    accepted = read_accepted(text, str(path))
    today = wanted.today or date.today()
    whole = wanted.selection == EVERYTHING
    changes, noticed = apply_accepted(report.changes, accepted, today, whole=whole)
    return replace(report, changes=changes), noticed


def _print(
    terminal: Terminal, report: Report, wanted: Wanted, documents: tuple[Document, Document]
) -> None:
    if wanted.bump:
        terminal.text(bump_of(report.changes).value)
        return
    match wanted.format:
        case Format.TEXT:
            for line in text_lines(report, everything=terminal.verbosity.verbose):
                terminal.result(*line)
        case Format.MARKDOWN:
            terminal.text(markdown_text(report))
        case Format.JSON:
            terminal.text(json.dumps(report_as_json(report), indent=2))
        case Format.HTML:
            old, new = documents
            terminal.text(html_text(report, old.tree, new.tree))
        case Format.JUNIT:
            terminal.text(junit_text(report))
        case Format.SARIF:
            terminal.text(json.dumps(report_as_sarif(report), indent=2))
        case Format.GITHUB:
            for annotation in github_lines(report):
                terminal.text(annotation)


def _is_shown(found: Diagnostic, terminal: Terminal) -> bool:
    """Repairs are no business of a comparison, unless they are asked for."""
    return found.severity is Severity.ERROR or terminal.verbosity.verbose


def _read(source: str, *, strict: bool) -> _Side:
    """Read one version: a document, a page, a folder of pages, a URL, `-` or `git:REV:PATH`."""
    sources, stdin = [source], None
    if source == "-":
        stdin = sys.stdin.buffer.read()
    elif source.startswith("git:"):
        sources, stdin = ["-"], _git_show(source)
    elif Path(source).is_dir():
        sources = sorted(str(page) for page in Path(source).glob("*.md"))
        if not sources:
            raise Refused(NO_PAGES.found(Location(source=source), source=source))
    document, found = load(sources, stdin=stdin, strict=strict)
    if source.startswith("git:"):
        document = _renamed(document, source)
    api, noticed = build_api(document)
    api = apply_profile(api, recognised(api, PROFILES))
    return _Side(source=source, document=document, api=api, diagnostics=(*found, *noticed))


def _git_show(source: str) -> bytes:
    """Return what git holds of `git:REV:PATH`. Raises Refused."""
    name = source.removeprefix("git:")
    try:
        done = subprocess.run(
            ["git", "show", "--end-of-options", name], capture_output=True, check=False
        )
    except OSError as error:
        raise Refused(
            GIT_FAILED.found(Location(source=source), source=source, said=str(error))
        ) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise Refused(GIT_FAILED.found(Location(source=source), source=source, said=said))
    return done.stdout


def _renamed(document: Document, source: str) -> Document:
    """Return the document with its places named after where it came from."""

    def locate(pointer: str) -> Location:
        return replace(document.locate(pointer), source=source)

    return replace(document, source=source, locate=locate)
