"""`dfnsgen show`: the resolved model, for people."""

from __future__ import annotations

import sys

from dfnsgen.cli.exit_codes import DONE
from dfnsgen.cli.option import Given
from dfnsgen.cli.option_table import OVERLAYS, SHOW_NAME, SHOW_SOURCE, SKIP, STRICT
from dfnsgen.cli.report import report_in_short
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Refused, Severity
from dfnsgen.loader.load import load
from dfnsgen.model.build import build_api
from dfnsgen.model.text import model_text
from dfnsgen.python.names.names import assign_names


def show_command(terminal: Terminal, given: Given) -> int:
    """Print the model of a document, or of one schema or operation in it."""
    source, strict = given[SHOW_SOURCE], given[STRICT]
    stdin = sys.stdin.buffer.read() if source == "-" else None
    with terminal.working() as progress:
        progress("reading")
        document, found = load(
            [source], overlays=given[OVERLAYS], stdin=stdin, strict=strict, skip=given[SKIP]
        )
        progress("resolving schemas")
        api, noticed = build_api(document)
        names = assign_names(api, {})
        operations = tuple(f"{own.namespace}.{own.method}" for own in names.operations)
        name = given[SHOW_NAME] or None
        text = model_text(api, name, names.definitions.__getitem__, operations)
    diagnostics = (*found, *noticed)
    terminal.text(text)
    if any(one.severity is Severity.ERROR for one in diagnostics):
        raise Refused(*diagnostics)
    report_in_short(terminal, diagnostics)
    return DONE
