"""A fuzzer: real documents, changed as a hostile or careless hand would, through the generator.

In: documents and a seed. Out: what went wrong: a traceback, a hang, a file outside, a package that
isn't Python. Run by hand: `python -m tests.hostile.fuzz FOLDER --minutes 60 --seed 1`. Each case
has a seed of its own, which a fault shows; `--only SEED` makes that case again.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

_SECONDS = 90
_LARGEST = 400_000
_WORDS = (
    *(
        "",
        "a",
        "None",
        "class",
        "K",
        "Model",
        "con",
        "../x",
        "#/",
        "$ref",
        "é",
        "ﬁ",
        "\u202e",
        "\0",
    ),
    *(
        "\ud800",
        "a" * 300,
        "A" * 3000,
        "0",
        "-1",
        "*/*",
        "application/json",
        "{x}",
        "/{a}/{a}",
        "~1",
    ),
    *("%2F", "%", "?", "^(a+)+$", "(", "\\", "2020-01-01", "__init__", "x-y", "true", "self"),
)
_NUMBERS = (0, -1, 1, 2**63, 10**400, -(10**30), 0.5, -0.0, 1e300, 5e-324)
_KEYWORDS = (
    *("type", "properties", "items", "allOf", "anyOf", "oneOf", "not", "enum", "const", "required"),
    *("additionalProperties", "patternProperties", "discriminator", "default", "format", "pattern"),
    *("minimum", "maxLength", "minItems", "uniqueItems", "nullable", "readOnly", "$ref", "if"),
    *("then", "prefixItems", "contains", "unevaluatedProperties", "dependentSchemas", "$defs"),
    *("parameters", "requestBody", "responses", "content", "schema", "security", "servers"),
    *("callbacks", "headers", "name", "in", "style", "explode", "tags", "operationId", "summary"),
    *("variables", "mapping", "propertyName", "example", "examples", "x-a", "$id", "$anchor"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What a case did that no document may do."""

    seed: int
    source: str
    what: str


def documents(folder: Path) -> list[Path]:
    """Return the documents below a folder that are small enough to be read often."""
    found = [p for p in sorted(folder.rglob("*")) if p.suffix in (".json", ".yaml", ".yml")]
    return [path for path in found if path.stat().st_size <= _LARGEST]


def cases(paths: list[Path], first: int, seconds: float) -> Iterator[tuple[int, Fault | None]]:
    """Yield the seed of each case and its fault, if it has one, until the time is over."""
    until = time.monotonic() + seconds
    seed = first
    while time.monotonic() < until:
        yield seed, case(paths, seed)
        seed += 1


def case(paths: list[Path], seed: int) -> Fault | None:
    """Change a document by chance and generate a package from it, twice."""
    chance = random.Random(seed)
    path = chance.choice(paths)
    document = _read(path)
    if not isinstance(document, dict):
        return None
    tree = cast("dict[str, Any]", document)
    for _ in range(chance.choice([1, 1, 2, 3, 8])):
        tree = _changed(tree, chance)
    with tempfile.TemporaryDirectory() as folder:
        what = _fault_of(tree, Path(folder), chance.random() < 0.3)
    return None if what is None else Fault(seed, str(path), what)


def _read(path: Path) -> object:
    text = path.read_text(encoding="utf-8", errors="replace")
    with contextlib.suppress(ValueError, yaml.YAMLError, RecursionError):
        return json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    return None


