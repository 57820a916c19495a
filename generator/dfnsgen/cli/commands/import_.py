"""`dfnsgen import`: documentation pages to a document."""

from __future__ import annotations

from pathlib import Path

from dfnsgen.cli.command_table import DONE
from dfnsgen.cli.option import Given
from dfnsgen.cli.option_table import IMPORT_FORCE, IMPORT_OUT, PAGES
from dfnsgen.cli.report import report
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Location, Refused, Rule, Severity
from dfnsgen.loader.imports import import_pages
from dfnsgen.phrases import counted
from dfnsgen.render.writing.files import refusing_to_write, replace_file

DOCUMENT_EXISTS = Rule.error(
    "document-exists",
    "there is one of that name with other content",
    effect="nothing was changed",
    remedy="move it away, choose another --out, or overwrite it with --force",
)


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
    operations = counted(imported.operations, "operation")
    components = counted(imported.components, "component")
    pages = counted(imported.listed, "page")
    terminal.result(f"found {operations} and {components} in {imported.pages} of {pages}")
    terminal.result(f"{path} is written; next: dfnsgen generate {path}")
    return DONE


def _write(path: Path, content: bytes, *, force: bool) -> None:
    """Write the document; another one of that name stays unless `force`."""
    with refusing_to_write(path):
        if path.exists() and path.read_bytes() != content and not force:
            raise Refused(DOCUMENT_EXISTS.found(Location(source=str(path))))
        replace_file(path, content)
