"""Bytes to checked objects, a dict to a verdict, objects to bytes: ours beside the peers.

    DFNSGEN_CORPUS=… python -m benchmarks.decode [--rounds N] [--peers VENV] [--out docs]

All parties are measured in one process by its CPU time, in turn, and the order rotates; what is
told is the median of the ratios to the pydantic models of datamodel-code-generator as emitted,
round by round. Ours is measured without and with orjson. Peers that are not installed are left
out; openapi-python-client and fastjsonschema are looked for in the environment of --peers:

    python -m venv VENV && VENV/bin/pip install openapi-python-client fastjsonschema
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.chart import chart
from benchmarks.measure import parties
from benchmarks.payloads import NAMES, payloads
from benchmarks.peers import BASE, PEERS, Job, Party, Texts, Values, generate, ours

TASKS = ("decode", "validate", "encode")
Ratios = dict[tuple[str, str, str], float]
_VERSIONS = (
    *("pydantic", "msgspec", "orjson", "datamodel-code-generator", "openapi-python-client"),
    *("attrs", "fastjsonschema", "jsonschema-rs"),
)


def all_parties(texts: Texts, values: Values) -> list[Party]:
    """Return ours with and without the accelerator, and the peers that are installed."""
    found: list[Party] = []
    for name, setting in (("dfnsgen, stdlib", "stdlib"), ("dfnsgen, orjson", "")):
        os.environ["DFNSGEN_JSON"] = setting
        for module in [name for name in sys.modules if name.split(".")[0] == "ours"]:
            del sys.modules[module]
        party = ours(texts, values, name)
        for job in party.jobs.values():
            job()  # Now the choice of the accelerator is made.
        found.append(party)
        if importlib.util.find_spec("orjson") is None:
            break
    for make in PEERS:
        try:
            found.append(make(texts, values))
        except ImportError as error:
            print(f"left out: {make.__name__}: {error}", file=sys.stderr)
    return found


def calls_in(job: Job, seconds: float) -> int:
    """Return how many calls fill the given time."""
    calls = 1
    while timed(job, calls) < seconds:
        calls *= 2
    return calls


def timed(job: Job, calls: int) -> float:
    begun = time.process_time()
    for _ in range(calls):
        job()
    return time.process_time() - begun


def ratios(subjects: list[Party], rounds: int) -> Ratios:
    """Return party, task, payload → median over the rounds of the ratio to the base."""
    found: dict[tuple[str, str, str], list[float]] = {}
    for task in TASKS:
        for payload in NAMES:
            key = (task, payload)
            taking = [party for party in subjects if key in party.jobs]
            calls = {party.name: calls_in(party.jobs[key], 0.004) for party in taking}
            for number in range(rounds):
                turn = number % len(taking)
                gc.collect()
                times = {
                    party.name: timed(party.jobs[key], calls[party.name]) / calls[party.name]
                    for party in (*taking[turn:], *taking[:turn])
                }
                for name, seconds in times.items():
                    if BASE in times:
                        found.setdefault((name, *key), []).append(seconds / times[BASE])
    return {key: statistics.median(several) for key, several in found.items()}


def table(subjects: list[Party], found: Ratios) -> str:
    """Return the ratios as a table of Markdown."""
    heads = [f"{task[:3]} {payload}" for task in TASKS for payload in NAMES]
    lines = ["| × pydantic | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    for party in subjects:
        keys = [(party.name, task, payload) for task in TASKS for payload in NAMES]
        cells = [f"{found[key]:.2f}" if key in found else "–" for key in keys]
        lines.append(f"| {party.name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--peers", type=Path, help="a virtual environment with further peers")
    parser.add_argument("--out", type=Path, help="where the chart is written: decode.svg")
    options = parser.parse_args()
    values = payloads()
    texts = {name: json.dumps(value).encode() for name, value in values.items()}
    opc: Path | None = None
    if options.peers:
        # At the end: what both environments have comes from this one.
        sys.path += map(str, options.peers.glob("lib/python*/site-packages"))
        opc = options.peers / "bin" / "openapi-python-client"
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), opc)
        sys.path.insert(0, folder)
        subjects = all_parties(texts, values)
        found = ratios(subjects, options.rounds)
    load = os.getloadavg()[0]
    print(f"{parties(*_VERSIONS)}; {options.rounds} rounds; load {load:.1f}")
    print(table(subjects, found))
    if options.out:
        names = [party.name for party in subjects]
        svg = chart(names, TASKS, NAMES, found)
        (options.out / "decode.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
