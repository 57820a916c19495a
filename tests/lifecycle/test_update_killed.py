"""An update that is killed, or that the disk refuses, leaves the old state or the new one, whole.

A process of its own writes the update, and is killed at each step that changes the project.
"""

from __future__ import annotations

import errno
import itertools
import json
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dfnsgen.cli.commands.generate import generate_command
from dfnsgen.cli.config import configured
from dfnsgen.cli.parse import parse
from dfnsgen.cli.terminal import Terminal, Verbosity
from dfnsgen.diagnostics import Refused
from dfnsgen.generate import Prepared, prepare, write
from dfnsgen.lifecycle import together
from dfnsgen.lifecycle.newest import newest
from dfnsgen.lifecycle.together import finish_update
from dfnsgen.lifecycle.update import Update, plan_update, write_update
from dfnsgen.options import Options
from dfnsgen.render.writing import files as disk
from dfnsgen.render.writing.files import remove_file
from dfnsgen.render.writing.lock import hash_of
from dfnsgen.render.writing.swap import recover
from tests.lifecycle.test_update import ADDED, CONFIG, DOCUMENT, texts
from tests.render.writing.test_reliability import DOC, OTHERS, UPDATES

CODE = {Path("use.py"): (b"pet.memo\r\n", b"pet.text\r\n")}
"""A file of the user's own that `--fix` edits, as it is and as it should be."""
TERMINAL = Terminal(Verbosity(quiet=True))
STEPS = ("replace", "rename", "link", "rmdir", "unlink", "mkdir", "fsync", "open")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork"),
]


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@dataclass(frozen=True)
class Project:
    """A project before and after an update, and the update."""

    before: Path
    after: Path
    planned: Update
    options: Options

    def write(self) -> None:
        write_update(self.planned, self.options, Path("dfnsgen.toml"), CODE)


