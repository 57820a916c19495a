"""Plays the upgrade that README.md tells, in a new folder: `python story.py FOLDER`.

Exit code 0 where all is as told; an AssertionError otherwise.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SPECS = HERE.parents[1] / "specs"
PACKAGE = "app._vendor.dfns"
CODE = "app/onboarding.py"
ONLY = "POST /auth/registration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """The two versions, as the words of a command line, and the code before and after."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    folder: Path


def plot() -> Plot:
    """Return the story's versions: from the corpus where there is one."""
    registration = str(SPECS / "dfns-1.807.0.yaml")
    corpus = os.environ.get("DFNSGEN_CORPUS")
    if corpus:
        old = str(Path(corpus) / "corpus" / "dfns" / "dfns-1.578.2.yaml")
        return Plot(old=(old,), new=(registration,), folder=HERE / "whole")
    folder = HERE / "registration"
    overlay = str(folder / "next.overlay.yaml")
    return Plot(old=(registration,), new=(registration, "--overlay", overlay), folder=folder)


class Repository:
    """The repository of somebody who uses Dfns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "app").mkdir(parents=True)
        (folder / "app" / "__init__.py").touch()
        (folder / "README.md").write_text("# Shop\n")
        (folder / ".gitignore").write_text("__pycache__/\n.mypy_cache/\n")
        self.git("init", "-q")

    def run(self, *command: str, code: int = 0) -> str:
        """Run a command and return what it prints; its exit code must be as expected."""
        print("$", " ".join(command).replace(sys.executable, "python"))
        done = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=False, timeout=300
        )
        print(done.stdout, end="")
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def dfnsgen(self, *words: str, code: int = 0) -> str:
        return self.run(sys.executable, "-m", "dfnsgen", *words, code=code)

    def git(self, *words: str) -> str:
        name = ("-c", "user.name=shop", "-c", "user.email=shop@example.org")
        return self.run("git", *name, *words)

    def mypy(self, *, content: bool) -> str:
        return self.run(sys.executable, "-m", "mypy", "--strict", CODE, code=0 if content else 1)

    def commit(self, what: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", what)


def play(folder: Path) -> None:
    """Play the story; raises AssertionError where it goes otherwise."""
    told = plot()
    shop = Repository(folder)
    shop.dfnsgen("vendor", ".", *told.old, "--package", PACKAGE, "--only", ONLY, "--quiet")
    shutil.copy(told.folder / "before.py", folder / CODE)
    shop.mypy(content=True)
    shop.commit("Register users")

    said = shop.dfnsgen("vendor", ".", *told.new, "--usage")
    named = {int(line) for line in re.findall(rf"{CODE}:(\d+)", said)}
    broken = {int(line) for line in re.findall(rf"{CODE}:(\d+): error", shop.mypy(content=False))}
    assert broken <= named, f"mypy finds {sorted(broken)}, named were {sorted(named)}"

    shutil.copy(told.folder / "after.py", folder / CODE)
    changed = set(changed_lines(shop.git("diff", "-U0", "--", CODE)))
    assert named <= changed, f"named were {sorted(named)}, changed {sorted(changed)}"
    shop.mypy(content=True)

    touched = shop.git("status", "--porcelain", "-uall").splitlines()
    outside = [line[3:] for line in touched if not line[3:].startswith("app/_vendor/dfns/")]
    assert outside == [CODE], outside
    shop.dfnsgen("vendor", "--check", ".", *told.new)
    shop.run(sys.executable, "-m", f"{PACKAGE}._check")


def changed_lines(diff: str) -> Iterator[int]:
    """Yield the numbers of the old lines that a diff without context changes."""
    for start, size in re.findall(r"^@@ -(\d+)(?:,(\d+))? ", diff, re.MULTILINE):
        yield from range(int(start), int(start) + int(size or 1))


if __name__ == "__main__":
    play(Path(sys.argv[1]).resolve())
    print("the end")
