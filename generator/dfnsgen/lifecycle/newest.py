"""Getting the newest document of an API: from a URL, a path, or documentation pages.

In: sources. Out: one document's text, None where the server says that it is
still the version that is known. What a server said of a version is kept in the user's cache folder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dfnsgen.cache import Kept, user_cache
from dfnsgen.inputs import source_name
from dfnsgen.loader.imports import import_pages
from dfnsgen.loader.reading.network import fetch_newer
from dfnsgen.loader.reading.pages import is_page
from dfnsgen.loader.reading.sources import read_source
from dfnsgen.render.writing.files import scratch_folder
from dfnsgen.render.writing.lock import hash_of

_DOCUMENT = re.compile(r"^[\"']?(?:openapi|swagger)[\"']?\s*:", re.MULTILINE)
"""What a YAML document says of itself, wherever it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """A document as it is to be kept: its text, and the end of its file's name."""

    text: str
    suffix: str


def newest(sources: Sequence[str], known: str) -> Newest | None:
    """Read the sources; `known` is the hash of the document that is there. Raises Refused.

    None where a server says that it has nothing newer than what `known` was fetched from.
    """
    texts: dict[str, str] = {}
    has_pages = len(sources) != 1
    for number, source in enumerate(sources):
        content = _content(source, known if len(sources) == 1 else "")
        if content is None:
            return None
        text = content.decode("utf-8", "surrogateescape")
        texts[f"{number}-{_file_name(source)}"] = text
        has_pages = has_pages or _is_page(text, source)
    if not has_pages:
        (text,) = texts.values()
        return Newest(text=text, suffix=".json" if text.lstrip().startswith("{") else ".yaml")
    with scratch_folder(texts) as folder:
        imported, _ = import_pages([str(folder / name) for name in texts])
    return Newest(text=imported.text, suffix=".yaml")


def _is_page(text: str, name: str) -> bool:
    """Whether a text is a page, or a list of pages, and no document."""
    is_json = text.lstrip().startswith("{")
    return is_page(text, name) or not (is_json or _DOCUMENT.search(text))


def _content(source: str, known: str) -> bytes | None:
    if not source.startswith(("http://", "https://")):
        return read_source(source).content
    name, cache = hash_of(source.encode()), user_cache()
    answer = _answer(cache.read("fetched", name))
    is_known = bool(known) and answer.get("sha256") == known
    fetched = fetch_newer(
        source,
        etag=answer.get("etag", "") if is_known else "",
        modified=answer.get("modified", "") if is_known else "",
    )
    if fetched is None:
        return None
    digest = hash_of(fetched.content)
    cache.write(
        "fetched", name, {"etag": fetched.etag, "modified": fetched.modified, "sha256": digest}
    )
    return fetched.content


def _answer(kept: Kept) -> dict[str, str]:
    """Return what a server said of a version; it goes into a header again, so it is plain."""
    found = kept.items() if isinstance(kept, dict) else ()
    return {key: text for key, text in found if isinstance(text, str) and text.isprintable()}


def _file_name(source: str) -> str:
    name = re.sub(r"[^A-Za-z0-9._-]", "_", source_name(source))[-60:]
    return name if "." in name else f"{name}.md"
