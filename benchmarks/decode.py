"""Bytes to checked objects, a dict to a verdict, objects to bytes: ours beside the peers.

    DFNSGEN_CORPUS=… python -m benchmarks.decode [--rounds N]

All parties are measured in one process, in turn, and the round's order rotates; what is told is the
median of the ratios to the pydantic models of datamodel-code-generator as emitted, round by round.
Parties that are not installed, or that can't handle a payload, are left out.
"""

from __future__ import annotations

import argparse
import importlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.measure import parties
from benchmarks.payloads import NAMES, ROOTS, document, payloads

BASE = "pydantic"
TASKS = ("decode", "validate", "encode")
Job = Callable[[], object]


@dataclass(slots=True)
class Party:
    """One subject: for each task and payload a call without arguments."""

    name: str
    jobs: dict[tuple[str, str], Job] = field(default_factory=dict)


def generate(folder: Path) -> None:
    """Write the payloads' document, our package and the peers' models below a folder."""
    source = folder / "payloads.json"
    source.write_text(json.dumps(document()), encoding="utf-8")
    (folder / "flavors").mkdir()
    scripts = Path(sys.executable).parent
    commands = [
        [
            *(str(scripts / "dfnsgen"), "generate", str(source), "--quiet"),
            *("--out", str(folder), "--package", "ours"),
        ],
    ]
    dcg = [str(scripts / "datamodel-codegen"), "--input", str(source)]
    dcg += ["--input-file-type", "openapi", "--disable-timestamp"]
    for model, module in (
        ("pydantic_v2.BaseModel", "dcg_pydantic"),
        ("msgspec.Struct", "dcg_msgspec"),
    ):
        commands.append(
            [*dcg, "--output-model-type", model, "--output", str(folder / f"{module}.py")]
        )
    for command in commands:
        subprocess.run(command, check=True, capture_output=True)


def ours(texts: dict[str, bytes], values: dict[str, Any], name: str) -> Party:
    """Our package; the JSON accelerator is chosen by the environment of this process."""
    codecs = importlib.import_module("ours.codecs")
    validators = importlib.import_module("ours.validators").VALIDATORS
    party = Party(name)
    for payload in NAMES:
        codec = getattr(codecs, ROOTS[payload])
        check = validators[f"#/components/schemas/{ROOTS[payload]}"]
        typed = codec.from_json(texts[payload])
        party.jobs["decode", payload] = lambda c=codec, t=texts[payload]: c.from_json(t)
        party.jobs["validate", payload] = lambda c=check, v=values[payload]: c(v)
        party.jobs["encode", payload] = lambda c=codec, o=typed: c.to_json(o)
    return party


def pydantic_models(texts: dict[str, bytes], values: dict[str, Any]) -> Party:
    from pydantic import TypeAdapter

    module = importlib.import_module("dcg_pydantic")
    party = Party(BASE)
    for payload in NAMES:
        adapter = TypeAdapter(getattr(module, ROOTS[payload]))
        typed = adapter.validate_json(texts[payload])
        party.jobs["decode", payload] = lambda a=adapter, t=texts[payload]: a.validate_json(t)
        party.jobs["validate", payload] = lambda a=adapter, v=values[payload]: a.validate_python(v)
        party.jobs["encode", payload] = lambda a=adapter, o=typed: a.dump_json(
            o, by_alias=True, exclude_unset=True
        )
    return party


def msgspec_models(texts: dict[str, bytes], values: dict[str, Any]) -> Party:
    import msgspec

    module = importlib.import_module("dcg_msgspec")
    party = Party("msgspec (datamodel-code-generator)")
    for payload in NAMES:
        try:
            model = getattr(module, ROOTS[payload])
            decoder = msgspec.json.Decoder(model)
            typed = decoder.decode(texts[payload])
        except (TypeError, msgspec.MsgspecError, AttributeError):
            continue
        encoder = msgspec.json.Encoder()
        party.jobs["decode", payload] = lambda d=decoder, t=texts[payload]: d.decode(t)
        party.jobs["validate", payload] = lambda m=model, v=values[payload]: msgspec.convert(v, m)
        party.jobs["encode", payload] = lambda e=encoder, o=typed: e.encode(o)
    return party


