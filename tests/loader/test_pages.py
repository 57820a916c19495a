"""Documentation pages: what a fence may look like, and documents that are imported of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dfnsgen.diagnostics import Refused
from dfnsgen.loader.imports import file_stem, import_pages
from dfnsgen.loader.joining.merge import same
from dfnsgen.loader.load import load

PAGE = """# Pets

{fence}yaml {head}
openapi: 3.1.0
info: {{title: The Pet Shop, version: 1.2.3}}
paths:
  /pets:
    {method}:
      responses:
        '200': {{description: {text}}}
{fence}

More text.
"""


def page(folder: Path, name: str, head: str = "get /pets", **values: str) -> str:
    """Write a page and return its name."""
    method = head.split()[-2].lower()
    text = PAGE.format(**{"fence": "````", "head": head, "method": method, "text": "Yes", **values})
    (folder / name).write_text(text)
    return str(folder / name)


@pytest.mark.parametrize(
    "head",
    ["/openapi.yaml get /pets", "openapi.json get /pets", "get /pets", "GET /pets", "get  /pets "],
)
@pytest.mark.parametrize("fence", ["```", "````", "~~~~"])
def test_fences(tmp_path: Path, head: str, fence: str) -> None:
    """All known headers are understood; the place is the page's own line."""
    document, found = load([page(tmp_path, "a.md", head, fence=fence)])

    assert document.partial and not found
    assert document.locate("#/paths/~1pets/get").line == 8


def test_a_page_without_a_telling_name(tmp_path: Path) -> None:
    """A page is known by its block where the name doesn't say so."""
    document, _ = load([page(tmp_path, "a.txt")])

    assert document.partial


def test_windows_line_ends(tmp_path: Path) -> None:
    """CRLF changes nothing."""
    name = page(tmp_path, "a.md")
    Path(name).write_bytes(Path(name).read_bytes().replace(b"\n", b"\r\n"))

    assert load([name])[0].locate("#/paths").line == 6


def test_a_heading_without_its_operation(tmp_path: Path) -> None:
    """A heading that the block doesn't hold is reported at its line."""
    _, found = load([page(tmp_path, "a.md", "post /other", method="get")])

    assert [(one.rule, one.at.line) for one in found] == [("page-operation-missing", 3)]


def test_import_of_one_page_keeps_its_text(tmp_path: Path) -> None:
    """The block stays as it is; the list of pages behind it makes the document partial."""
    made, _ = import_pages([page(tmp_path, "a.md")])
    (tmp_path / "made.yaml").write_text(made.text)
    document, _ = load([str(tmp_path / "made.yaml")])

    assert made.stem == "the-pet-shop-1.2.3"
    assert made.text.startswith("openapi: 3.1.0\ninfo: {title: The Pet Shop, version: 1.2.3}\n")
    assert str(tmp_path) not in made.text
    assert document.partial and "x-dfnsgen-pages" not in document.tree


def test_import_of_several_pages(tmp_path: Path) -> None:
    """Several pages give one document, which is the one that they load as."""
    pages = [page(tmp_path, "a.md"), page(tmp_path, "b.md", "post /pets")]
    made, _ = import_pages(pages)
    (tmp_path / "made.yaml").write_text(made.text)
    merged, _ = load(pages)
    read, _ = load([str(tmp_path / "made.yaml")])

    assert same(merged.tree, read.tree)
    assert import_pages(pages)[0] == made
    assert made.text.count("operation: ") == 2


def test_import_refuses_conflicts_and_what_is_no_page(tmp_path: Path) -> None:
    """A conflict has both places; a document isn't a page."""
    pages = [page(tmp_path, "a.md"), page(tmp_path, "b.md", text="No")]
    with pytest.raises(Refused) as refused:
        import_pages(pages)
    assert [one.rule for one in refused.value.diagnostics] == ["page-conflict"]
    assert f"{pages[0]}:8:" in refused.value.diagnostics[0].message
    assert str(refused.value.diagnostics[0].at).startswith(f"{pages[1]}:8:")
    (tmp_path / "c.yaml").write_text("openapi: 3.1.0\ninfo: {title: a, version: b}\npaths: {}\n")
    with pytest.raises(Refused) as refused:
        import_pages([str(tmp_path / "c.yaml")])
    assert [one.rule for one in refused.value.diagnostics] == ["page-without-document"]


@given(st.text(), st.text())
@example("../../etc/passwd", "..")
@example("", "/")
@example("CON", "1.0.")
def test_file_stems_are_plain(title: str, version: str) -> None:
    """No title of a stranger names another folder, or anything but a plain file."""
    stem = file_stem(title, version)

    assert 0 < len(stem) <= 60
    assert stem.isascii() and not set(stem) & set('/\\:*?"<>| \0')
    assert not stem.startswith((".", "-")) and not stem.endswith((".", "-"))
