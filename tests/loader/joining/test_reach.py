"""How far references lead: above the document's folder, and to the network, only as asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from dfnsgen.diagnostics import Refused
from dfnsgen.loader.load import load

DOCUMENT = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths: {}
components: {schemas: {Pet: {$ref: 'REFERENCE'}}}
"""


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """A document in one folder that refers to a schema in another beside it."""
    for name in ("api", "common"):
        (tmp_path / name).mkdir()
    text = DOCUMENT.replace("REFERENCE", "../common/model.yaml#/Pet")
    (tmp_path / "api" / "openapi.yaml").write_text(text)
    (tmp_path / "common" / "model.yaml").write_text("Pet: {type: string, title: Found}\n")
    return tmp_path


@pytest.fixture
def address(folders: Path) -> Iterator[str]:
    """A server that offers these folders."""
    handler = partial(_Silent, directory=str(folders))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def refusal(source: Path | str, root: Path | None = None) -> str:
    """Return the rule that refuses a document."""
    with pytest.raises(Refused) as refused:
        load([str(source)], root=root)
    (found,) = refused.value.diagnostics
    return found.rule


def test_above_the_folder_it_is_refused(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folders / "api")

    assert refusal("openapi.yaml") == "reference-outside-folder"
    assert refusal("openapi.yaml", folders / "api") == "reference-outside-folder"


def test_below_the_working_folder_it_is_followed(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folders)
    document, _ = load(["api/openapi.yaml"])

    assert "Found" in str(document.tree)
    assert document.files == ("common/model.yaml",)


def test_below_a_root_it_is_followed(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folders / "api")
    document, _ = load(["openapi.yaml"], root=folders)

    assert "Found" in str(document.tree)


def test_urls_are_followed_where_the_network_is_allowed(folders: Path, address: str) -> None:
    """From a file, and from a document that came from a URL itself."""
    file = folders / "openapi.yaml"
    file.write_text(DOCUMENT.replace("REFERENCE", f"{address}/common/model.yaml#/Pet"))

    assert refusal(file) == refusal(f"{address}/api/openapi.yaml") == "reference-remote"
    for source in (str(file), f"{address}/api/openapi.yaml"):
        document, _ = load([source], network=True)
        assert "Found" in str(document.tree)
        assert document.files == ()
