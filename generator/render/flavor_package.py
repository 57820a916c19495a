"""A package of models alone, in a flavour that another generator prints.

In: a FlavorPlan. Out: RenderedFiles, and what that generator warned of. What it printed is looked
at like what we print: a class that isn't ours by name, or a statement that has no business in a
module of models, refuses the whole.
"""

from __future__ import annotations

import ast
import re

from generator.python.flavors import FlavorPlan
from generator.python.source import docstring
from generator.render.datamodel_code import print_models
from generator.render.formatting import Formatter, RenderedFile, format_files
from generator.render.package import generated_from
from generator.render.structure import StructureFault, check_structure

_CALLS = ("ConfigDict", "Field", "Meta", "StringConstraints", "TypedDict", "field")
_REBUILD = re.compile(r"^(\w+)\.model_rebuild\(\)\n?", re.MULTILINE)
_MODELS = "models.py"


def render_flavor(
    plan: FlavorPlan, formatter: Formatter
) -> tuple[tuple[RenderedFile, ...], tuple[str, ...]]:
    """Print, check and format the package; raises FlavorFault, StructureFault, FormatFault."""
    origin = generated_from(plan.title, plan.version)
    text, warned = print_models(plan.document, plan.flavor)
    _check(text, plan)
    head = docstring(f"The models of the API, as {plan.flavor.value} has them.\n\n{origin}", 0)
    init = docstring(f"The models of the API, in `models`.\n\n{origin}", 0)
    files = (
        RenderedFile(path="__init__.py", text=f"{init}\n"),
        RenderedFile(path=_MODELS, text=f"{head}\n\n{_without_head(text)}"),
    )
    typed = RenderedFile(path="py.typed", text="")
    return (*format_files(files, formatter), typed), warned


def _check(text: str, plan: FlavorPlan) -> None:
    """Compare what was printed with the plan; models that need each other are rebuilt at last."""
    rest = _REBUILD.sub("", text)
    try:
        body = ast.parse(rest).body
    except (SyntaxError, ValueError, RecursionError) as error:
        raise StructureFault(f"{_MODELS}: not Python: {error}") from error
    classes = tuple(found.name for found in body if isinstance(found, ast.ClassDef))
    rebuilt = _REBUILD.findall(text)
    unplanned = [name for name in (*classes, *rebuilt) if name not in plan.classes]
    if unplanned:
        raise StructureFault(f"{_MODELS}: classes that were not planned: {', '.join(unplanned)}")
    check_structure(_MODELS, rest, classes, _CALLS)


def _without_head(text: str) -> str:
    """Leave out the comments at the head, which name a file that is nowhere."""
    return text[text.index("from __future__") :]