def few_files(prepared: Prepared) -> Prepared:
    """Leave out most of a package: each file is a dozen steps that may fail."""
    names = {"models.py", "__init__.py", "client/pets.py"}
    return replace(prepared, files=tuple(f for f in prepared.files if f.path in names))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    before, after = (tmp_path_factory.mktemp(name) for name in ("before", "after"))
    (before / "specs").mkdir()
    (before / "specs" / "shop-1.0.0.yaml").write_text(DOCUMENT)
    (before / "dfnsgen.toml").write_text(CONFIG)
    (before / "newer.yaml").write_text(ADDED)
    (before / "use.py").write_bytes(b"pet.memo\r\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(before)
        (options,) = configured(Path())
        write(few_files(prepare(options)))
        found = newest(["newer.yaml"], "")
        assert found is not None
        planned = plan_update(options, found)
        planned = replace(planned, prepared=few_files(planned.prepared))
        shutil.copytree(before, after, dirs_exist_ok=True)
        patch.chdir(after)
        made = Project(before=before, after=after, planned=planned, options=options)
        made.write()
    return made


def attempt(project: Project, fault: Callable[[], None], limit: int, *, lasting: bool) -> bool:
    """Update in a process of its own with a fault at step `limit`; tell if it was met."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
    steps = itertools.count(1)
    met = False

    def counted(call: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **named: object) -> object:
            nonlocal met
            number = next(steps)
            if number == limit or (lasting and number > limit):
                met = True
                fault()
            return call(*arguments, **named)

        return step

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))
    disk.exchange_folders = counted(disk.exchange_folders)  # type: ignore[assignment]
    with suppress(Refused):
        project.write()
    os._exit(met)


@pytest.mark.parametrize(
    ("fault", "lasting"),
    [(kill, False), (refuse, False), (refuse, True)],
    ids=["killed", "one error", "disk full from here on"],
)
def test_at_every_step(
    fault: Callable[[], None],
    lasting: bool,
    project: Project,
    rows: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    old, new = texts(project.before), texts(project.after)
    lay, became = Counter[str](), Counter[str]()
    for limit in itertools.count(1):
        folder = tmp_path / str(limit)
        shutil.copytree(project.before, folder)
        monkeypatch.chdir(folder)
        if not attempt(project, fault, limit, lasting=lasting):
            break
        own = {path: text for path, text in texts(folder).items() if ".dfnsgen" not in path}
        lay["old" if own == old else "new" if own == new else "neither"] += 1
        # The next run finishes what was decided, and throws away what was not.
        finish_update(Path())
        recover(Path("generated/shop"))
        remove_file(Path("generated/.dfnsgen-shop.lock"))
        found = texts(folder)
        assert found in (old, new), f"step {limit}: {found.keys() ^ old.keys()}"
        became["old" if found == old else "new"] += 1
        shutil.rmtree(folder)
    told = f"| {request.node.callspec.id} | {limit - 1} | {lay['old']} | {lay['new']} "
    told += f"| {lay['neither']} | {became.total()} |"
    rows.append(told)
    if request.config.getoption("--update-goldens") is False and sys.platform == "linux":
        assert f"| {request.node.callspec.id} | " in DOC.read_text()
    assert limit > 50
    assert became["old"] > 15
    assert became["new"] > 5
    assert lay["old"] > 15
    # Between the swap of the package and the last of four renames.
    assert lay["neither"] <= 12


UPDATES_HEAD = f"""{UPDATES}
Written by `tests/lifecycle/test_update_killed.py` in the same way, for `dfnsgen update --fix`,
which changes the document, the configuration, the changelog, a file of code and the package. All of
them are staged; the swap of the package decides. "Neither" are instants between the swap and the
last of four renames: the next `dfnsgen generate` or `update` finishes them.

| what happens | instants | old | new | neither | old or new after the next run |
|---|---:|---:|---:|---:|---:|
"""


@pytest.fixture(scope="module")
def rows(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """The lines of the table in docs/reliability.md, which all tests together write."""
    found: list[str] = []
    yield found
    text, _, rest = DOC.read_text().partition(UPDATES)
    _, mark, others = rest.partition(OTHERS)
    if request.config.getoption("--update-goldens"):
        rest = "\n".join([UPDATES_HEAD.removeprefix(UPDATES) + found[0], *found[1:], ""])
        DOC.write_text(text + UPDATES + rest + mark + others)


def test_the_next_generation_finishes_an_update(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "project"
    shutil.copytree(project.before, folder)
    monkeypatch.chdir(folder)
    child = os.fork()
    if child == 0:
        together.disk.take_place = lambda *_: kill()  # type: ignore[assignment]
        project.write()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert (folder / "dfnsgen.toml").read_text() == CONFIG
    assert "age" in (folder / "generated/shop/models.py").read_text()

    assert generate_command(TERMINAL, parse(["generate"])) == 0

    after, found = texts(project.after), texts(folder)
    assert {path: found.get(path) for path in after if "lock" not in path} == {
        path: text for path, text in after.items() if "lock" not in path
    }
    assert sorted(path.name for path in folder.iterdir()) == [
        "dfnsgen.toml",
        "generated",
        "newer.yaml",
        "specs",
        "use.py",
    ]
    assert [path.name for path in (folder / "generated").iterdir()] == ["shop"]


@pytest.mark.parametrize("place", ["../outside.txt", "link/outside.txt", "/ABSOLUTE/outside.txt"])
def test_a_strangers_journal_reaches_nothing_outside(
    place: str, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "project"
    shutil.copytree(project.before, folder)
    monkeypatch.chdir(folder)
    (folder / "link").symlink_to(tmp_path)
    stage = folder / ".dfnsgen-update"
    stage.mkdir()
    (stage / "0").write_text("a stranger's")
    journal = {
        "package": "generated/shop",
        "lock": hash_of((folder / "generated/shop/dfnsgen.lock.json").read_bytes()),
        "places": [place.replace("/ABSOLUTE", str(tmp_path))],
    }
    (stage / "journal.json").write_text(json.dumps(journal))

    assert generate_command(TERMINAL, parse(["generate"])) == 0

    assert not (tmp_path / "outside.txt").exists()
    assert not stage.exists()
