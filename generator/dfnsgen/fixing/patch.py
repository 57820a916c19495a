"""Fixes as a patch that `git apply` and `patch` take.

In: files before and after. Out: a unified diff, in the bytes of the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import diff_bytes, unified_diff

from dfnsgen.fixing.result import FixedFile

_NO_END = b"\n\\ No newline at end of file\n"


def patch(files: Iterable[FixedFile]) -> bytes:
    """Return the patch of some files, their paths being relative to where it is applied."""
    return b"".join(line for file in files for line in _lines(file))


def _lines(file: FixedFile) -> Iterator[bytes]:
    one, other = (f"{side}/{file.path}".encode("utf-8", "surrogateescape") for side in "ab")
    for line in diff_bytes(unified_diff, _split(file.before), _split(file.after), one, other):
        yield line if line.endswith(b"\n") else line + _NO_END


def _split(content: bytes) -> list[bytes]:
    """Return the lines as patches count them: a line feed ends one, and nothing else."""
    lines = [line + b"\n" for line in content.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]
