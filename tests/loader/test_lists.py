"""Folders and lists of documentation pages: what they lead to, and what is kept of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dfnsgen.diagnostics import Refused
from dfnsgen.loader.imports import import_pages
from dfnsgen.loader.reading.text import read_text
from tests.command import dfnsgen
from tests.loader.test_pages import page

LIST = """# The Pet Shop

> Everything about pets.

## API
- [List pets](https://docs.example.com/api/list.md): all of them
- [Buy a pet](api/buy.md "Buying")
- [Guide](guide.md), [again](api/buy.md), [elsewhere](../outside.md), [gone](gone.md)
- [Terms](terms.html)
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with a list, two pages of operations, a guide, and a page outside."""
    folder = tmp_path / "shop"
    (folder / "api").mkdir(parents=True)
    (folder / "llms.txt").write_text(LIST)
    (folder / "guide.md").write_text("# How to keep a pet\n")
    page(folder / "api", "list.md")
    page(folder / "api", "buy.md", "post /pets")
    page(tmp_path, "outside.md", "delete /pets")
    return folder


@pytest.mark.parametrize("name", ["", "llms.txt", "api"])
def test_a_list_or_a_folder_leads_to_its_pages(shop: Path, name: str) -> None:
    """Pages of the list's own are read, and those without a document left out."""
    made, found = import_pages([str(shop / name)])

    assert not found
    assert (made.operations, made.pages, made.listed) == (2, 2, 2 if name == "api" else 3)
    tree = read_text(made.text, "made").value
    pets = tree["paths"]["/pets"]  # type: ignore[index,call-overload]  # as in the pages
    assert {method: pets[method]["x-dfnsgen-source"] for method in pets} == {  # type: ignore[index,union-attr,call-overload]  # as above
        "get": "list.md",
        "post": "buy.md",
    }


def test_a_list_without_pages_is_refused(tmp_path: Path) -> None:
    (tmp_path / "llms.txt").write_text("# Nothing\n[a](../b.md) [c](https://other.example/c.md)")

    with pytest.raises(Refused) as refused:
        import_pages([str(tmp_path / "llms.txt")])
    assert [found.rule for found in refused.value.diagnostics] == ["page-list-empty"]


def test_import_says_what_it_found(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)

    result = dfnsgen(["import", "llms.txt"])

    assert "found 2 operations and 0 components in 2 of 3 pages" in result.stdout
