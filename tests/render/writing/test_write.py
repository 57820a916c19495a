"""Writing a package: whole or not at all, ours alone, nothing of others lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dfnsgen.diagnostics import Refused
from dfnsgen.render.rendered import RenderedFile
from dfnsgen.render.writing import files as disk
from dfnsgen.render.writing import swap as swapping
from dfnsgen.render.writing.lock import LOCK_NAME, Lock, read_lock
from dfnsgen.render.writing.package_state import files_below
from dfnsgen.render.writing.run_lock import run_lock
from dfnsgen.render.writing.write import Written, write_package

LOCK = Lock(
    generator="1", title="Pets", version="2", inputs={"a": "b"}, templates="c", options={"d": True}
)


def package(**texts: str) -> tuple[RenderedFile, ...]:
    """Give files; `sub__x` stands for `sub/x.py`."""
    return tuple(
        RenderedFile(path=f"{name.replace('__', '/')}.py", text=text)
        for name, text in texts.items()
    )


def contents(folder: Path) -> dict[str, str]:
    """Return all plain files below a folder, the lock aside."""
    return {
        path: (folder / path).read_text()
        for path in files_below(folder)
        if path != LOCK_NAME and not path.endswith("/")
    }


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.parent.iterdir() if path != folder]


def test_writes_changes_and_removes(tmp_path: Path) -> None:
    folder = tmp_path / "out" / "deep" / "pets"

    assert write_package(folder, package(a="1", sub__b="2"), LOCK) == Written(
        added=("a.py", LOCK_NAME, "sub/b.py")
    )
    assert not write_package(folder, package(a="1", sub__b="2"), LOCK)
    assert write_package(folder, package(a="3", c="4"), LOCK) == Written(
        added=("c.py",), changed=("a.py", LOCK_NAME), removed=("sub/b.py",)
    )
    assert contents(folder) == {"a.py": "3", "c.py": "4"}
    assert not (folder / "sub").exists()
    assert leftovers(folder) == []


def test_an_unchanged_file_is_left_alone(tmp_path: Path) -> None:
    """Its time and identity stay, so that build tools see no change."""
    folder = tmp_path / "pets"
    write_package(folder, package(a="1", b="2"), LOCK)
    before = (folder / "a.py").stat()

    write_package(folder, package(a="1", b="3"), LOCK)

    after = (folder / "a.py").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_files_of_others_survive(tmp_path: Path) -> None:
    folder = tmp_path / "pets"
    write_package(folder, package(a="1", sub__b="2"), LOCK)
    (folder / "mine.py").write_text("mine")
    (folder / "sub" / "mine").mkdir()
    (folder / "sub" / "mine" / "too.txt").write_text("too")
    (folder / "empty").mkdir()
    (folder / "link").symlink_to("/nowhere")
    folder.chmod(0o750)

    write_package(folder, package(a="3"), LOCK)

    assert (folder / "mine.py").read_text() == "mine"
    assert (folder / "sub" / "mine" / "too.txt").read_text() == "too"
    assert (folder / "empty").is_dir()
    assert os.readlink(folder / "link") == "/nowhere"
    assert not (folder / "sub" / "b.py").exists()
    assert folder.stat().st_mode & 0o777 == 0o750


def test_compiled_forms_of_changed_files_go(tmp_path: Path) -> None:
    folder = tmp_path / "pets"
    write_package(folder, package(a="1", b="2"), LOCK)
    cache = folder / "__pycache__"
    cache.mkdir()
    for name in ("a", "b"):
        (cache / f"{name}.cpython-311.pyc").write_text("")

    write_package(folder, package(a="3", b="2"), LOCK)

    assert [path.name for path in cache.iterdir()] == ["b.cpython-311.pyc"]


def refused_files(refusal: Refused) -> list[str]:
    return [Path(found.at.source).name for found in refusal.diagnostics]


def test_edited_files_are_not_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "pets"
    write_package(folder, package(a="1", b="2", c="3"), LOCK)
    (folder / "a.py").write_text("edited")
    (folder / "b.py").write_text("edited")

    with pytest.raises(Refused) as refusal:
        write_package(folder, package(a="4"), LOCK)

    assert refused_files(refusal.value) == ["a.py", "b.py"]
    assert contents(folder) == {"a.py": "edited", "b.py": "edited", "c.py": "3"}

    write_package(folder, package(a="4"), LOCK, force=True)
    assert contents(folder) == {"a.py": "4"}


def test_an_edit_that_agrees_is_no_edit(tmp_path: Path) -> None:
    folder = tmp_path / "pets"
    write_package(folder, package(a="1"), LOCK)
    (folder / "a.py").write_text("2")

    assert write_package(folder, package(a="2"), LOCK).changed == (LOCK_NAME,)


def test_a_file_in_the_way_is_not_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "pets"
    folder.mkdir()
    (folder / "a.py").write_text("not dfnsgen's")

    with pytest.raises(Refused, match="did not write") as refusal:
        write_package(folder, package(a="1", b="2"), LOCK)

    assert refused_files(refusal.value) == ["a.py"]
    assert contents(folder) == {"a.py": "not dfnsgen's"}


@pytest.mark.parametrize("force", [False, True])
def test_links_are_not_followed(tmp_path: Path, force: bool) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b.py").write_text("precious")
    folder = tmp_path / "out" / "pets"
    folder.mkdir(parents=True)
    (folder / "sub").symlink_to(outside)

    with pytest.raises(Refused, match="symbolic link"):
        write_package(folder, package(sub__b="1"), LOCK, force=force)

    assert contents(outside) == {"b.py": "precious"}


def test_a_package_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "pets").symlink_to(tmp_path / "outside")

    with pytest.raises(Refused, match="symbolic link"):
        write_package(tmp_path / "pets", package(a="1"), LOCK)

    assert contents(tmp_path / "outside") == {}


@pytest.mark.parametrize("path", ["../x.py", "/etc/x", "a/../../x", "c:x", "a\\b"])
def test_a_lock_speaks_of_its_package_alone(tmp_path: Path, path: str) -> None:
    """It decides what is removed, and may come from a stranger's repository."""
    folder = tmp_path / "pets"
    write_package(folder, package(a="1"), LOCK)
    lock = (folder / LOCK_NAME).read_text()
    (folder / LOCK_NAME).write_text(lock.replace('"a.py"', f'"{path}"'.replace("\\", "\\\\")))

    with pytest.raises(Refused, match="not inside the package"):
        write_package(folder, package(b="1"), LOCK)


