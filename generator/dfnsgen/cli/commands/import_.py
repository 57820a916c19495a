"""`dfnsgen import`: documentation pages to a document."""

from __future__ import annotations

from pathlib import Path

from dfnsgen.cli.exit_codes import DONE
from dfnsgen.cli.option import Given
from dfnsgen.cli.option_table import IMPORT_FORCE, IMPORT_OUT, PAGES
from dfnsgen.cli.report import report
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Refused, Severity
from dfnsgen.loader.imports import import_pages
from dfnsgen.render.writing.files import replace_file
from dfnsgen.render.writing.swap import NotWritten


def import_command(terminal: Terminal, given: Given) -> int:
    """Write the document of some pages to a file named by its title and version."""
    with terminal.working() as progress:
        progress("reading pages")
        imported, found = import_pages(given[PAGES])
    if any(one.severity is Severity.ERROR for one in found):
        raise Refused(*found)
    report(terminal, found)
    path = (given[IMPORT_OUT] or Path("specs")) / f"{imported.stem}.yaml"
    _write(path, imported.text.encode(), force=given[IMPORT_FORCE])
    terminal.result(f"{path} is written; next: dfnsgen generate {path}")
    return DONE


def _write(path: Path, content: bytes, *, force: bool) -> None:
    """Write the document; another one of that name stays unless `force`."""
    try:
        if path.exists() and path.read_bytes() != content and not force:
            raise NotWritten(
                f"{path} exists with other content; nothing was changed",
                "move it away, choose another --out, or overwrite it with --force",
            )
        replace_file(path, content)
    except OSError as error:
        raise NotWritten(f"{path}: {error.strerror or error}; nothing was changed") from error
