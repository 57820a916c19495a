"""Emitted validators and decoders agree with jsonschema-rs on what they accept, and lose nothing.

Instances are made from the merged schemas, the judge reads the document as it was loaded: what
merging, planning and printing did to a schema must not show. DFNSGEN_EXAMPLES sets how many valid
and how many mutated instances a document gets; the documents of older versions get a tenth.
"""

from __future__ import annotations

import copy
import importlib
import json
import os
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dfnsgen.generate import prepare, write
from dfnsgen.loader.load import load
from dfnsgen.model.api import Api, Use
from dfnsgen.model.build import build_api
from dfnsgen.model.schemas.json_schema import as_json_schema
from dfnsgen.options import Options
from tests.flavors.instances import COMPONENTS, Instances

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("DFNSGEN_EXAMPLES", "2000"))
ROOT = Path(__file__).parents[1]
DFNS = "corpus/dfns"
OLDER = ("3.0.12", "3.4.3", "3.4.4", "3.5.2", "3.5.6", "4.5.1", "5.1.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One document: its places with schemas, the judge of each, and the emitted package."""

    places: tuple[str, ...]
    strategies: dict[str, st.SearchStrategy[Any]]
    judges: dict[str, Any]
    validators: dict[str, Callable[[object], None]]


def _uses(api: Api) -> Iterator[Use]:
    yield from api.components.values()
    operations = (*api.operations, *(webhook.operation for webhook in api.webhooks))
    for operation in operations:
        bodies = [operation.request_body] if operation.request_body else []
        for holder in (*bodies, *operation.responses):
            for media in holder.contents:
                if media.use is not None:
                    yield media.use
        yield from (parameter.use for parameter in operation.parameters)


def _subject(sources: tuple[str, ...], folder: Path, package: str) -> Subject:
    document, _ = load(sources)
    api, _ = build_api(document)
    write(prepare(Options(sources=sources, out=folder, package=package)))
    sys.path.insert(0, str(folder))
    try:
        validators = importlib.import_module(f"{package}.validators").VALIDATORS
    finally:
        sys.path.remove(str(folder))
    schemas = {
        key.removeprefix(COMPONENTS): as_json_schema(definition.schema)
        for key, definition in api.definitions.items()
    }
    made = Instances({"components": {"schemas": schemas}}, extras=True)
    uses = {use.at: use for use in _uses(api) if use.at in validators}
    registry = jsonschema_rs.Registry([("urn:document", document.tree)])
    return Subject(
        places=tuple(uses),
        strategies={at: made._of(as_json_schema(use.schema)) for at, use in uses.items()},
        judges={
            at: jsonschema_rs.Draft202012Validator(
                {"$ref": f"urn:document{_fragment(at)}"}, registry=registry
            )
            for at in uses
        },
        validators=dict(validators),
    )


def _fragment(pointer: str) -> str:
    return pointer.replace("%", "%25").replace("{", "%7B").replace("}", "%7D").replace(" ", "%20")


def mutated(value: Any, rng: random.Random) -> Any:
    """Return a value that differs in one place: gone, added, or of another kind."""
    value = copy.deepcopy(value)
    places = list(_places(value))
    if not places:
        return rng.choice((None, 7, "other", [], {}))
    holder, key = rng.choice(places)
    other = rng.choice(
        (None, True, 7, -1, 2.5, "", "other", "x" * 300, [], {}, ["other"], {"a": 1})
    )
    match rng.randrange(3):
        case 0 if isinstance(holder, dict):
            del holder[key]
        case 1 if isinstance(holder, dict):
            holder[rng.choice(("unknown", "kind", "id"))] = other
        case _:
            holder[key] = other
    return value


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield value, key
            yield from _places(inner)


def _agree(subject: Subject, examples: int) -> None:
    counted = {True: 0, False: 0}

    @settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(st.data(), st.integers(0, 2**32))
    def agree(data: st.DataObject, seed: int) -> None:
        at = data.draw(st.sampled_from(subject.places))
        valid = data.draw(subject.strategies[at])
        for value in (valid, mutated(valid, random.Random(seed))):
            expected = subject.judges[at].is_valid(value)
            counted[expected] += 1
            assert _accepts(subject.validators[at], value) == expected, (at, value)
            # Where the meaning isn't the letter, codecs are of the meaning, and no judge knows it.
            codec: Any = getattr(subject.validators[at], "__self__", None)
            if expected and codec is not None:
                typed = codec.from_value(value)
                assert _same(codec.to_value(typed), value), (at, value)
                assert _same(json.loads(codec.to_json(typed)), value), (at, value)

    agree()
    assert counted[True] >= examples * 0.9
    assert counted[False] >= examples * 0.3


def _accepts(validate: Callable[[object], None], value: object) -> bool:
    try:
        validate(value)
    except ValueError:
        return False
    return True


def _same(left: Any, right: Any) -> bool:
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


def test_the_registration_document(tmp_path: Path) -> None:
    source = str(ROOT / "specs" / "dfns-1.807.0.yaml")
    subject = _subject((source,), tmp_path, "agree_registration")
    _agree(subject, EXAMPLES)


def test_the_whole_document(corpus: Path, tmp_path: Path) -> None:
    source = str(corpus / DFNS / "dfns-1.578.2.yaml")
    _agree(_subject((source,), tmp_path, "agree_whole"), EXAMPLES)


@pytest.mark.sweep
@pytest.mark.parametrize("version", OLDER)
def test_an_older_document(version: str, corpus: Path, tmp_path: Path) -> None:
    package = f"agree_{version.replace('.', '_')}"
    source = str(corpus / DFNS / f"dfns-{version}.json")
    _agree(_subject((source,), tmp_path, package), EXAMPLES // 10)


def test_the_pages(corpus: Path, tmp_path: Path) -> None:
    pages = sorted((corpus / DFNS / "pages-2.0.155").glob("*.md"))
    sources = tuple(str(page) for page in pages)
    _agree(_subject(sources, tmp_path, "agree_pages"), EXAMPLES // 10)
