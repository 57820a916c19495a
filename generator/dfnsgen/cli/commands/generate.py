"""`dfnsgen generate`: the packages that are asked for, one after the other.

In: what the command line says. Out: packages, lines, an exit code.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dfnsgen.cli.command_table import DONE
from dfnsgen.cli.config import configured
from dfnsgen.cli.option import Given, laid_over
from dfnsgen.cli.option_table import CHECK, PACKAGE, SOURCES
from dfnsgen.cli.report import report
from dfnsgen.cli.terminal import Terminal, standard_input
from dfnsgen.diagnostics import Diagnostic, Refused
from dfnsgen.inputs import find_unchanged
from dfnsgen.options import Options


def generate_command(terminal: Terminal, given: Given) -> int:
    """Generate (or check) all packages; the worst code wins. A refused one stays as it was."""
    is_check = given.command == "check" or given[CHECK]
    if not is_check:
        _finish_update()
    run = check_package if is_check else generate_package
    codes, refusals = [DONE], list[Diagnostic]()
    for together in _together(asked_packages(given)):
        try:
            if is_check or not together[0].is_shared:
                codes += [run(terminal, options) for options in together]
            else:
                codes.append(generate_sharing(terminal, together))
        except Refused as refused:  # the other packages don't wait for this one
            refusals += refused.diagnostics
    if refusals:
        raise Refused(*refusals)
    return max(codes)


def asked_packages(given: Given) -> tuple[Options, ...]:
    """Return the packages to generate; raises Refused for a bad configuration.

    With sources, the command line alone counts; without, it is laid over each package of the
    configuration (`--package` then chooses one).
    """
    sources = given[SOURCES]
    if sources:
        return (laid_over(Options(sources=sources, stdin=standard_input), given),)
    return tuple(
        replace(
            laid_over(options, given),
            earlier=tuple(laid_over(one, given) for one in options.earlier),
            later=tuple(laid_over(one, given) for one in options.later),
        )
        for options in configured(Path(), given[PACKAGE])
    )


def generate_package(terminal: Terminal, options: Options) -> int:
    """Write one package; raises Refused."""
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


def generate_sharing(terminal: Terminal, packages: Sequence[Options]) -> int:
    """Write packages that share their code, all or none; raises Refused."""
    started = time.perf_counter()
    changed: list[Options] = []
    unchanged: dict[str, list[Options]] = {}
    for options in packages:
        found = None if options.force else find_unchanged(options)
        if found is None:
            changed.append(options)
        else:
            unchanged.setdefault(found.title, []).append(options)
            terminal.result(f"{found.folder}: unchanged, nothing to do ({found.document})")
    if not changed:
        return DONE
    from dfnsgen.cli.summary import summarize
    from dfnsgen.generate import prepare_sharing, write_all
    from dfnsgen.lifecycle.vendor import add_package_files

    with terminal.working() as progress:
        prepared = prepare_sharing(changed, unchanged, progress)
        written = write_all(
            [(one, {}) for one in prepared], force=any(options.force for options in changed)
        )
    for one, changes in zip(prepared, written, strict=True):
        report(terminal, one.diagnostics)
        summarize(terminal, one, changes, time.perf_counter() - started)
    # What lies side by side is found from within only where the folder is a package.
    for file in add_package_files(prepared[0].folder.parents[1], prepared[0].folder):
        terminal.result(f"{file} is new: it makes the folder a package")
    return DONE


def _together(packages: Sequence[Options]) -> list[list[Options]]:
    """Return the packages in the groups that share their code; all others stand alone."""
    groups: dict[object, list[Options]] = {}
    for number, options in enumerate(packages):
        key = options.base / options.out if options.is_shared else number
        groups.setdefault(key, []).append(options)
    return [*groups.values()]


def check_package(terminal: Terminal, options: Options) -> int:
    """Tell whether one package is what would be written; raises Refused."""
    found = find_unchanged(options)
    if found is not None and not found.foreign:
        terminal.result(f"{found.folder}: up to date ({found.document})")
        return DONE
    from dfnsgen.cli.differences import report_check
    from dfnsgen.generate import prepare

    with terminal.working() as progress:
        prepared = prepare(options, progress)
    name = f"{prepared.api.title} {prepared.api.version}"
    remedy = "run `dfnsgen generate`, with --force where edits may be lost"
    return report_check(terminal, prepared, name, remedy=remedy)


def _finish_update() -> None:
    """Finish or undo an update that was killed, before its configuration is read."""
    if next(Path().glob(".dfnsgen-update*"), None) is not None:
        from dfnsgen.lifecycle.together import finish_update

        finish_update(Path())
