"""Random pairs of documents: proofs hold, and what is called harmless is, as jsonschema-rs judges.

A pair is a schema and what a few edits make of it, sent and answered by one operation. No value of
a small universe may be right in one version and wrong in the other where the comparison says that
nobody is harmed; each proof must be right in one and wrong in the other.
"""

from __future__ import annotations

import copy
import os
import random
from collections.abc import Iterator
from itertools import product
from typing import Any, cast

import jsonschema_rs
import pytest

from dfnsgen.diff.change import Change, Direction, Level, ProofKind, Version
from dfnsgen.diff.compare import compare
from dfnsgen.model.build import build_api
from tests.diff.documents import both_ways
from tests.model.documents import document_of

pytestmark = pytest.mark.slow

PAIRS = int(os.environ.get("DFNSGEN_PAIRS", "1000"))
SCALARS: tuple[Any, ...] = (None, True, 0, 1, 2, 3, 2.5, "", "a", "b", "aa", "aaaa")
NAMES = ("a", "b", "c")


def scalar(choose: random.Random) -> Any:
    return choose.choice(
        [
            {"type": "string"},
            {"type": "integer"},
            {"type": "number"},
            {"type": "boolean"},
            {"type": "null"},
            {"type": ["string", "null"]},
            {"type": ["integer", "string"]},
            {"enum": choose.sample(["a", "b", "aa", 1, 2, None], choose.randint(1, 3))},
            {"const": choose.choice(["a", "b", 1])},
            {"type": "string", "maxLength": choose.randint(0, 3)},
            {"type": "string", "minLength": choose.randint(1, 3)},
            {"type": "integer", "minimum": choose.randint(0, 3)},
            {"type": "number", "maximum": choose.randint(0, 3)},
            {"type": "string", "pattern": choose.choice(["^a", "a$", "^a+$", "b"])},
        ]
    )


def schema(choose: random.Random, depth: int) -> Any:
    kind = choose.random()
    if depth == 0 or kind < 0.3:
        return scalar(choose)
    if kind < 0.6:
        names = choose.sample(NAMES, choose.randint(1, 3))
        made: dict[str, Any] = {
            "type": "object",
            "properties": {name: schema(choose, depth - 1) for name in names},
        }
        if choose.random() < 0.6:
            made["required"] = choose.sample(names, choose.randint(1, len(names)))
        if choose.random() < 0.3:
            made["additionalProperties"] = choose.choice([False, scalar(choose)])
        return made
    if kind < 0.7:
        items = {"type": "array", "items": schema(choose, depth - 1)}
        return items | choose.choice([{}, {"minItems": 1}, {"maxItems": 2}, {"uniqueItems": True}])
    keyword = choose.choice(["oneOf", "oneOf", "anyOf"])
    return {keyword: [schema(choose, depth - 1) for _ in range(choose.randint(2, 3))]}


