"""What was noticed, as lines: where, what, what was done about it, what to do.

In: diagnostics. Out: lines on standard error, errors first, the findings of one rule together and
bounded, so that hundreds of one kind don't hide the one of another.
"""

from __future__ import annotations

from collections.abc import Iterable

from dfnsgen.cli.terminal import Terminal
from dfnsgen.counting import counted
from dfnsgen.diagnostics import Diagnostic, Severity

SHOWN = 3
"""How many places of one rule are shown without --verbose."""

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def report(terminal: Terminal, diagnostics: Iterable[Diagnostic]) -> None:
    """Print all findings; with --quiet the errors alone."""
    for severity, group in grouped(diagnostics):
        if terminal.verbosity.quiet and severity is not Severity.ERROR:
            continue
        shown = len(group) if terminal.verbosity.verbose else SHOWN
        for found in group[:shown]:
            _report_one(terminal, found)
        if len(group) > shown:
            rest = f"  … and {len(group) - shown} more of {group[0].rule}"
            terminal.notice((rest, "dim"), (" (--verbose shows all)", "dim"))


def report_in_short(terminal: Terminal, diagnostics: Iterable[Diagnostic]) -> None:
    """Count the findings, where a command is not about the document; with --verbose print all."""
    found = tuple(diagnostics)
    if terminal.verbosity.verbose:
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
