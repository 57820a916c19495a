"""A newer document in the place of the old one: from where, what is told, what is written."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.command import Result
from tests.lifecycle.conftest import DOCUMENT

pytestmark = pytest.mark.slow

Run = Callable[..., Result]
CONFIG = '[[packages]]\nsource = "specs/shop-1.0.0.yaml"  # ours\npackage = "shop"\n'
ADDED = DOCUMENT.replace("1.0.0", "1.1.0").replace(
    "        memo: {type: string}\n", "        memo: {type: string}\n        age: {type: integer}\n"
)
REMOVED = DOCUMENT.replace("1.0.0", "2.0.0").replace("        memo: {type: string}\n", "")


@pytest.fixture
def project(folder: Path, dfnsgen: Run) -> Path:
    """A project with a generated package."""
    (folder / "specs").mkdir()
    (folder / "specs" / "shop-1.0.0.yaml").write_text(DOCUMENT)
    (folder / "dfnsgen.toml").write_text(CONFIG)
    assert dfnsgen("generate").exit_code == 0
    return folder


def texts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_everything_follows_from_the_new_document(project: Path, dfnsgen: Run) -> None:
    (project / "shop.yaml").write_text(ADDED)

    result = dfnsgen("update", "shop.yaml")

    assert result.exit_code == 0
    assert "Shop API 1.0.0 → 1.1.0" in result.stdout
    assert (project / "specs/shop-1.1.0.yaml").read_text() == ADDED
    assert (project / "specs/shop-1.0.0.yaml").read_text() == DOCUMENT
    assert "age: int | None = None" in (project / "generated/shop/models.py").read_text()
    config = (project / "dfnsgen.toml").read_text()
    assert config == CONFIG.replace("1.0.0", "1.1.0")
    changelog = (project / "specs/CHANGELOG.md").read_text()
    assert "## Shop API: 1\\.0\\.0 → 1\\.1\\.0" in changelog or "1.0.0 → 1.1.0" in changelog
    assert dfnsgen("check").exit_code == 0
    again = dfnsgen("update", "shop.yaml")
    assert "is the newest document" in again.stdout


SWAGGER = """swagger: '2.0'
info: {title: Shop, version: %s}
paths:
  /pets:
    get:
      operationId: list_pets
      responses: {'200': {description: Pets, schema: {$ref: 'parts/%s.yaml#/Pet'}}}
