"""The closing words of a run: what was read, what came out, what was left out.

In: a prepared package and what was written. Out: a few lines on standard output.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Diagnostic, Severity
from dfnsgen.generate import Prepared
from dfnsgen.model.shapes.shape import LiteralShape, ObjectShape, UnionShape
from dfnsgen.phrases import counted
from dfnsgen.render.writing.write import Written


def summarize(terminal: Terminal, prepared: Prepared, written: Written, seconds: float) -> None:
    """Print what one generation did; nothing with --quiet."""
    api = prepared.api
    shapes = [definition.shape for definition in api.definitions.values()]
    objects = sum(isinstance(shape, ObjectShape) for shape in shapes)
    enums = sum(isinstance(shape, LiteralShape) for shape in shapes)
    places = [
        (key, f"tag {shape.tag}" if shape.tag else shape.discriminated_by.value)
        for key, definition in api.definitions.items()
        if isinstance(shape := definition.shape, UnionShape)
    ]
    unions = Counter(way for _, way in places)
    lines = sum(file.text.count("\n") for file in prepared.files)
    terminal.result((f"{prepared.folder}", "bold"), f"  {api.title} {api.version}".rstrip())
    _line(terminal, "operations", _operations(prepared))
    _line(terminal, "models", f"{counted(objects, 'class')}, {counted(enums, 'enum')}")
    _line(terminal, "unions", _counted(unions.total(), unions, "told apart by "))
    if terminal.verbosity.verbose:
        for key, way in places:
            terminal.result(f"    {way:<20} ", key)
    _line(terminal, "repairs", _repairs(prepared.diagnostics))
    _not_carried(terminal, api.not_carried)
    _line(
        terminal,
        "files",
        f"{written.counts or 'none changed'}, {lines:,} lines in {len(prepared.files)}",
    )
    _line(terminal, "time", f"{seconds:.2f} s")


def _line(terminal: Terminal, label: str, text: str) -> None:
    terminal.result((f"  {label:<12}", "dim"), text)


def _operations(prepared: Prepared) -> str:
    api = prepared.api
    callbacks = sum(1 for hook in api.webhooks if hook.callback_of)
    totals = (("webhook", len(api.webhooks) - callbacks), ("callback", callbacks))
    events = "".join(f", {counted(total, name)}" for name, total in totals if total)
    partial = " (of pages: others may exist)" if api.partial else ""
    return f"{len(api.operations)}{events}{partial}"


def _counted(total: int, parts: Mapping[str, int], how: str = "") -> str:
    """Return `5, told apart by tag kind (4), type (1)`."""
    if not total:
        return "none"
    listed = ", ".join(f"{name} ({count})" for name, count in sorted(parts.items()))
    return f"{total}, {how}{listed}"


def _repairs(diagnostics: tuple[Diagnostic, ...]) -> str:
    rules = Counter(d.rule for d in diagnostics if d.severity is Severity.WARNING)
    return _counted(rules.total(), rules)


def _not_carried(terminal: Terminal, pointers: tuple[str, ...]) -> None:
    """Count by kind what no output shows, with --verbose list it: nothing is dropped in silence."""
    kinds = Counter(pointer.rsplit("/", 1)[-1] for pointer in pointers)
    if pointers:
        _line(terminal, "not carried", _counted(kinds.total(), kinds))
    else:
        _line(terminal, "carried", "all of it")
    for pointer in pointers if terminal.verbosity.verbose else ():
        terminal.result("    ", pointer)
