"""A rehearsal in words: lines for a terminal, and markdown for a pull request.

In: a Rehearsal. Out: text. Nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dfnsgen.diff.change import Change
from dfnsgen.rehearsal.joining import Broken, Rehearsal, Side

_MOST = 4
_LONGEST = 100
_MODULE = re.compile(r"^(?:\w+\.)+(?=[A-Z]\w*: )")


def rehearsal_lines(rehearsal: Rehearsal) -> Iterator[str]:
    """Yield the lines of a report."""
    yield f"{rehearsal.versions[0]} → {rehearsal.versions[1]}: {verdict(rehearsal)}"
    for side in rehearsal.sides:
        yield ""
        yield f"{side.name}: {_counts(side)}"
        for broken in side.broken:
            yield f"  {broken.test.name}"
            yield f"    {_shortened(broken.test.reason) or 'it fails'}"
            yield from (f"    by {line}" for line in _causes(broken))
    yield ""
    yield coverage(rehearsal)
    yield from (f"  no test: {_line_of(change)}" for change in rehearsal.missed)
    if rehearsal.failing:
        yield f"{len(rehearsal.failing)} fail today already, and are left out:"
        yield from (f"  {test.name}: {_shortened(test.reason)}" for test in rehearsal.failing)


def rehearsal_markdown(rehearsal: Rehearsal) -> str:
    """Return the report as markdown."""
    before, after = rehearsal.versions
    lines = [f"## Rehearsal: {before} → {after}", "", f"{verdict(rehearsal)}.", ""]
    for side in rehearsal.sides:
        lines += [f"### {_sentence(side.name)}: {_counts(side)}", ""]
        if side.broken:
            lines += ["| test | what fails | by which change |", "|---|---|---|"]
            lines += [
                f"| {_cell(broken.test.name)} | {_cell(_shortened(broken.test.reason))} "
                f"| {'<br>'.join(_cell(line) for line in _causes(broken))} |"
                for broken in side.broken
            ]
            lines.append("")
    lines += [f"{coverage(rehearsal)}", ""]
    lines += [f"- no test: {_cell(_line_of(change))}" for change in rehearsal.missed]
    lines += [f"- fails today already: {_cell(test.name)}" for test in rehearsal.failing]
    return "\n".join(lines).rstrip()


def verdict(rehearsal: Rehearsal) -> str:
    """Say in a line what became of the tests."""
    if rehearsal.calls == 0:
        return "no test called the fake: hand `FakeTransport()` to your clients in tests"
    counts = [f"{len(side.broken)} fail if {side.name}" for side in rehearsal.sides if side.broken]
    return "; ".join(counts) if counts else "all tests that pass today pass tomorrow"


def coverage(rehearsal: Rehearsal) -> str:
    """Say how many of the breaking changes the tests touch."""
    count, missed = len(rehearsal.breaking), len(rehearsal.missed)
    if not count:
        return "no breaking changes"
    return f"{count - missed} of {count} breaking changes are exercised by your tests"


def _counts(side: Side) -> str:
    return f"{side.passed} passed, {len(side.broken)} fail that pass today"


def _causes(broken: Broken) -> list[str]:
    """Return the changes that broke a test, the first few of them."""
    lines = [_line_of(change) for change in broken.changes]
    lines += [change.message for change in broken.bindings]
    if not lines:
        return ["no change that its calls touch: look at its message"]
    more = len(lines) - _MOST
    return lines if more <= 0 else [*lines[:_MOST], f"{more} more changes of the same operations"]


def _line_of(change: Change) -> str:
    operation = "" if change.operation is None else str(change.operation)
    where = "" if change.message.startswith(operation) else f"{operation}: "
    return f"{where}{change.message} [{change.rule.id}]"


def _shortened(text: str) -> str:
    """Return a reason in a line, without the module that its error is from."""
    line = _MODULE.sub("", " ".join(text.split()))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
