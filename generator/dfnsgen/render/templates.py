"""The templates of emitted code: they print nothing but `Source`.

In: the names of templates and the parts of a plan. Out: text. A bare `str`, which may be a text of
the document, is refused at the moment it is printed: a forgotten filter is an error, not a hole.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dfnsgen.jinja import Markup, StrictUndefined, TemplateError, environment
from dfnsgen.python.source.source import Source
from dfnsgen.render.template_files import TemplateFault, template_folders


class Templates:
    """The templates of dfnsgen, single ones replaced by those of `override`."""

    def __init__(self, override: Path | None = None) -> None:
        self._environment = environment(template_folders(override), _printable)
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
