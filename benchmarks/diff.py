"""The cost of comparing two versions, beside that of reading both.

    python -m benchmarks.diff [OLD NEW]... [--rounds N]

Without arguments: two Dfns versions, and large documents of DFNSGEN_CORPUS with themselves after a
few edits. CPU seconds in this process: reading and modelling both, and all with comparing them and
writing the report. The last column is the whole over the first: at most 1.5 is meant. As when the
command runs, nothing looks for cyclic garbage meanwhile.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from dfnsgen.diff.report.as_json import report_as_json
from dfnsgen.lifecycle.versions import compare_versions, read_version
from dfnsgen.options import Options

ROOT = Path(__file__).resolve().parents[1]
LARGE = ("stripe.com.json", "github.com__ghes-2.20.json", "zuora.com.json", "box.com.json")
EDITS = 40


def edited(tree: Any, choose: random.Random) -> Any:
    """Change some types, take some properties away, and ask for some."""
    held = [s for s in schemas(tree) if isinstance(s.get("properties"), dict) and s["properties"]]
    for schema in choose.sample(held, min(EDITS, len(held))):
        name = choose.choice(list(schema["properties"]))
        if choose.random() < 0.5:
            schema["properties"][name] = {"type": "integer", "minimum": 3}
        else:
            schema["required"] = [name]
    return tree


def schemas(node: Any) -> Iterator[dict[str, Any]]:
    """Yield all objects of a tree."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def pairs(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the pairs that are measured where none are named."""
    corpus = Path(os.environ.get("DFNSGEN_CORPUS", "")) / "corpus"
    new = ROOT / "specs" / "dfns-1.807.0.yaml"
    if not corpus.is_dir():
        yield str(new), str(new)
        return
    yield str(corpus / "dfns" / "dfns-1.578.2.json"), str(corpus / "dfns" / "dfns-5.1.1.json")
    for name in LARGE:
        old = corpus / "apis" / name
        if old.is_file():
            made = folder / name
            made.write_text(json.dumps(edited(json.loads(old.read_text()), random.Random(1))))
            yield str(old), str(made)


def measured(old: str, new: str) -> tuple[float, float]:
    """Return the CPU seconds of reading both, and of all."""
    gc.collect()
    gc.disable()
    started = time.process_time()
    before, after = (read_version(source, Options(sources=())) for source in (old, new))
    read = time.process_time()
    report = compare_versions(before, after, today=date.today())
    json.dumps(report_as_json(report))
    return read - started, time.process_time() - started


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="*")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    named = list(zip(given.documents[::2], given.documents[1::2], strict=True))
    print("| old | new | reading both | all | times |")
    print("| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for old, new in named or pairs(Path(folder)):
            several = [measured(old, new) for _ in range(given.rounds)]
            read, every = (statistics.median(column) for column in zip(*several, strict=True))
            names = f"| {Path(old).name} | {Path(new).name} |"
            print(f"{names} {read:.2f} s | {every:.2f} s | {every / read:.2f} |")


if __name__ == "__main__":
    main()
