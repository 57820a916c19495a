"""Laying out printed Python; the one module that knows ruff and black.

In: files as printed. Out: the same files, laid out. No file of the package is touched here. Each
formatter is imported where it is asked for: black alone takes 100 ms to import.
"""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

from dfnsgen.render.rendered import LINE_LENGTH, FormatFault, Formatter, RenderedFile
from dfnsgen.render.writing.files import scratch_folder

_RUFF_OPTIONS = (
    "--isolated",
    "--no-cache",
    "--target-version=py311",
    f"--line-length={LINE_LENGTH}",
)
_SECONDS = 120


def format_files(
    files: tuple[RenderedFile, ...], formatter: Formatter = Formatter.RUFF
) -> tuple[RenderedFile, ...]:
    """Lay out all files with one formatter; raises FormatFault where it refuses one."""
    if not files:
        return ()
    return _with_black(files) if formatter is Formatter.BLACK else _with_ruff(files)


def _with_black(files: tuple[RenderedFile, ...]) -> tuple[RenderedFile, ...]:
    """Lay out each file in this process, in black's style of one calendar year."""
    from black import Mode, format_str
    from black.mode import TargetVersion
    from black.parsing import InvalidInput

    mode = Mode(line_length=LINE_LENGTH, target_versions={TargetVersion.PY311})
    laid_out: list[RenderedFile] = []
    for file in files:
        try:
            laid_out.append(replace(file, text=format_str(file.text, mode=mode)))
        except (InvalidInput, ValueError) as error:
            raise FormatFault(f"{file.path}: black: {error}") from error
    return tuple(laid_out)


def _with_ruff(files: tuple[RenderedFile, ...]) -> tuple[RenderedFile, ...]:
    """Lay out all files by one run of ruff over a scratch folder.

    The files get numbers as names, so that no path of a document reaches a command line.
    """
    numbered = {f"{number:05}.py": file.text for number, file in enumerate(files)}
    with scratch_folder(numbered) as folder:
        _run_ruff(folder)
        texts = [(folder / name).read_text(encoding="utf-8") for name in numbered]
    return tuple(replace(file, text=text) for file, text in zip(files, texts, strict=True))


def _run_ruff(folder: Path) -> None:
    from ruff import find_ruff_bin  # type: ignore[import-untyped]  # ruff carries no types

    command: list[str] = [find_ruff_bin(), "format", *_RUFF_OPTIONS, str(folder)]
    try:
        run = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FormatFault(f"ruff: {error}") from error
    if run.returncode != 0:
        raise FormatFault(f"ruff: {run.stderr.decode(errors='replace').strip()}")
