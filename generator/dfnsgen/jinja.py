"""The one module that knows Jinja: environments that print nothing unasked.

In: the folders of templates, and what may be printed. Out: an environment, and the types that one
who prints needs. Every value that a template prints goes through `finalize`, which returns it as
`Markup` or refuses it: a forgotten filter is an error, not a hole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from markupsafe import Markup

__all__ = [
    "Environment",
    "Markup",
    "StrictUndefined",
    "TemplateError",
    "TemplateSyntaxError",
    "environment",
]

_REFUSED_FILTERS = ("safe", "escape", "e", "forceescape", "format", "xmlattr", "urlize", "tojson")


def environment(folders: Iterable[Path], finalize: Callable[[object], object]) -> Environment:
    """Return an environment whose templates print what `finalize` lets through."""
    made = Environment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        optimized=False,  # a run compiles each template once: folding its constants doesn't pay
    )
    for name in _REFUSED_FILTERS:
        made.filters.pop(name, None)
    return made
