"""A report as lines for a terminal or a pipe.

In: a Report. Out: lines, each of pieces with a style, and how far what follows a break in it is
indented. Documentation that only people read is counted, not listed, unless everything is asked
for, and so is what a package has more than before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from dfnsgen.diff.bindings.change import BindingChange, cut
from dfnsgen.diff.change import Change, Level, SourceLevel
from dfnsgen.diff.report.proof_words import proof_words
from dfnsgen.diff.report.report import (
    ChangeGroup,
    Report,
    also_affected,
    grouped,
    other_direction,
    standing,
)
from dfnsgen.diff.report.summary import ComparedVersion
from dfnsgen.diff.report.used import Usage
from dfnsgen.diff.report.used_text import usage_lines, usage_summary
from dfnsgen.phrases import counted

Piece = str | tuple[str, str]
Line = tuple[int, tuple[Piece, ...]]

_STYLES = {Level.BREAKING: "bold red", Level.WARNING: "yellow", Level.INFO: "cyan"}
_WIDTH = max(len(level.value) for level in Level)
_DEPTH = _WIDTH + 3
_MOST_CALLS = 5


def text_lines(report: Report, *, everything: bool) -> Iterator[Line]:
    """Yield the lines of a report; `everything` lists changes of mere texts as well."""
    if report.changes:
        yield 2, ((report.digest, "bold"),)
    yield 4, ((_side(report.old), "bold"), " →")
    yield 4, ((_side(report.new), "bold"),)
    listed = [c for c in report.changes if everything or not c.rule.documents]
    for group in grouped(listed, report.group_by):
        yield 0, ()
        yield from _group(group, report.usage)
    if report.bindings:
        yield 0, ()
        yield from _bindings(report.bindings, everything=everything)
    if report.usage is not None:
        yield 0, ()
        yield 0, (("Your code", "bold"),)
        for line in usage_lines(report.usage):
            yield 6, ("  ", *line)
    hidden = [c for c in report.changes if c.rule.documents and not everything]
    yield 0, ()
    yield from _closing(report, hidden)


def _side(version: ComparedVersion) -> str:
    return f"{version.title} {version.version} ({version.source})"


def _group(group: ChangeGroup, usage: Usage | None) -> Iterator[Line]:
    yield 2, ((group.heading, "bold"),)
    for change in group.changes:
        yield from _change(change, usage)


def _change(change: Change, usage: Usage | None) -> Iterator[Line]:
    level = change.level.value.ljust(_WIDTH)
    head = ("  ", (level, _STYLES[change.level]), f" {change.message}", (_hint(change), "dim"))
    yield _DEPTH, head
    places = standing(change)
    if places and change.level is not Level.INFO:
        yield _below(change.reason)
    if change.remedy:
        yield _below(f"to do: {change.remedy}")
    if places:
        yield _below(" → ".join(places))
    proof = proof_words(change)
    if proof:
        yield _below(proof)
    others = also_affected(change)
    if others:
        yield _below(f"also in {others}")
    other_way = other_direction(change)
    if other_way:
        yield _below(other_way)
    calls = usage.calling(change) if usage is not None else ()
    if calls:
        more = len(calls) - _MOST_CALLS
        named = ", ".join(map(str, calls[:_MOST_CALLS]))
        yield _below(f"you call it at {named}" + (f" and {more} more" if more > 0 else ""))


def _below(text: str) -> Line:
    return _DEPTH + 2, ((f"{'':{_DEPTH}}{text}", "dim"),)


def _hint(change: Change) -> str:
    source = {
        SourceLevel.BREAKING: ", source: breaking",
        SourceLevel.SAFE: ", source: safe",
        SourceLevel.NONE: "",
    }[change.source_level]
    direction = f", {change.direction.value}" if change.direction else ""
    return f"  [{change.rule.id}{direction}{source}]"


def _bindings(bindings: Iterable[BindingChange], *, everything: bool) -> Iterator[Line]:
    several = tuple(bindings)
    yield 2, (("Python bindings", "bold"),)
    for binding in several:
        if everything or binding.source_breaking or binding.change != "added":
            yield from _binding(binding)
    added = Counter(b.kind for b in several if b.change == "added" and not b.source_breaking)
    if added and not everything:
        counts = ", ".join(counted(number, kind) for kind, number in added.items())
        yield _DEPTH, ("  ", ("safe".ljust(_WIDTH), "green"), f" {counts} added (--verbose lists)")


def _binding(binding: BindingChange) -> Iterator[Line]:
    level = "breaking" if binding.source_breaking else "safe"
    style = "bold red" if binding.source_breaking else "green"
    head = (
        "  ",
        (level.ljust(_WIDTH), style),
        f" {binding.message}",
        (f"  [{binding.rule}]", "dim"),
    )
    yield _DEPTH, head
    for mark, text in (("-", binding.before), ("+", binding.after)):
        if text:
            yield _below(f"{mark} {cut(text)}")


def _closing(report: Report, hidden: list[Change]) -> Iterator[Line]:
    counts = report.summary
    if hidden:
        kinds = Counter(change.rule.id for change in hidden)
        listed = ", ".join(f"{count} {rule}" for rule, count in sorted(kinds.items()))
        yield 2, (f"texts: {listed} (--verbose lists them)",)
    if report.bindings:
        breaking = sum(binding.source_breaking for binding in report.bindings)
        yield 2, (f"bindings: {breaking} breaking, {len(report.bindings) - breaking} safe",)
    if report.usage is not None:
        yield 2, (f"your code: {usage_summary(report.usage)}",)
    if not report.changes:
        yield 0, ("no changes",)
        return
    yield (
        2,
        (
            f"{counts.breaking} breaking, {counts.warning} warning, {counts.info} info; ",
            f"version step: {report.bump.value}",
        ),
    )
