"""The loader's front door: sources to one OpenAPI 3.1 document, with all that was noticed.

In: paths, URLs or `-`, and overlays. Out: a `Document` and diagnostics. Raises Refused with every
diagnostic where one is an error. Before: bytes. After: a tree in its 3.1 form in which every
reference is local and leads somewhere. The specification's validator is `verdict.start_verdict`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from dfnsgen.diagnostics import Diagnostic, Refused, Severity
from dfnsgen.json_value import JsonValue
from dfnsgen.loader import rules
from dfnsgen.loader.correcting.conversion import convert
from dfnsgen.loader.correcting.repairs import repair
from dfnsgen.loader.document import Document
from dfnsgen.loader.findings import Finding, Locate, Notes
from dfnsgen.loader.grammar import Link, Node, rewrite
from dfnsgen.loader.imports import IMPORTED
from dfnsgen.loader.joining.bundle import bundle
from dfnsgen.loader.joining.merge import merge_parts
from dfnsgen.loader.joining.references import check_references, spell_references
from dfnsgen.loader.positions import Positions
from dfnsgen.loader.reading.parts import digest, read_parts
from dfnsgen.loader.reading.sources import Source, read_source
from dfnsgen.loader.structure import Identity, check_structure

Stdin = bytes | Callable[[], bytes] | None


@dataclass(slots=True)
class _Log:
    """The diagnostics of a load, in their order; under strict, a warning is an error."""

    strict: bool
    all: list[Diagnostic] = field(default_factory=list[Diagnostic])

    def add(self, found: Iterable[Diagnostic]) -> None:
        """Note diagnostics."""
        for one in found:
            if self.strict and one.severity is Severity.WARNING:
                one = replace(one, severity=Severity.ERROR)
            self.all.append(one)

    def add_findings(self, found: Iterable[Finding], locate: Locate) -> None:
        """Note findings, with their places."""
        self.add(finding.diagnostic(locate) for finding in found)


def load(
    sources: Sequence[str],
    *,
    overlays: Sequence[str] = (),
    stdin: Stdin = None,
    strict: bool = False,
) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Return the one document that the sources hold, and what was noticed on the way.

    Several sources (documentation pages, as a rule) are merged. `stdin` is what `-` stands for, or
    how to read it. `strict` makes every warning an error. Raises Refused, which carries all
    diagnostics, if the input can't be used.
    """
    log = _Log(strict)
    try:
        document = _load(sources, overlays, stdin, log)
    except Refused as refused:
        raise Refused(*log.all, *refused.diagnostics) from None
    if any(one.severity is Severity.ERROR for one in log.all):
        raise Refused(*log.all)
    return document, tuple(log.all)


def _load(sources: Sequence[str], overlays: Sequence[str], stdin: Stdin, log: _Log) -> Document:
    positions = Positions()
    content = _standard_input(stdin) if "-" in (*sources, *overlays) else None
    parts, noticed = read_parts(sources, content, positions)
    log.add(noticed)
    tree, noticed = merge_parts(parts, positions)
    log.add(noticed)
    corrections = tuple(read_source(name, content) for name in overlays)
    tree = _corrected(tree, corrections, positions, log)
    checked, identity, findings = check_structure(tree, positions)
    log.add_findings(findings, lambda at: positions.locate(checked, at))
    joined = bundle(checked, parts[0].source.path, positions)
    log.add(joined.diagnostics)
    log.add_findings(joined.findings, lambda at: positions.locate(joined.tree, at))
    reported = {finding.pointer for finding in joined.findings}
    repaired = _repaired(joined.tree, identity, positions, log, reported)
    read = [part.source.content for part in parts] + [one.content for one in corrections]
    return Document(
        tree=repaired,
        source=", ".join(dict.fromkeys(part.name for part in parts)),
        version=identity.version,
        title=identity.title,
        sha256=digest([*read, *joined.contents]),
        declared_openapi=identity.openapi,
        partial=IMPORTED in checked or any(part.block for part in parts),
        files=joined.files,
        locate=lambda at: positions.locate(repaired, at),
    )


def _standard_input(stdin: Stdin) -> bytes | None:
    return stdin() if callable(stdin) else stdin


def _corrected(
    tree: JsonValue, overlays: Sequence[Source], positions: Positions, log: _Log
) -> JsonValue:
    """Return the tree with the overlays applied, in order."""
    if not overlays:
        return tree
    from dfnsgen.loader.correcting.overlays import (
        apply_overlay,  # its library loads only when needed
    )

    for overlay in overlays:
        tree, noticed = apply_overlay(tree, overlay, positions)
        log.add(noticed)
    return tree


def _repaired(
    tree: Node, identity: Identity, positions: Positions, log: _Log, reported: set[str]
) -> Node:
    """Return the tree in its 3.1 form without known slips, its references checked.

    `reported` are the pointers of references that a finding names already.
    """
    repaired, findings = _repair(tree, identity, positions)
    log.add_findings(findings, lambda at: positions.locate(tree, at))
    broken = [found for found in check_references(repaired) if found.pointer not in reported]
    log.add_findings(broken, lambda at: positions.locate(repaired, at))
    if IMPORTED in repaired:
        without = {key: value for key, value in repaired.items() if key != IMPORTED}
        positions.adopt(without, repaired)
        return without
    return repaired


def _repair(
    tree: Node, identity: Identity, positions: Positions
) -> tuple[Node, tuple[Finding, ...]]:
    """Return the tree in its 3.1 form, without known slips."""
    notes = Notes()
    older = identity.family == "3.0"

    def edit(node: Node, kind: str, link: Link) -> Node:
        node = spell_references(repair(node, kind, link, notes), kind)
        if older:
            return convert(node, kind, link, notes)
        if kind == "schema" and "nullable" in node:
            notes.count(rules.NULLABLE_IGNORED, link)
        return node

    repaired = rewrite(tree, edit, positions.adopt)
    if not older:
        return repaired, notes.findings()
    made: Node = {**repaired, "openapi": "3.1.0"}
    positions.adopt(made, repaired)
    converted = Finding(
        rule=rules.CONVERTED_3_0,
        pointer="#/openapi",
        values=(("version", identity.openapi),),
    )
    return made, (converted, *notes.findings())