def _changed(tree: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Change one place of a document, chosen with equal chance at each depth."""
    tree = json.loads(json.dumps(tree, default=str))
    places = list(_places(tree))
    if not places:
        return tree
    holder, key = chance.choice(places)
    what = chance.randrange(9)
    if what == 0:
        del holder[key]
    elif what == 1:
        holder[key] = _value(chance)
    elif what == 2:
        other, name = chance.choice(places)
        if name in (other if isinstance(other, dict) else range(len(other))):
            holder[key] = json.loads(json.dumps(other[name]))
    elif what == 3 and isinstance(holder, dict):
        named = cast("dict[str, Any]", holder)
        named[chance.choice(_WORDS)] = named.pop(key)
    elif what == 4:
        holder[key] = {"$ref": _reference(tree, chance)}
    elif what == 5 and isinstance(holder[key], dict):
        holder[key][chance.choice(_KEYWORDS)] = _value(chance)
    elif what == 6:
        holder[key] = {chance.choice(["allOf", "anyOf", "oneOf"]): [holder[key], _schema(chance)]}
    elif what == 7 and isinstance(holder[key], list):
        holder[key] += holder[key] * chance.choice([1, 1, 30])
    else:
        holder[key] = _schema(chance)
    return tree


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        inner: Any = cast("Any", one).items() if isinstance(one, dict) else enumerate(one)
        for key, value in list(inner):
            yield one, key
            if isinstance(value, (dict, list)):
                waiting.append(value)


def _value(chance: random.Random) -> Any:
    kind = chance.randrange(8)
    if kind == 0:
        return chance.choice(_NUMBERS)
    if kind == 1:
        return chance.choice(_WORDS)
    if kind == 2:
        simple: list[Any] = [None, True, False, [], {}, [None], [[]], {"": None}]
        return chance.choice(simple)
    if kind == 3:
        return [chance.choice(_WORDS) for _ in range(chance.randrange(4))]
    if kind == 4:
        return {chance.choice(_WORDS): _schema(chance)}
    return _schema(chance)


def _schema(chance: random.Random, depth: int = 2) -> Any:
    made: dict[str, Any] = {}
    for keyword in chance.sample(_KEYWORDS[:28], chance.randrange(1, 4)):
        if keyword in ("allOf", "anyOf", "oneOf", "prefixItems") and depth:
            made[keyword] = [_schema(chance, depth - 1) for _ in range(chance.randrange(3))]
        elif keyword in ("properties", "patternProperties", "$defs", "dependentSchemas") and depth:
            made[keyword] = {chance.choice(_WORDS): _schema(chance, depth - 1)}
        elif keyword in ("items", "not", "additionalProperties", "contains", "if") and depth:
            made[keyword] = chance.choice([True, False, _schema(chance, depth - 1)])
        elif keyword == "type":
            made[keyword] = chance.choice(
                ["object", "array", "string", "number", "null", ["string"]]
            )
        elif keyword in ("enum", "required"):
            made[keyword] = [chance.choice(_WORDS) for _ in range(chance.randrange(4))]
        else:
            made[keyword] = chance.choice([*_NUMBERS, *_WORDS, None, True])
    return made


def _reference(tree: dict[str, Any], chance: random.Random) -> str:
    prefix = ("components", "schemas")
    held: Any = tree
    for name in prefix:
        held = cast("dict[str, Any]", held).get(name) if isinstance(held, dict) else None
    names = list(cast("dict[str, Any]", held)) if isinstance(held, dict) else []
    known = [f"#/components/schemas/{name}" for name in names[:500]]
    odd = (
        "#",
        "",
        "#/paths",
        "#/components/schemas/none",
        "http://x.invalid/a",
        "../../etc/passwd",
    )
    return chance.choice([*known, *odd] if known else odd)


def _fault_of(tree: dict[str, Any], folder: Path, again: bool) -> str | None:
    """Generate a package in a folder; return what went wrong, None where all is as promised."""
    inner = folder / "in"
    inner.mkdir()
    source = inner / "api.json"
    source.write_text(json.dumps(tree), encoding="utf-8", errors="surrogatepass")
    command = ["generate", str(source), "--out", str(inner / "out"), "--package", "made", "-q"]
    output = io.StringIO()
    for _ in range(1 + again):
        try:
            with _bounded(), contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
                code = _run([*command, "--no-cache"])
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            return "".join(traceback.format_exception(error, limit=-6))
        if code not in (0, 2):
            return f"exit code {code}: {output.getvalue()[-500:]}"
        if code == 2 and "remedy" not in output.getvalue():
            return f"no remedy: {output.getvalue()[-500:]}"
    outside = sorted(path.name for path in folder.iterdir())
    if outside != ["in"] or not {p.name for p in inner.iterdir()} <= {"api.json", "out"}:
        return f"files outside: {outside}"
    return _not_python(inner / "out")


def _not_python(out: Path) -> str | None:
    for path in sorted(out.rglob("*.py")):
        try:
            compile(path.read_bytes(), str(path), "exec")
        except (SyntaxError, ValueError) as error:
            return f"{path.name} isn't Python: {error}"
    return None


def _run(command: list[str]) -> int:
    from dfnsgen.cli.app import run

    return run(command)


@contextlib.contextmanager
def _bounded() -> Generator[None]:
    """Interrupt what hangs: what takes so much of a processor, or waits ten times as long."""

    def hang(number: int, frame: object) -> None:
        raise TimeoutError(f"more than {_SECONDS} s")

    timers = {signal.ITIMER_PROF: signal.SIGPROF, signal.ITIMER_REAL: signal.SIGALRM}
    before = {number: signal.signal(number, hang) for number in timers.values()}
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)
    signal.setitimer(signal.ITIMER_REAL, 10 * _SECONDS)
    try:
        yield
    finally:
        for timer, number in timers.items():
            signal.setitimer(timer, 0)
            signal.signal(number, before[number])


def _say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main() -> None:
    """Run for some minutes, print each fault and a summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", type=int)
    asked = parser.parse_args()
    paths = documents(asked.folder)
    if asked.only is not None:
        _say(case(paths, asked.only))
        return
    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
    number = faults = 0
    _say(f"seed {asked.seed}, {len(paths)} documents")
    for _, fault in cases(paths, asked.seed, asked.minutes * 60):
        number += 1
        if fault is not None:
            faults += 1
            _say(f"-- seed {fault.seed}, {fault.source}\n{fault.what}")
    _say(f"{number} cases, {faults} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
