"""What was changed in a text, as a unified diff, and the text before it.

In: two texts; or one and the diff that leads to it. Out: lines; or the other text. Lines end with a
line feed, as in the files that dfnsgen writes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import unified_diff

_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")


def text_diff(path: str, before: str, after: str, names: tuple[str, str]) -> tuple[str, ...]:
    """Return a unified diff without the ends of lines."""
    lines = unified_diff(
        before.split("\n"),
        after.split("\n"),
        f"{path} ({names[0]})",
        f"{path} ({names[1]})",
        n=2,
        lineterm="",
    )
    return tuple(lines)


def undone(after: str, patch: Sequence[str]) -> str | None:
    """Return the text that a diff started from; None where it doesn't lead to `after`."""
    lines, before, at = after.split("\n"), list[str](), 0
    for line in patch[2:]:
        if hunk := _HUNK.fullmatch(line):
            size = int(hunk[2] or 1)
            start = int(hunk[1]) - (1 if size else 0)
            before += lines[at:start]
            at = start
        elif line.startswith("-"):
            before.append(line[1:])
        elif at >= len(lines) or lines[at] != line[1:]:
            return None
        else:
            at += 1
            before += [] if line.startswith("+") else [line[1:]]
    return "\n".join([*before, *lines[at:]])
