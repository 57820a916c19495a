"""`dfnsgen import`: documentation pages to a document."""

from __future__ import annotations

from pathlib import Path

from dfnsgen.cli import DONE, REFUSED
from dfnsgen.cli.report import report, report_not_written
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Refused, Severity
from dfnsgen.loader.imports import import_pages
from dfnsgen.render.writing.files import replace_file
from dfnsgen.render.writing.swap import NotWritten


def import_command(terminal: Terminal, pages: tuple[str, ...], out: Path, *, force: bool) -> int:
    """Write the document of some pages to a file named by its title and version."""
    try:
        with terminal.working() as progress:
            progress("reading pages")
            imported, found = import_pages(pages)
        report(terminal, found)
        if any(one.severity is Severity.ERROR for one in found):
            return REFUSED
        path = out / f"{imported.stem}.yaml"
        _write(path, imported.text.encode(), force=force)
    except Refused as refused:
        report(terminal, refused.diagnostics)
        return REFUSED
    except NotWritten as error:
        report_not_written(terminal, error)
        return REFUSED
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
