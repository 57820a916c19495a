"""Whether packages work for the documents of others: made, imported, checked, each call made.

    DFNSGEN_CORPUS=… python -m benchmarks.documents [NAME …] [--types] [--examples] [--out DIR]

In: the documents of the corpus whose names hold one of the NAMEs, or all. Out: a table with a line
for each, and what failed, by kind. With `--types`, mypy and pyright, both strict, read each package
as well. A failed example is one that can't be read at all; one that isn't as documented is read as
far as it is; `--examples` lists those that no reading fits, each with the reason. Exits with 1
where something failed that isn't an example.
"""

# pyright: basic
# What comes back from the other process is JSON.

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDERS = ("apis", "public", "dfns")
_COLUMNS = ("operations", "requests", "answers", "examples", "examples as documented")
_STRICT = '{"typeCheckingMode": "strict", "reportPrivateUsage": "none"}'


def documents(names: list[str]) -> list[Path]:
    """Return the documents whose names hold one of some texts, the smallest first."""
    corpus = Path(os.environ["DFNSGEN_CORPUS"], "corpus")
    found = [
        path
        for folder in FOLDERS
        for path in (corpus / folder).glob("*")
        if path.suffix in (".json", ".yaml", ".yml") and path.stem != "index"
        if not names or any(name in path.name for name in names)
    ]
    return sorted(found, key=lambda path: path.stat().st_size)


def called(document: Path, out: Path) -> dict[str, Any]:
    """Make and call the package of a document in a process of its own."""
    begun = time.perf_counter()
    command = (sys.executable, "-m", "benchmarks.document_calls", str(document), str(out))
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found: dict[str, Any] = json.loads(run.stdout)
    except ValueError:
        found = {"counts": {}, "failures": {"document: crash": [run.stderr[-1000:]]}}
    return {**found, "seconds": time.perf_counter() - begun}


def checked(package: Path) -> Iterator[str]:
    """Yield what type checkers report of a package."""
    config = package.parent / "pyrightconfig.json"
    config.write_text(_STRICT, encoding="utf-8")
    commands = (
        (sys.executable, "-m", "mypy", "--strict", "--no-error-summary", package.name),
        ("pyright", "--pythonpath", sys.executable, "-p", str(config), package.name),
    )
    for command in commands:
        run = subprocess.run(
            command, cwd=package.parent, capture_output=True, text=True, check=False
        )
        lines = (line.strip() for line in run.stdout.splitlines())
        yield from (line for line in lines if " error: " in line or " - error" in line)


def shown(document: Path, found: dict[str, Any]) -> None:
    """Print the line of a document, and what failed below it."""
    counts = Counter(found["counts"])
    cells = []
    for column in _COLUMNS:
        failed = counts[f"failed {column}"]
        cells.append(f"{counts[column]} {column}{f' ({failed} failed)' if failed else ''}")
    print(f"{document.name:48} {found['seconds']:6.1f} s  {'  '.join(cells)}", flush=True)
    for kind, places in found["failures"].items():
        print(f"    {len(places):5} {kind}\n          {places[0][:300]}", flush=True)


def unread(found: dict[str, Any]) -> None:
    """Print each example that can't be read, with what is wrong with it."""
    for kind, places in found["failures"].items():
        for place in places if kind.startswith("examples:") else ():
            print(f"          {place[:200]}")


def main() -> int:
    """Print the table; return 1 where something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--types", action="store_true")
    parser.add_argument("--examples", action="store_true")
    parser.add_argument("--out", type=Path, default=Path(tempfile.mkdtemp()))
    asked = parser.parse_args()
    total: Counter[str] = Counter()
    for document in documents(asked.names):
        folder = asked.out / document.parent.name / document.stem.replace(".", "_")
        folder.mkdir(parents=True, exist_ok=True)
        found = called(document, folder)
        for package in folder.glob("p_*") if asked.types else ():
            for line in checked(package):
                found["failures"].setdefault("types", []).append(line)
                found["counts"]["failed types"] = found["counts"].get("failed types", 0) + 1
        shown(document, found)
        if asked.examples:
            unread(found)
        total.update(found["counts"])
        total["documents"] += 1
    for name, count in sorted(total.items()):
        print(f"{name:40} {count:8,}")
    bad = [n for n in total if n.startswith("failed") and "example" not in n]
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
