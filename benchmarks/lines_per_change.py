"""How many lines of a package change for one change of its document.

    python -m benchmarks.lines_per_change [DOCUMENT] [--samples N]

Without a document: the whole Dfns document where DFNSGEN_CORPUS is set, else the registration
document in specs/. Lines are counted as git does, added and removed, in the Python files; those of
the lock, which holds hashes, are given apart.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import random
import statistics
import tempfile
from collections.abc import Callable, Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Any

from dfnsgen.generate import prepare, write
from dfnsgen.loader.load import load
from dfnsgen.options import Options
from dfnsgen.render.writing.lock import LOCK_NAME

ROOT = Path(__file__).resolve().parents[1]
MOST = 10
"""Lines that one added optional property may change."""

Tree = Any
Change = Callable[[Tree, random.Random], None]


def inline_objects(node: Tree) -> Iterator[dict[str, Tree]]:
    """Yield the objects of a document that have properties."""
    if isinstance(node, dict):
        if isinstance(node.get("properties"), dict) and node["properties"]:
            yield node
        for value in node.values():
            yield from inline_objects(value)
    elif isinstance(node, list):
        for value in node:
            yield from inline_objects(value)


def add_optional_property(tree: Tree, chance: random.Random) -> None:
    """Put an optional text somewhere among the properties of a component."""
    schemas = tree["components"]["schemas"]
    chosen = [one for one in schemas.values() if isinstance(one.get("properties"), dict)]
    properties = chance.choice(chosen)["properties"]
    items = [*properties.items()]
    items.insert(chance.randrange(len(items) + 1), ("newlyAdded", {"type": "string"}))
    properties.clear()
    properties.update(items)


def remove_property(tree: Tree, chance: random.Random) -> None:
    """Take an optional property away from an object."""
    found = [
        (one, name)
        for one in inline_objects(tree["components"]["schemas"])
        for name in one["properties"]
        if name not in one.get("required", ())
    ]
    if found:
        holder, name = chance.choice(found)
        del holder["properties"][name]


def reorder_components(tree: Tree, chance: random.Random) -> None:
    """Put the components, and the operations, in another order."""
    for holder in (tree["components"]["schemas"], tree["paths"]):
        items = [*holder.items()]
        chance.shuffle(items)
        holder.clear()
        holder.update(items)


def raise_version(tree: Tree, chance: random.Random) -> None:
    """Change nothing but the document's version."""
    tree["info"]["version"] = "9.9.9"


CHANGES: tuple[tuple[str, Change], ...] = (
    ("one optional property more", add_optional_property),
    ("one optional property less", remove_property),
    ("another order of components and paths", reorder_components),
    ("another version number", raise_version),
)


def lines_changed(tree: Tree, change: Change, seed: int) -> tuple[int, int]:
    """Return how many lines of Python, and of the lock, one change of a document changes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        before = generated(folder, tree)
        changed = copy.deepcopy(tree)
        change(changed, random.Random(seed))
        after = generated(folder, changed)
    counts = {path: count(before.get(path, ""), after.get(path, "")) for path in before | after}
    lock = counts.pop(LOCK_NAME, 0)
    return sum(counts.values()), lock


def generated(folder: Path, tree: Tree) -> dict[str, str]:
    """Write the package of a document over that of the one before."""
    source = folder / "document.json"
    source.write_text(json.dumps(tree))
    write(prepare(Options(sources=(str(source),), out=folder, package="api")))
    package = folder / "api"
    return {
        path.relative_to(package).as_posix(): path.read_text()
        for path in package.rglob("*")
        if path.is_file() and path.suffix in {".py", ".json"}
    }


def count(before: str, after: str) -> int:
    """Return the number of added and removed lines."""
    lines = unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return sum(line[:1] in "+-" for line in lines if not line.startswith(("+++", "---")))


def tree_of(document: Path) -> Tree:
    """Return a document as plain JSON."""
    return json.loads(json.dumps(load([str(document)])[0].tree))


def default_document() -> Path:
    """Return the document that is measured without arguments."""
    corpus = os.environ.get("DFNSGEN_CORPUS")
    if corpus:
        return Path(corpus) / "corpus" / "dfns" / "dfns-1.578.2.yaml"
    return ROOT / "specs" / "dfns-1.807.0.yaml"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("document", nargs="?", type=Path, default=default_document())
    parser.add_argument("--samples", type=int, default=5)
    options = parser.parse_args()
    tree = tree_of(options.document)
    print(f"{options.document.name}, {options.samples} samples of each change")
    print("\n| change | lines of Python: median | most | lines of the lock: most |")
    print("|---|---:|---:|---:|")
    spread: list[int] = []
    for name, change in CHANGES:
        found = [lines_changed(tree, change, seed) for seed in range(options.samples)]
        python, lock = [one for one, _ in found], [two for _, two in found]
        print(f"| {name} | {statistics.median(python):g} | {max(python)} | {max(lock)} |")
        spread = spread or sorted(python)
    within = sum(lines <= MOST for lines in spread)
    print(f"\n{CHANGES[0][0]}: {within} of {len(spread)} within {MOST} lines; {spread}")


if __name__ == "__main__":
    main()
