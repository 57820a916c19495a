"""No class is called after an operation, resource or property that it has nothing to do with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.loader.load import load
from dfnsgen.model.api import Api, Occurrence
from dfnsgen.pipeline import api_version, intended, named
from dfnsgen.python.names.memory import NOTHING
from dfnsgen.python.names.names import Names, assign_names
from dfnsgen.python.names.spelling import singular, words
from tests.model.documents import document_of

_NEUTRAL = frozenset("request response event item with object enum union listed with".split())
"""Words that say what a class is, or how it is used, and of nothing that it belongs to."""


def _words(*texts: str) -> Iterator[str]:
    for text in texts:
        several = words(text)
        yield from (word for one in several for word in (one, singular(one)))
        yield from map("".join, pairwise(several))  # TRC-721 is trc721


def _context(place: Occurrence, api: Api, names: Names) -> set[str]:
    """Return the words of what a structure is part of at a place."""
    found = {*_words(place.property_name, place.tag_value)}
    if place.holder:
        found |= {*_words(names.definitions[place.holder])}
    if place.operation >= 0 and place.role == "webhook":
        found |= {*_words(api.webhooks[place.operation].name)}
    elif place.operation >= 0:
        operation, name = api.operations[place.operation], names.operations[place.operation]
        own = (operation.path, operation.summary, operation.operation_id, *operation.tags)
        found |= {*_words(name.method, name.namespace, *own)}
    return found


def strangers(api: Api, names: Names) -> Iterator[tuple[str, str]]:
    """Yield each class with a word of its name that is strange to a place where it stands."""
    for definition in api.definitions.values():
        name = names.definitions[definition.key]
        shown = {*_words(definition.annotations.title, *(p for p in _held(definition.shape)))}
        for place in definition.occurrences if not definition.component else ():
            known = _context(place, api, names) | shown | _NEUTRAL
            for word in words(name):
                if word not in known and singular(word) not in known:
                    yield name, word


def _held(shape: Any) -> Iterator[str]:
    yield from (p.spec_name for p in getattr(shape, "properties", ()))
    yield from (str(value) for value in getattr(shape, "values", ()))


@pytest.mark.slow
def test_no_class_of_dfns_is_called_after_a_stranger(corpus: Path) -> None:
    source = str(corpus / "corpus/dfns/dfns-1.578.2.yaml")
    api, names = named(intended(api_version(source, load((source,))[0]))[0], NOTHING)

    # The API's tag is `0fns`: no name begins with a digit.
    assert {name for name, word in strangers(api, names) if word not in ("zero", "fns")} == set()


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


_STATUS = {"type": "string", "enum": ["Active", "Archived"]}
_VARIANTS = [
    {**_object(kind={"const": kind}, amount={"type": "string"}), "required": ["kind"]}
    for kind in ("Native", "Token", "Deed")
]


def test_what_several_hold_is_called_after_none_of_them() -> None:
    """A shared variant has the words that its unions have; a status is each one's own."""
    schemas = {
        "Wallet": _object(status=_STATUS),
        "Key": _object(status=_STATUS),
        "SourceAsset": {"oneOf": _VARIANTS},
        "TargetAsset": {"oneOf": _VARIANTS[:2]},
    }
    api = intended(api_version("", document_of(schemas)))[0]

    found = assign_names(api, {}).definitions.values()

    assert {"WalletStatus", "KeyStatus", "NativeAsset", "TokenAsset"} <= {*found}
