"""The one module that knows Jinja: environments that print nothing unasked.

In: the folders of templates, and what may be printed. Out: an environment, and the types that one
who prints needs. Every value that a template prints goes through `finalize`, which returns it as
`Markup` or refuses it: a forgotten filter is an error, not a hole.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    nodes,
)
from jinja2 import __version__ as jinja_version
from jinja2.bccache import Bucket
from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from dfnsgen.cache import write_whole

__all__ = [
    "Environment",
    "Markup",
    "StrictUndefined",
    "TemplateError",
    "TemplateSyntaxError",
    "environment",
    "sandbox",
]

_REFUSED_FILTERS = ("safe", "escape", "e", "forceescape", "format", "xmlattr", "urlize", "tojson")


_COMPILED_FOR = ("autoescape", "trim_blocks", "lstrip_blocks", "keep_trailing_newline", "optimized")
"""The options of an environment that its compiled templates depend on."""


class _Compiled(BytecodeCache):
    """Templates as they were compiled, beside the templates, as Python keeps its own modules.

    Whoever may write there may write the templates as well. Jinja compares the source.
    """

    def __init__(self, folder: Path, made: Environment) -> None:
        self._folder = folder / "__pycache__"
        options = [getattr(made, name) for name in _COMPILED_FOR]
        form = f"{options} {jinja_version} {sys.version}"
        self._form = sha256(form.encode()).hexdigest()[:8]

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template's code where it is of this source."""
        with suppress(OSError), self._path(bucket).open("rb") as found:
            bucket.load_bytecode(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code; a folder that can't be written costs time, nothing else."""
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):
            write_whole(self._path(bucket), bucket.bytecode_to_string())

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key[:24]}.{self._form}.code"


def environment(
    folders: Iterable[Path],
    finalize: Callable[[object], object],
    *,
    compiled: Path | None = None,
) -> Environment:
    """Return an environment whose templates print what `finalize` lets through.

    `compiled` is the folder beside whose files their compiled forms are kept.
    """
    made = Environment(**_options(folders, finalize))
    if compiled is not None:
        made.bytecode_cache = _Compiled(compiled, made)
    for name in _REFUSED_FILTERS:
        made.filters.pop(name, None)
    return made


def _options(folders: Iterable[Path], finalize: Callable[[object], object]) -> dict[str, Any]:
    return {
        "loader": FileSystemLoader([str(folder) for folder in folders]),
        "undefined": StrictUndefined,
        "autoescape": True,
        "finalize": finalize,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
        "optimized": False,  # a run compiles each template once: folding constants doesn't pay
    }


_MOST_SPENT = 400_000_000
"""Characters that somebody's templates may print, and what their steps cost in characters."""
_STEP = 200
_LONGEST_TEMPLATE = 500_000
_SPEND = " spend"
"""A filter that no template can name."""
_BODIES = (nodes.Template, nodes.For, nodes.Macro, nodes.CallBlock, nodes.Block)
_COMPUTING = (nodes.Concat, nodes.BinExpr)


def sandbox(folders: Iterable[Path], finalize: Callable[[object], object]) -> Environment:
    """Return an environment for somebody's templates, perhaps of a checkout only looked at.

    They reach nothing but what they are given, call nothing but macros, compute nothing, and end:
    every step counts, and every character printed. What goes too far raises SecurityError, a
    TemplateError.
    """
    return _Sandbox(folders, finalize)


class _Sandbox(ImmutableSandboxedEnvironment):
    def __init__(self, folders: Iterable[Path], finalize: Callable[[object], object]) -> None:
        super().__init__(**_options(folders, self._counting(finalize)))
        self.globals.clear()
        self.filters.clear()
        self.filters[_SPEND] = self._spend
        self._spent = 0

    def _counting(self, finalize: Callable[[object], object]) -> Callable[[object], object]:
        def counted(value: object) -> object:
            found = finalize(value)
            self._spend(len(str(found)))
            return found

        return counted

    def _spend(self, cost: int) -> str:
        self._spent += cost
        if self._spent > _MOST_SPENT:
            raise SecurityError("the templates print too much, or take too many steps")
        return ""

    def is_safe_callable(self, obj: Any) -> bool:
        """Let templates call macros alone."""
        return isinstance(obj, (Macro, BlockReference))

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > _LONGEST_TEMPLATE:
            raise TemplateSyntaxError("the template is too long", 1, name, filename)
        tree = super()._parse(source, name, filename)
        for computed in tree.find_all(_COMPUTING):
            raise TemplateSyntaxError("templates don't compute", computed.lineno, name, filename)
        for kind in (nodes.Assign, nodes.With):
            for assigned in tree.find_all(kind):
                if next(assigned.find_all((nodes.List, nodes.Dict)), None) is not None:
                    problem = "templates build no lists"
                    raise TemplateSyntaxError(problem, assigned.lineno, name, filename)
        for node in (tree, *tree.find_all(_BODIES)):
            _let_count(node)
        return tree


def _let_count(node: nodes.Node) -> None:
    """Let what stands in a body cost what it prints by itself, each time that it is run."""
    data = sum(len(part.data) for part in node.find_all(nodes.TemplateData))
    cost = nodes.Const.from_untrusted(_STEP + data, lineno=node.lineno)
    spend = nodes.Filter(cost, _SPEND, [], [], None, None, lineno=node.lineno)
    body: list[nodes.Node] = dict(node.iter_fields())["body"]
    body.insert(0, nodes.ExprStmt(spend, lineno=node.lineno))