def test_a_damaged_lock_is_refused_and_forced(tmp_path: Path) -> None:
    folder = tmp_path / "pets"
    write_package(folder, package(a="1"), LOCK)
    (folder / LOCK_NAME).write_text("<<<<<<< HEAD")

    with pytest.raises(Refused, match="not a lock"):
        write_package(folder, package(a="2"), LOCK)

    write_package(folder, package(a="2"), LOCK, force=True)
    assert read_lock(folder) is not None


def test_two_runs_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "pets"
    with (
        run_lock(tmp_path / ".dfnsgen-pets.lock") as held,
        pytest.raises(Refused, match="another dfnsgen"),
    ):
        assert held
        write_package(folder, package(a="1"), LOCK)

    write_package(folder, package(a="1"), LOCK)
    assert leftovers(folder) == []


def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "pets"
    write_package(folder, package(a="1", b="2"), LOCK)

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "write_new", full)
    with pytest.raises(Refused, match="No space left on device"):
        write_package(folder, package(a="3"), LOCK)

    assert contents(folder) == {"a.py": "1", "b.py": "2"}
    assert leftovers(folder) == []


def test_no_folder_is_left_where_writing_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "write_new", full)
    with pytest.raises(Refused):
        write_package(tmp_path / "a" / "b" / "pets", package(a="3"), LOCK)

    assert list(tmp_path.iterdir()) == []


def test_where_folders_cannot_be_exchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "exchange_folders", lambda one, other: False)
    folder = tmp_path / "pets"
    write_package(folder, package(a="1", b="2"), LOCK)
    (folder / "mine").write_text("mine")

    write_package(folder, package(a="3"), LOCK)

    assert contents(folder) == {"a.py": "3", "mine": "mine"}
    assert leftovers(folder) == []


def test_where_neither_step_back_nor_forth_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second rename fails, and so does the way back: both folders are kept for the next run."""
    folder = tmp_path / "pets"
    write_package(folder, package(a="1"), LOCK)
    move = disk.move

    def failing(source: Path, target: Path) -> None:
        if target == folder:
            raise OSError(5, "Input/output error")
        move(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(disk, "exchange_folders", lambda one, other: False)
        patch.setattr(disk, "move", failing)
        with pytest.raises(Refused, match="Input/output error"):
            write_package(folder, package(a="3"), LOCK)
    assert not folder.exists()

    write_package(folder, package(a="3"), LOCK)
    assert contents(folder) == {"a.py": "3"}
    assert leftovers(folder) == []


def test_an_interrupt_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "pets"
    write_package(folder, package(a="1"), LOCK)

    def interrupted(path: Path, content: bytes) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(disk, "write_new", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_package(folder, package(a="3"), LOCK)

    assert contents(folder) == {"a.py": "1"}
    assert leftovers(folder) == []


@pytest.mark.parametrize("link", [False, True])
def test_a_work_folder_of_others_is_not_touched(tmp_path: Path, link: bool) -> None:
    mine = tmp_path / ("elsewhere" if link else ".dfnsgen-pets")
    mine.mkdir()
    (mine / "mine").write_text("mine")
    if link:
        (tmp_path / ".dfnsgen-pets").symlink_to(mine)

    with pytest.raises(Refused):
        write_package(tmp_path / "pets", package(a="1"), LOCK)

    assert contents(mine) == {"mine": "mine"}


def test_a_file_that_comes_while_the_package_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What others write into the old folder before the swap is brought along after it."""
    folder = tmp_path / "pets"
    write_package(folder, package(a="1"), LOCK)
    (folder / "mine").write_text("old")
    exchange = disk.exchange_folders

    def late(one: Path, other: Path) -> bool:
        (folder / "late").write_text("late")
        (folder / "new").write_text("new")
        os.replace(folder / "new", folder / "mine")
        return exchange(one, other)

    monkeypatch.setattr(swapping.disk, "exchange_folders", late)
    write_package(folder, package(a="3"), LOCK)

    assert contents(folder) == {"a.py": "3", "late": "late", "mine": "new"}
    assert leftovers(folder) == []


def test_the_lock_is_the_same_for_the_same_input(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_package(tmp_path / name / "pets", package(b="1", a="2"), LOCK)

    one, two = ((tmp_path / name / "pets" / LOCK_NAME).read_bytes() for name in ("one", "two"))
    assert one == two
    assert str(tmp_path).encode() not in one
