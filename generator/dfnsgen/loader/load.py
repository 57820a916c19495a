"""The loader's front door: sources to one OpenAPI 3.1 document, with all that was noticed.

In: paths, URLs or `-`, and overlays. Out: a `Document` and diagnostics. Raises Refused with every
diagnostic where one is an error. Before: bytes. After: a tree in its 3.1 form in which every
reference is local and leads somewhere. The specification's validator is `verdict.start_verdict`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from dfnsgen.diagnostics import Diagnostic, Location, Refused, Severity
from dfnsgen.json_value import JsonValue
from dfnsgen.loader import rules, slip_rules
from dfnsgen.loader.correcting.conversion import convert
from dfnsgen.loader.correcting.dialects import convert_dialects
from dfnsgen.loader.correcting.loops import without_loops
from dfnsgen.loader.correcting.older_forms import correct_older_forms
from dfnsgen.loader.correcting.paths import correct_paths
from dfnsgen.loader.correcting.readable import check_readable, unused_components
from dfnsgen.loader.correcting.removal import detached, leave_out, part_of, without
from dfnsgen.loader.correcting.repairs import bounds_as_numbers, repair
from dfnsgen.loader.correcting.security import correct_security
from dfnsgen.loader.correcting.slips import by_name, correct_mapping, correct_schema
from dfnsgen.loader.document import Document
from dfnsgen.loader.findings import Finding, Locate, Notes
from dfnsgen.loader.grammar import Link, Node, nodes, rewrite
from dfnsgen.loader.imports import IMPORTED, marks_of
from dfnsgen.loader.joining.bundle import SWAGGER, Bundled, bundle
from dfnsgen.loader.joining.files import Place, Reach, reach_of
from dfnsgen.loader.joining.merge import merge_parts
from dfnsgen.loader.joining.references import check_references, spell_references
from dfnsgen.loader.joining.straighten import straighten
from dfnsgen.loader.positions import Positions
from dfnsgen.loader.reading.parts import Part, digest, read_parts
from dfnsgen.loader.reading.sources import Source, read_source
from dfnsgen.loader.structure import Identity, check_structure

Read = TypeVar("Read")
Stdin = bytes | Callable[[], bytes] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is read, what is left out of it, and how far its references may lead.

    Several sources (documentation pages, as a rule) are merged. `stdin` is what `-` stands for, or
    how to read it. `strict` makes every slip an error; `skip` are JSON pointers of what is
    left out. References lead to files below `root` as well, and to the network where `network`
    says so. What the rules of `ignore` notice is neither returned nor an error.
    """

    sources: Sequence[str]
    overlays: Sequence[str] = ()
    stdin: Stdin = None
    strict: bool = False
    skip: Sequence[str] = ()
    root: Path | None = None
    network: bool = False
    ignore: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """A document on its way: as read, with overlays, joined with its files, and repaired.

    The repaired one is of the document's own version: an OpenAPI 3.0 document has its forms.
    `is_converted` says that it was Swagger 2.0, which no later tree is.
    """

    read: JsonValue
    checked: Node
    joined: Node
    repaired: Node
    files: tuple[str, ...]
    title: str
    version: str
    is_converted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Joined:
    """A document in one piece, its own files joined to it and nothing in it corrected yet."""

    parts: Sequence[Part]
    read: JsonValue
    checked: Node
    identity: Identity
    bundled: Bundled
    tree: Node
    skip: tuple[str, ...]
    contents: Sequence[bytes]


@dataclass(slots=True)
class _Log:
    """The diagnostics of a load, in their order; under strict, a slip is an error."""

    strict: bool
    ignored: frozenset[str]
    all: list[Diagnostic] = field(default_factory=list[Diagnostic])

    def add(self, found: Iterable[Diagnostic]) -> None:
        """Note diagnostics."""
        for one in found:
            if one.rule in self.ignored and one.severity is not Severity.ERROR:
                continue
            self.all.append(one.under_strict() if self.strict else one)

    def add_findings(self, found: Iterable[Finding], locate: Locate) -> None:
        """Note findings, with their places; what can't be read may be left out by name."""
        self.add(_with_skip(finding.diagnostic(locate)) for finding in found)


def _with_skip(found: Diagnostic) -> Diagnostic:
    """Let the remedy of an error say how to leave out the part that it is about."""
    part = part_of(found.at.pointer)
    if found.severity is not Severity.ERROR or not part:
        return found
    return replace(found, remedy=f"{found.remedy}; or leave the part out: --skip '{part}'")


