"""The fixed support code that travels with a package: what its modules import, and no more.

In: the printed files. Out: the runtime files, as they stand in the templates. What only some
packages need (pages, streams, OAuth 2) is imported by the modules that a plan prints and by no
other part of the runtime: so a package without a client carries no transport, and one without pages
nothing that reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from dfnsgen.render.rendered import RenderedFile
from dfnsgen.render.template_files import RUNTIME, runtime_text

_IN_PACKAGE = re.compile(rf"\.{RUNTIME}\.(_\w+)")
_IN_RUNTIME = re.compile(r"^\s*from \.(_\w+) import", re.MULTILINE)


def runtime_files(
    printed: Iterable[RenderedFile], common: Iterable[RenderedFile], templates: Path | None
) -> tuple[RenderedFile, ...]:
    """Return the runtime files that the printed ones need, directly or through others.

    Those `common` to several packages were printed, too, and stand among the runtime files.
    """
    texts = {file.path: file.text for file in common}
    needed = [f"{name}.py" for file in printed for name in _IN_PACKAGE.findall(file.text)]
    needed += ["__init__.py"] if needed else []
    needed += [f"{name}.py" for text in texts.values() for name in _IN_RUNTIME.findall(text)]
    while needed:
        name = needed.pop()
        if name not in texts:
            texts[name] = runtime_text(name, templates)
            needed += [f"{imported}.py" for imported in _IN_RUNTIME.findall(texts[name])]
    return tuple(
        RenderedFile(path=f"{RUNTIME}/{name}", text=text) for name, text in sorted(texts.items())
    )
