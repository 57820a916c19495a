"""Release notes of an API: what changed with each of its versions, the newest first.

In: Reports, or a changelog to be continued. Out: markdown. `dfnsgen update` and `dfnsgen changelog`
write the same entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from dfnsgen.diff.operations.selection import Selection
from dfnsgen.diff.report.markdown import markdown_text
from dfnsgen.diff.report.report import Report
from dfnsgen.lifecycle.versions import compare_packages, compare_versions
from dfnsgen.pipeline import ApiVersion

_HEAD = "# What changed in the API\n\nNewest first."


def entry(report: Report, day: str = "") -> str:
    """Return what a changelog says of one step; `day` is that of the newer version."""
    head, _, rest = markdown_text(report).rstrip().partition("\n")
    return f"{head} ({day})\n{rest}" if day else f"{head}\n{rest}"


def steps(
    versions: Sequence[ApiVersion], *, today: date, selection: Selection, bindings: bool
) -> Iterable[Report]:
    """Yield the comparison of each version with the one before it, the oldest first."""
    for number, new in enumerate(versions[1:]):
        old = versions[number]
        report = compare_versions(old, new, today=today, selection=selection)
        if bindings:
            changes = report.changes
            bindings_now = compare_packages(old, new, selection=selection, changes=changes)
            report = replace(report, bindings=bindings_now.changes)
        yield report


def changelog_text(entries: Sequence[str]) -> str:
    """Return a whole changelog; the entries are the newest first."""
    return "\n\n".join([_HEAD, *entries])


def continued(text: str, new: str) -> str:
    """Return a changelog with an entry more, above all others; `text` is empty for a new one."""
    head, mark, rest = (text or f"{_HEAD}\n").partition("\n## ")
    return f"{head.rstrip()}\n\n{new}\n{mark}{rest}"
