"""The one module that knows ruff.

In: files as printed. Out: the same files, laid out by one run of ruff over a scratch folder.
"""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

from ruff import find_ruff_bin  # type: ignore[import-untyped]  # ruff carries no types

from dfnsgen.render.formatting.formatting import LINE_LENGTH, FormatFault, RenderedFile
from dfnsgen.render.writing.files import scratch_folder

_OPTIONS = ("--isolated", "--no-cache", "--target-version=py311", f"--line-length={LINE_LENGTH}")
_SECONDS = 120


def format_with_ruff(files: tuple[RenderedFile, ...]) -> tuple[RenderedFile, ...]:
    """Lay out all files at once; raises FormatFault where ruff refuses one or doesn't end.

    The files get numbers as names, so that no path of a document reaches a command line.
    """
    numbered = {f"{number:05}.py": file.text for number, file in enumerate(files)}
    with scratch_folder(numbered) as folder:
        _run_ruff(folder)
        texts = [(folder / name).read_text(encoding="utf-8") for name in numbered]
    return tuple(replace(file, text=text) for file, text in zip(files, texts, strict=True))


def _run_ruff(folder: Path) -> None:
    command: list[str] = [find_ruff_bin(), "format", *_OPTIONS, str(folder)]
    try:
        run = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FormatFault(f"ruff: {error}") from error
    if run.returncode != 0:
        raise FormatFault(f"ruff: {run.stderr.decode(errors='replace').strip()}")
