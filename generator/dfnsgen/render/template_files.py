"""Where templates are: the user's own, then ours.

In: the folder that the user named, if any. Out: paths, texts, and one hash over all of them.
Nothing is printed here, and Jinja isn't needed.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from dfnsgen.runtime import own_templates

RUNTIME = "_runtime"
_KINDS = frozenset({".jinja", ".jinja2", ".py"})


class TemplateFault(Exception):
    """A template is missing, printed what it may not print, or doesn't fit the plan."""


def template_folders(override: Path | None = None) -> tuple[Path, ...]:
    """Return the folders in which templates are looked up, the user's own first."""
    return (override, own_templates()) if override else (own_templates(),)


def templates_hash(override: Path | None = None) -> str:
    """Return one hash over all templates and runtime files, as they would be used."""
    digest = hashlib.sha256()
    for name, path in sorted(_template_files(template_folders(override)).items()):
        digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def runtime_text(name: str, override: Path | None = None) -> str:
    """Return the text of a runtime file; raises TemplateFault where there is none."""
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
