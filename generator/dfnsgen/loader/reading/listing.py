"""Lists of documentation pages: a folder of them, or the `llms.txt` that links to them.

In: what the user names. Out: names of pages. A list leads to pages of its own host, or below its
own folder, and nowhere else: it comes from a stranger. Raises Refused. Source: llmstxt.org.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from dfnsgen.diagnostics import Location, Refused
from dfnsgen.loader import page_rules
from dfnsgen.loader.limits import MAX_FILES
from dfnsgen.loader.reading.sources import read_source
from dfnsgen.loader.reading.text import decode

LIST_NAME = "llms.txt"

_LINK = re.compile(r"\]\(\s*<?([^()\s<>]+)>?[^()]*\)")
_SUFFIXES = (".md", ".mdx", ".markdown")
_WEB = ("http://", "https://")


def listed_pages(name: str) -> tuple[str, ...] | None:
    """Return the pages that a folder or a list holds; None for what is a page itself."""
    if name.startswith(_WEB):
        return _distinct(name, _of_url(name)) if _is_list(urlsplit(name).path) else None
    path = Path(name)
    if path.is_dir():
        inside = path / LIST_NAME
        return _distinct(name, _of_file(inside) if inside.is_file() else _of_folder(path))
    return _distinct(name, _of_file(path)) if _is_list(name) else None


def _is_list(name: str) -> bool:
    return name.replace("\\", "/").rsplit("/", 1)[-1] == LIST_NAME


def _distinct(name: str, pages: Iterator[str]) -> tuple[str, ...]:
    """Return the pages, each once. Raises Refused where there is none, or too many."""
    found = tuple(dict.fromkeys(pages))
    at = Location(source=name)
    if not found:
        raise Refused(page_rules.LIST_EMPTY.found(at))
    if len(found) > MAX_FILES:
        raise Refused(page_rules.LIST_LONG.found(at, limit=MAX_FILES))
    return found


def _of_url(url: str) -> Iterator[str]:
    own = urlsplit(url)
    for link in _links(url):
        there = urlsplit(urljoin(url, link))
        if there.scheme == own.scheme and there.netloc == own.netloc:
            yield there._replace(fragment="").geturl()


def _of_file(path: Path) -> Iterator[str]:
    """Yield the pages below the folder of a list: of a URL, the copy that lies at its path."""
    folder = path.parent
    for link in _links(str(path)):
        way = unquote(urlsplit(link).path).lstrip("/")
        for page in (folder / way, folder / way.rsplit("/", 1)[-1]):
            if page.is_file() and page.resolve().is_relative_to(folder.resolve()):
                yield str(page)
                break


def _of_folder(folder: Path) -> Iterator[str]:
    for page in sorted(folder.rglob("*")):
        if page.suffix in _SUFFIXES and page.is_file():
            yield str(page)


def _links(name: str) -> Iterator[str]:
    source = read_source(name)
    for found in _LINK.finditer(decode(source.content, source.name)):
        try:
            path = urlsplit(found[1]).path
        except ValueError:
            continue
        if path.lower().endswith(_SUFFIXES):
            yield found[1]
