"""`dfnsgen generate`: the packages that are asked for, one after the other.

In: what the command line says. Out: packages, lines, an exit code.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from dfnsgen.cli import DONE, REFUSED, STALE
from dfnsgen.cli.config import configured
from dfnsgen.cli.report import report, report_in_short, report_not_written
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Refused
from dfnsgen.flavors.flavor import Flavor
from dfnsgen.inputs import find_unchanged
from dfnsgen.options import Options
from dfnsgen.render.formatting.formatting import Formatter
from dfnsgen.render.writing.swap import NotWritten


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line says; what it leaves open, the configuration or a default fills."""

    sources: tuple[str, ...] = ()
    out: Path | None = None
    package: str = ""
    overlays: tuple[str, ...] = ()
    templates: Path | None = None
    flavor: Flavor | None = None
    formatter: Formatter | None = None
    strict: bool = False
    formats: bool = False
    closed: bool = False
    force: bool = False
    cache: bool = True

    def options(self) -> tuple[Options, ...]:
        """Return the packages to generate; raises Refused for a bad configuration.

        With sources, the command line alone counts; without, it is laid over each package of the
        configuration (`--package` then chooses one).
        """
        if self.sources:
            stdin = sys.stdin.buffer.read() if "-" in self.sources else None
            return (self._over(Options(sources=self.sources, package=self.package, stdin=stdin)),)
        return tuple(self._over(options) for options in configured(Path(), self.package))

    def _over(self, options: Options) -> Options:
        return replace(
            options,
            out=self.out or options.out,
            base=Path() if self.out else options.base,
            overlays=self.overlays or options.overlays,
            templates=self.templates or options.templates,
            flavor=self.flavor or options.flavor,
            formatter=self.formatter or options.formatter,
            strict=self.strict or options.strict,
            formats=self.formats or options.formats,
            closed=self.closed or options.closed,
            force=self.force,
            cache=self.cache,
        )


def generate_command(terminal: Terminal, wanted: Wanted, *, check: bool) -> int:
    """Generate (or check) all packages; the worst code wins. A refused one stays as it was."""
    try:
        if not check:
            _finish_update()
        packages = wanted.options()
    except Refused as refused:
        report(terminal, refused.diagnostics)
        return REFUSED
    except NotWritten as error:
        report_not_written(terminal, error)
        return REFUSED
    run = check_package if check else generate_package
    return max((_guarded(terminal, options, run) for options in packages), default=DONE)


def generate_package(terminal: Terminal, options: Options) -> int:
    """Write one package; raises Refused and NotWritten."""
    started = time.perf_counter()
    lock = None if options.force else find_unchanged(options)
    if lock is not None:
        terminal.result(f"{lock.folder}: unchanged, nothing to do ({lock.document})")
        return DONE
    # The stages are imported only now: they take longer than telling that nothing has changed.
    from dfnsgen.cli.summary import summarize
    from dfnsgen.generate import prepare, write

    with terminal.working() as progress:
        prepared = prepare(options, progress)
        written = write(prepared, force=options.force)
    report(terminal, prepared.diagnostics)
    summarize(terminal, prepared, written, time.perf_counter() - started)
    return DONE


def check_package(terminal: Terminal, options: Options) -> int:
    """Tell whether one package is what would be written; raises Refused."""
    found = find_unchanged(options)
    if found is not None and not found.foreign:
        terminal.result(f"{found.folder}: up to date ({found.document})")
        return DONE
    from dfnsgen.cli.differences import report_differences
    from dfnsgen.generate import check, prepare

    with terminal.working() as progress:
        prepared = prepare(options, progress)
    differences = check(prepared)
    report_in_short(terminal, prepared.diagnostics)
    if not differences:
        terminal.result(
            f"{prepared.folder}: up to date ({prepared.api.title} {prepared.api.version})"
        )
        return DONE
    remedy = "run `dfnsgen generate`, with --force where edits may be lost"
    report_differences(terminal, prepared, differences, remedy=remedy)
    return STALE


def _finish_update() -> None:
    """Finish or undo an update that was killed, before its configuration is read."""
    if next(Path().glob(".dfnsgen-update*"), None) is not None:
        from dfnsgen.lifecycle.together import finish_update

        finish_update(Path())


def _guarded(terminal: Terminal, options: Options, run: Callable[[Terminal, Options], int]) -> int:
    try:
        return run(terminal, options)
    except Refused as refused:
        report(terminal, refused.diagnostics)
    except NotWritten as error:
        report_not_written(terminal, error)
    return REFUSED
