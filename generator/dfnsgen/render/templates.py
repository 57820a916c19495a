"""The one module that knows Jinja: an environment that prints nothing but `Source`.

In: the names of templates and the parts of a plan. Out: text. A bare `str`, which may be a text of
the document, is refused at the moment it is printed: a forgotten filter is an error, not a hole.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from dfnsgen.python.source.source import Source
from dfnsgen.render.template_files import TemplateFault, template_folders

_REFUSED_FILTERS = ("safe", "escape", "e", "forceescape", "format", "xmlattr", "urlize", "tojson")


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
    if isinstance(value, StrictUndefined):
        str(value)  # raises, and names what the plan doesn't have
    raise TemplateFault(f"{type(value).__name__} is not Source: use literal, identifier, docstring")


def _indent(text: Source | Markup, width: int = 4) -> Markup:
    """Indent all lines but the first; empty ones stay empty."""
    _printable(text)
    first, *rest = str(text).split("\n")
    return Markup("\n".join([first, *(" " * width + line if line else line for line in rest)]))


def _join(parts: Iterable[Source | Markup], separator: str = "") -> Markup:
    """Join parts that may be printed; the separator stands in the template."""
    return Markup(separator).join([Markup(str(_printable(part))) for part in parts])
