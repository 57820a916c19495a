"""What is called harmless has no counterexample: thousands of values, judged by jsonschema-rs."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from dfnsgen.diff.change import Direction, Effect, Level, Naming
from dfnsgen.diff.compare import compare
from dfnsgen.diff.sides import make_sides
from dfnsgen.diff.values.candidates import Candidates
from dfnsgen.diff.values.verdicts import Judge
from dfnsgen.model.api import Api
from tests.diff.documents import loaded
from tests.diff.rule_examples import EXAMPLES
from tests.diff.test_corpus import read

pytestmark = pytest.mark.slow

MUTANTS = 12
SCALARS: tuple[Any, ...] = (None, True, False, 0, 1, -1, 2.5, "", "a", "b", "2024-01-01", [], {})
UNDECLARED = {"variant-added", "variant-removed", "type-stated", "type-not-stated"}
"""What isn't declared is taken for not sent: a value of two open variants, or what is no object
where properties are declared."""


def mutants(value: Any, choose: random.Random) -> Iterator[Any]:
    """Yield values that differ from one in one place."""
    for _ in range(MUTANTS):
        made = copy.deepcopy(value)
        if isinstance(made, dict) and made and choose.random() < 0.8:
            name = choose.choice(list(made))
            if choose.random() < 0.3:
                del made[name]
            else:
                made[name] = next(mutants(made[name], choose))
        elif isinstance(made, dict):
            made[choose.choice("abcx")] = choose.choice(SCALARS)
        elif isinstance(made, list) and made:
            made.append(choose.choice([*SCALARS, made[0]]))
        else:
            made = choose.choice(SCALARS)
        yield made


def several(old: Api, new: Api, key: str, seed: int) -> list[Any]:
    """Return values worth trying on a component of two versions, and mutants of them."""
    choose = random.Random(seed)
    found: list[Any] = []
    for side in make_sides(old, new):
        definition = side.api.definitions.get(key)
        if definition is not None:
            found += Candidates(side, Judge(side)).of(definition.schema)
    return [*found, *(mutant for value in found for mutant in mutants(value, choose))]


def validator(tree: Any, name: str) -> Any:
    """Judge by the schema as the document holds it."""
    schemas = {
        f"#/components/schemas/{key}": schema
        for key, schema in tree["components"]["schemas"].items()
    }
    return jsonschema_rs.Draft202012Validator(
        {"components": tree["components"], **schemas[f"#/components/schemas/{name}"]},
        validate_formats=True,
    )


def harmless(changes: Any, direction: Direction) -> bool:
    """Whether no value changes its validity to the harm of those who rely on a direction."""
    places = [place for change in changes for place in change.places]
    return all(p.level is Level.INFO for p in places if p.direction is direction)


@pytest.mark.parametrize("rule", [rule for rule in EXAMPLES if EXAMPLES[rule].kind == "schema"])
def test_the_converse_of_each_example(rule: str) -> None:
    trees = EXAMPLES[rule].documents()
    old, new = (loaded(tree)[1] for tree in trees)
    found = compare(old, new)
    if rule in UNDECLARED or any(change.naming is not Naming.NONE for change in found):
        return
    before, after = (validator(tree, "Thing") for tree in trees)
    values = several(old, new, "#/components/schemas/Thing", seed=1)

    assert len(values) > 20
    for value in values:
        if harmless(found, Direction.REQUEST):
            assert after.is_valid(value) or not before.is_valid(value), value
        if harmless(found, Direction.RESPONSE):
            assert before.is_valid(value) or not after.is_valid(value), value


def test_the_converse_of_two_versions(corpus: Path) -> None:
    """Components of two versions of Dfns between which nothing narrows, or nothing widens."""
    paths = [corpus / "corpus" / "dfns" / f"dfns-{v}.json" for v in ("3.5.6", "4.5.1")]
    (document, old), (document_now, new) = map(read, paths)
    changes = compare(old, new)
    touched = {
        pointer.split("/")[3]
        for change in changes
        for pointer in (change.at_old, change.at_new)
        if pointer is not None and pointer.startswith("#/components/schemas/")
        if change.effect is not Effect.SAME or change.naming is not Naming.NONE
    }
    shared = [n for n in old.components if n in new.components and _is_closed(old, n, touched)]
    tried = 0
    for name in shared[:80]:
        values = several(old, new, f"#/components/schemas/{name}", seed=2)[:60]
        before, after = (validator(d.tree, name) for d in (document, document_now))
        for value in values:
            assert before.is_valid(value) == after.is_valid(value), (name, value)
        tried += len(values)
    assert tried > 2000


def _is_closed(api: Api, name: str, touched: set[str]) -> bool:
    """Whether nothing that a component leads to was touched."""
    waiting, seen = [f"#/components/schemas/{name}"], set[str]()
    while waiting:
        key = waiting.pop()
        definition = api.definitions.get(key)
        if definition is None or definition.component in touched:
            return False
        if key not in seen:
            seen.add(key)
            waiting += _references(definition.schema)
    return True


def _references(schema: Any) -> list[str]:
    from dfnsgen.model.schemas.children import children

    found = [schema.ref] if schema.ref else []
    return found + [key for inner in children(schema) for key in _references(inner)]
