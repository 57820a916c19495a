"""`dfnsgen show`: the resolved model, for people."""

from __future__ import annotations

import sys

from dfnsgen.cli import DONE, REFUSED
from dfnsgen.cli.report import report, report_in_short
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Refused, Severity
from dfnsgen.loader.load import load
from dfnsgen.model.build import build_api
from dfnsgen.model.text import model_text
from dfnsgen.python.names.names import assign_names


def show_command(
    terminal: Terminal, source: str, name: str, overlays: tuple[str, ...], *, strict: bool
) -> int:
    """Print the model of a document, or of one schema or operation in it."""
    stdin = sys.stdin.buffer.read() if source == "-" else None
    try:
        with terminal.working() as progress:
            progress("reading")
            document, found = load([source], overlays=overlays, stdin=stdin, strict=strict)
            progress("resolving schemas")
            api, noticed = build_api(document)
            names = assign_names(api, {})
            operations = tuple(f"{own.namespace}.{own.method}" for own in names.operations)
            text = model_text(api, name or None, names.definitions.__getitem__, operations)
    except Refused as refused:
        report(terminal, refused.diagnostics)
        return REFUSED
    diagnostics = (*found, *noticed)
    if any(one.severity is Severity.ERROR for one in diagnostics):
        report(terminal, diagnostics)
        terminal.text(text)
        return REFUSED
    report_in_short(terminal, diagnostics)
    terminal.text(text)
    return DONE
