"""Whether numbers and dates come back as they came: decoded and encoded, by the million.

    python -m benchmarks.exact [--numbers N] [--dates N] [--seed S]

A package with one list of each kind is generated. A number has to come back as the same number, and
with `numbers = "decimal"` in the same bytes; a date in the same bytes, whatever its spelling. Told
is what didn't, with the first of it; the exit code is 1 where anything didn't.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from dfnsgen.configuration.value_types import Numbers
from dfnsgen.generate import prepare, write
from dfnsgen.options import Options

_BATCH = 1000
_FORMATS = ("date-time", "date", "time")


def number(chance: random.Random) -> str:
    """Return a JSON number: of any length, with any fraction and exponent."""
    digits = chance.choice((1, 3, 8, 17, 18, 25, 40))
    whole = str(chance.randrange(10**digits))
    size = chance.choice((0, 1, 2, 2, 6, 17, 30))
    fraction = f".{chance.randrange(10**size):0{size}}" if size else ""
    power = chance.choice(
        ("", "", "", f"e{chance.randint(-30, 30)}", f"E+{chance.randint(0, 400)}")
    )
    return f"{chance.choice(('', '-'))}{whole}{fraction}{power}"


def moment(chance: random.Random) -> str:
    """Return a date-time as servers spell it: any fraction, offset and case."""
    return f"{day(chance)}{chance.choice('TTTt ')}{clock(chance)}"


def day(chance: random.Random) -> str:
    """Return a date."""
    return f"{chance.randint(1, 9999):04}-{chance.randint(1, 12):02}-{chance.randint(1, 31):02}"


def clock(chance: random.Random) -> str:
    """Return a time with its offset; one in sixty has a leap second."""
    size = chance.choice((0, 0, 1, 3, 6, 7, 9, 12))
    fraction = f".{chance.randrange(10**size):0{size}}" if size else ""
    hours, minutes = chance.randint(0, 23), chance.randint(0, 59)
    offset = chance.choice(("Z", "z", "+00:00", "-00:00", f"+{chance.randint(0, 23):02}:30"))
    return f"{hours:02}:{minutes:02}:{chance.randint(0, 60):02}{fraction}{offset}"


def document() -> dict[str, Any]:
    """Return a document with a list of numbers, and one of each kind of date."""
    lists = {"number": {"type": "array", "items": {"type": "number"}}}
    lists |= {
        name: {"type": "array", "items": {"type": "string", "format": name}} for name in _FORMATS
    }
    row = {"type": "object", "properties": lists}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Exact", "version": "1"},
        "paths": {},
        "components": {"schemas": {"Row": row}},
    }


def package(folder: Path, name: str, numbers: Numbers) -> Any:
    """Return the models of a package with such numbers."""
    source = folder / "exact.json"
    source.write_text(json.dumps(document()))
    asked = Options(
        sources=(str(source),), out=folder, package=name, numbers=numbers, client=False, cache=False
    )
    write(prepare(asked))
    sys.path.insert(0, str(folder))
    return importlib.import_module(f"{name}.models")


def came_back(models: Any, field: str, texts: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each text with what it was written as, after its value was read."""
    attribute = field.replace("-", "_")
    row = models.Row.from_json(f'{{"{field}":[{",".join(texts)}]}}', lenient=True)
    with suppress(ValueError):  # What is no value of Python's is written as it came.
        getattr(row, attribute)
    written = json.loads(row.to_json(), parse_float=_Text, parse_int=_Text)[field]
    spelled = [one if isinstance(one, _Text) else json.dumps(one) for one in written]
    yield from zip(texts, spelled, strict=True)


class _Text(str):
    """A number as it is written."""


def failures(
    models: Any, field: str, count: int, make: Callable[[], str], same: Callable[[str, str], bool]
) -> list[tuple[str, str]]:
    """Return what didn't come back as it came, of so many texts."""
    found: list[tuple[str, str]] = []
    for _ in range(0, count, _BATCH):
        texts = [make() for _ in range(min(_BATCH, count))]
        found += [pair for pair in came_back(models, field, texts) if not same(*pair)]
    return found


def same_number(one: str, other: str) -> bool:
    """Whether two texts are one number."""
    return Decimal(one) == Decimal(other)


def same_text(one: str, other: str) -> bool:
    """Whether two texts are one."""
    return one == other


def checks(
    folder: Path, numbers: int, dates: int, seed: int
) -> Iterator[tuple[str, int, list[Any]]]:
    """Yield what was looked at, how much of it, and what didn't come back."""
    chance = random.Random(seed)
    as_float = package(folder, "exact_floats", Numbers.FLOAT)
    exact = package(folder, "exact_decimals", Numbers.DECIMAL)
    for label, models, same in (
        ("numbers", as_float, same_number),
        ("decimals", exact, same_text),
    ):
        found = failures(models, "number", numbers, lambda: number(chance), same)
        yield label, numbers, found
    for field, make in (("date-time", moment), ("date", day), ("time", clock)):
        quoted = lambda make=make: json.dumps(make(chance))  # noqa: E731  # one for each kind
        yield field, dates, failures(as_float, field, dates, quoted, same_text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--numbers", type=int, default=1_000_000)
    parser.add_argument("--dates", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        failed = False
        for label, count, found in checks(Path(name), asked.numbers, asked.dates, asked.seed):
            first = f", first {found[0]}" if found else ""
            print(f"{label}: {count:,} came, {len(found):,} came back otherwise{first}")
            failed = failed or bool(found)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
