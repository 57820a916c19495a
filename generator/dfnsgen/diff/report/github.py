"""A report as annotations of a GitHub workflow, one line for each change.

In: a Report. Out: lines. Source: GitHub Docs, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.diff.change import Change, Level
from dfnsgen.diff.report.report import Report, sentence

_COMMANDS = {Level.BREAKING: "error", Level.WARNING: "warning", Level.INFO: "notice"}


def github_lines(report: Report) -> Iterator[str]:
    """Yield an annotation for each change but those of mere texts, and each place in code."""
    for change in report.changes:
        if not change.rule.documents:
            yield _annotation(change)
    if report.usage is not None:
        for place in report.usage.sure:
            facts = {"file": report.usage.file(place.path), "line": str(place.line)}
            facts |= {"col": str(place.column), "title": place.change.rule}
            yield _command("error", facts, f"{place.what}: {place.change.short}")
        for error in report.usage.errors:
            facts = {"file": report.usage.file(error.path), "line": str(error.line)}
            yield _command("error", {**facts, "title": report.usage.checker}, error.message)


def _annotation(change: Change) -> str:
    at = change.new_location or change.old_location
    facts = {"title": change.rule.id}
    if at is not None and at.line:
        facts = {"file": at.source, "line": str(at.line), "col": str(at.column), **facts}
    return _command(_COMMANDS[change.level], facts, "".join(sentence(change)))


def _command(name: str, facts: dict[str, str], message: str) -> str:
    properties = ",".join(f"{key}={_escaped(value, also=',:')}" for key, value in facts.items())
    return f"::{name} {properties}::{_escaped(message, also='')}"


def _escaped(text: str, *, also: str) -> str:
    """Return a text with percent, line ends and other given characters escaped."""
    return "".join(f"%{ord(c):02X}" if c in f"%\r\n{also}" else c for c in text)