def load(
    sources: Sequence[str],
    *,
    overlays: Sequence[str] = (),
    stdin: Stdin = None,
    strict: bool = False,
    skip: Sequence[str] = (),
    root: Path | None = None,
    network: bool = False,
    ignore: Sequence[str] = (),
) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Return the one document that the sources hold, and what was noticed on the way.

    The arguments are those of a `Request`. Raises Refused, which carries all diagnostics, if the
    input can't be used.
    """
    return load_with(
        Request(
            sources=sources,
            overlays=overlays,
            stdin=stdin,
            strict=strict,
            skip=skip,
            root=root,
            network=network,
            ignore=ignore,
        )
    )


def load_with(
    request: Request, corrections: Sequence[Source] = ()
) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Return what `load` does; `corrections` are overlays that were made, not read."""
    return _logged(request, lambda log: _load(request, corrections, log))


def read_stages(request: Request) -> tuple[Stages, tuple[Diagnostic, ...]]:
    """Return a document as it was read and as it was repaired. Raises Refused."""
    return _logged(request, lambda log: _stages(request, log))


def _logged(request: Request, read: Callable[[_Log], Read]) -> tuple[Read, tuple[Diagnostic, ...]]:
    """Return what was read, and what was noticed; an error among that is a refusal."""
    log = _Log(request.strict, frozenset(request.ignore))
    try:
        made = read(log)
    except Refused as refused:
        raise Refused(*log.all, *refused.diagnostics) from None
    if any(one.severity is Severity.ERROR for one in log.all):
        raise Refused(*log.all)
    return made, tuple(log.all)


def _load(request: Request, corrections: Sequence[Source], log: _Log) -> Document:
    positions = Positions()
    joined = _joined(request, corrections, positions, log)
    identity, parts = joined.identity, joined.parts
    whole, findings = convert_dialects(joined.tree, positions.adopt)
    log.add_findings(findings, lambda at: positions.locate(joined.bundled.tree, at))
    repaired = _corrected(joined, whole, positions, log, is_final=True)
    return Document(
        tree=repaired,
        source=", ".join(dict.fromkeys(part.name for part in parts)),
        version=identity.version,
        title=identity.title,
        sha256=digest([*joined.contents, *joined.bundled.contents]),
        declared_openapi=identity.declared,
        partial=IMPORTED in joined.checked or any(part.block for part in parts),
        files=joined.bundled.files,
        locate=lambda at: positions.locate(repaired, at),
    )


def _stages(request: Request, log: _Log) -> Stages:
    positions = Positions()
    joined = _joined(request, (), positions, log)
    return Stages(
        read=joined.read,
        checked=joined.checked,
        joined=joined.bundled.tree,
        repaired=_corrected(joined, joined.tree, positions, log, is_final=False),
        files=joined.bundled.files,
        title=joined.identity.title,
        version=joined.identity.version,
        is_converted=joined.identity.declared == "2.0",
    )


def _joined(
    request: Request, corrections: Sequence[Source], positions: Positions, log: _Log
) -> _Joined:
    """Return the document that the sources hold, with the files it refers to."""
    named = (*request.sources, *request.overlays)
    content = _standard_input(request.stdin) if "-" in named else None
    parts, noticed = read_parts(request.sources, content, positions)
    log.add(noticed)
    read, noticed = merge_parts(parts, positions)
    log.add(noticed)
    overlays = (*(read_source(name, content) for name in request.overlays), *corrections)
    tree = _overlaid(read, overlays, positions, log)
    source = parts[0].source
    place = source.path.resolve() if source.path else source.url
    reach = reach_of(source, request.root, network=request.network)
    older = _joined_swagger(tree, place, reach, positions, log)
    tree = tree if older is None else older.tree
    checked, identity, findings = check_structure(tree, positions)
    log.add_findings(findings, lambda at: positions.locate(checked, at))
    checked, left = _left_out(checked, request.skip, positions, log)
    bundled = bundle(checked, place, reach, positions)
    log.add(bundled.diagnostics)
    if older is not None:
        files = (*older.files, *bundled.files)
        contents_of = (*older.contents, *bundled.contents)
        bundled = replace(bundled, files=files, contents=contents_of)
    whole, left = _left_out(bundled.tree, left, positions, log)
    contents = [part.source.content for part in parts] + [one.content for one in overlays]
    return _Joined(
        parts=parts,
        read=read,
        checked=checked,
        identity=identity,
        bundled=bundled,
        tree=whole,
        skip=left,
        contents=contents,
    )


def _joined_swagger(
    tree: JsonValue, place: Place | None, reach: Reach, positions: Positions, log: _Log
) -> Bundled | None:
    """Return a Swagger 2.0 document with the files it refers to: they are converted with it.

    What leads nowhere stays as it is, and is told when the converted document is joined.
    """
    if not isinstance(tree, dict) or "swagger" not in tree or "openapi" in tree:
        return None
    bundled = bundle(tree, place, reach, positions, SWAGGER)
    log.add(bundled.diagnostics)
    return bundled


