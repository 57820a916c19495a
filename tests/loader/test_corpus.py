"""The documents that must work, as they are: Dfns in all its versions, and sixty other APIs."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.cache import Cache
from dfnsgen.diagnostics import Severity
from dfnsgen.loader.imports import import_pages
from dfnsgen.loader.load import load
from dfnsgen.loader.verdict.verdict import start_verdict

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "specs" / "dfns-1.807.0.yaml"
OVERLAY = ROOT / "specs" / "overlays" / "registration-credentials.yaml"
PAGE = "corpus/dfns/complete-user-registration-1.807.0.md"
APIS = sorted(
    path
    for path in Path(os.environ.get("DFNSGEN_CORPUS", "none"), "corpus", "apis").glob("*.json")
    if path.stem != "index"
)
OLDER = ("3.0.12", "3.4.3", "3.4.4", "3.5.2", "3.5.6", "4.5.1", "5.1.1")


def body_of(tree: Any) -> Any:
    """Return the schema of the registration's request body."""
    body = tree["paths"]["/auth/registration"]["post"]["requestBody"]
    return body["content"]["application/json"]["schema"]


def test_the_committed_document_is_the_imported_page(corpus: Path) -> None:
    """specs/dfns-1.807.0.yaml is what the import makes of the page."""
    made, _ = import_pages([str(corpus / PAGE)])

    assert made.stem == SPEC.stem
    assert made.text == SPEC.read_text(encoding="utf-8")


def test_registration(tmp_path: Path) -> None:
    """The document has its eight mapping objects and nothing else that counts."""
    document, found = load([str(SPEC)])
    rules = [one.rule for one in found]

    assert rules.count("discriminator-mapping-object") == 8
    assert set(rules) == {"discriminator-mapping-object", "properties-without-type"}
    assert (document.title, document.version, document.partial) == ("Dfns", "1.807.0", True)
    assert start_verdict(document, cache=Cache(tmp_path)).result() == ()


def test_overlay_says_what_the_whole_document_says(corpus: Path) -> None:
    """With the overlay, the six components are the credentials of Dfns 1.578.2, to the letter."""
    document, found = load([str(SPEC)], overlays=[str(OVERLAY)])
    whole, _ = load([str(corpus / "corpus/dfns/dfns-1.578.2.yaml")])
    schemas: Any = document.tree["components"]
    schemas = schemas["schemas"]
    body, known = body_of(document.tree), body_of(whole.tree)

    def component(branches: Any) -> Any:
        return schemas[branches["allOf"][0]["$ref"].rsplit("/", 1)[-1]]

    assert "overlay-no-match" not in {one.rule for one in found}
    for name in ("firstFactorCredential", "secondFactorCredential"):
        union = schemas[body["properties"][name]["$ref"].rsplit("/", 1)[-1]]
        assert [component(one) for one in union["oneOf"]] == known["properties"][name]["oneOf"]
    recovery = known["properties"]["recoveryCredential"]
    assert component(body["properties"]["recoveryCredential"]) == recovery


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_the_whole_document(corpus: Path, form: str, tmp_path: Path) -> None:
    """Both twins load in time, with what the JSON twin has wrong reported at each place."""
    start = time.process_time()
    document, found = load([str(corpus / f"corpus/dfns/dfns-1.578.2.{form}")])
    spent = time.process_time() - start
    operations = sum(len(item) for item in (document.tree["paths"] or {}).values())  # type: ignore[union-attr,misc,arg-type]

    assert operations == 158 and len(document.tree["webhooks"]) == 8  # type: ignore[arg-type]
    assert [one.rule for one in found] == ["null-annotation"] * (814 if form == "json" else 0)
    assert all(one.at.line > 1 for one in found)
    assert len({(one.at.line, one.at.column) for one in found}) == len(found)
    assert start_verdict(document, cache=Cache(tmp_path)).result() == ()
    assert spent < 2.4, "1.2 s on an idle machine"


@pytest.mark.sweep
@pytest.mark.parametrize("version", OLDER)
def test_older_documents(corpus: Path, version: str, tmp_path: Path) -> None:
    """The documents of OpenAPI 3.0.1 come out as 3.1."""
    document, found = load([str(corpus / f"corpus/dfns/dfns-{version}.json")])

    assert document.tree["openapi"] == "3.1.0" and document.declared_openapi == "3.0.1"
    warned = {one.rule for one in found if one.severity is Severity.WARNING}
    assert warned <= {"items-without-type", "variant-repeated"}
    assert start_verdict(document, cache=Cache(tmp_path)).result() == ()


def test_pages_of_one_version_merge(corpus: Path, tmp_path: Path) -> None:
    """The eleven pages of 2.0.155 are one document without a conflict."""
    pages = sorted(str(path) for path in (corpus / "corpus/dfns/pages-2.0.155").glob("*.md"))
    document, found = load(pages)
    operations = sum(len(item) for item in document.tree["paths"].values())  # type: ignore[union-attr,misc,arg-type]

    assert len(pages) == 11 and operations == 10
    assert document.tree["webhooks"] == {"wallet.blockchainevent.detected": {}}
    assert {one.rule for one in found} == {"page-webhook-without-schema"}
    assert start_verdict(document, cache=Cache(tmp_path)).result() == ()


def test_the_other_apis_are_sixty(corpus: Path) -> None:
    assert len(APIS) == 60


@pytest.mark.sweep
@pytest.mark.parametrize("path", APIS, ids=lambda path: path.stem)
def test_other_apis(path: Path, tmp_path: Path) -> None:
    """Each of the sixty loads; every finding has a line; the small ones are judged as well."""
    document, found = load([str(path)])

    assert all(one.at.line for one in found)
    if path.stat().st_size < 8_000:
        judged = start_verdict(document, cache=Cache(tmp_path)).result()
        assert not any(one.severity is Severity.ERROR for one in judged)
