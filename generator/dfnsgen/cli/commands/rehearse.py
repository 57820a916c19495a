"""`dfnsgen rehearse`: the tests of a program against the API of tomorrow.

In: what the command line says. Out: a report, an exit code.
"""

from __future__ import annotations

from pathlib import Path

from dfnsgen.cli.command_table import DONE, STALE
from dfnsgen.cli.config import configured
from dfnsgen.cli.option import Given
from dfnsgen.cli.option_table import (
    COMMAND,
    REHEARSAL_FORMAT,
    REHEARSE_NEW,
    REHEARSE_OLD,
    REHEARSE_PACKAGE,
    RehearsalFormat,
)
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.lifecycle.versions import read_old_version, read_version
from dfnsgen.options import Options
from dfnsgen.rehearsal.rehearse import Wish, rehearse
from dfnsgen.rehearsal.report import rehearsal_lines, rehearsal_markdown

WHICH_PACKAGE = Rule.error(
    "rehearsal-which-package",
    "the configuration has {count} packages",
    remedy="say which one with --package",
)


def rehearse_command(terminal: Terminal, given: Given) -> int:
    """Run a program's tests against a new version; 1 where one fails that passes today."""
    options = _options(given)
    with terminal.working() as progress:
        before = given[REHEARSE_OLD] or options.sources[0]
        progress(f"reading {before}")
        old = read_old_version(before, options)
        progress(f"reading {given[REHEARSE_NEW]}")
        new = read_version(given[REHEARSE_NEW], options)
        wish = Wish(
            root=Path().resolve(),
            command=given[COMMAND],
            old=old,
            new=new,
            options=options,
        )
        rehearsal = rehearse(wish, progress)
    if given[REHEARSAL_FORMAT] is RehearsalFormat.MARKDOWN:
        terminal.text(rehearsal_markdown(rehearsal))
    else:
        for line in rehearsal_lines(rehearsal):
            terminal.wrapped(len(line) - len(line.lstrip()) + 2, line)
    return STALE if rehearsal.fails else DONE


def _options(given: Given) -> Options:
    """Return the options of the package that the configuration names. Raises Refused."""
    found = configured(Path(), given[REHEARSE_PACKAGE])
    if len(found) != 1:
        at = Location(source="--package")
        raise Refused(WHICH_PACKAGE.found(at, count=len(found)))
    return found[0]
