"""Which files a document's references may lead to, and how they are found.

In: a reference and the file it stands in. Out: a place, or the rule that forbids it. A file must
lie below the document's own folder, below the working folder where the document does, or below a
root that was asked for; symbolic links are followed before that is judged. A URL is read only where
the network was allowed.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from dfnsgen.configuration.roots import roots_of
from dfnsgen.diagnostics import Rule
from dfnsgen.json_value import JsonValue
from dfnsgen.loader import rules
from dfnsgen.loader.reading.sources import Source, read_path

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\\\")
NO_SUCH_FILE = "there is no such file"
_WEB = ("http://", "https://")

Place = Path | str
"""Where a file is: a real path, or a URL."""
Values = tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file that was read; `place` is None for a document that came from nowhere."""

    place: Place | None
    shown: str
    tree: JsonValue

    @property
    def stem(self) -> str:
        """The last part of its name, without the suffix."""
        name = urlsplit(self.place).path if isinstance(self.place, str) else str(self.place)
        return PurePosixPath(name).stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far references may lead: below some folders, and to the network or not.

    `folder` is the document's own; what is shown of a file counts from there.
    """

    folder: Path | None = None
    shown: str = ""
    roots: tuple[Path, ...] = ()
    network: bool = False

    def name_of(self, place: Place) -> str:
        """Return the way to a file from the document's folder, or its URL."""
        if isinstance(place, str) or self.folder is None:
            return str(place)
        return os.path.relpath(place, self.folder).replace("\\", "/")


def reach_of(source: Source, root: Path | None, *, network: bool) -> Reach:
    """Return how far the references of a source may lead."""
    if source.path is None:
        return Reach(network=network)
    folder = source.path.resolve().parent
    shown = str(source.path.parent)
    return Reach(folder=folder, shown=shown, roots=roots_of(folder, root), network=network)


def find_file(
    reach: Reach, file: File, reference: str, where: str
) -> tuple[Rule | None, Values, Place | None]:
    """Return where the file of a reference is, or the rule that forbids to read it."""
    values: Values = (("reference", reference[:200]),)
    if isinstance(file.place, str) or _SCHEME.match(where):
        return _find_url(reach, file, where, values)
    if reach.folder is None or file.place is None:
        return rules.REFERENCE_WITHOUT_FOLDER, values, None
    name = unquote(where)
    if name.startswith("/") or "\\" in name or "\0" in name or _SCHEME.match(name):
        return rules.REFERENCE_OUTSIDE, values, None
    try:
        path = (file.place.parent / name).resolve()
        problem = "" if path.is_file() else "it is no file" if path.exists() else NO_SUCH_FILE
    except (OSError, RuntimeError) as error:
        return rules.REFERENCE_FILE, (*values, ("problem", type(error).__name__)), None
    if not any(path.is_relative_to(root) for root in reach.roots):
        return rules.REFERENCE_OUTSIDE, values, None
    if problem:
        return rules.REFERENCE_FILE, (*values, ("problem", problem)), None
    return None, values, path


def _find_url(
    reach: Reach, file: File, where: str, values: Values
) -> tuple[Rule | None, Values, Place | None]:
    base = file.place if isinstance(file.place, str) else ""
    try:
        url = urljoin(base, where)
    except ValueError:
        url = ""
    if not reach.network or not url.startswith(_WEB):
        return rules.REFERENCE_REMOTE, values, None
    return None, values, url


def read_place(reach: Reach, place: Place) -> tuple[bytes, str]:
    """Return the bytes of a file, and what it is shown as. Raises Refused."""
    if isinstance(place, str):
        from dfnsgen.loader.reading.network import fetch  # only here is the network needed

        return fetch(place), place
    shown = os.path.normpath(Path(reach.shown) / reach.name_of(place))
    return read_path(place, shown), shown
