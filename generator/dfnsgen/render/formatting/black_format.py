"""The one module that knows black.

In: files as printed. Out: the same files in black's style of one calendar year.
"""

from __future__ import annotations

from dataclasses import replace

from black import Mode, format_str
from black.mode import TargetVersion
from black.parsing import InvalidInput

from dfnsgen.render.formatting.formatting import LINE_LENGTH, FormatFault, RenderedFile


def format_with_black(files: tuple[RenderedFile, ...]) -> tuple[RenderedFile, ...]:
    """Lay out each file in this process; raises FormatFault where black refuses one."""
    mode = Mode(line_length=LINE_LENGTH, target_versions={TargetVersion.PY311})
    laid_out: list[RenderedFile] = []
    for file in files:
        try:
            laid_out.append(replace(file, text=format_str(file.text, mode=mode)))
        except (InvalidInput, ValueError) as error:
            raise FormatFault(f"{file.path}: black: {error}") from error
    return tuple(laid_out)
