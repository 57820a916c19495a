"""A run that remembers gives the same bytes as one that doesn't, whatever the folder holds."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from dfnsgen.cache import cache_folder
from dfnsgen.generate import prepare
from dfnsgen.loader.load import load
from dfnsgen.options import Options
from dfnsgen.render import structure
from tests.command import Result
from tests.lifecycle.test_names import EVERY, SMALL, add_operation

Run = Callable[..., Result]
CHANGES = tuple(change for change in EVERY if change is not add_operation)


def files_of(tree: object, folder: Path, *, cache: bool) -> list[tuple[str, str]]:
    source = folder / "document.json"
    source.write_text(json.dumps(tree))
    options = Options(sources=(str(source),), out=folder / "out", package="api", cache=cache)
    return [(file.path, file.text) for file in prepare(options).files]


def damage(chance: random.Random) -> None:
    """Cut, empty or garble some of what is remembered."""
    for file in sorted(cache_folder().rglob("*.json")):
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


def test_only_what_changed_is_looked_at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    look = structure._checked

    def counted(path: str, text: str, calls: tuple[str, ...]) -> object:
        looked_at.append(text)
        return look(path, text, calls)

    tree = json.loads(json.dumps(load([str(SMALL)])[0].tree))
    files_of(tree, folder, cache=True)
    monkeypatch.setattr(structure, "_checked", counted)
    files_of(tree, folder, cache=True)
    assert looked_at == []

    tree["components"]["schemas"]["Fido2Attestation"]["properties"]["fresh"] = {"type": "string"}
    files_of(tree, folder, cache=True)
    assert 0 < len(looked_at) < 12
    assert sum(map(len, looked_at)) < 20_000


def test_no_cache_leaves_no_trace(folder: Path, dfnsgen: Run) -> None:
    assert dfnsgen("generate", "shop.yaml", "--no-cache").exit_code == 0
    assert not cache_folder().exists()

    assert dfnsgen("generate", "shop.yaml", "--force").exit_code == 0
    assert cache_folder().stat().st_mode & 0o777 == 0o700
