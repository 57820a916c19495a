"""A type checker as a second judge of what a new version does to somebody's code: mypy.

In: a folder of code with a package in it. Out: mypy's errors, and those of them that another state
of the package or of the code didn't have. Nothing of the code is run; the plugins that its own
configuration of mypy names are. What is written goes to a copy.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from dfnsgen.diff.report.used import CheckerError
from dfnsgen.render.writing.files import copy_tree, scratch_folder
from dfnsgen.render.writing.lock import LOCK_NAME

PROGRAM_FILES = ("*.py", "*.pyi", "py.typed", "*.toml", "*.ini", ".mypy.ini", "*.cfg", LOCK_NAME)
"""What a type checker reads of a program, its packages' locks included."""

_CONFIGS = ("mypy.ini", ".mypy.ini", "pyproject.toml", "setup.cfg")
_OPTIONS = (
    "--check-untyped-defs",
    "--hide-error-context",
    "--no-color-output",
    "--no-error-summary",
    "--no-pretty",
    "--no-warn-incomplete-stub",
    "--show-column-numbers",
    "--show-error-codes",
)
_ERROR = re.compile(
    r"(?P<path>[^\n]+?):(?P<line>\d+):(?P<column>\d+): error: (?P<message>.*?)"
    r"(?:  \[(?P<code>[\w-]+)\])?"
)
_TWICE = "Source file found twice|Duplicate module named"
_SECONDS = 600
_BLOCKED = 2
"""The exit code of mypy where it could not check at all."""


class CheckerFailed(Exception):
    """There is no mypy, or it can't check the code; says why."""


def mypy_command() -> tuple[str, ...]:
    """Return how mypy is run: that of this environment, else that of the PATH; () without one."""
    if find_spec("mypy") is not None:
        return (sys.executable, "-m", "mypy")
    names = ("mypy", "mypy.exe")
    paths = (Path(folder) / name for folder in os.get_exec_path() for name in names)
    found = next((path for path in paths if os.access(path, os.X_OK)), None)
    return () if found is None else (str(found),)


@contextmanager
def program_copy(root: Path) -> Generator[Path]:
    """Give a copy of what a type checker reads of a program."""
    with scratch_folder({}) as folder:
        copy_tree(root, folder / root.name, only=PROGRAM_FILES)
        yield folder / root.name


def type_errors(
    root: Path, *, configured: Path | None = None, search: Iterable[Path] = ()
) -> tuple[CheckerError, ...]:
    """Return what mypy finds wrong with the code in a folder. Raises CheckerFailed.

    What it learns is kept beside the folder, for the next run. `configured` is the folder whose
    configuration holds, or one above it; `search` are further folders that modules are found in.
    """
    config = _config_file(configured or root)
    given = ["--config-file", str(config)] if config is not None else []
    source = root / "src"
    if source.is_dir() and not (source / "__init__.py").exists():
        search = (*search, source)
    ran = _run(root, given, search)
    if ran.returncode == _BLOCKED and re.search(_TWICE, ran.stdout + ran.stderr):
        search, given = (*search, root), [*given, "--explicit-package-bases"]
        ran = _run(root, given, search)
    if ran.returncode == _BLOCKED and config is not None:
        # A plugin that the configuration names may not be there.
        ran = _run(root, ["--config-file=", *given[2:]], search)
    if ran.returncode not in (0, 1):
        said = (ran.stderr + ran.stdout).strip() or "it ended without a word"
        raise CheckerFailed(said.splitlines()[0])
    return tuple(_read(ran.stdout.splitlines()))


def new_errors(
    before: Iterable[CheckerError], after: Iterable[CheckerError], *, moved: bool = False
) -> tuple[CheckerError, ...]:
    """Return the errors that were not there before.

    Where the lines have `moved`, those of one file and one text are counted.
    """

    def key(error: CheckerError) -> tuple[object, ...]:
        place = () if moved else (error.line, error.column)
        return (error.path, error.code, error.message, *place)

    left = Counter(key(error) for error in before)
    found: list[CheckerError] = []
    for error in after:
        if left[key(error)]:
            left[key(error)] -= 1
        else:
            found.append(error)
    return tuple(found)


def _config_file(folder: Path) -> Path | None:
    """Return the configuration of mypy in a folder, or in the nearest one above it."""
    for here in (folder.resolve(), *folder.resolve().parents):
        for name in _CONFIGS:
            path = here / name
            try:
                text = path.read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            if name.endswith("mypy.ini") or re.search(r"^\[(tool\.)?mypy\]", text, re.MULTILINE):
                return path
    return None


def _run(
    root: Path, options: Iterable[str], search: Iterable[Path]
) -> subprocess.CompletedProcess[str]:
    mypy = mypy_command()
    if not mypy:
        raise CheckerFailed("it isn't installed")
    command = [*mypy, *_OPTIONS, "--cache-dir", str(root.parent / ".mypy_cache")]
    known = os.environ.get("MYPYPATH")
    paths = os.pathsep.join([*map(str, search), *([known] if known else [])])
    try:
        return subprocess.run(
            [*command, *options, "."],
            cwd=root,
            env={**os.environ, "MYPYPATH": paths},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CheckerFailed(str(error)) from error


def _read(lines: Iterable[str]) -> Iterator[CheckerError]:
    for line in lines:
        found = _ERROR.fullmatch(line)
        if found is not None:
            yield CheckerError(
                path=Path(found["path"]).as_posix(),
                line=int(found["line"]),
                column=int(found["column"]),
                code=found["code"] or "",
                message=found["message"],
            )
