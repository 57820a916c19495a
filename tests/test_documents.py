"""Documents of others, from the source to a package that would be written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dfnsgen.generate import prepare
from dfnsgen.options import Options

FOLDER = Path(os.environ.get("DFNSGEN_CORPUS", "none"), "corpus", "apis")
DOCUMENTS = sorted(path for path in FOLDER.glob("*.json") if path.stem != "index")


@pytest.mark.sweep
@pytest.mark.skipif(not DOCUMENTS, reason="DFNSGEN_CORPUS is not set: the documents are not here")
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_document_becomes_a_package(path: Path) -> None:
    """What is printed has the structure that was planned, and everything a name of its own."""
    prepared = prepare(Options(sources=(str(path),)))

    definitions = [*prepared.lock.names.values(), *prepared.lock.aliases]
    methods = [*prepared.lock.operations.values()]
    assert len({name.casefold() for name in definitions}) == len(definitions)
    assert len(set(methods)) == len(methods) == len(prepared.api.operations)
