"""A change of the document is followed; a broken one is reported and outlived."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from generator.cli import watch_command as watching
from generator.cli.generate_command import Wanted
from generator.cli.terminal import Terminal, Verbosity
from tests.lifecycle.conftest import DOCUMENT


def test_the_package_follows_the_document(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(watching, "INTERVAL", 0.05)
    wanted = Wanted(sources=("shop.yaml",), package="shop")
    terminal = Terminal(Verbosity(quiet=True))
    thread = threading.Thread(
        target=watching.watch_command, args=(terminal, wanted), kwargs={"looks": 600}, daemon=True
    )
    thread.start()
    models = folder / "generated" / "shop" / "models.py"

    assert _comes(lambda: models.exists())
    (folder / "shop.yaml").write_text("openapi: 3.1.0\n")
    time.sleep(0.5)
    assert "memo" in models.read_text()
    (folder / "shop.yaml").write_text(DOCUMENT.replace("memo", "remark"))
    assert _comes(lambda: "remark: str | None" in models.read_text())


def _comes(condition: object) -> bool:
    assert callable(condition)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False