def _schema(payload: str) -> dict[str, Any]:
    schemas = document()["components"]["schemas"]
    return {
        "components": {"schemas": schemas},
        "$ref": f"#/components/schemas/{ROOTS[payload]}",
    }


def jsonschema_rust(texts: dict[str, bytes], values: dict[str, Any]) -> Party:
    import jsonschema_rs

    party = Party("jsonschema-rs, no types")
    for payload in NAMES:
        check = jsonschema_rs.Draft202012Validator(_schema(payload)).validate
        party.jobs["validate", payload] = lambda c=check, v=values[payload]: c(v)
        party.jobs["decode", payload] = lambda c=check, t=texts[payload]: c(json.loads(t))
    return party


def fast_jsonschema(texts: dict[str, bytes], values: dict[str, Any]) -> Party:
    import fastjsonschema

    party = Party("fastjsonschema, no types")
    for payload in NAMES:
        check = fastjsonschema.compile(_schema(payload))
        party.jobs["validate", payload] = lambda c=check, v=values[payload]: c(v)
        party.jobs["decode", payload] = lambda c=check, t=texts[payload]: c(json.loads(t))
    return party


def floors(texts: dict[str, bytes], values: dict[str, Any]) -> list[Party]:
    stdlib = Party("json, no checks")
    found = [stdlib]
    for payload in NAMES:
        stdlib.jobs["decode", payload] = lambda t=texts[payload]: json.loads(t)
        stdlib.jobs["encode", payload] = lambda v=values[payload]: json.dumps(v).encode()
    try:
        import orjson
    except ImportError:
        return found
    fast = Party("orjson, no checks")
    for payload in NAMES:
        fast.jobs["decode", payload] = lambda t=texts[payload]: orjson.loads(t)
        fast.jobs["encode", payload] = lambda v=values[payload]: orjson.dumps(v)
    return [*found, fast]


def all_parties(texts: dict[str, bytes], values: dict[str, Any], our_name: str) -> list[Party]:
    found = [ours(texts, values, our_name)]
    for make in (pydantic_models, msgspec_models, jsonschema_rust, fast_jsonschema):
        try:
            found.append(make(texts, values))
        except ImportError:
            continue
    return [*found, *floors(texts, values)]


def timed(job: Job, seconds: float = 0.02) -> float:
    """Return the seconds of CPU of one call, from as many as fill the given time."""
    calls, spent = 1, 0.0
    while True:
        begun = time.process_time()
        for _ in range(calls):
            job()
        spent = time.process_time() - begun
        if spent >= seconds:
            return spent / calls
        calls *= 2


def ratios(subjects: list[Party], rounds: int) -> dict[tuple[str, str, str], float]:
    """Return party, task, payload → median over the rounds of the ratio to the base."""
    found: dict[tuple[str, str, str], list[float]] = {}
    for number in range(rounds):
        turn = number % len(subjects)
        order = [*subjects[turn:], *subjects[:turn]]
        for task in TASKS:
            for payload in NAMES:
                key = (task, payload)
                times = {p.name: timed(p.jobs[key]) for p in order if key in p.jobs}
                for name, seconds in times.items():
                    found.setdefault((name, *key), []).append(seconds / times[BASE])
    return {key: statistics.median(several) for key, several in found.items()}


def table(subjects: list[Party], found: dict[tuple[str, str, str], float]) -> str:
    heads = [f"{task[:3]} {payload}" for task in TASKS for payload in NAMES]
    lines = ["| × pydantic | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    for party in subjects:
        keys = [(party.name, task, payload) for task in TASKS for payload in NAMES]
        cells = [f"{found[key]:.2f}" if key in found else "–" for key in keys]
        lines.append(f"| {party.name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    values = payloads()
    texts = {name: json.dumps(value).encode() for name, value in values.items()}
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder))
        sys.path.insert(0, folder)
        import os

        stdlib = os.environ.get("DFNS_JSON") == "stdlib"
        subjects = all_parties(texts, values, "dfnsgen" + (", stdlib" if stdlib else ", orjson"))
        print(parties("pydantic", "msgspec", "datamodel-code-generator", "fastjsonschema"))
        print(table(subjects, ratios(subjects, options.rounds)))


if __name__ == "__main__":
    main()
