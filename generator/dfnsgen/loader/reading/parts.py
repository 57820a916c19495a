"""Sources to trees: each file, URL or page block becomes a part with its own positions.

In: names of sources. Out: `Part`s, in their order, and findings. Raises Refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dfnsgen.diagnostics import Diagnostic, Location
from dfnsgen.json_value import JsonValue
from dfnsgen.loader import rules
from dfnsgen.loader.positions import Positions, Text
from dfnsgen.loader.reading.pages import Block, blocks_of, check_block, is_page
from dfnsgen.loader.reading.sources import Source, read_source
from dfnsgen.loader.reading.text import decode, read_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One document of the sources; `block` is the page's block that held it."""

    tree: JsonValue
    source: Source
    block: Block | None = None

    @property
    def name(self) -> str:
        """What the part is shown as."""
        return self.source.name

    @property
    def folder(self) -> Path | None:
        """Where references to files start."""
        return self.source.folder


def read_parts(
    names: Sequence[str], stdin: bytes | None, positions: Positions
) -> tuple[tuple[Part, ...], tuple[Diagnostic, ...]]:
    """Return the documents that the sources hold. Raises Refused."""
    return parts_of((read_source(name, stdin) for name in names), positions)


def parts_of(
    sources: Iterable[Source], positions: Positions
) -> tuple[tuple[Part, ...], tuple[Diagnostic, ...]]:
    """Return the documents that sources hold which were read. Raises Refused."""
    parts: list[Part] = []
    found: list[Diagnostic] = []
    for source in sources:
        text = decode(source.content, source.name)
        if is_page(text, source.name):
            for block in blocks_of(text, source.name):
                part, noticed = _read_block(block, source, positions)
                parts.append(part)
                found.extend(noticed)
        else:
            tree, noticed = read_tree(text, source.name, positions)
            parts.append(Part(tree=tree, source=source))
            found.extend(noticed)
    return tuple(parts), tuple(found)


def read_tree(
    text: str, source: str, positions: Positions, *, first_line: int = 1
) -> tuple[JsonValue, tuple[Diagnostic, ...]]:
    """Return the value of a text and let its places be known. Raises Refused."""
    parsed = read_text(text, source, first_line=first_line)
    positions.add(
        Text(source=source, root=parsed.value, layout=parsed.layout, first_line=first_line)
    )
    if not parsed.merge_keys:
        return parsed.value, ()
    at = Location(source=source, line=first_line, column=1)
    return parsed.value, (rules.YAML_MERGED.found(at, count=parsed.merge_keys),)


def digest(contents: Sequence[bytes]) -> str:
    """Return the SHA-256 of what was read: of one source its own, of several that of theirs."""
    digests = [hashlib.sha256(content).hexdigest() for content in contents]
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _read_block(
    block: Block, source: Source, positions: Positions
) -> tuple[Part, tuple[Diagnostic, ...]]:
    read, noticed = read_tree(block.text, source.name, positions, first_line=block.first_line)
    heading = Location(source=source.name, line=block.first_line - 1, column=1)
    tree, findings = check_block(read, block, heading)
    if isinstance(tree, dict) and isinstance(read, dict):
        positions.adopt(tree, read)
    at_heading = tuple(
        finding.diagnostic(
            lambda pointer: Location(
                source=source.name, pointer=pointer, line=heading.line, column=1
            )
        )
        for finding in findings
    )
    return Part(tree=tree, source=source, block=block), (*noticed, *at_heading)
