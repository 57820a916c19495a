"""A report as markdown, as it fits a pull request.

In: a Report. Out: one text. Whatever comes from a document is escaped, so that it shows as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dfnsgen.diff.bindings.change import BindingChange, cut
from dfnsgen.diff.change import Change, Level, SourceLevel
from dfnsgen.diff.report.proof_words import proof_words
from dfnsgen.diff.report.report import (
    Report,
    also_affected,
    grouped,
    other_direction,
    sentence,
    standing,
)
from dfnsgen.diff.report.used import Usage
from dfnsgen.diff.report.used_text import usage_summary

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&@$-])")
_HEADINGS = {Level.BREAKING: "Breaking", Level.WARNING: "Warnings", Level.INFO: "Info"}


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
        yield f"**{escaped(report.digest)}**"
        yield ""
        yield (
            f"{counts.breaking} breaking, {counts.warning} warning, {counts.info} info; "
            f"version step: {report.bump.value}"
        )
    ordered = [c for group in grouped(report.changes, report.group_by) for c in group.changes]
    texts = [change for change in ordered if change.rule.documents]
    for level, heading in _HEADINGS.items():
        several = [c for c in ordered if c.level is level and not c.rule.documents]
        if several:
            yield from _section(heading, several, folded=level is Level.INFO)
    if texts:
        yield from _section("Texts", texts, folded=True)
    if report.bindings:
        yield from _bindings(report.bindings)
    if report.usage is not None:
        yield from _usage(report.usage)


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
    where, message = sentence(change)
    head = f"**{escaped(where)}**" if where else ""
    facts = [f"`{change.rule.id}`"]
    if change.direction is not None:
        facts.append(change.direction.value)
    if change.source_level is not SourceLevel.NONE:
        facts.append(f"source: {change.source_level.value}")
    places = [f"`{_code(at)}`" for at in standing(change)]
    parts = [f"- {head}{escaped(message)} ({', '.join(facts)})"]
    if change.level is not Level.INFO:
        parts.append(f"; {change.reason}")
    if change.remedy:
        parts.append(f"; to do: {escaped(change.remedy)}")
    if places:
        parts.append(f"  \n  {' → '.join(places)}")
    proof = proof_words(change)
    if proof:
        parts.append(f"  \n  {escaped(proof)}")
    others = [text for text in (also_affected(change), other_direction(change)) if text]
    if others:
        parts.append(f"  \n  also in {escaped('; '.join(others))}")
    return "".join(parts)


def _bindings(bindings: Iterable[BindingChange]) -> Iterator[str]:
    several = tuple(bindings)
    breaking = [binding for binding in several if binding.source_breaking]
    safe = [binding for binding in several if not binding.source_breaking]
    yield ""
    yield f"### Python bindings ({len(breaking)} breaking)"
    yield ""
    yield from map(_binding, breaking)
    if safe:
        yield ""
        yield f"<details><summary>Safe ({len(safe)})</summary>"
        yield ""
        yield from map(_binding, safe)
        yield ""
        yield "</details>"


def _binding(binding: BindingChange) -> str:
    signatures = [f"`{_code(cut(text))}`" for text in (binding.before, binding.after) if text]
    below = f"  \n  {' → '.join(signatures)}" if signatures else ""
    return f"- {escaped(binding.message)}{below}"


def _usage(usage: Usage) -> Iterator[str]:
    yield ""
    yield f"### Your code: {usage_summary(usage)}"
    for title, places in (("", usage.sure), ("A guess: the type isn't told", usage.guessed)):
        if places:
            yield ""
            yield from [f"{title}:", ""] if title else []
            yield from (
                f"- `{_code(place.path)}:{place.line}` {escaped(place.what)}: "
                f"{escaped(place.change.short)}"
                for place in places
            )
    if usage.errors:
        yield from ("", f"Further new errors of {usage.checker}:", "")
        yield from (f"- `{_code(e.path)}:{e.line}` {escaped(e.message)}" for e in usage.errors)
    if usage.unread:
        yield ""
        yield from (f"- `{_code(path)}` {escaped(reason)}" for path, reason in usage.unread)


def _code(text: str) -> str:
    """Return a text as a code span holds it; nothing is escaped in there."""
    return "".join(c if c.isprintable() else " " for c in text).replace("`", "'")