def _corrected(
    joined: _Joined, whole: Node, positions: Positions, log: _Log, *, is_final: bool
) -> Node:
    """Return the tree with its slips corrected; the final one is of OpenAPI 3.1 in its forms."""
    older = joined.identity.family == "3.0"
    bundled = joined.bundled
    whole, circles = without_loops(whole, positions.adopt)
    log.add_findings(circles, lambda at: positions.locate(bundled.tree, at))
    whole, findings = straighten(whole, positions.adopt, older=older)
    log.add_findings(findings, lambda at: positions.locate(bundled.tree, at))
    log.add_findings(bundled.findings, lambda at: positions.locate(bundled.tree, at))
    nowhere = (slip_rules.SKIP_NOWHERE.found(Location(source=""), pointer=p) for p in joined.skip)
    log.add(nowhere)
    reported = {finding.pointer for finding in bundled.findings}
    return _repaired(whole, joined.identity, positions, log, reported, is_final=is_final)


def _left_out(
    tree: Node, skip: Sequence[str], positions: Positions, log: _Log
) -> tuple[Node, tuple[str, ...]]:
    """Return the tree without the parts that are skipped, and the pointers that led nowhere."""
    made, findings, nowhere = leave_out(tree, skip, positions.adopt)
    log.add_findings(findings, lambda at: positions.locate(tree, at))
    return made, nowhere


def _standard_input(stdin: Stdin) -> bytes | None:
    return stdin() if callable(stdin) else stdin


def _overlaid(
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
    tree: Node,
    identity: Identity,
    positions: Positions,
    log: _Log,
    reported: set[str],
    *,
    is_final: bool,
) -> Node:
    """Return the tree in its 3.1 form without known slips, its references checked.

    `reported` are the pointers of references that a finding names already.
    """
    current, findings = correct_older_forms(tree, positions.adopt)
    log.add_findings(findings, lambda at: positions.locate(tree, at))
    whole, findings = correct_paths(current, positions.adopt)
    log.add_findings(findings, lambda at: positions.locate(current, at))
    repaired, findings = _repair(whole, identity, positions, is_final=is_final)
    log.add_findings(findings, lambda at: positions.locate(whole, at))
    walked = list(nodes(repaired))
    unreadable = check_readable(walked)
    unused = unused_components(repaired, unreadable)
    left = [found for found in unreadable if part_of(found.pointer) not in unused]
    log.add_findings((*left, *unused.values()), lambda at: positions.locate(repaired, at))
    if unused:
        repaired = without(repaired, [*unused], positions.adopt)
        walked = list(nodes(repaired))
    references = check_references(repaired, walked)
    broken = [found for found in references.findings if found.pointer not in reported]
    log.add_findings(broken, lambda at: positions.locate(repaired, at))
    if references.dropped:
        repaired = without(repaired, references.dropped, positions.adopt)
    if references.nowhere:
        repaired, _ = detached(repaired, references.nowhere, positions.adopt)
    if IMPORTED in repaired and is_final:
        return without(repaired, marks_of(repaired), positions.adopt)
    return repaired


def _repair(
    tree: Node, identity: Identity, positions: Positions, *, is_final: bool
) -> tuple[Node, tuple[Finding, ...]]:
    """Return the tree without known slips; the final one in its 3.1 form."""
    notes = Notes()
    older = identity.family == "3.0"

    def edit(node: Node, kind: str, link: Link) -> Node:
        node = repair(node, kind, link, notes)
        if is_final and kind == "schema":
            node = bounds_as_numbers(node, link, notes)
        if kind == "schema":
            node = correct_schema(tree, node, link, notes)
        elif kind == "discriminator":
            node = correct_mapping(tree, node, link, notes)
        elif kind in ("operation", "document"):
            node = correct_security(tree, node, link, notes)
        node = by_name(tree, spell_references(node, kind), kind, link, notes)
        if older and is_final:
            return convert(node, kind, link, notes)
        if kind == "schema" and "nullable" in node:
            notes.count(rules.NULLABLE_IGNORED, link)
        return node

    repaired = rewrite(tree, edit, positions.adopt)
    if not older or not is_final:
        return repaired, notes.findings()
    made: Node = {**repaired, "openapi": "3.1.0"}
    positions.adopt(made, repaired)
    if identity.declared != identity.openapi:
        return made, notes.findings()
    converted = Finding(
        rule=rules.CONVERTED_3_0, pointer="#/openapi", values=(("version", identity.openapi),)
    )
    return made, (converted, *notes.findings())
