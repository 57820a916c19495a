"""Real documents: twins, neighbours, pages, and the whole Dfns document with random mutations."""

from __future__ import annotations

import copy
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.diagnostics import Refused
from dfnsgen.diff.change import Change, Direction, Level
from dfnsgen.diff.compare import compare, located
from dfnsgen.diff.rules.rules import RULES
from dfnsgen.loader.document import Document
from dfnsgen.loader.load import load
from dfnsgen.model.api import Api
from dfnsgen.model.build import build_api
from tests.diff.documents import loaded

pytestmark = pytest.mark.slow

WHOLE = "dfns-1.578.2.json"
VERSIONS = ("3.0.12", "3.4.3", "3.4.4", "3.5.2", "3.5.6", "4.5.1", "5.1.1")
MUTATIONS = 100


def read(*paths: Path) -> tuple[Document, Api]:
    document, _ = load([str(path) for path in paths])
    return document, build_api(document)[0]


@pytest.fixture(scope="module")
def whole(corpus: Path) -> tuple[Document, Api]:
    return read(corpus / "corpus" / "dfns" / WHOLE)


def test_the_whole_document_has_no_changes_to_itself(whole: tuple[Document, Api]) -> None:
    started = time.process_time()

    assert compare(whole[1], whole[1]) == ()
    assert time.process_time() - started < 3


def test_yaml_and_json_are_twins(corpus: Path, whole: tuple[Document, Api]) -> None:
    _, twin = read(corpus / "corpus" / "dfns" / "dfns-1.578.2.yaml")

    assert compare(twin, whole[1]) == ()


@pytest.mark.sweep
@pytest.mark.parametrize("pair", list(pairwise(VERSIONS)), ids="-".join)
def test_neighbours_have_places_and_a_way_back(corpus: Path, pair: tuple[str, str]) -> None:
    sides = [read(corpus / "corpus" / "dfns" / f"dfns-{version}.json") for version in pair]
    (old, before), (new, after) = sides
    there = located(compare(before, after), old, new)

    for change in there:
        places = [(change.at_old, change.old_location), (change.at_new, change.new_location)]
        assert any(pointer is not None for pointer, _ in places)
        for pointer, at in places:
            assert (pointer is None) == (at is None)
            assert at is None or (at.line and at.column)
    assert sorted(RULES[change.rule.id].mirror for change in there) == sorted(
        change.rule.id for change in compare(after, before)
    )


def test_pages_are_a_part(corpus: Path, whole: tuple[Document, Api]) -> None:
    folder = corpus / "corpus" / "dfns"
    _, page = read(folder / "complete-user-registration-1.807.0.md")
    _, pages = read(*sorted((folder / "pages-2.0.155").glob("*.md")))

    found = compare(whole[1], page)
    assert {str(change.operation) for change in found if change.operation} == {
        "POST /auth/registration"
    }
    for change in (*found, *compare(whole[1], pages)):
        assert change.rule.id not in ("operation-removed", "webhook-removed", "schema-removed")


