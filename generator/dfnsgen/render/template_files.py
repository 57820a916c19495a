"""Where templates are: the user's own, then ours.

In: the folder that the user named, if any. Out: paths, texts, and one hash over all of them.
Nothing is printed here, and Jinja isn't needed.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.phrases import nearest
from dfnsgen.runtime import own_templates

# A row is a row here, not a column.
# fmt: off
NO_TEMPLATES = Rule.error("templates-not-found", "there is no such folder of templates",
    effect="nothing is written", remedy="check --templates, or `templates` in the configuration")
UNKNOWN_TEMPLATE = Rule.error("template-unknown",
    "dfnsgen has no template of this name: the file replaces none", effect="nothing is written",
    remedy="{nearest}what your templates include stands in a folder `parts` beside them")
OUTSIDE = Rule.error("template-outside", "a link that leads out of the folder of templates",
    effect="nothing is written", remedy="put the file itself there")
TEMPLATE_FAULT = Rule.error("template-fault", "{problem}", effect="nothing is written",
    remedy="correct the template; `docs/templates.md` says what it is given")
# fmt: on
RUNTIME = "_runtime"
TESTING = "testing"
TEMPLATE_SUFFIX = ".jinja"
_KINDS = frozenset({TEMPLATE_SUFFIX, ".py"})


PARTS = "parts"
"""The folder, in one of the user's, of what their templates include."""


class TemplateFault(Exception):
    """A template is missing, printed what it may not print, or doesn't fit the plan.

    `path` is the template's; `line` counts from 1, 0 where the fault is in no line.
    """

    def __init__(self, message: str, *, path: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.path = path
        self.line = line


def template_folders(override: Path | None = None) -> tuple[Path, ...]:
    """Return the folders in which templates are looked up, the user's own first."""
    return (override, own_templates()) if override else (own_templates(),)


def check_override(folder: Path) -> None:
    """Look at a folder of the user's templates; raises Refused for none, or a misspelt file."""
    if not folder.is_dir():
        raise Refused(NO_TEMPLATES.found(Location(source=str(folder))))
    root = folder.resolve()
    outside = [
        OUTSIDE.found(Location(source=str(path)))
        for path in sorted(_template_files((folder,)).values())
        if not path.resolve().is_relative_to(root)
    ]
    if outside:
        raise Refused(*outside)
    ours, theirs = _template_files((own_templates(),)), _template_files((folder,))
    unknown = [
        UNKNOWN_TEMPLATE.found(
            Location(source=str(path)), nearest=nearest(path.relative_to(folder).as_posix(), ours)
        )
        for name, path in sorted(theirs.items())
        if name not in ours and not name.startswith(f"{PARTS}/")
    ]
    if unknown:
        raise Refused(*unknown)


def templates_hash(override: Path | None = None) -> str:
    """Return one hash over all templates and runtime files, as they would be used."""
    digest = hashlib.sha256()
    for name, path in sorted(_template_files(template_folders(override)).items()):
        digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def runtime_text(name: str, override: Path | None = None) -> str:
    """Return the text of a fixed file; raises TemplateFault where there is none."""
    for folder in template_folders(override):
        path = folder / RUNTIME / name
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise TemplateFault(f"there is no runtime file {name!r} in {RUNTIME}/")


def _template_files(folders: tuple[Path, ...]) -> dict[str, Path]:
    """Return what each template name stands for; the first folder wins."""
    files: dict[str, Path] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            name = path.relative_to(folder)
            # How the page of a comparison looks is nothing of a package.
            if path.is_file() and path.suffix in _KINDS and name.parts[0] != "report":
                files.setdefault(name.as_posix(), path)
    return files
