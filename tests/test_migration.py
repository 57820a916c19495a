"""What the guide says of `dfns-sdk` is so: its methods by their routes, against ours.

In: the routes of the SDK's methods (tests/cases/migration), and the whole document.
"""

from __future__ import annotations

import re
from pathlib import Path

from dfnsgen.generate import prepare
from dfnsgen.options import Options

ROOT = Path(__file__).parents[1]
METHODS = ROOT / "tests" / "cases" / "migration" / "dfns-sdk-1.0.4.tsv"
GUIDE = ROOT / "docs" / "guides" / "from-dfns-sdk.md"


def by_route(route: str) -> str:
    """Return a method and path; what parameters of the path are called is no matter."""
    return re.sub(r"\{[^}]*\}", "{}", route)


def test_the_methods_that_the_guide_lists_are_those_with_other_names(corpus: Path) -> None:
    rows = (line.split("\t") for line in METHODS.read_text(encoding="utf-8").splitlines())
    theirs = {by_route(route): name for route, name in rows}
    source = corpus / "corpus" / "dfns" / "dfns-1.578.2.yaml"
    prepared = prepare(Options(sources=(str(source),), package="dfns", client=True, cache=False))
    ours = {by_route(route): name for route, name in prepared.lock.operations.items()}
    shared = theirs.keys() & ours.keys()
    renamed = sorted(
        (theirs[route], ours[route]) for route in shared if theirs[route] != ours[route]
    )

    page = GUIDE.read_text(encoding="utf-8")
    table = "".join(f"| `{old}` | `{new}` |\n" for old, new in renamed)
    assert f"|---|---|\n{table}\n" in page
    counted = f"of the {len(shared)} operations"
    assert counted in page
    assert f"share {len(shared) - len(renamed)} are called" in " ".join(page.split())