def test_any_document_compares_with_any_other(corpus: Path) -> None:
    apis = []
    for path in sorted((corpus / "corpus" / "diff").iterdir()):
        if path.suffix in (".yaml", ".json"):
            try:
                apis.append(read(path)[1])
            except Refused:
                continue
    assert len(apis) > 600
    for one, other in zip(apis, [*apis[1:], apis[0]], strict=True):
        assert compare(one, one) == ()
        there, back = compare(one, other), compare(other, one)
        assert sorted(RULES[change.rule.id].mirror for change in there) == sorted(
            change.rule.id for change in back
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """One kind of edit: what can have it, how it is made, and what it must be called."""

    rule: str
    fits: Callable[[dict[str, Any]], bool]
    make: Callable[[dict[str, Any]], object]
    request: Level
    response: Level


def _plain(schema: dict[str, Any], kind: str) -> bool:
    return schema.get("type") == kind and schema.keys().isdisjoint(
        ("enum", "const", "oneOf", "anyOf", "allOf", "not", "format", "pattern")
    )


def _is_open(schema: dict[str, Any]) -> bool:
    return (
        _plain(schema, "object")
        and bool(schema.get("properties"))
        and ("additionalProperties" not in schema)
    )


def _optional(schema: dict[str, Any]) -> list[str]:
    return [
        name
        for name, inner in schema.get("properties", {}).items()
        if name not in schema.get("required", ()) and "readOnly" not in inner
    ]


def _require(schema: dict[str, Any]) -> None:
    schema["required"] = [*schema.get("required", ()), _optional(schema)[0]]


BREAKING, WARNING, INFO = Level.BREAKING, Level.WARNING, Level.INFO
KINDS = (
    Mutation(
        rule="min-length-added",
        fits=lambda s: _plain(s, "string") and "minLength" not in s,
        make=lambda s: s.update(minLength=3),
        request=BREAKING,
        response=INFO,
    ),
    Mutation(
        rule="min-length-removed",
        fits=lambda s: _plain(s, "string") and s.get("minLength", 0) > 0,
        make=lambda s: s.pop("minLength"),
        request=INFO,
        response=BREAKING,
    ),
    Mutation(
        rule="pattern-added",
        fits=lambda s: _plain(s, "string"),
        make=lambda s: s.update(pattern="^mutation$"),
        request=BREAKING,
        response=INFO,
    ),
    Mutation(
        rule="type-changed",
        fits=lambda s: s.keys() <= {"type", "description"} and s.get("type") == "string",
        make=lambda s: s.update(type="integer"),
        request=BREAKING,
        response=BREAKING,
    ),
    Mutation(
        rule="null-allowed",
        fits=lambda s: _plain(s, "string"),
        make=lambda s: s.update(type=["string", "null"]),
        request=INFO,
        response=BREAKING,
    ),
    Mutation(
        rule="enum-member-added",
        fits=lambda s: s.get("type") == "string" and len(s.get("enum", ())) > 1,
        make=lambda s: s.update(enum=[*s["enum"], "Mutation"]),
        request=INFO,
        response=WARNING,
    ),
    Mutation(
        rule="enum-member-removed",
        fits=lambda s: s.get("type") == "string" and len(s.get("enum", ())) > 2,
        make=lambda s: s.update(enum=s["enum"][1:]),
        request=BREAKING,
        response=INFO,
    ),
    Mutation(
        rule="property-added",
        fits=_is_open,
        make=lambda s: s["properties"].update(mutation={"type": "boolean"}),
        request=INFO,
        response=INFO,
    ),
    Mutation(
        rule="property-removed",
        fits=lambda s: _is_open(s) and bool(_optional(s)),
        make=lambda s: s["properties"].pop(_optional(s)[0]),
        request=WARNING,
        response=WARNING,
    ),
    Mutation(
        rule="property-required",
        fits=lambda s: _is_open(s) and bool(_optional(s)),
        make=_require,
        request=BREAKING,
        response=INFO,
    ),
    Mutation(
        rule="min-items-added",
        fits=lambda s: _plain(s, "array") and "minItems" not in s,
        make=lambda s: s.update(minItems=2),
        request=BREAKING,
        response=INFO,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A schema of a body, where it stands, and the way its values travel."""

    schema: dict[str, Any]
    operation: str
    direction: Direction


def spots(tree: dict[str, Any]) -> Iterator[Spot]:
    """Yield the schemas of all bodies that are reached by properties and items alone."""
    for path, item in tree["paths"].items():
        for method, node in item.items():
            if not isinstance(node, dict):
                continue
            name = f"{method.upper()} {path}"
            holders = [(node.get("requestBody", {}), Direction.REQUEST)]
            holders += [(r, Direction.RESPONSE) for r in node.get("responses", {}).values()]
            for holder, direction in holders:
                for media in holder.get("content", {}).values():
                    for schema in _inside(media.get("schema", {})):
                        yield Spot(schema=schema, operation=name, direction=direction)


def _inside(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for inner in schema.get("properties", {}).values():
        yield from _inside(inner)
    if isinstance(schema.get("items"), dict):
        yield from _inside(schema["items"])


def is_found(found: tuple[Change, ...], spot: Spot, kind: Mutation) -> bool:
    level = kind.request if spot.direction is Direction.REQUEST else kind.response
    return any(
        change.rule.id == kind.rule
        and (str(place.operation), place.direction, place.level)
        == (spot.operation, spot.direction, level)
        for change in found
        for place in change.places
    )


@pytest.mark.sweep
@pytest.mark.parametrize("seed", [1, 2])
def test_every_mutation_of_the_whole_document_is_found(
    whole: tuple[Document, Api], seed: int
) -> None:
    choose = random.Random(seed)
    tree = copy.deepcopy(whole[0].tree)
    every = list(spots(tree))
    choose.shuffle(every)
    made: list[tuple[Spot, Mutation]] = []
    touched: set[int] = set()
    for spot in every:
        fitting = [kind for kind in KINDS if kind.fits(spot.schema)]
        if len(made) == MUTATIONS or not fitting:
            continue
        related = {id(inner) for inner in _inside(spot.schema)}
        if touched.isdisjoint(related):
            kind = choose.choice(fitting)
            kind.make(spot.schema)
            touched |= related
            made.append((spot, kind))

    found = compare(whole[1], loaded(tree)[1])

    lost = [(spot.operation, kind.rule) for spot, kind in made if not is_found(found, spot, kind)]
    assert len(made) == MUTATIONS
    assert lost == []
    # Copies of one structure share the texts inside of them, so a text may come from another copy.
    told = {change.rule.id for change in found if not change.rule.documents}
    assert told == {kind.rule for _, kind in made}
