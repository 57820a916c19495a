"""A report as markdown, as it fits a pull request.

In: a Report. Out: one text. Whatever comes from a document is escaped, so that it shows as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator.diff.bindings import BindingChange
from generator.diff.change import Change, Level, SourceLevel
from generator.diff.proof_words import proof_words
from generator.diff.report import Report, felt_in, other_direction

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&@$-])")
_HEADINGS = {
    Level.BREAKING: "Breaking",
    Level.WARNING: "Warnings",
    Level.INFO: "Info",
}


def markdown_text(report: Report) -> str:
    """Return the report."""
    return "\n".join(_lines(report))


def escaped(text: str) -> str:
    """Return a text that markdown shows as it is, on one line."""
    flat = "".join(c if c.isprintable() else " " for c in text)
    return _SPECIAL.sub(r"\\\1", flat)


def _lines(report: Report) -> Iterator[str]:
    old, new, counts = report.old, report.new, report.summary
    title = escaped(new.title or old.title)
    yield f"## {title}: {escaped(old.version)} → {escaped(new.version)}"
    yield ""
    if not report.changes:
        yield "No changes."
    else:
        yield (
            f"**{counts.breaking} breaking, {counts.warning} warning, {counts.info} info**; "
            f"version step: {report.bump.value}"
        )
    for level, heading in _HEADINGS.items():
        several = [change for change in report.changes if change.level is level]
        if several:
            yield from _section(heading, several, folded=level is Level.INFO)
    if report.bindings:
        yield from _bindings(report.bindings)


def _section(heading: str, changes: list[Change], *, folded: bool) -> Iterator[str]:
    yield ""
    if folded:
        yield f"<details><summary>{heading} ({len(changes)})</summary>"
        yield ""
    else:
        yield f"### {heading} ({len(changes)})"
        yield ""
    yield from map(_change, changes)
    if folded:
        yield ""
        yield "</details>"


def _change(change: Change) -> str:
    where = f"**{escaped(str(change.operation))}**: " if change.operation else ""
    facts = [f"`{change.rule.id}`"]
    if change.direction is not None:
        facts.append(change.direction.value)
    if change.source_level is not SourceLevel.NONE:
        facts.append(f"source: {change.source_level.value}")
    places = [escaped(str(at)) for at in (change.old_location, change.new_location) if at]
    parts = [f"- {where}{escaped(change.message)} ({', '.join(facts)})"]
    if change.level is not Level.INFO:
        parts.append(f"; {change.reason}")
    if places:
        parts.append(f"  \n  {' → '.join(places)}")
    proof = proof_words(change)
    if proof:
        parts.append(f"  \n  {escaped(proof)}")
    others = [felt for felt in (felt_in(change), other_direction(change)) if felt]
    if others:
        parts.append(f"  \n  also in {escaped('; '.join(others))}")
    return "".join(parts)


def _bindings(bindings: Iterable[BindingChange]) -> Iterator[str]:
    yield ""
    yield "### Python bindings"
    yield ""
    for binding in bindings:
        level = "**breaking**" if binding.source_breaking else "safe"
        yield f"- {level}: {escaped(binding.message)}"
        signatures = [text for text in (binding.before, binding.after) if text]
        if signatures:
            yield f"  \n  {' → '.join(map(escaped, signatures))}"
