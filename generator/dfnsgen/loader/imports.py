"""Documentation pages to one document that can be kept: `dfnsgen import PAGE... --out specs/`.

In: pages. Out: a file name, the text of the document, and diagnostics. A single block keeps its
text as it is; several are merged and written anew. Either way the document lists its pages, by
which the loader knows that it is a part of the API. Raises Refused.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from dfnsgen.diagnostics import Diagnostic, Location, Refused, Severity
from dfnsgen.json_value import JsonValue
from dfnsgen.loader import rules
from dfnsgen.loader.grammar import Node
from dfnsgen.loader.joining.merge import merge_parts, same
from dfnsgen.loader.positions import Positions
from dfnsgen.loader.reading.parts import Part, read_parts
from dfnsgen.loader.reading.text import read_text
from dfnsgen.loader.reading.yaml_text import write_yaml
from dfnsgen.loader.structure import check_structure

IMPORTED = "x-dfnsgen-pages"
"""The member that an imported document lists its pages in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A document that was put together of pages. `stem` is a file name without its suffix."""

    stem: str
    text: str


def import_pages(
    sources: Sequence[str], *, stdin: bytes | None = None
) -> tuple[Imported, tuple[Diagnostic, ...]]:
    """Return the document that documentation pages hold together. Raises Refused."""
    positions = Positions()
    parts, noticed = read_parts(sources, stdin, positions)
    found = list(noticed)
    for part in parts:
        if part.block is None:
            found.append(rules.PAGE_WITHOUT_BLOCK.found(Location(source=part.name)))
    tree, noticed = merge_parts(parts, positions)
    found.extend(noticed)
    if any(one.severity is Severity.ERROR for one in found):
        raise Refused(*found)
    _, identity, _ = check_structure(tree, positions)
    assert isinstance(tree, dict)
    whole: Node = {**tree, IMPORTED: _pages(parts)}
    text = _verbatim(parts, whole) or write_yaml(whole)
    if not same(read_text(text, "the imported document").value, whole):
        raise AssertionError("the imported document reads back as another")
    return Imported(stem=file_stem(identity.title, identity.version), text=text), tuple(found)


def file_stem(title: str, version: str) -> str:
    """Return a file name for a version of an API: lower case, at most 60 characters.

    A title of a stranger gives letters, digits and hyphens, whatever it holds.
    """
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:35].strip("-") or "api"
    number = re.sub(r"[^A-Za-z0-9+_-]+", ".", version).strip(".-")[:24].rstrip(".-")
    return f"{name}-{number}" if number else name


def _pages(parts: Sequence[Part]) -> list[JsonValue]:
    """Return where each block came from: page, hash and operation."""
    return [
        {
            "page": _page_name(part.name),
            "sha256": hashlib.sha256(part.source.content).hexdigest(),
            "operation": part.block.operation if part.block else "",
        }
        for part in parts
    ]


def _page_name(name: str) -> str:
    """Return a page's URL, or its file's name without the folders of this machine."""
    if name.startswith(("http://", "https://")):
        return name.split("?")[0]
    return PurePosixPath(name.replace("\\", "/")).name


def _verbatim(parts: Sequence[Part], whole: dict[str, JsonValue]) -> str:
    """Return the text of a single block with its page added, or '' where that isn't the whole."""
    if len(parts) != 1 or parts[0].block is None:
        return ""
    text = parts[0].block.text.rstrip("\n") + "\n"
    text += write_yaml({IMPORTED: whole[IMPORTED]})
    try:
        read = read_text(text, "the imported document").value
    except Refused:
        return ""
    return text if same(read, whole) else ""
