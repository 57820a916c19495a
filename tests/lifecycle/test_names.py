"""A new version of a document renames nothing that didn't change, and moves nothing.

The whole Dfns versions come from the corpus; mutations are made here, from a fixed seed.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.loader.load import load
from dfnsgen.model.api import Api
from dfnsgen.model.build import build_api
from dfnsgen.python.names.memory import Memory, with_definitions_in_order, with_operations_in_order
from dfnsgen.python.names.names import Names, assign_names
from dfnsgen.python.names.remembering import remember

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "specs" / "dfns-1.807.0.yaml"
MUTATIONS = 200
VERSIONS = (
    "dfns-3.0.12.json dfns-3.4.3.json dfns-3.4.4.json dfns-3.5.2.json dfns-3.5.6.json "
    "dfns-4.5.1.json dfns-5.1.1.json dfns-1.578.2.yaml complete-user-registration-1.807.0.md"
).split()


def read(*sources: Path) -> Api:
    document, _ = load([str(source) for source in sources])
    return build_api(document)[0]


def named(api: Api, memory: Memory) -> tuple[Names, Memory]:
    """Name an Api as a regeneration does, and say what is remembered of it."""
    api = with_operations_in_order(api, memory)
    names = assign_names(api, memory)
    api = with_definitions_in_order(api, memory, names.definitions)
    return names, remember(api, names.definitions, names.operations, {})


def renamed(before: Memory, after: Memory) -> list[tuple[str, str, str]]:
    """Return what has another name though it is in its place, or is the same structure elsewhere.

    A structure that two places share had two names before; one of them is kept. What the API calls
    otherwise itself, component for component, is no renaming of ours.
    """
    by_digest: dict[str, set[str]] = {}
    for key, digest in before.structures.items():
        by_digest.setdefault(digest, set()).add(before.names[key])
    kept = set(after.names.values())
    found: list[tuple[str, str, str]] = []
    for key, name in after.names.items():
        same = by_digest.get(after.structures[key], set())
        lost = same - kept
        if lost and name not in same and not is_component(key):
            found.append((key, min(lost), name))
        old = before.names.get(key)
        if old is not None and old not in kept:
            found.append((key, old, name))
    for key, method in before.operations.items():
        if after.operations.get(key, method) != method:
            found.append((key, method, after.operations[key]))
    return found


def is_component(key: str) -> bool:
    return key.startswith("#/components/schemas/") and key.count("/") == 3


@pytest.fixture(scope="module")
def versions(corpus: Path) -> list[Api]:
    return [read(corpus / "corpus" / "dfns" / name) for name in VERSIONS]


def test_dfns_keeps_its_names_over_all_versions(versions: list[Api]) -> None:
    _, memory = named(versions[0], Memory())
    for _, api in pairwise(versions):
        _, after = named(api, memory)
        assert renamed(memory, after) == []
        memory = after


def test_every_pair_keeps_its_names(versions: list[Api]) -> None:
    for number, old in enumerate(versions):
        _, memory = named(old, Memory())
        for new in versions[number:]:
            assert renamed(memory, named(new, memory)[1]) == []


def test_naming_again_changes_nothing(versions: list[Api]) -> None:
    for api in versions:
        _, memory = named(api, Memory())
        assert named(api, memory)[1] == memory


def objects(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects with properties."""
    if isinstance(tree, dict):
        if isinstance(tree.get("properties"), dict):
            yield tree
        for value in tree.values():
            yield from objects(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from objects(value)


def add_property(tree: Any, chance: random.Random) -> None:
    chance.choice([*objects(tree)])["properties"]["somethingNew"] = {"type": "string"}


def remove_property(tree: Any, chance: random.Random) -> None:
    chosen = chance.choice([one for one in objects(tree) if len(one["properties"]) > 1])
    name = chance.choice([*chosen["properties"]])
    del chosen["properties"][name]
    chosen["required"] = [one for one in chosen.get("required", []) if one != name]


def add_operation(tree: Any, chance: random.Random) -> None:
    """Add an operation in front that uses what there is already, under a name that may collide."""
    operation = copy.deepcopy(next(iter(next(iter(tree["paths"].values())).values())))
    operation["operationId"] = chance.choice(("other", operation.get("operationId", "other")))
    tree["paths"] = {f"/new/{chance.randrange(99)}": {"post": operation}, **tree["paths"]}


def move_to_component(tree: Any, chance: random.Random) -> None:
    """Give an inline object a name, and refer to it."""
    holders = [(one["properties"], name) for one in objects(tree) for name in one["properties"]]
    inline = [(h, n) for h, n in holders if isinstance(h[n], dict) and "properties" in h[n]]
    if inline:
        holder, name = chance.choice(inline)
        tree["components"]["schemas"] = {
            "MovedHere": holder[name],
            **tree["components"]["schemas"],
        }
        holder[name] = {"$ref": "#/components/schemas/MovedHere"}


def reverse_components(tree: Any, chance: random.Random) -> None:
    tree["components"]["schemas"] = dict(reversed(tree["components"]["schemas"].items()))


def insert_variant(tree: Any, chance: random.Random) -> None:
    """Put a variant before the others, so that their pointers move."""
    unions = [one for one in all_objects(tree) if isinstance(one.get("oneOf"), list)]
    variant = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"const": "Brandnew"}, "extra": {"type": "string"}},
    }
    if unions:
        chance.choice(unions)["oneOf"].insert(0, variant)


def all_objects(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from all_objects(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from all_objects(value)


Mutation = Callable[[Any, random.Random], None]
EVERY: tuple[Mutation, ...] = (
    add_property,
    remove_property,
    add_operation,
    move_to_component,
    reverse_components,
    insert_variant,
)


def test_mutated_documents_keep_their_names(tmp_path: Path) -> None:
    document, _ = load([str(SMALL)])
    tree = json.loads(json.dumps(document.tree))
    _, memory = named(build_api(document)[0], Memory())
    for number in range(MUTATIONS):
        chance = random.Random(number)
        mutated = copy.deepcopy(tree)
        chosen = chance.sample(EVERY, chance.choice((1, 1, 2)))
        for mutation in chosen:
            mutation(mutated, chance)
        path = tmp_path / "mutated.json"
        path.write_text(json.dumps(mutated))

        _, after = named(read(path), memory)

        assert renamed(memory, after) == [], (number, [m.__name__ for m in chosen])
        assert len(set(after.names.values())) == len(after.names)


def order(names: list[str], of: list[str]) -> list[str]:
    return [name for name in names if name in of]


def test_what_moved_in_the_document_does_not_move_in_the_modules(tmp_path: Path) -> None:
    document, _ = load([str(SMALL)])
    tree = json.loads(json.dumps(document.tree))
    _, memory = named(build_api(document)[0], Memory())
    reverse_components(tree, random.Random(0))
    path = tmp_path / "mutated.json"
    path.write_text(json.dumps(tree))

    _, after = named(read(path), memory)

    old, new = [*memory.names.values()], [*after.names.values()]
    assert order(new, old) == order(old, new)
