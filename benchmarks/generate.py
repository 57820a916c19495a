"""The cost of generating a package, beside the peers, in one run.

    python -m benchmarks.generate [DOCUMENT...] [--rounds N]

Without arguments: specs/dfns-1.807.0.yaml, and the whole Dfns document where DFNSGEN_CORPUS is
set. Beside the peers, the validator's verdict is remembered by a run before the measured ones;
every measured run of dfnsgen goes into an empty folder. Peers that are not installed are left out.
The second table is dfnsgen alone, from a run that remembers nothing to one that has nothing to do.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Cost, cost_of, median_cost, parties

ROOT = Path(__file__).resolve().parents[1]
STAGES = (
    (
        "import",
        "import dfnsgen.generate as g, dfnsgen.pipeline as p; globals().update(vars(p) | vars(g))",
    ),
    ("load", "document, _ = load([source])"),
    ("model", "version = api_version(source, document); api, _ = intended(version)"),
    ("names", "api, names = named(api, NOTHING)"),
    ("plan", "plan = plan_package(api, names, PlanOptions(package='dfns'))"),
    ("render", "from dfnsgen.render.rendered import Formatter; render(plan, None, Formatter.RUFF)"),
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


def with_one_schema_changed(document: Path) -> str:
    """Return the text of a document with one word more in the first description of a schema."""
    text = document.read_text(encoding="utf-8")
    at = text.index("components:") if "components:" in text else 0
    place = re.compile(r"description: [A-Za-z]|\"description\": \"").search(text, at)
    if place is None:
        raise SystemExit(f"{document}: no description to change")
    end = place.end() - (not place[0].endswith('"'))
    return f"{text[:end]}Changed {text[end:]}"


def from_cold_to_unchanged(document: Path, rounds: int) -> dict[str, Cost]:
    """Return what a run costs that remembers nothing, little, and all."""
    costs: dict[str, list[Cost]] = {}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            source = folder / document.name
            shutil.copy(document, source)
            command = [script("dfnsgen"), "generate", str(source), "--package", "dfns", "--quiet"]
            command += ["--out", str(folder / "out")]
            env = {"XDG_CACHE_HOME": str(folder / "cache")}
            steps: list[tuple[str, list[str]]] = [
                ("cold, an empty cache", command),
                ("everything again (--force)", [*command, "--force"]),
                ("unchanged", command),
                ("one schema changed", command),
                ("one schema changed back, --no-cache", [*command, "--no-cache"]),
            ]
            for step, words in steps:
                if step == "one schema changed":
                    source.write_text(with_one_schema_changed(document), encoding="utf-8")
                elif step.endswith("--no-cache"):
                    shutil.copy(document, source)
                costs.setdefault(step, []).append(cost_of(words, env=env))
    return {step: median_cost(several) for step, several in costs.items()}


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
    lines += ["", "| dfnsgen alone | CPU s | wall s |", "|---|---:|---:|"]
    for step, cost in from_cold_to_unchanged(document, rounds).items():
        lines.append(f"| {step} | {cost.cpu:.2f} | {cost.wall:.2f} |")
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
