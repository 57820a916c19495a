"""What may be forgotten: damage, strangers and races cost time, never a result."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from dfnsgen.cache import NO_CACHE, Cache


def test_a_value_is_kept_until_its_folder_goes(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "a" / "b")
    assert cache.read("kind", "name") is None

    cache.write("kind", "name", {"x": ["y", None]})

    assert cache.read("kind", "name") == {"x": ["y", None]}
    assert cache.read("kind", "other") is None
    NO_CACHE.write("kind", "name", "z")
    assert NO_CACHE.read("kind", "name") is None


def test_every_damage_is_noticed(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.write("kind", "name", ["one", "two"])
    (file,) = tmp_path.rglob("*.z")
    whole = file.read_bytes()
    damages = [whole[:length] for length in range(len(whole))]
    damages += [whole[:at] + b"#" + whole[at + 1 :] for at in range(len(whole))]

    for damage in (*damages, b"\xff" * 9, b"[" * 100_000):
        file.write_bytes(damage)
        assert cache.read("kind", "name") is None


@pytest.mark.skipif(os.name == "nt", reason="permissions are another system's")
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_that_others_may_write_to_is_not_used(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "cache"
    cache = Cache(folder)
    cache.write("kind", "name", "value")
    assert folder.stat().st_mode & 0o777 == 0o700

    folder.chmod(mode)

    assert cache.read("kind", "name") is None
    cache.write("kind", "later", "value")
    folder.chmod(0o700)
    assert (cache.read("kind", "name"), cache.read("kind", "later")) == ("value", None)


def test_a_folder_that_cannot_be_made_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "deeper")

    cache.write("kind", "name", "value")

    assert cache.read("kind", "name") is None


def test_runs_beside_each_other_see_whole_values(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    values = [[str(number)] * 20_000 for number in range(4)]
    cache.write("kind", "name", values[0])  # type: ignore[arg-type]  # a list of texts is one
    torn: list[object] = []

    def work(number: int) -> None:
        for _ in range(20):
            cache.write("kind", "name", values[number])  # type: ignore[arg-type]
            if cache.read("kind", "name") not in values:
                torn.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert torn == []
    assert len(list((tmp_path / "cache").rglob("*"))) == 2, "nothing half-written stays"


def test_only_so_much_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dfnsgen.cache._MOST", 3)
    cache = Cache(tmp_path / "cache")
    for number in range(6):
        cache.write("kind", str(number), "value")

    assert len(list(tmp_path.rglob("*.z"))) == 3
    assert cache.read("kind", "5") == "value"
