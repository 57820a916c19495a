"""The cost of generating a package, beside the peers, in one run.

    python -m benchmarks.generate [DOCUMENT...] [--rounds N]

Without arguments: specs/dfns-1.807.0.yaml, and the whole Dfns document where DFNSGEN_CORPUS is
set. The validator's verdict is remembered by a run before the measured ones; every measured run
of dfnsgen is a cold one, into an empty folder. Peers that are not installed are left out.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Cost, cost_of, median_cost, parties

ROOT = Path(__file__).resolve().parents[1]
STAGES = (
    ("import", "import generator.generate as g; globals().update(vars(g))"),
    ("load", "document, _ = load([source])"),
    ("model", "api, _ = build_api(document)"),
    ("names", "api = apply_profile(api, recognised(api, PROFILES)); names = assign_names(api, {})"),
    ("plan", "plan = plan_package(api, names, PlanOptions(package='dfns'))"),
    (
        "render",
        "from generator.render.formatting import Formatter; render(plan, None, Formatter('ruff'))",
    ),
)


def script(name: str) -> str:
    """Return the path of a command: beside this Python, or on the PATH; else its bare name."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name) or name


def commands(document: Path, out: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each party's name and command; each writes into a folder of its own below `out`."""
    source = str(document)
    ours = [script("dfnsgen"), "generate", source, "--package", "dfns", "--quiet", "--out"]
    yield "dfnsgen", [*ours, str(out / "ours")]
    dcg = [script("datamodel-codegen"), "--input", source, "--input-file-type", "openapi"]
    dcg += ["--openapi-scopes", "schemas", "paths"]
    dcg += ["--output-model-type", "pydantic_v2.BaseModel"]
    yield "datamodel-code-generator", [*dcg, "--output", str(out / "dcg.py")]
    builtin = ["--formatters", "builtin"]
    yield "the same, builtin formatter", [*dcg, *builtin, "--output", str(out / "dcg-b.py")]
    opc = [script("openapi-python-client"), "generate", "--path", source, "--overwrite"]
    yield "openapi-python-client", [*opc, "--output-path", str(out / "opc")]


def measured(document: Path, rounds: int) -> dict[str, tuple[Cost, int, int]]:
    """Return cost, files and lines of each party on a document."""
    costs: dict[str, list[Cost]] = {}
    output: dict[str, tuple[int, int]] = {}
    for number in range(rounds + 1):
        with tempfile.TemporaryDirectory() as folder:
            for name, command in commands(document, Path(folder)):
                if shutil.which(command[0]) is None:
                    continue
                if number == 0 and name != "dfnsgen":
                    continue
                cost = cost_of(command)
                if number:
                    costs.setdefault(name, []).append(cost)
                    output[name] = size_of(Path(command[-1]))
    return {name: (median_cost(several), *output[name]) for name, several in costs.items()}


def size_of(path: Path) -> tuple[int, int]:
    """Return how many Python files and lines stand at a path."""
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    return len(files), sum(len(f.read_bytes().splitlines()) for f in files if f.is_file())


def split_by_stage(document: Path) -> dict[str, float]:
    """Return the seconds of CPU that each stage of a cold run takes, in a process of its own."""
    lines = ["import time", f"source = {str(document)!r}", "begun = time.process_time()"]
    for stage, code in STAGES:
        lines.append(code)
        lines.append(f"now = time.process_time(); print({stage!r}, now - begun); begun = now")
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True
    )
    pairs = (line.split() for line in done.stdout.splitlines())
    return {stage: float(seconds) for stage, seconds in pairs}


def report(document: Path, rounds: int) -> str:
    """Return the table of a document, as markdown."""
    rows = measured(document, rounds)
    ours = rows["dfnsgen"][0]
    lines = [
        f"### {document.name}",
        "",
        "| | CPU s | × dfnsgen | wall s | peak MB | files | lines | exit |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, (cost, files, count) in rows.items():
        lines.append(
            f"| {name} | {cost.cpu:.2f} | {cost.cpu / ours.cpu:.1f} | {cost.wall:.2f} "
            f"| {cost.memory:.0f} | {files} | {count:,} | {cost.code} |"
        )
    stages = split_by_stage(document)
    lines += ["", "By stage (CPU s): " + ", ".join(f"{s} {t:.2f}" for s, t in stages.items())]
    return "\n".join(lines)


def documents() -> list[Path]:
    """Return the documents that are measured without arguments."""
    found = [ROOT / "specs" / "dfns-1.807.0.yaml"]
    corpus = os.environ.get("DFNSGEN_CORPUS")
    if corpus:
        found.append(Path(corpus) / "corpus" / "dfns" / "dfns-1.578.2.yaml")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(parties("dfnsgen", "datamodel-code-generator", "openapi-python-client"))
    for document in options.documents or documents():
        print("\n" + report(document, options.rounds))


if __name__ == "__main__":
    main()
