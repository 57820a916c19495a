"""The templates of emitted code: they print nothing but `Source`.

In: the names of templates and the parts of a plan. Out: text. A bare `str`, which may be a text of
the document, is refused at the moment it is printed: a forgotten filter is an error, not a hole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from traceback import walk_tb
from typing import Any

from dfnsgen.jinja import (
    Markup,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    environment,
    sandbox,
)
from dfnsgen.python.source.source import Source
from dfnsgen.render.template_files import TEMPLATE_SUFFIX, TemplateFault, template_folders

OWN_RUNTIME = Source("._runtime")
SHARED_RUNTIME = Source(".._runtime")
WITHIN_RUNTIME = Source("")
"""What stands before a module of the fixed code where it is imported: in the package, beside it, or
in the fixed code itself."""


class Templates:
    """The templates of dfnsgen, single ones replaced by those of `override`.

    `watch` sees each part of a plan as it is printed: all else in a text is the templates' own.
    What imports the fixed code finds it in the package, or elsewhere, as where it is shared:
    templates know the place as `runtime`, and the filter `placed` puts a module there.
    """

    def __init__(
        self,
        override: Path | None = None,
        watch: Callable[[Source], object] | None = None,
        *,
        runtime: Source = OWN_RUNTIME,
    ) -> None:
        def watched(value: object) -> object:
            if watch is not None and isinstance(value, Source):
                watch(value)
            return _printable(value)

        finalize = watched if watch is not None else _printable
        folders = template_folders(override)
        if override is None:
            self._environment = environment(folders, finalize, compiled=folders[0])
        else:
            self._environment = sandbox(folders, finalize)
        filters = {"indent": partial(_indent, finalize), "join": partial(_join, finalize)}
        self._environment.filters.update(filters)
        self._environment.filters["placed"] = partial(_placed, runtime)
        known: Any = self._environment.globals  # Jinja's own type names its defaults alone.
        known["runtime"] = runtime

    def text(self, template: str, plan: object) -> str:
        """Print one part of the plan; raises TemplateFault where template and plan disagree."""
        try:
            return self._environment.get_template(template).render(plan=plan)
        except _FAULTS as error:
            path, line = _place(error)
            raise TemplateFault(f"{template}: {error}", path=path, line=line) from error


_FAULTS = (
    *(TemplateError, TemplateFault, TypeError, AttributeError, ValueError, LookupError),
    *(SyntaxError, RecursionError, MemoryError, ArithmeticError, OSError),
)
"""How a template goes wrong; also while its expressions are run, and while Python compiles it."""
_WIDEST_INDENT = 40


def _place(error: Exception) -> tuple[str, int]:
    """Return the path and line of the template that could not be read, or printed."""
    if isinstance(error, TemplateSyntaxError):
        return error.filename or "", error.lineno
    frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    places = [place for place in frames if place[0].endswith(TEMPLATE_SUFFIX)]
    return places[-1] if places else ("", 0)


def _printable(value: object) -> object:
    """Let through what may be printed: `Source`, what a macro printed, and integers."""
    if isinstance(value, (Source, Markup)) or value.__class__ is int:
        return value
    if isinstance(value, StrictUndefined):
        str(value)  # raises, and names what the plan doesn't have
    raise TemplateFault(f"{type(value).__name__} is not Source: use literal, identifier, docstring")


def _indent(finalize: Callable[[object], object], text: Source | Markup, width: int = 4) -> Markup:
    """Indent all lines but the first; empty ones stay empty."""
    finalize(text)
    if not 0 <= width <= _WIDEST_INDENT:
        raise TemplateFault(f"an indent is 0 to {_WIDEST_INDENT} spaces")
    first, *rest = str(text).split("\n")
    return Markup("\n".join([first, *(" " * width + line if line else line for line in rest)]))


def _placed(runtime: Source, module: Source) -> Source:
    """Return the path of a module from where it is imported, for one of the fixed code as well."""
    outer, own, inner = module.partition(OWN_RUNTIME)
    if not own or outer.strip("."):
        return module
    return Source(f"{outer}{runtime}{inner}")


def _join(
    finalize: Callable[[object], object], parts: Iterable[Source | Markup], separator: str = ""
) -> Markup:
    """Join parts that may be printed; the separator stands in the template."""
    return Markup(separator.join([str(finalize(part)) for part in parts]))
