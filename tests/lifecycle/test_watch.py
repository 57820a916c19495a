"""Changes of a document, an overlay or a template are followed; a broken one is outlived."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dfnsgen.cli.commands import watch as watching
from dfnsgen.cli.parse import parse
from dfnsgen.cli.terminal import Terminal, Verbosity
from tests.lifecycle.conftest import DOCUMENT

TEMPLATES = Path(__file__).parents[2] / "templates"
OVERLAY = """\
overlay: 1.0.0
info: {title: Ours, version: "1"}
actions: [{target: $.components.schemas.Pet.properties, update: {WORD: {type: string}}}]
"""


@pytest.fixture
def models(folder: Path) -> Path:
    return folder / "generated" / "shop" / "models.py"


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch, *options: str) -> Iterator[None]:
    """Watch in a thread, as long as the block runs."""
    monkeypatch.setattr(watching, "INTERVAL", 0.03)
    ended = threading.Event()

    def sleep(seconds: float) -> None:
        if ended.wait(seconds):
            raise KeyboardInterrupt

    monkeypatch.setattr(watching.time, "sleep", sleep)
    given = parse(["watch", "shop.yaml", "--package", "shop", *options])
    thread = threading.Thread(
        target=watching.watch_command, args=(Terminal(Verbosity(quiet=True)), given), daemon=True
    )
    thread.start()
    yield
    ended.set()
    thread.join(30)
    assert not thread.is_alive()


@pytest.mark.slow
def test_the_package_follows_the_document(
    folder: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watched(monkeypatch):
        assert comes(lambda: models.exists())
        (folder / "shop.yaml").write_text("openapi: 3.1.0\n")
        pause(0.3)
        assert "memo" in models.read_text()
        (folder / "shop.yaml").write_text(DOCUMENT.replace("memo", "remark"))
        assert comes(lambda: "remark: str | None" in models.read_text())


def test_the_package_follows_an_overlay(
    folder: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overlay = folder / "ours.yaml"
    overlay.write_text(OVERLAY.replace("WORD", "age"))
    with watched(monkeypatch, "--overlay", "ours.yaml"):
        assert comes(lambda: models.exists() and "age: str" in models.read_text())
        overlay.write_text(OVERLAY.replace("WORD", "years"))
        assert comes(lambda: "years: str" in models.read_text())


def test_the_package_follows_a_template(
    folder: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = folder / "own"
    own.mkdir()
    with watched(monkeypatch, "--templates", str(own)):
        assert comes(lambda: models.exists())
        template = own / "models.py.jinja"
        shutil.copy(TEMPLATES / template.name, template)
        template.write_text(template.read_text() + "\n# by our template\n")
        assert comes(lambda: "# by our template" in models.read_text())


def pause(seconds: float) -> None:
    threading.Event().wait(seconds)


def comes(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if condition():
            return True
        pause(0.03)
    return False
