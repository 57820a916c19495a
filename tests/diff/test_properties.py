"""What holds of every comparison: of a document with itself, of the way back, of no change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dfnsgen.diff.change import Change, Effect, Naming
from dfnsgen.diff.compare import compare
from dfnsgen.diff.rules.rules import RULES
from dfnsgen.model.api import Api
from dfnsgen.model.build import build_api
from tests.diff.documents import both_ways
from tests.model.documents import document_of
from tests.model.merging.test_merging import schemas, values

pytestmark = pytest.mark.slow

QUICK = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))

UNDECIDED = {"oneOf", "not", "if", "dependentSchemas", "unevaluatedProperties"}
"""Keywords under which a wider part makes a narrower whole."""
SEARCHED = {"any-of-changed"}
"""Changes whose effect a search finds: it may have missed something, and the change says so."""


def api_of(schema: Any, other: Any) -> Api:
    tree = both_ways(schema, Base=other)
    return build_api(document_of(tree["components"]["schemas"], tree["paths"]))[0]


def rules_of(changes: tuple[Change, ...]) -> Counter[str]:
    return Counter(change.rule.id for change in changes)


@QUICK
@given(schema=schemas(), other=schemas())
def test_a_document_compared_with_itself_has_no_changes(schema: Any, other: Any) -> None:
    usable = _without(schema, "Node"), _without(other, "Node", "Base")

    assert compare(api_of(*usable), api_of(*usable)) == ()


@QUICK
@given(old=schemas(), new=schemas(), other=schemas())
def test_the_way_back_mirrors_the_way(old: Any, new: Any, other: Any) -> None:
    usable = _without(other, "Node", "Base")
    one, two = api_of(_without(old, "Node"), usable), api_of(_without(new, "Node"), usable)
    there, back = rules_of(compare(one, two)), rules_of(compare(two, one))

    assert Counter({RULES[id].mirror: count for id, count in there.items()}) == back


@QUICK
@given(old=schemas(), new=schemas(), several=st.lists(values(), min_size=4, max_size=12))
def test_what_is_called_harmless_has_no_counterexample(
    old: Any, new: Any, several: list[Any]
) -> None:
    """Where nothing narrows, what was valid is valid; where nothing widens, the other way round.

    A property that gets a name was allowed without one before, so these say nothing here.
    """
    old, new = _without(old, "Node"), _without(new, "Node")
    found = compare(api_of(old, {}), api_of(new, {}))
    if any(change.naming is not Naming.NONE for change in found):
        return
    if found and _is_undecided(old, new):
        return
    if any(change.rule.id in SEARCHED for change in found):
        return
    effects = {change.effect for change in found}
    before, after = _judge(old), _judge(new)
    for value in several:
        if effects.isdisjoint({Effect.NARROWS, Effect.SHIFTS}):
            assert after.is_valid(value) or not before.is_valid(value), value
        if effects.isdisjoint({Effect.WIDENS, Effect.SHIFTS}):
            assert before.is_valid(value) or not after.is_valid(value), value


def _judge(schema: Any) -> Any:
    return jsonschema_rs.Draft202012Validator(
        {"components": {"schemas": {"Base": {}}}, "allOf": [schema]}
    )


def _is_undecided(*several: Any) -> bool:
    return any(
        (
            isinstance(schema, Mapping)
            and (not UNDECIDED.isdisjoint(schema) or _is_undecided(*schema.values()))
        )
        or (isinstance(schema, list) and _is_undecided(*schema))
        for schema in several
    )


def _without(schema: Any, *names: str) -> Any:
    """Leave out references to components, which these documents don't have or which would loop."""
    if isinstance(schema, list):
        return [_without(inner, *names) for inner in schema]
    if isinstance(schema, dict):
        if schema.get("$ref") in [f"#/components/schemas/{name}" for name in names]:
            return {"type": "string"}
        return {name: _without(inner, *names) for name, inner in schema.items()}
    return schema
