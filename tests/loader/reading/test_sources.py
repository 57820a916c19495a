"""Where documents come from: paths, standard input, URLs, and files that they refer to."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from dfnsgen.diagnostics import Refused
from dfnsgen.loader import limits
from dfnsgen.loader.load import load
from dfnsgen.loader.reading import network, sources

DOCUMENT = "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\npaths: {}\n"
WITH_REFERENCE = DOCUMENT + "components: {schemas: {A: {$ref: %s}}}\n"


class _Handler(BaseHTTPRequestHandler):
    """Answers with a document, a redirect or an error, by path."""

    def do_GET(self) -> None:
        """Answer."""
        if self.path == "/document":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(DOCUMENT.encode())
        elif self.path == "/reference":
            self.send_response(200)
            self.end_headers()
            self.wfile.write((WITH_REFERENCE % "a.yaml").encode())
        elif self.path == "/long":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * 2000)
        elif self.path == "/missing":
            self.send_error(404)
        else:
            self.send_response(302)
            targets = {"/once": "/document", "/file": "file:///etc/passwd"}
            self.send_header("Location", targets.get(self.path, "/loop"))
            self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server of our own on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{made.server_port}"
        made.shutdown()


def rules_of(*names: str, stdin: bytes | None = None) -> list[str]:
    """Return the rules that refuse sources."""
    with pytest.raises(Refused) as refused:
        load(names, stdin=stdin)
    return [one.rule for one in refused.value.diagnostics]


def test_url(server: str) -> None:
    """A URL is fetched, over a redirect as well."""
    for path in ("/document", "/once"):
        document, _ = load([server + path])
        assert (document.title, document.source) == ("Shop", server + path)


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/missing", "url-failed"),
        ("/loop", "url-failed"),
        ("/file", "url-failed"),
        ("/long", "source-too-large"),
        ("/reference", "reference-remote"),
    ],
)
def test_url_refused(server: str, path: str, rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors, loops, other schemes and what is too long are refused."""
    monkeypatch.setattr(network, "MAX_BYTES", 1000)

    assert rules_of(server + path) == [rule]


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("ftp://example.com/a.yaml", "url-refused"),
        ("file:///etc/passwd", "url-refused"),
        ("http://user:secret@127.0.0.1/", "url-refused"),
        ("http://[::1", "url-refused"),
        ("https:///a.yaml", "url-refused"),
        ("http://127.0.0.1:1/", "url-failed"),
    ],
)
def test_urls_that_are_not_fetched(url: str, rule: str) -> None:
    """Only http and https, without credentials."""
    assert rules_of(url) == [rule]


def test_standard_input() -> None:
    """`-` is what standard input holds, given or read when needed."""
    given, _ = load(["-"], stdin=DOCUMENT.encode())
    called, _ = load(["-"], stdin=lambda: DOCUMENT.encode())

    assert given.sha256 == called.sha256
    assert given.locate("#/paths").line == 3
    assert rules_of("-") == ["source-empty"]
    assert rules_of("-", stdin=(WITH_REFERENCE % "a.yaml").encode()) == ["reference-without-folder"]


def test_paths_that_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file, a folder, an impossible name, and more than may be read."""
    (tmp_path / "long").write_text(DOCUMENT)

    assert rules_of(str(tmp_path / "missing.yaml")) == ["source-not-found"]
    assert rules_of(str(tmp_path)) == ["source-not-readable"]
    assert rules_of("a\0b") == ["source-not-readable"]
    monkeypatch.setattr(sources, "MAX_BYTES", 10)
    assert rules_of(str(tmp_path / "long")) == ["source-too-large"]


def test_a_link_may_not_lead_out(tmp_path: Path) -> None:
    """A symbolic link inside the folder is followed, and refused if it leads out."""
    folder = tmp_path / "api"
    folder.mkdir()
    (tmp_path / "secret.yaml").write_text("type: string")
    (folder / "inner.yaml").write_text("type: string")
    (folder / "out.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "in.yaml").symlink_to(folder / "inner.yaml")
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    for name, rules in {
        "in.yaml": [],
        "out.yaml": ["reference-outside-folder"],
        "loop.yaml": ["reference-file"],
    }.items():
        (folder / "document.yaml").write_text(WITH_REFERENCE % name)
        if rules:
            assert rules_of(str(folder / "document.yaml")) == rules
        else:
            load([str(folder / "document.yaml")])


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A reference to something that isn't a file doesn't hang."""
    if not hasattr(os, "mkfifo"):
        return
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "document.yaml").write_text(WITH_REFERENCE % "pipe.yaml")

    assert rules_of(str(tmp_path / "document.yaml")) == ["reference-file"]


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    """A fault in a file that is referred to has that file's name and line."""
    (tmp_path / "document.yaml").write_text(WITH_REFERENCE % "broken.yaml")
    (tmp_path / "broken.yaml").write_text("a: 1\na: 2\n")
    with pytest.raises(Refused) as refused:
        load([str(tmp_path / "document.yaml")])

    assert str(refused.value.diagnostics[0].at) == f"{tmp_path / 'broken.yaml'}:2:1"


def test_files_have_places_and_count_for_the_hash(tmp_path: Path) -> None:
    """A part of another file answers with that file's line, and changes the document's hash."""
    main = tmp_path / "document.yaml"
    main.write_text(WITH_REFERENCE % "other.yaml#/Name")
    (tmp_path / "other.yaml").write_text("\n\nName:\n  type: string\n  minLength: 1\n")
    document, _ = load([str(main)])
    place = document.locate("#/components/schemas/A/minLength")
    (tmp_path / "other.yaml").write_text("Name: {type: integer}")
    changed, _ = load([str(main)])

    assert (place.source, place.line) == (str(tmp_path / "other.yaml"), 5)
    assert document.files == (str(tmp_path / "other.yaml"),)
    assert document.sha256 != changed.sha256


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain of files has an end."""
    for number in range(20):
        text = f"properties: {{a: {{$ref: 'f{number + 1}.yaml'}}}}"
        (tmp_path / f"f{number}.yaml").write_text(text)
    (tmp_path / "f20.yaml").write_text("type: string")
    (tmp_path / "document.yaml").write_text(WITH_REFERENCE % "f0.yaml")
    document, _ = load([str(tmp_path / "document.yaml")])
    assert len(document.files) == 21
    monkeypatch.setattr("dfnsgen.loader.joining.bundle.MAX_FILES", 10)

    assert rules_of(str(tmp_path / "document.yaml")) == ["too-many-files"]
    assert limits.MAX_FILES >= 1000


def test_many_references_take_no_recursion(tmp_path: Path) -> None:
    """A long chain of references is followed without a deep stack, and in time that is linear."""
    count = 20_000
    start = time.process_time()
    schemas = "".join(
        f"    S{number}: {{$ref: '#/components/schemas/S{number + 1}'}}\n"
        for number in range(count)
    )
    text = DOCUMENT + "components:\n  schemas:\n" + schemas + f"    S{count}: {{type: string}}\n"
    document, found = load(["-"], stdin=text.encode())

    assert not found and document.title == "Shop"
    assert time.process_time() - start < 5
