"""A report as lines for a terminal or a pipe.

In: a Report. Out: lines, each of pieces with a style. Documentation that only people read is
counted, not listed, unless everything is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from generator.diff.bindings import BindingChange
from generator.diff.change import Change, Level, SourceLevel
from generator.diff.proof_words import proof_words
from generator.diff.report import Group, Report, felt_in, grouped, other_direction
from generator.diff.summary import Version

Piece = str | tuple[str, str]
Line = tuple[Piece, ...]

_STYLES = {Level.BREAKING: "bold red", Level.WARNING: "yellow", Level.INFO: "cyan"}
_WIDTH = max(len(level.value) for level in Level)


def text_lines(report: Report, *, everything: bool) -> Iterator[Line]:
    """Yield the lines of a report; `everything` lists changes of mere texts as well."""
    yield (_side(report.old), " → ", _side(report.new))
    listed = [c for c in report.changes if everything or not c.rule.documents]
    for group in grouped(listed):
        yield ()
        yield from _group(group)
    if report.bindings:
        yield ()
        yield from _bindings(report.bindings)
    hidden = [c for c in report.changes if c.rule.documents and not everything]
    yield ()
    yield from _closing(report, hidden)


def _side(version: Version) -> str:
    return f"{version.title} {version.version} ({version.source})"


def _group(group: Group) -> Iterator[Line]:
    yield ((group.heading, "bold"),)
    for change in group.changes:
        yield from _change(change)


def _change(change: Change) -> Iterator[Line]:
    level = change.level.value.ljust(_WIDTH)
    yield ("  ", (level, _STYLES[change.level]), f" {change.message}", (_hint(change), "dim"))
    places = [str(at) for at in (change.old_location, change.new_location) if at is not None]
    if places and change.level is not Level.INFO:
        yield ((f"  {'':{_WIDTH}} {change.reason}", "dim"),)
    if places:
        yield ((f"  {'':{_WIDTH}} {' → '.join(places)}", "dim"),)
    proof = proof_words(change)
    if proof:
        yield ((f"  {'':{_WIDTH}} {proof}", "dim"),)
    others = felt_in(change)
    if others:
        yield ((f"  {'':{_WIDTH}} also in {others}", "dim"),)
    other_way = other_direction(change)
    if other_way:
        yield ((f"  {'':{_WIDTH}} {other_way}", "dim"),)


def _hint(change: Change) -> str:
    source = {
        SourceLevel.BREAKING: ", source: breaking",
        SourceLevel.SAFE: ", source: safe",
        SourceLevel.NONE: "",
    }[change.source_level]
    direction = f", {change.direction.value}" if change.direction else ""
    return f"  [{change.rule.id}{direction}{source}]"


def _bindings(bindings: Iterable[BindingChange]) -> Iterator[Line]:
    yield (("Python bindings", "bold"),)
    for binding in bindings:
        level = "breaking" if binding.source_breaking else "safe"
        style = "bold red" if binding.source_breaking else "green"
        yield ("  ", (level.ljust(_WIDTH), style), f" {binding.message}")
        for mark, text in (("-", binding.before), ("+", binding.after)):
            if text:
                yield ((f"  {'':{_WIDTH}} {mark} {text}", "dim"),)


def _closing(report: Report, hidden: list[Change]) -> Iterator[Line]:
    counts = report.summary
    if not report.changes:
        yield ("no changes",)
        return
    if hidden:
        kinds = Counter(change.rule.id for change in hidden)
        said = ", ".join(f"{count} {rule}" for rule, count in sorted(kinds.items()))
        yield (f"texts: {said} (--verbose lists them)",)
    yield (
        f"{counts.breaking} breaking, {counts.warning} warning, {counts.info} info; ",
        f"version step: {report.bump.value}",
    )
