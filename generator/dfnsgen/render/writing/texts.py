"""Texts by their hashes, in the user's cache folder: what was written, to be compared with later.

In: texts, or the hash of one. Out: the text again, as long as the folder holds it. Nothing depends
on it: the folder may be deleted at any time, and a text that isn't what its name says is not given.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from dfnsgen.cache import cache_folder
from dfnsgen.render.formatting.formatting import RenderedFile
from dfnsgen.render.writing.files import forget_oldest, replace_file
from dfnsgen.render.writing.lock import hash_of

_MOST = 4000
"""How many texts are kept; at 5 kB each these are 20 MB."""


def keep_texts(files: Iterable[RenderedFile]) -> None:
    """Keep the texts of files; a folder that can't be written keeps nothing."""
    with suppress(OSError):
        for file in files:
            content = file.text.encode()
            path = _path(hash_of(content))
            if not path.exists():
                replace_file(path, zlib.compress(content))
        forget_oldest(_folder(), _MOST)


def kept_text(digest: str) -> str | None:
    """Return the text with this hash, None where it isn't kept."""
    if not digest.isalnum():  # a lock may be a stranger's
        return None
    try:
        content = zlib.decompress(_path(digest).read_bytes())
    except (OSError, zlib.error):
        return None
    return content.decode() if hash_of(content) == digest else None


def _folder() -> Path:
    return cache_folder() / "texts"


def _path(digest: str) -> Path:
    return _folder() / digest[:2] / digest[2:]
