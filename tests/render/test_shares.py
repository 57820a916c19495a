"""What people read of a package is laid out by templates, not put together in Python."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from dfnsgen.loader.load import load
from dfnsgen.model.build import build_api
from dfnsgen.python.names.names import assign_names
from dfnsgen.python.package import plan_package
from dfnsgen.python.plan import FilePlan, PlanOptions
from dfnsgen.python.source.source import Source
from dfnsgen.render.templates import Templates

_READ = re.compile(r"models\.py|client/.*")
_LEAST = 0.6
_NAME = re.compile(r"[\w.]*")
_IN_TYPES = (
    ast.Expression,
    ast.Name,
    ast.Attribute,
    ast.Constant,
    ast.Subscript,
    ast.Tuple,
    ast.List,
    ast.BinOp,
    ast.BitOr,
    ast.UnaryOp,
    ast.USub,
    ast.Load,
)


@pytest.mark.parametrize("document", ["registration", "whole"])
def test_templates_lay_out_what_people_read(
    document: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the characters of models and client but docs, literals, names and types, 60 % at least.

    The shares of every file are printed: `pytest -s tests/render/test_shares.py`.
    """
    shares = {file.path: _share(file) for file in _files(document, request)}
    with capsys.disabled():
        lines = (f"  {path:<40}{share:>6.0%}" for path, share in shares.items())
        sys.stdout.write("\n".join((f"\n{document}: from templates", *lines, "")))

    low = {path for path, share in shares.items() if _READ.fullmatch(path) and share < _LEAST}
    assert low == set()


def _files(document: str, request: pytest.FixtureRequest) -> tuple[FilePlan, ...]:
    path = Path("specs/dfns-1.807.0.yaml")
    if document == "whole":
        corpus: Path = request.getfixturevalue("corpus")
        path = corpus / "corpus/dfns/dfns-1.578.2.yaml"
    api, _ = build_api(load((str(path),))[0])
    return plan_package(api, assign_names(api, {}), PlanOptions(package="package")).files


def _share(file: FilePlan) -> float:
    """Return the templates' part of a file, before it is laid out."""
    parts: list[Source] = []
    text = Templates(watch=parts.append).text(file.template, file.context)
    sizes: Counter[bool] = Counter()
    for part in parts:
        sizes[_is_code(part)] += len(part)
    own = len(text) - sizes.total()
    return own / (own + sizes[True])


def _is_code(part: str) -> bool:
    """Whether a part is neither documentation nor a literal nor a name nor a type."""
    if part.startswith('"""') or _NAME.fullmatch(part):
        return False
    try:
        tree = ast.parse(part, mode="eval")
    except SyntaxError:
        return True
    if all(isinstance(node, _IN_TYPES) for node in ast.walk(tree)):
        return False
    try:
        ast.literal_eval(tree)
    except ValueError:
        return True
    return False
