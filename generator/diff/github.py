"""A report as annotations of a GitHub workflow, one line for each change.

In: a Report. Out: lines. Source: GitHub Docs, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.change import Change, Level
from generator.diff.report import Report

_COMMANDS = {Level.BREAKING: "error", Level.WARNING: "warning", Level.INFO: "notice"}


def github_lines(report: Report) -> Iterator[str]:
    """Yield an annotation for each change but those of mere texts."""
    for change in report.changes:
        if not change.rule.documents:
            yield _annotation(change)


def _annotation(change: Change) -> str:
    at = change.new_location or change.old_location
    facts = {"title": change.rule.id}
    if at is not None and at.line:
        facts = {"file": at.source, "line": str(at.line), "col": str(at.column), **facts}
    where = f"{change.operation}: " if change.operation else ""
    said = ",".join(f"{name}={_escaped(value, also=',:')}" for name, value in facts.items())
    return f"::{_COMMANDS[change.level]} {said}::{_escaped(f'{where}{change.message}', also='')}"


def _escaped(text: str, *, also: str) -> str:
    """Return a text with percent, line ends and other given characters escaped."""
    return "".join(f"%{ord(c):02X}" if c in f"%\r\n{also}" else c for c in text)
