"""What mypy says of somebody's code, with the package that it will use.

In: the folder of the code, a package that isn't written yet, files as they would be. Out: the
errors that are new. All of it happens in a copy, with the configuration of the code's own; the code
itself is neither run nor changed.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dfnsgen.render.rendered import RenderedFile
from dfnsgen.render.writing.files import link_or_copy, replace_file

_CONFIGURATIONS = ("mypy.ini", ".mypy.ini", "pyproject.toml", "setup.cfg")
_READ = (".py", ".pyi")
_SKIPPED = frozenset(
    ("node_modules", "__pycache__", "venv", "env", "build", "dist", "site-packages")
)
_OPTIONS = (
    "--no-error-summary",
    "--no-pretty",
    "--no-color-output",
    "--hide-error-context",
    "--hide-error-end",
    "--show-error-codes",
    "--check-untyped-defs",
    "--no-warn-unused-configs",
    "--explicit-package-bases",
    "--namespace-packages",
)
_BLOCKED = 2
_SECONDS = 600


@dataclass(frozen=True, slots=True)
class TypeFault:
    """An error of mypy: where, and what it says."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class CannotCheck(Exception):
    """Mypy can't check the code at all; says why."""


def mypy_command() -> tuple[str, ...]:
    """Return how mypy is run: that of this environment, else that of the PATH; () without one."""
    if importlib.util.find_spec("mypy") is not None:
        return (sys.executable, "-m", "mypy")
    for folder in os.get_exec_path():
        for name in ("mypy", "mypy.exe"):
            if os.access(Path(folder) / name, os.X_OK):
                return (str(Path(folder) / name),)
    return ()


class TypeCheck:
    """A copy of somebody's code, in which files can be as they would be."""

    def __init__(self, folder: Path, scratch: Path, command: Iterable[str]) -> None:
        self._folder = folder
        self._tree = scratch / "tree"
        self._cache = scratch / "cache"
        self._command = tuple(command)
        self._files = sorted(self._copied())

    def place(self, package: Path, files: Iterable[RenderedFile]) -> None:
        """Put a package into the copy, in the place of what is there."""
        inside = package.relative_to(self._folder)
        for file in files:
            replace_file(self._tree / inside / file.path, file.text.encode())
        self._files = [one for one in self._files if not Path(one).is_relative_to(inside)]

    def put(self, files: Mapping[str, bytes]) -> None:
        """Let files be as they would be."""
        for path, content in files.items():
            replace_file(self._tree / path, content)

    def faults(self) -> tuple[TypeFault, ...]:
        """Return all errors. Raises CannotCheck."""
        problem = ""
        for configuration in ((), ("--config-file=",)):
            options = [*_OPTIONS, *configuration, f"--cache-dir={self._cache}"]
            try:
                run = subprocess.run(
                    [*self._command, *options, "--", *self._files],
                    cwd=self._tree,
                    env={**os.environ, "MYPYPATH": self._roots()},
                    capture_output=True,
                    text=True,
                    encoding="utf-8",
                    errors="replace",
                    timeout=_SECONDS,
                    check=False,
                )
            except (OSError, subprocess.TimeoutExpired) as error:
                raise CannotCheck(str(error)) from error
            if run.returncode != _BLOCKED:
                return tuple(_faults(run.stdout))
            problem = next(iter((run.stdout + run.stderr).splitlines()), "it says nothing")
        raise CannotCheck(problem)

    def _roots(self) -> str:
        """Return the folders that modules are found from."""
        roots = [self._tree, self._tree / "src"]
        given = os.environ.get("MYPYPATH", "")
        return os.pathsep.join([*(str(root) for root in roots if root.is_dir()), *given.split()])

    def _copied(self) -> Iterator[str]:
        """Copy what mypy reads, and yield the modules."""
        for found, folders, files in os.walk(self._folder):
            folders[:] = [n for n in folders if n not in _SKIPPED and not n.startswith(".")]
            for name in files:
                path = Path(found) / name
                inside = path.relative_to(self._folder).as_posix()
                is_read = name.endswith(_READ) or name == "py.typed" or inside in _CONFIGURATIONS
                if is_read and path.is_file() and not path.is_symlink():
                    link_or_copy(path, self._tree / inside)
                    if name.endswith(".py"):
                        yield inside


def new_faults(
    before: Iterable[TypeFault], after: Iterable[TypeFault], expected: Collection[tuple[str, int]]
) -> tuple[TypeFault, ...]:
    """Return the errors that weren't there before, wherever they have moved in their files.

    `expected` are places where some are known to be: what was hidden there may be seen now.
    """
    known = Counter((fault.path, fault.message) for fault in before)
    found: list[TypeFault] = []
    for fault in after:
        key = (fault.path, fault.message)
        if known[key]:
            known[key] -= 1
        elif (fault.path, fault.line) not in expected:
            found.append(fault)
    return tuple(found)


def _faults(text: str) -> Iterator[TypeFault]:
    for line in text.splitlines():
        place, is_error, message = line.partition(": error: ")
        path, _, number = place.rpartition(":")
        if is_error and number.isdigit():
            yield TypeFault(path.replace("\\", "/"), int(number), message)
