"""What `dfnsgen update --fix` makes of programs when their API changes, and what it should.

In: programs, each with tests of its own, and a change. Out: which programs the change breaks, which
of these are whole again after the edits, and what must not be: an edit that tests refute, a
character that no rename explains. The edits stand on their own here: mypy judges them afterwards,
strictly, and has no say before.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from dfnsgen.lifecycle import code_fixes
from tests.command import Result, dfnsgen
from tests.fixing.mutations import Mutation

HERE = Path(__file__).parent / "programs"
PROGRAMS = "functions asynchronous dicts matching service subclasses bound reexports report".split()
CONFIG = 'out = "app"\nkeep_aliases = true\n[[packages]]\nsource = "bank.json"\npackage = "bank"\n'
_PARTS = {"types": "reexports"}


@dataclass(frozen=True)
class Verdict:
    """What a change broke, and what became of it; `listed` are programs with places left."""

    broken: frozenset[str]
    fixed: frozenset[str]
    refuted: tuple[str, ...]
    unexplained: tuple[str, ...]
    listed: frozenset[str]


class Bank:
    """The programs with the package of the first version, in a folder that is copied."""

    def __init__(self, folder: Path, document: Any) -> None:
        self._folder = folder / "base"
        self._cache = folder / "mypy"
        self._number = 0
        shutil.copytree(HERE, self._folder, ignore=shutil.ignore_patterns("__pycache__"))
        (self._folder / "bank.yaml").unlink()
        (self._folder / "bank.json").write_text(json.dumps(document))
        (self._folder / "dfnsgen.toml").write_text(CONFIG)
        result = _in(self._folder, "generate")
        assert result.exit_code == 0, result.output
        self.clean = not self._faults(self._folder)

    def judge(self, change: Mutation) -> Verdict:
        """Take the step with and without edits, and compare."""
        plain, edited = (self._stepped(change, *more) for more in ((), ("--fix",)))
        broken = self._faults(plain[0])
        failing = self._failing(edited[0])
        left = self._untyped(edited[0]) | failing
        before, after = _code(plain[0]), _code(edited[0])
        changed = [path for path in before if before[path] != after[path]]
        _, _, rest = edited[1].stdout.partition("\nNot fixed: ")
        listed = {_name(line.strip().partition(":")[0]) for line in rest.splitlines()}
        refuted = failing.keys() & {*map(_name, changed)} - listed
        unexplained = [line for path in changed for line in _unexplained(before[path], after[path])]
        for folder, _ in (plain, edited):
            shutil.rmtree(folder)
        return Verdict(
            broken=frozenset(broken),
            fixed=frozenset(broken.keys() - left.keys()),
            refuted=tuple(f"{name}: {failing[name]}" for name in sorted(refuted)),
            unexplained=tuple(unexplained),
            listed=frozenset(listed),
        )

    def _stepped(self, change: Mutation, *more: str) -> tuple[Path, Result]:
        self._number += 1
        folder = self._folder.with_name(f"step{self._number}")
        shutil.copytree(self._folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
        if change.then is None:
            config = folder / "dfnsgen.toml"
            config.write_text(config.read_text().replace("keep_aliases = true", ""))
        versions = [change.document] if change.then is None else [change.document, change.then]
        for number, document in enumerate(versions, 1):
            (folder / "newer.json").write_text(json.dumps(document))
            is_last = number == len(versions)
            with patch.object(code_fixes, "mypy_command", tuple):
                result = _in(folder, "update", "newer.json", *(more if is_last else ()))
            assert result.exit_code == 0, result.output
        (folder / "app" / "spellings.json").write_text(json.dumps(change.spellings))
        return folder, result

    def _faults(self, folder: Path) -> dict[str, str]:
        """Return the programs that mypy or their own tests find fault with."""
        return self._untyped(folder) | self._failing(folder)

    def _untyped(self, folder: Path) -> dict[str, str]:
        run = subprocess.run(
            [sys.executable, "-m", "mypy", "--strict", f"--cache-dir={self._cache}", "app"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode < 2, run.stdout + run.stderr
        found: dict[str, str] = {}
        for line in run.stdout.splitlines():
            path, error, _ = line.partition(": error: ")
            if error:
                found.setdefault(_name(path.split(":")[0]), line)
        return found

    def _failing(self, folder: Path) -> dict[str, str]:
        run = subprocess.run(
            [sys.executable, "-W", "ignore", "run.py", *PROGRAMS],
            cwd=folder,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=True,
        )
        rows = (line.split("\t", 1) for line in run.stdout.splitlines())
        return {row[0]: row[1] for row in rows}


def _in(folder: Path, *words: str) -> Result:
    before = Path.cwd()
    os.chdir(folder)
    try:
        return dfnsgen(words)
    finally:
        os.chdir(before)


def _name(path: str) -> str:
    name = Path(path).stem
    return _PARTS.get(name, name)


def _code(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted((folder / "app").glob("*.py"))
    }


def _unexplained(before: str, after: str) -> Iterable[str]:
    """Yield what is changed beside words, but for TODOs and `Old` that becomes `New as Old`."""
    unmarked = re.sub(r"(?m)^ *# TODO: .*\n", "", after)
    one, other = (
        re.split(r"(\w+)", re.sub(r"\w+ as (?=\w+)", "", text)) for text in (before, unmarked)
    )
    if one[::2] != other[::2]:
        yield "blanks or signs are others"
    news: dict[str, set[str]] = {}
    for word, now in zip(one[1::2], other[1::2], strict=False):
        if word != now:
            news.setdefault(word, set()).add(now)
    yield from (f"{word} is {sorted(now)}" for word, now in news.items() if len(now) > 1)
