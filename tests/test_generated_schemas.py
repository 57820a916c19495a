"""Random schemas through the whole generator: verdicts as jsonschema-rs gives them, exact codecs.

Each run takes another seed, which its header and a failure show; DFNSGEN_SEED sets it.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from dfnsgen.loader.load import load
from dfnsgen.pointers import lookup
from tests.python.packages import package
from tests.random_schemas import Schemas, Values, value

SEED = int(os.environ["DFNSGEN_SEED"])
COMPONENTS = 100
VALUES = 36


class Subject:
    """The components of one seed, what they were made into, and pairs to judge."""

    def __init__(self, folder: Path) -> None:
        chance = random.Random(SEED)
        self.components = Schemas(chance, COMPONENTS).components()
        for name in ("meant", "letter"):
            (folder / name).mkdir()
        self.meant = package(folder / "meant", self.components)
        self.emitted = package(folder / "letter", self.components, to_the_letter=True)
        # What contradicts itself is repaired, so the judge is given the document as repaired.
        document, _ = load([str(folder / "letter" / "document.json")])
        self.repaired = lookup(document.tree, "#/components/schemas")
        self._chance = chance

    def pairs(self) -> Iterator[tuple[str, Any, Any]]:
        """Yield name, value and whether jsonschema-rs takes it."""
        values = Values(self._chance, self.components)
        for name, schema in self.components.items():
            judge = jsonschema_rs.Draft202012Validator(
                {"components": {"schemas": self.repaired}, "$ref": f"#/components/schemas/{name}"}
            )
            for _ in range(VALUES):
                held = values.like(schema) if self._chance.random() < 0.8 else value(self._chance)
                yield name, held, judge.is_valid(held)

    def told(self, name: str, held: Any) -> str:
        """Return what a failure says."""
        return f"DFNSGEN_SEED={SEED} {name} {json.dumps(self.components[name])} {json.dumps(held)}"


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    return Subject(tmp_path_factory.mktemp("generated"))


@pytest.mark.slow
def test_verdicts_and_round_trips(subject: Subject) -> None:
    """What is valid decodes and encodes back as it was; what isn't is refused, with its issues."""
    validators = subject.emitted.validators.VALIDATORS
    also_exact = subject.meant.validators.VALIDATORS
    counted = {True: 0, False: 0}
    for name, held, valid in subject.pairs():
        codec = validators[f"#/components/schemas/{name}"].__self__
        counted[valid] += 1
        also = _passes(also_exact[f"#/components/schemas/{name}"], held)
        assert also is valid, subject.told(name, held)
        assert _accepts(codec, held) is valid, subject.told(name, held)
        assert not codec.passes(held) or valid, subject.told(name, held)
        for lenient in (False, True):
            back = _back(codec, held, lenient)
            assert back is _REFUSED or _same(back, held), subject.told(name, held)
            assert lenient or (back is not _REFUSED) is valid, subject.told(name, held)

    assert counted[True] > 1000, counted
    assert counted[False] > 1000, counted


_REFUSED = object()


def _passes(validate: Callable[[Any], None], held: Any) -> bool:
    try:
        validate(held)
    except ValueError:
        return False
    return True


def _accepts(codec: Any, held: Any) -> bool:
    try:
        codec.validate(held)
    except ValueError as error:
        assert str(error).count("\n") == len(getattr(error, "issues", ())) > 0
        return False
    return True


def _back(codec: Any, held: Any, lenient: bool) -> Any:
    """Return a value as it is after decoding and encoding, by way of text and of plain values."""
    try:
        typed = codec.from_value(held, lenient=lenient)
    except ValueError:
        return _REFUSED
    assert codec.from_json(json.dumps(held), lenient=lenient) == typed
    assert _same(json.loads(codec.to_json(typed)), codec.to_value(typed))
    return codec.to_value(typed)


def _same(left: Any, right: Any) -> bool:
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)
