"""Merging keeps the meaning: for generated schemas and values, merged and original agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dfnsgen.model.build import build_api
from dfnsgen.model.schemas.json_schema import as_json_schema
from tests.model.documents import document_of

NAMES = ("a", "b", "c")
TEXTS = ("", "x", "xy", "1", "x1")


def scalars() -> st.SearchStrategy[Any]:
    return st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-3, 12),
        st.sampled_from((0.5, 1.0, 2.5)),
        st.sampled_from(TEXTS),
    )


def values(depth: int = 3) -> st.SearchStrategy[Any]:
    return st.recursive(
        scalars(),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
        ),
        max_leaves=6,
    )


def assertions(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Schemas of a few keywords each, so that many of them have something in common."""
    named = st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
    types = st.sampled_from(
        ("object", "object", "string", "integer", "number", "array", "null", ["object", "null"])
    )
    keywords: dict[str, st.SearchStrategy[Any]] = {
        "type": types,
        "enum": st.lists(scalars(), min_size=1, max_size=4),
        "const": scalars(),
        "minimum": st.integers(-2, 5),
        "exclusiveMaximum": st.integers(0, 9),
        "multipleOf": st.sampled_from((1, 2, 3, 0.5)),
        "minLength": st.integers(0, 2),
        "maxLength": st.integers(0, 3),
        "pattern": st.sampled_from(("^x", "1$", "[xy]")),
        "properties": named,
        "required": st.lists(st.sampled_from(NAMES), max_size=2, unique=True),
        "additionalProperties": inner,
        "patternProperties": st.dictionaries(st.sampled_from(("^a", "b|c")), inner, max_size=1),
        "propertyNames": st.sampled_from(({"maxLength": 1}, {"enum": ["a", "b"]})),
        "minProperties": st.integers(0, 2),
        "maxProperties": st.integers(0, 3),
        "dependentRequired": st.just({"a": ["b"]}),
        "items": inner,
        "prefixItems": st.lists(inner, min_size=1, max_size=2),
        "minItems": st.integers(0, 2),
        "maxItems": st.integers(0, 3),
        "uniqueItems": st.booleans(),
        "contains": inner,
        "not": inner,
        "if": inner,
        "then": inner,
        "unevaluatedProperties": inner,
        "allOf": st.lists(inner, min_size=1, max_size=3),
        "anyOf": st.lists(inner, min_size=1, max_size=3),
        "oneOf": st.lists(inner, min_size=1, max_size=3),
    }
    some = st.lists(st.sampled_from(sorted(keywords)), min_size=1, max_size=4, unique=True)
    return some.flatmap(lambda chosen: st.fixed_dictionaries({k: keywords[k] for k in chosen}))


def schemas() -> st.SearchStrategy[Any]:
    leaves = st.one_of(
        st.booleans(),
        st.sampled_from([{"$ref": f"#/components/schemas/{name}"} for name in ("Base", "Node")]),
        st.sampled_from([{"type": "string"}, {"type": "integer"}, {"const": "x"}]),
    )
    return st.recursive(leaves, assertions, max_leaves=10)


def judge(components: Mapping[str, Any], name: str) -> Any:
    """A validator of another's making, for one of the schemas."""
    return jsonschema_rs.Draft202012Validator(
        {"components": {"schemas": components}, "$ref": f"#/components/schemas/{name}"}
    )


@pytest.mark.slow
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(base=schemas(), node=schemas(), subject=schemas(), several=st.lists(values(), max_size=12))
def test_merged_schema_accepts_the_same_values(
    base: Any, node: Any, subject: Any, several: list[Any]
) -> None:
    """Whatever the components hold, the definitions give the verdicts of the originals."""
    original = {
        "Base": base if not _is_reference(base) else {"type": "object"},
        "Node": {"properties": {"a": {"$ref": "#/components/schemas/Node"}}, "allOf": [node]},
        "Subject": subject,
    }
    if _refers_to_node_in_place(node) or _refers_to_node_in_place(base):
        return
    _agree(original, several)


