"""Documentation pages to one document that can be kept: `dfnsgen import PAGE... --out specs/`.

In: pages. Out: a file name, the text of the document, and diagnostics. A single block keeps its
text as it is; several are merged and written anew. Either way the document lists its pages, by
which the loader knows that it is a part of the API. Raises Refused.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from dfnsgen.diagnostics import Diagnostic, Location, Refused, Severity
from dfnsgen.json_value import JsonValue
from dfnsgen.loader import page_rules
from dfnsgen.loader.grammar import METHODS, Node
from dfnsgen.loader.joining.merge import merge_parts, same
from dfnsgen.loader.positions import Positions
from dfnsgen.loader.reading.listing import listed_pages
from dfnsgen.loader.reading.pages import has_block
from dfnsgen.loader.reading.parts import Part, parts_of
from dfnsgen.loader.reading.sources import Source, read_source
from dfnsgen.loader.reading.text import decode, read_text
from dfnsgen.loader.reading.yaml_text import write_yaml
from dfnsgen.loader.structure import check_structure
from dfnsgen.pointers import child

IMPORTED = "x-dfnsgen-pages"
"""The member that an imported document lists its pages in."""
FROM = "x-dfnsgen-source"
"""The member that says which page an operation or a component was taken from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A document that was put together of pages. `stem` is a file name without its suffix.

    `pages` are those that held a part of it, of `listed` ones that were looked at.
    """

    stem: str
    text: str
    pages: int
    listed: int
    operations: int
    components: int


def import_pages(
    sources: Sequence[str], *, stdin: bytes | None = None
) -> tuple[Imported, tuple[Diagnostic, ...]]:
    """Return the document that documentation pages hold together. Raises Refused.

    A folder, or an `llms.txt`, stands for the pages that it leads to; those without a document in
    them are left out.
    """
    positions = Positions()
    pages, listed, found = _pages_of(sources, stdin)
    parts, noticed = parts_of(pages, positions)
    found += noticed
    for part in parts:
        if part.block is None:
            found.append(page_rules.PAGE_WITHOUT_BLOCK.found(Location(source=part.name)))
    tree, noticed = merge_parts(parts, positions)
    found.extend(noticed)
    if any(one.severity is Severity.ERROR for one in found):
        raise Refused(*found)
    _, identity, _ = check_structure(tree, positions)
    assert isinstance(tree, dict)
    traced = _traced(tree, parts) if len(parts) > 1 else tree
    whole: Node = {**traced, IMPORTED: _pages(parts)}
    text = _verbatim(parts, whole) or write_yaml(whole)
    if not same(read_text(text, "the imported document").value, whole):
        raise AssertionError("the imported document reads back as another")
    imported = Imported(
        stem=file_stem(identity.title, identity.version),
        text=text,
        pages=len({part.name for part in parts}),
        listed=listed,
        operations=sum(1 for _ in _operations(tree)),
        components=sum(1 for _ in _components(tree)),
    )
    return imported, tuple(found)


def _pages_of(
    sources: Sequence[str], stdin: bytes | None
) -> tuple[list[Source], int, list[Diagnostic]]:
    """Return the pages that the sources stand for, how many there are, and what can't be used.

    A page of a list is left out where it has no document; one that was named is refused later.
    """
    pages: list[Source] = []
    found: list[Diagnostic] = []
    count = 0
    for name in sources:
        listed = listed_pages(name)
        count += 1 if listed is None else len(listed)
        if listed is None:
            pages.append(read_source(name, stdin))
            continue
        for page in listed:
            try:
                source = read_source(page)
                text = decode(source.content, source.name)
            except Refused as refused:
                problem = refused.diagnostics[0].message
                found.append(page_rules.PAGE_NOT_READ.found(Location(source=page), problem=problem))
                continue
            if has_block(text):
                pages.append(source)
        if not pages:
            raise Refused(*found, page_rules.PAGE_WITHOUT_BLOCK.found(Location(source=name)))
    return pages, count, found


def _operations(tree: Node) -> Iterator[tuple[str, str, JsonValue]]:
    """Yield the operations of a tree, with where they stand: their path and method."""
    paths = tree.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        for method, operation in item.items() if isinstance(item, dict) else ():
            if method in METHODS and isinstance(operation, dict):
                yield path, method, operation


def _components(tree: Node) -> Iterator[tuple[str, str, JsonValue]]:
    """Yield the components of a tree, with where they stand: their section and name."""
    sections = tree.get("components")
    for section, members in sections.items() if isinstance(sections, dict) else ():
        for name, component in members.items() if isinstance(members, dict) else ():
            yield section, name, component


def _traced(tree: Node, parts: Sequence[Part]) -> Node:
    """Return a tree in which operations and components name the first page that has them."""
    pages: dict[tuple[str, str, str], str] = {}
    for part in parts:
        if isinstance(part.tree, dict):
            for root, members in _PLACES:
                for first, second, _ in members(part.tree):
                    pages.setdefault((root, first, second), _page_name(part.name))
    made: Node = dict(tree)
    for root, _ in _PLACES:
        groups = tree.get(root)
        for first, group in groups.items() if isinstance(groups, dict) else ():
            if isinstance(group, dict):
                marked = {key: _marked(group[key], pages.get((root, first, key))) for key in group}
                before = made[root]
                assert isinstance(before, dict)
                made[root] = {**before, first: marked}
    return made


def _marked(value: JsonValue, page: str | None) -> JsonValue:
    """Return an object that names its page; a reference stays as it is."""
    if page is None or not isinstance(value, dict) or "$ref" in value:
        return value
    return {**value, FROM: page}


_PLACES: tuple[tuple[str, Callable[[Node], Iterator[tuple[str, str, JsonValue]]]], ...] = (
    ("paths", _operations),
    ("components", _components),
)


def marks_of(tree: Node) -> list[str]:
    """Return the pointers of what an import added to a document, which no later step looks at."""
    return [
        f"#/{IMPORTED}",
        *(
            child("#", root, first, second, FROM)
            for root, members in _PLACES
            for first, second, value in members(tree)
            if isinstance(value, dict) and FROM in value
        ),
    ]


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
