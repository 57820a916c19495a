"""What was noticed, as lines: where, what, what was done about it, what to do.

In: diagnostics. Out: lines on standard error, errors first. An error says all; of warnings each
kind is one line, with the first place and a count, and what only explains waits for --verbose, so
that no document is answered with more than a dozen lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Diagnostic, Severity
from dfnsgen.phrases import counted

SHOWN = 3
"""How many errors of one rule are shown without --verbose."""
KINDS = 11
"""How many kinds of warnings have a line of their own without --verbose."""

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def report(terminal: Terminal, diagnostics: Iterable[Diagnostic]) -> None:
    """Print errors, and the warnings by kind; with --quiet errors alone, with --verbose all.

    With --format json all findings are the result, an object a line.
    """
    verbosity = terminal.verbosity
    if verbosity.json:
        for found in diagnostics:
            terminal.text(_json_line(found))
        return
    groups = grouped(diagnostics)
    for severity, group in groups:
        if severity is Severity.ERROR or (verbosity.verbose and not verbosity.quiet):
            _report_all(terminal, group)
    if not verbosity.verbose and not verbosity.quiet:
        _report_kinds(terminal, [g for severity, g in groups if severity is Severity.WARNING])


def _report_all(terminal: Terminal, group: tuple[Diagnostic, ...]) -> None:
    """Print the findings of one rule; all with --verbose, else the first."""
    shown = len(group) if terminal.verbosity.verbose else SHOWN
    for found in group[:shown]:
        _report_one(terminal, found)
    if len(group) > shown:
        rest = f"  … and {len(group) - shown} more of {group[0].rule}"
        terminal.notice((rest, "dim"), (" (--verbose shows all)", "dim"))


def _report_kinds(terminal: Terminal, kinds: Sequence[tuple[Diagnostic, ...]]) -> None:
    """Print one line for each kind, and one for what is left out."""
    shown = kinds if len(kinds) <= KINDS else kinds[: KINDS - 1]
    for group in shown:
        first = group[0]
        more = f" ({len(group) - 1} more)" if len(group) > 1 else ""
        text = f"[{first.rule}]: {first.message}{more}"
        style = _STYLES[first.severity]
        terminal.notice(f"{first.at}: ", (first.severity.value, style), text)
    if len(kinds) > len(shown):
        rest = ", ".join(group[0].rule for group in kinds[len(shown) :])
        terminal.notice((f"… and {rest}", "dim"))
    if kinds:
        terminal.notice(("(--verbose says where, what follows, and what to do)", "dim"))


def report_in_short(terminal: Terminal, diagnostics: Iterable[Diagnostic]) -> None:
    """Count the findings, where a command is not about the document; with --verbose print all."""
    found = tuple(diagnostics)
    if terminal.verbosity.verbose or terminal.verbosity.json:
        report(terminal, found)
    elif found and not terminal.verbosity.quiet:
        findings = counted(len(found), "finding")
        terminal.notice((f"{findings} about the document (--verbose shows all)", "dim"))


def grouped(
    diagnostics: Iterable[Diagnostic],
) -> tuple[tuple[Severity, tuple[Diagnostic, ...]], ...]:
    """Put the findings of one rule and severity together, the worst severity first."""
    groups: dict[tuple[Severity, str], list[Diagnostic]] = {}
    for found in diagnostics:
        groups.setdefault((found.severity, found.rule), []).append(found)
    ordered = sorted(groups.items(), key=lambda item: _ORDER.index(item[0][0]))
    return tuple((severity, tuple(group)) for (severity, _), group in ordered)


def _json_line(found: Diagnostic) -> str:
    return json.dumps(
        {
            "rule": found.rule,
            "severity": found.severity.value,
            "source": found.at.source,
            "line": found.at.line or None,
            "column": found.at.column or None,
            "pointer": found.at.pointer or None,
            "message": found.message,
            "effect": found.effect or None,
            "remedy": found.remedy or None,
        }
    )


def _report_one(terminal: Terminal, found: Diagnostic) -> None:
    style = _STYLES[found.severity]
    terminal.notice(
        f"{found.at}: ", (found.severity.value, style), f"[{found.rule}]: {found.message}"
    )
    for label, text in (
        ("at    ", found.at.pointer),
        ("so    ", found.effect),
        ("remedy", found.remedy),
    ):
        if text:
            terminal.notice((f"  {label} ", "dim"), text)
