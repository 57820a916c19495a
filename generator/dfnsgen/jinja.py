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

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from jinja2 import __version__ as jinja_version
from jinja2.bccache import Bucket
from markupsafe import Markup

from dfnsgen.cache import write_whole

__all__ = [
    "Environment",
    "Markup",
    "StrictUndefined",
    "TemplateError",
    "TemplateSyntaxError",
    "environment",
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
    if compiled is not None:
        made.bytecode_cache = _Compiled(compiled, made)
    for name in _REFUSED_FILTERS:
        made.filters.pop(name, None)
    return made
