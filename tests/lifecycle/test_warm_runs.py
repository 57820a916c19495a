"""A run that remembers gives the same bytes as one that doesn't, whatever the folder holds."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.cache import cache_folder
from dfnsgen.generate import prepare
from dfnsgen.loader.load import load
from dfnsgen.options import Options
from dfnsgen.render import package
from tests.command import Result
from tests.lifecycle.test_names import EVERY, SMALL, add_operation

pytestmark = pytest.mark.slow

Run = Callable[..., Result]
CHANGES = tuple(change for change in EVERY if change is not add_operation)


def files_of(tree: object, folder: Path, *, cache: bool) -> list[tuple[str, str]]:
    source = folder / "document.json"
    source.write_text(json.dumps(tree))
    options = Options(sources=(str(source),), out=folder / "out", package="api", cache=cache)
    return [(file.path, file.text) for file in prepare(options).files]


def damage(chance: random.Random) -> None:
    """Cut, empty or garble some of what is remembered."""
    for file in sorted(cache_folder().rglob("*.z")):
        content = file.read_bytes()
        at = chance.randrange(len(content) + 1)
        file.write_bytes(chance.choice([content, content[:at], b"", content[:at] + b"\x00[{"]))


def test_mutated_documents_come_out_alike(folder: Path) -> None:
    tree = json.loads(json.dumps(load([str(SMALL)])[0].tree))
    for seed in range(5):
        chance = random.Random(seed)
        changed = copy.deepcopy(tree)
        CHANGES[seed % len(CHANGES)](changed, chance)
        damage(chance)
        cold = files_of(changed, folder, cache=False)

        assert files_of(changed, folder, cache=True) == cold
        assert files_of(changed, folder, cache=True) == cold
        tree = changed


def test_what_is_printed_is_looked_at_each_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []
    look = package.check_structure

    def counted(path: str, *rest: Any) -> None:
        looked_at.append(path)
        look(path, *rest)

    monkeypatch.setattr(package, "check_structure", counted)
    tree = json.loads(json.dumps(load([str(SMALL)])[0].tree))
    files_of(tree, folder, cache=True)
    once = list(looked_at)
    files_of(tree, folder, cache=True)

    assert once and looked_at == [*once, *once]


def test_no_cache_leaves_no_trace(folder: Path, dfnsgen: Run) -> None:
    assert dfnsgen("generate", "shop.yaml", "--no-cache").exit_code == 0
    assert not cache_folder().exists()

    assert dfnsgen("generate", "shop.yaml", "--force").exit_code == 0
    assert cache_folder().stat().st_mode & 0o777 == 0o700
