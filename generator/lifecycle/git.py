"""What a repository's history holds of a file.

In: a path and a hash. Out: the content with that hash. Nothing is changed; git is asked alone, and
where there is no git or no repository, there is no answer.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

from generator.render.lock import hash_of

_SECONDS = 30
_COMMITS = 200


def committed_text(path: Path, digest: str) -> str | None:
    """Return the text that the file had in some commit and that has this SHA-256."""
    for revision in _revisions(path):
        content = _git(path.parent, "show", f"{revision}:./{path.name}")
        if content is not None and hash_of(content) == digest:
            return content.decode("utf-8", "replace")
    return None


def _revisions(path: Path) -> Iterator[str]:
    listed = _git(path.parent, "log", f"-{_COMMITS}", "--format=%H", "--", path.name)
    yield from (listed or b"").decode("ascii", "replace").split()


def _git(folder: Path, *arguments: str) -> bytes | None:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, check=False, timeout=_SECONDS
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None
