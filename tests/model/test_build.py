"""The model of small documents, as text; each case is a folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dfnsgen.loader.load import load
from dfnsgen.model.build import build_api
from dfnsgen.model.schemas.json_schema import as_json_schema
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.shape import DiscriminatedBy, UnionShape
from dfnsgen.model.text import model_text
from dfnsgen.python.names.names import assign_names

CASES = Path(__file__).parents[1] / "cases" / "model"


def case_folders() -> list[Path]:
    return sorted(folder for folder in CASES.iterdir() if folder.is_dir())


@pytest.mark.parametrize("case", case_folders(), ids=lambda case: case.name)
def test_model(case: Path, golden: Callable[[Path, str], None]) -> None:
    """document.yaml in; each structure as a tree and as an exact schema, and findings, out."""
    document, _ = load([str(case / "document.yaml")])

    api, noticed = build_api(document)
    names = assign_names(api, {})
    name_of = names.definitions.__getitem__
    operations = tuple(f"{own.namespace}.{own.method}" for own in names.operations)
    trees = [
        model_text(api, name, name_of, operations) for name in (None, *api.definitions, *operations)
    ]
    found = [f"{d.severity.value}[{d.rule}] {d.at.line}: {d.message}" for d in noticed]
    found += [f"not carried: {pointer}" for pointer in api.not_carried]
    golden(case / "model.txt", "\n\n".join([*trees, *found]) + "\n")
    exact = [
        f"{key}\n  {_json(definition.schema)}\n" for key, definition in api.definitions.items()
    ]
    golden(case / "schemas.txt", "".join(exact))


def _json(schema: Schema) -> str:
    """The exact schema on one line, as the validators hold to it."""
    return json.dumps(as_json_schema(schema), ensure_ascii=False, default=str)


WHOLE = ("corpus/dfns/dfns-1.578.2.yaml", "corpus/dfns/dfns-1.578.2.json")


@pytest.mark.slow
@pytest.mark.parametrize("path", WHOLE)
def test_the_whole_dfns_document(path: str, corpus: Path) -> None:
    """Every oneOf is told apart by a tag, nothing is left out, all is there."""
    document, _ = load([str(corpus / path)])

    api, noticed = build_api(document)

    unions = [d.shape for d in api.definitions.values() if isinstance(d.shape, UnionShape)]
    assert {u.discriminated_by for u in unions if u.exclusive} == {DiscriminatedBy.TAG}
    assert (len(api.operations), len(api.webhooks), api.not_carried) == (158, 8, ())
    assert {d.rule for d in noticed} == {"allof-impossible"}
