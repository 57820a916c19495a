"""The files that a document refers to, which go with it to where it is kept.

In: the options that name a newest document, and its text. Out: the text of each file below the
document's own folder that its references lead to, by the way there. Pages refer to none, and files
that lie elsewhere stay where they are.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from dfnsgen.options import Options
from dfnsgen.pipeline import read_document

_REFERENCE = re.compile(r"\$ref[\"']?\s*:\s*[\"']?[^#\s\"']")
"""A reference to another file, as it is written in JSON and YAML."""


def files_beside(options: Options, text: str) -> Mapping[str, str]:
    """Return the files that the document of `options.origin` refers to. Raises Refused."""
    if not options.origin:
        return {}
    origin = options.origin[0]
    if len(options.origin) != 1 or "://" in origin or not _REFERENCE.search(text):
        return {}
    document, _ = read_document(replace(options, sources=(origin,), strict=False))
    found: dict[str, str] = {}
    for name in document.files:
        way = PurePosixPath(os.path.relpath(name, Path(origin).parent).replace("\\", "/"))
        if ".." not in way.parts:
            content = Path(name).read_bytes()
            found[way.as_posix()] = content.decode("utf-8", "surrogateescape")
    return found