"""


def test_files_that_it_refers_to_go_with_it(folder: Path, dfnsgen: Run) -> None:
    """And a document of Swagger 2.0 is no page."""
    (folder / "parts").mkdir()
    (folder / "parts/old.yaml").write_text("Pet: {type: object, properties: {a: {type: string}}}")
    (folder / "shop.yaml").write_text(SWAGGER % ("1.0.0", "old"))
    (folder / "dfnsgen.toml").write_text('[[packages]]\nsource = "shop.yaml"\npackage = "shop"\n')
    assert dfnsgen("generate").exit_code == 0
    (folder / "new/parts").mkdir(parents=True)
    (folder / "new/parts/new.yaml").write_text(
        "Pet: {type: object, properties: {b: {type: string}}}"
    )
    (folder / "new/shop.yaml").write_text(SWAGGER % ("2.0.0", "new"))

    result = dfnsgen("update", "new/shop.yaml")

    assert result.exit_code == 0, result.stderr
    assert (folder / "parts/new.yaml").is_file()
    assert "b: str | None" in (folder / "generated/shop/models.py").read_text()
    assert dfnsgen("check").exit_code == 0


def test_a_comparison_after_an_update_is_one_with_what_was_there(
    project: Path, dfnsgen: Run
) -> None:
    """The lock of the last commit tells from which document the package was made."""
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    for arguments in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "one"]):
        subprocess.run(["git", *arguments], cwd=project, check=True)
    (project / "shop.yaml").write_text(REMOVED)
    assert dfnsgen("update", "shop.yaml").exit_code == 0

    result = dfnsgen("diff")

    assert "(git:HEAD:specs/shop-1.0.0.yaml) →" in result.stdout
    assert "Pet.memo was removed" in result.stdout


def test_the_newest_entry_stands_first(project: Path, dfnsgen: Run) -> None:
    (project / "shop.yaml").write_text(ADDED)
    dfnsgen("update", "shop.yaml")
    (project / "shop.yaml").write_text(REMOVED)
    dfnsgen("update", "shop.yaml")

    headings = [
        line
        for line in (project / "specs/CHANGELOG.md").read_text().splitlines()
        if line.startswith("## ")
    ]
    assert [("2.0.0" in line.replace("\\", "")) for line in headings] == [True, False]


@pytest.mark.parametrize(
    ("more", "code"),
    [(("--dry-run",), 0), (("--fail-on", "any"), 1)],
    ids=str,
)
def test_nothing_is_written(project: Path, dfnsgen: Run, more: tuple[str, ...], code: int) -> None:
    (project / "shop.yaml").write_text(REMOVED)
    before = texts(project)

    result = dfnsgen("update", "shop.yaml", *more)

    assert result.exit_code == code
    assert "1.0.0 → 2.0.0" in result.stdout
    assert "memo" in result.stdout
    assert texts(project) == before


def test_edits_stop_it_and_leave_all_as_it_was(project: Path, dfnsgen: Run) -> None:
    (project / "shop.yaml").write_text(ADDED)
    models = project / "generated/shop/models.py"
    models.write_text(models.read_text() + "\n# ours\n")
    before = texts(project)

    assert dfnsgen("update", "shop.yaml").exit_code == 2

    assert texts(project) == before


def test_odd_versions_are_pointed_out(project: Path, dfnsgen: Run) -> None:
    (project / "shop.yaml").write_text(ADDED.replace("1.1.0", "1.0.0"))
    same = dfnsgen("update", "shop.yaml")
    assert "the document changed and its version is 1.0.0 still" in same.stderr
    assert (project / "specs/shop-1.0.0.yaml").read_text() == DOCUMENT
    assert len([*(project / "specs").glob("shop-1.0.0-*.yaml")]) == 1

    (project / "shop.yaml").write_text(ADDED.replace("1.1.0", "0.9.9"))
    back = dfnsgen("update", "shop.yaml")
    assert "the version goes backwards: from 1.0.0 to 0.9.9" in back.stderr


def test_a_broken_document_is_called_what_it_was_read_from(project: Path, dfnsgen: Run) -> None:
    (project / "shop.yaml").write_text(ADDED.replace("paths:", "paths: ["))
    before = texts(project)

    result = dfnsgen("update", "shop.yaml")

    assert result.exit_code == 2
    assert result.stderr.startswith("shop.yaml:")
    assert texts(project) == before


def test_where_from_must_be_said(project: Path, dfnsgen: Run) -> None:
    result = dfnsgen("update")

    assert result.exit_code == 2
    assert "no-origin" in result.stderr


def test_what_breaks_is_not_written_with_fail_on_breaking(project: Path, dfnsgen: Run) -> None:
    stricter = DOCUMENT.replace("1.0.0", "2.0.0").replace("[kind, name]", "[kind, name, memo]")
    (project / "shop.yaml").write_text(stricter)
    before = texts(project)

    result = dfnsgen("update", "shop.yaml", "--fail-on", "breaking")

    assert result.exit_code == 1
    assert "nothing was written: --fail-on breaking" in result.stdout
    assert texts(project) == before


def test_what_breaks_nobody_passes_fail_on_breaking(project: Path, dfnsgen: Run) -> None:
    (project / "shop.yaml").write_text(ADDED)

    assert dfnsgen("update", "shop.yaml", "--fail-on", "breaking").exit_code == 0
    assert (project / "specs/shop-1.1.0.yaml").exists()


@dataclass
class Shelf:
    """What the server gives, and what it was asked."""

    text: str = DOCUMENT
    date: str = "Sun, 01 Nov 2026 10:00:00 GMT"
    has_etags: bool = True
    asked: list[tuple[str | None, str | None]] = field(default_factory=list)
    given: list[int] = field(default_factory=list)


@pytest.fixture
def shelf() -> Iterator[tuple[str, Shelf]]:
    """A server that knows its versions by their ETag, or by their date alone."""
    shelf = Shelf()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            match, since = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
            etag = f'"{hash(shelf.text)}"' if shelf.has_etags else None
            known = match == etag if etag and match else since == shelf.date
            shelf.asked.append((match, since))
            shelf.given.append(304 if known else 200)
            self.send_response(shelf.given[-1])
            if etag:
                self.send_header("ETag", etag)
            self.send_header("Last-Modified", shelf.date)
            self.end_headers()
            if not known:
                self.wfile.write(shelf.text.encode())

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/shop.yaml", shelf
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("has_etags", [True, False], ids=["etag", "date"])
def test_a_server_is_asked_for_what_is_newer(
    has_etags: bool, project: Path, dfnsgen: Run, shelf: tuple[str, Shelf]
) -> None:
    url, shelved = shelf
    shelved.has_etags = has_etags
    config = project / "dfnsgen.toml"
    config.write_text(f'{config.read_text()}origin = "{url}"\n')

    shelved.text = ADDED
    assert dfnsgen("update").exit_code == 0
    assert (project / "specs/shop-1.1.0.yaml").exists()
    assert "is the newest document" in dfnsgen("update").stdout
    shelved.text, shelved.date = REMOVED, "Mon, 02 Nov 2026 10:00:00 GMT"
    assert "1.1.0 → 2.0.0" in dfnsgen("update").stdout
    assert shelved.given == [200, 304, 200]
    first, *later = shelved.asked
    assert first == (None, None)
    assert all(since == "Sun, 01 Nov 2026 10:00:00 GMT" for _, since in later)
    assert all((match is not None) == has_etags for match, _ in later)


def test_a_document_that_was_edited_is_fetched_again(
    project: Path, dfnsgen: Run, shelf: tuple[str, Shelf]
) -> None:
    """What a server calls unchanged is no reason to keep what it never gave."""
    url, shelved = shelf
    shelved.text = ADDED
    assert dfnsgen("update", url).exit_code == 0
    document = project / "specs/shop-1.1.0.yaml"
    document.write_text(ADDED.replace("age", "years"))

    assert "the document changed and its version is 1.1.0 still" in dfnsgen("update", url).stderr
    assert shelved.given == [200, 200]


def test_a_server_that_fails_changes_nothing(
    project: Path, dfnsgen: Run, shelf: tuple[str, Shelf]
) -> None:
    url, shelved = shelf
    shelved.text = "<html>Service unavailable</html>"
    before = texts(project)

    assert dfnsgen("update", url).exit_code == 2
    assert dfnsgen("update", "http://127.0.0.1:9/shop.yaml").exit_code == 2

    assert texts(project) == before


def test_pages_are_a_source_too(folder: Path, dfnsgen: Run) -> None:
    page = "# A page\n\n````yaml /openapi.yaml get /pets\n" + ADDED + "````\n"
    (folder / "specs").mkdir()
    (folder / "specs/shop-1.0.0.yaml").write_text(DOCUMENT)
    (folder / "dfnsgen.toml").write_text(CONFIG)
    dfnsgen("generate")
    (folder / "page.md").write_text(page)

    result = dfnsgen("update", "page.md")

    assert result.exit_code == 0, result.stderr
    assert "x-dfnsgen-pages" in (folder / "specs/shop-1.1.0.yaml").read_text()


def test_a_file_without_a_version_in_its_name_takes_the_new_document(
    project: Path, dfnsgen: Run
) -> None:
    """So that a review sees the document's own difference."""
    config = CONFIG.replace("shop-1.0.0.yaml", "shop.yaml")
    (project / "specs" / "shop-1.0.0.yaml").rename(project / "specs" / "shop.yaml")
    (project / "dfnsgen.toml").write_text(config)
    (project / "shop.yaml").write_text(REMOVED)

    assert dfnsgen("update", "shop.yaml").exit_code == 0

    assert sorted(path.name for path in (project / "specs").iterdir()) == [
        "CHANGELOG.md",
        "shop.yaml",
    ]
    assert (project / "specs" / "shop.yaml").read_text() == REMOVED
    assert (project / "dfnsgen.toml").read_text() == config
    assert dfnsgen("check").exit_code == 0


def test_the_changelog_has_days_and_names_what_is_kept(project: Path, dfnsgen: Run) -> None:
    (project / "shop.yaml").write_text(REMOVED)

    dfnsgen("update", "shop.yaml")

    changelog = (project / "specs" / "CHANGELOG.md").read_text()
    assert f"({date.today().isoformat()})" in changelog
    places = set(re.findall(r"`([^` ]+\.yaml):\d+", changelog))
    assert places == {"specs/shop-1.0.0.yaml", "specs/shop-2.0.0.yaml"}
