"""dfnsgen from Python: what `dfnsgen generate`, `check` and `diff` do, as functions.

In: sources, as the command line takes them, and options. Out: values; nothing is printed. Raises
Refused for input that can't be used: its `diagnostics` say where, why and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dfnsgen import generate as generating
from dfnsgen.diagnostics import Diagnostic, Location, Refused, Severity
from dfnsgen.diff.change import Change, Level
from dfnsgen.diff.report.report import Report
from dfnsgen.lifecycle.versions import compare_versions, read_version
from dfnsgen.options import Options
from dfnsgen.render.writing.differences import Differences
from dfnsgen.render.writing.write import Written

__all__ = [
    "Change",
    "Diagnostic",
    "Differences",
    "Generated",
    "Level",
    "Location",
    "Options",
    "Refused",
    "Report",
    "Severity",
    "Written",
    "check",
    "diff",
    "generate",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """A package that was written: where, what changed on the disk, and what was noticed."""

    folder: Path
    written: Written
    findings: tuple[Diagnostic, ...]


def generate(*sources: str, force: bool = False, **options: Any) -> Generated:
    """Write the package of a document, as `dfnsgen generate` does; raises Refused.

    `sources` are paths, URLs, or pages that make one document; `options` are the fields of
    `Options`. Edited files are overwritten by `force` alone.
    """
    prepared = generating.prepare(Options(sources=sources, **options))
    written = generating.write(prepared, force=force)
    return Generated(folder=prepared.folder, written=written, findings=prepared.diagnostics)


def check(*sources: str, **options: Any) -> Differences:
    """Return how the package on the disk differs from what would be written; empty where not."""
    return generating.check(generating.prepare(Options(sources=sources, **options)))


def diff(old: str, new: str, *, prove: bool = False, today: date | None = None) -> Report:
    """Compare two versions, as `dfnsgen diff` does; raises Refused.

    Each is a document, a folder of pages, a URL, or `git:REVISION:PATH`. The report's `changes`
    come worst first; `prove` looks for a value that shows each break. Sunsets are judged by
    `today`.
    """
    plain = Options(sources=())
    return compare_versions(
        read_version(old, plain), read_version(new, plain), today=today or date.today(), prove=prove
    )