def objects() -> st.SearchStrategy[Any]:
    """Objects as real documents write them, with tags, closed and open."""
    prop = st.sampled_from(
        (
            {"type": "string", "minLength": 1},
            {"type": "string", "enum": ["x", "xy"]},
            {"const": "x"},
            {"type": ["integer", "null"]},
            {},
            False,
        )
    )
    parts: dict[str, st.SearchStrategy[Any]] = {
        "properties": st.dictionaries(st.sampled_from(NAMES), prop, min_size=1, max_size=3),
        "required": st.lists(st.sampled_from(NAMES), max_size=3, unique=True),
    }
    return st.fixed_dictionaries(
        parts,
        optional={
            "type": st.just("object"),
            "additionalProperties": st.sampled_from((False, prop)),
        },
    ).map(lambda schema: {k: v for k, v in schema.items() if v is not prop})


def compositions() -> st.SearchStrategy[Any]:
    parts = st.lists(objects(), min_size=1, max_size=3)
    union = st.one_of(
        st.fixed_dictionaries({"oneOf": parts}), st.fixed_dictionaries({"anyOf": parts})
    )
    base = st.just({"$ref": "#/components/schemas/Base"})
    branches = st.lists(st.one_of(objects(), union, base), min_size=1, max_size=3)
    return st.one_of(
        st.fixed_dictionaries({"allOf": branches}),
        st.builds(lambda one, other: {**one, **other}, objects(), union),
    )


OBJECTS = st.dictionaries(
    st.sampled_from(NAMES), st.sampled_from(("x", "xy", "", 1, None)), max_size=3
)


@pytest.mark.slow
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(base=objects(), subject=compositions(), several=st.lists(OBJECTS, min_size=8, max_size=16))
def test_composed_objects_keep_their_meaning(base: Any, subject: Any, several: list[Any]) -> None:
    """`allOf` over objects and unions of objects, merged, accepts what it accepted."""
    _agree({"Base": base, "Subject": subject}, several)


def _agree(original: Mapping[str, Any], several: list[Any]) -> None:
    api, _ = build_api(document_of(original))
    merged = {key: as_json_schema(found.schema) for key, found in api.definitions.items()}
    bundle = {_identifier(key): schema for key, schema in merged.items()}
    use = as_json_schema(api.components["Subject"].schema)
    ours = jsonschema_rs.Draft202012Validator(_relinked(use, bundle))
    theirs = judge(original, "Subject")
    for value in several:
        assert ours.is_valid(value) == theirs.is_valid(value), value


def _is_reference(schema: Any) -> bool:
    return isinstance(schema, dict) and "$ref" in schema


def _refers_to_node_in_place(schema: Any) -> bool:
    """Whether a schema applies a component to the very value it is applied to: a loop."""
    if not isinstance(schema, dict):
        return False
    if "$ref" in schema:
        return True
    places = [schema.get(k) for k in ("not", "if", "then")]
    for keyword in ("allOf", "anyOf", "oneOf"):
        places += schema.get(keyword, [])
    return any(map(_refers_to_node_in_place, places))


def _identifier(key: str) -> str:
    return key.replace("/", "!").strip("#")


def _relinked(use: Any, bundle: dict[str, Any]) -> Any:
    """Write each `$ref` to a key as one into `$defs`."""

    def linked(key: str) -> str:
        return "#/$defs/" + quote(_identifier(key).replace("~", "~0"))

    def relink(node: Any) -> Any:
        if isinstance(node, dict):
            return {k: linked(v) if k == "$ref" else relink(v) for k, v in node.items()}
        return [relink(item) for item in node] if isinstance(node, list) else node

    return {"allOf": [relink(use)], "$defs": {name: relink(s) for name, s in bundle.items()}}
