"""The one module that knows Jinja: an environment that prints nothing but `Source`.

In: the names of templates and the parts of a plan. Out: text. A bare `str`, which may be a text of
the document, is refused at the moment it is printed: a forgotten filter is an error, not a hole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from generator.python.source import Source

RUNTIME = "_runtime"
_REFUSED_FILTERS = ("safe", "escape", "e", "forceescape", "format", "xmlattr", "urlize", "tojson")


class TemplateFault(Exception):
    """A template printed what it may not print, or doesn't fit the plan."""


def template_folders(override: Path | None = None) -> tuple[Path, ...]:
    """Return the folders in which templates are looked up, the user's own first.

    An installed dfnsgen carries its templates inside the package; a checkout has them beside it.
    """
    carried = Path(str(resources.files("generator"))) / "_templates"
    own = carried if carried.is_dir() else carried.parent.parent / "templates"
    return (override, own) if override else (own,)


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


class Templates:
    """The templates of dfnsgen, single ones replaced by those of `override`."""

    def __init__(self, override: Path | None = None) -> None:
        self._environment = Environment(
            loader=FileSystemLoader([str(folder) for folder in template_folders(override)]),
            undefined=StrictUndefined,
            autoescape=True,
            finalize=_printable,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        for name in _REFUSED_FILTERS:
            self._environment.filters.pop(name, None)
        self._environment.filters.update(indent=_indent, join=_join)

    def text(self, template: str, plan: object) -> str:
        """Print one part of the plan; raises TemplateFault where template and plan disagree."""
        try:
            return self._environment.get_template(template).render(plan=plan)
        except TemplateError as error:
            raise TemplateFault(f"{template}: {error}") from error
        except TemplateFault as error:
            raise TemplateFault(f"{template}: {error}") from error


def _printable(value: object) -> object:
    """Let through what may be printed: `Source`, what a macro printed, and integers."""
    if isinstance(value, Source):
        return Markup(value)
    if isinstance(value, Markup) or value.__class__ is int:
        return value
    raise TemplateFault(f"{type(value).__name__} is not Source: use literal, identifier, docstring")


def _indent(text: Source | Markup, width: int = 4) -> Markup:
    """Indent all lines but the first; empty ones stay empty."""
    _printable(text)
    first, *rest = str(text).split("\n")
    return Markup("\n".join([first, *(" " * width + line if line else line for line in rest)]))


def _join(parts: Iterable[Source | Markup], separator: str = "") -> Markup:
    """Join parts that may be printed; the separator stands in the template."""
    return Markup(separator).join([Markup(str(_printable(part))) for part in parts])


def _template_files(folders: tuple[Path, ...]) -> dict[str, Path]:
    """Return what each template name stands for; the first folder wins."""
    files: dict[str, Path] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix in {".jinja", ".py"}:
                files.setdefault(path.relative_to(folder).as_posix(), path)
    return files
