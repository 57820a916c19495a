"""Where a package goes: its name and folder.

In: options and a document's title. Out: a folder below the one that was asked for.
"""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.options import Options

PACKAGE_NAME = Rule.error(
    "package-name", "{name!r} can't be the name of a Python package: {why}", remedy="{instead}"
)
OUT_LEAVES_FOLDER = Rule.error(
    "out-leaves-folder",
    "a symbolic link leads it out of {base}",
    effect="nothing is written",
    remedy="name the real folder",
)
_LONGEST = 60
_TITLE_FILLERS = frozenset({"api", "openapi", "swagger", "spec", "specification", "rest", "the"})


def package_folder(options: Options, title: str) -> Path:
    """Return the folder of the package; raises Refused for a bad name or a link that leads away."""
    name = options.package or default_package(title)
    why = _fault(name)
    if why:
        at = Location(source="--package")
        raise Refused(PACKAGE_NAME.found(at, name=name, why=why, instead=_instead(name)))
    folder = options.base / options.out / name
    if not options.out.is_absolute() and ".." not in options.out.parts:
        base = options.base.resolve()
        if not folder.resolve().is_relative_to(base):
            at = Location(source=str(options.out / name))
            raise Refused(OUT_LEAVES_FOLDER.found(at, base=str(base)))
    return folder


def default_package(title: str) -> str:
    """Return the package name that a document's title gives: `Dfns API` is `dfns`."""
    words = re.findall(r"[a-z0-9]+", title.lower())
    significant = [word for word in words if word not in _TITLE_FILLERS] or words
    name = "_".join(significant)[:_LONGEST].rstrip("_")
    if not name or name[0].isdigit():
        name = f"api_{name}".rstrip("_")
    return f"{name}_" if keyword.iskeyword(name) else name


def _fault(name: str) -> str:
    """Return what keeps Python, or a file system, from taking the name; "" where nothing does."""
    if keyword.iskeyword(name):
        return "it is a word of the language"
    if not (name.isascii() and name.isidentifier()):
        return "it holds more than ASCII letters, digits and underscores, or starts with a digit"
    if len(name) > _LONGEST:
        return f"it is longer than {_LONGEST} characters"
    return "two underscores in front are Python's own" if name.startswith("__") else ""


def _instead(name: str) -> str:
    """Return what may be written for a name that can't be taken."""
    *parents, last = name.split(".")
    if parents and all(part.isidentifier() for part in (*parents, last)):
        return f"write --out {'/'.join(parents)} --package {last}"
    return f"write --package {default_package(name)}"