def places(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        held = cast("dict[str, Any]", node)
        yield held
        for inner in (*held.get("properties", {}).values(), held.get("items"), *variants(held)):
            yield from places(inner)


def variants(node: dict[str, Any]) -> list[Any]:
    return [*node.get("oneOf", ()), *node.get("anyOf", ())]


def edited(tree: Any, choose: random.Random) -> Any:
    """Make one or two edits of a schema."""
    made = copy.deepcopy(tree)
    for _ in range(choose.randint(1, 2)):
        node = choose.choice(list(places(made)))
        group = node.get("oneOf") or node.get("anyOf")
        if group and choose.random() < 0.7:
            if len(group) > 2 and choose.random() < 0.4:
                group.pop(choose.randrange(len(group)))
            else:
                group.append(
                    choose.choice([schema(choose, 1), copy.deepcopy(choose.choice(group))])
                )
        elif "properties" in node and choose.random() < 0.6:
            edit_object(node, choose)
        elif choose.random() < 0.3:
            before = dict(node)
            node.clear()
            node[choose.choice(["oneOf", "anyOf"])] = [before, schema(choose, 1)]
        else:
            node.clear()
            node.update(schema(choose, 1))
    return made


def edit_object(node: dict[str, Any], choose: random.Random) -> None:
    name = choose.choice(list(node["properties"]))
    required = list(node.get("required", ()))
    if name in required:
        required.remove(name)
    else:
        required.append(name)
    if choose.random() < 0.4:
        node["properties"][name] = schema(choose, 1)
    elif choose.random() < 0.3:
        node["additionalProperties"] = choose.choice([True, False, {"type": "string"}])
    else:
        node["required"] = required


def universe() -> list[Any]:
    """All scalars, and small objects and lists of them."""
    few: tuple[Any, ...] = ("a", "aaaa", 1, 3, None, {"a": "a"}, {"a": 1, "b": "a"}, ["a"])
    found: list[Any] = [*SCALARS, {}, []]
    for width in (1, 2, 3):
        several = (*SCALARS, *few[5:]) if width == 1 else few[: 8 if width == 2 else 4]
        for names in (NAMES[:width], NAMES[-width:]):
            for values in product(several, repeat=width):
                found.append(dict(zip(names, values, strict=True)))
    found += [[a] for a in (*SCALARS, *few)]
    found += [[a, b] for a in few for b in few]
    return found


UNIVERSE = universe()


def closed(node: Any) -> Any:
    """Return a schema that takes only what is declared."""
    if not isinstance(node, dict):
        return node
    made = dict(cast("dict[str, Any]", node))
    for keyword in ("oneOf", "anyOf"):
        if keyword in made:
            made[keyword] = [closed(inner) for inner in made[keyword]]
    if "items" in made:
        made["items"] = closed(made["items"])
    if "properties" in made:
        made["properties"] = {n: closed(s) for n, s in made["properties"].items()}
        if made.get("additionalProperties", True) is True:
            made["additionalProperties"] = False
    return made


def harms(changes: tuple[Change, ...], direction: Direction) -> bool:
    found = [p for c in changes for p in c.places if p.direction is direction]
    return any(place.level is not Level.INFO for place in found)


def judged(old: Any, new: Any) -> tuple[list[str], int, int]:
    """Return what is wrong of a comparison, how much breaks, and how much of that is proved."""
    trees = [both_ways(one) for one in (old, new)]
    apis = [build_api(document_of(t["components"]["schemas"], t["paths"]))[0] for t in trees]
    found = compare(apis[0], apis[1], prove=True)
    before, after = (jsonschema_rs.Draft202012Validator(one) for one in (old, new))
    narrow = [jsonschema_rs.Draft202012Validator(closed(one)) for one in (old, new)]
    wrong: list[str] = []
    judges = {Version.OLD: before, Version.NEW: after}
    breaking = [change for change in found if change.level is Level.BREAKING]
    for change in breaking:
        proof = change.proof
        if proof is not None and proof.kind is ProofKind.VALUE:
            ours, theirs = judges[proof.accepted_by], judges[proof.accepted_by.other]
            if not ours.is_valid(proof.content) or theirs.is_valid(proof.content):
                wrong.append(f"no proof: {change.message}: {proof.content}")
    ways = (
        (Direction.REQUEST, before, after, narrow[0]),
        (Direction.RESPONSE, after, before, narrow[1]),
    )
    for direction, ours, theirs, declared in ways:
        if not harms(found, direction):
            for value in UNIVERSE:
                if not theirs.is_valid(value) and ours.is_valid(value) and declared.is_valid(value):
                    wrong.append(f"{direction.value} is harmed by {value}")
                    break
    return wrong, len(breaking), sum(change.proof is not None for change in breaking)


def test_random_pairs_are_judged_as_another_validator_does() -> None:
    seed = os.environ["DFNSGEN_SEED"]
    choose = random.Random(seed)
    failed: list[str] = []
    breaking = proved = 0
    for _ in range(PAIRS):
        old = schema(choose, 3)
        new = edited(old, choose)
        wrong, more, certain = judged(old, new)
        breaking, proved = breaking + more, proved + certain
        failed += [f"{one}\n  old {old}\n  new {new}" for one in wrong]
    assert not failed, "\n".join([f"seed {seed}", *failed[:20]])
    assert proved > breaking * 0.8
