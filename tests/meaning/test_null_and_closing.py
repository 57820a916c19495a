"""What no value satisfies to the letter, or null does not: read as it is meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from dfnsgen.loader.load import load
from dfnsgen.pipeline import api_version, intended
from tests.client.emitted import imported
from tests.client.local_server import LocalServer
from tests.meaning.documents import document_of, ref
from tests.python.packages import package

CHAINS: dict[str, Any] = {
    "Owner": {"type": "object", "properties": {"name": {"type": "string"}}},
    "Cat": {"type": "object", "required": ["t"], "properties": {"t": {"type": "string"}}},
    "Dog": {"type": "object", "required": ["t"], "properties": {"t": {"type": "string"}}},
    "Chain": {
        "type": "object",
        "properties": {
            "kind": {"type": "string", "nullable": True, "enum": ["eth", "btc"]},
            "owner": {"nullable": True, "allOf": [ref("Owner")]},
            "other": {"nullable": True, **ref("Owner")},
            "any": {"nullable": True, "properties": {"x": {"type": "string"}}},
            "pet": {
                "nullable": True,
                "type": "object",
                "oneOf": [ref("Cat"), ref("Dog")],
                "discriminator": {"propertyName": "t"},
            },
        },
    },
}
NAMES = list(CHAINS["Chain"]["properties"])


@pytest.fixture(scope="module")
def chains(tmp_path_factory: pytest.TempPathFactory) -> Any:
    document = document_of(CHAINS, put=(ref("Owner"), ref("Chain")), version="3.0.3")
    return imported(tmp_path_factory.mktemp("chains"), document, "emitted_chains")


@pytest.mark.parametrize("name", NAMES)
def test_nullable_takes_null_whatever_stands_beside_it(chains: Any, name: str) -> None:
    chain = chains.models.Chain.from_json(json.dumps({name: None}))

    assert chain.to_dict() == {name: None}


@pytest.mark.parametrize("name", ["kind", "owner", "other", "pet"])
def test_null_is_not_the_letter(chains: Any, name: str) -> None:
    with pytest.raises(chains.ValidationError):
        chains.validators.VALIDATORS["#/components/schemas/Chain"]({name: None})


PAINTS: dict[str, Any] = {
    "Paint": {
        "type": "object",
        "properties": {
            "colours": {"type": "array", "enum": ["red", "green"], "items": {"type": "string"}},
            "code": {"type": "integer", "enum": ["1", "2"]},
            "who": {"type": "null", "oneOf": [{"type": "string"}, {"type": "number"}]},
            "rooms": {"items": {"type": "string"}},
        },
    }
}


@pytest.mark.parametrize(
    "value",
    [{"colours": ["red"]}, {"code": "1"}, {"who": None}, {"who": "x"}, {"rooms": ["a"]}],
)
def test_schemas_that_no_value_satisfies_are_read_as_they_are_meant(
    tmp_path_factory: pytest.TempPathFactory, value: dict[str, Any]
) -> None:
    found = package(tmp_path_factory.mktemp("paints"), PAINTS)

    assert found.models.Paint.from_json(json.dumps(value)).to_dict() == value
    found.validators.VALIDATORS["#/components/schemas/Paint"](value)


def test_each_kind_of_repair_is_reported_once(tmp_path: Path) -> None:
    path = tmp_path / "paints.json"
    path.write_text(json.dumps(document_of(PAINTS, put=(ref("Paint"), ref("Paint")))))

    _, found = load((str(path),))

    assert sorted(one.rule for one in found) == [
        "enum-of-items",
        "enum-of-other-type",
        "items-without-type",
        "null-beside-union",
    ]


CLAUSES: dict[str, Any] = {
    "Clause": {
        "type": "object",
        "additionalProperties": False,
        "anyOf": [ref("Pair"), ref("Several")],
    },
    "Pair": {
        "type": "object",
        "required": ["field"],
        "properties": {"field": {"type": "string"}},
    },
    "Several": {
        "type": "object",
        "required": ["clauses"],
        "properties": {"clauses": {"type": "array", "items": ref("Clause")}},
    },
    "Base": {
        "type": "object",
        "additionalProperties": False,
        "properties": {"a": {"type": "string"}},
    },
    "More": {"allOf": [ref("Base"), {"type": "object", "properties": {"b": {"type": "string"}}}]},
}


def test_closing_beside_a_union_counts_what_the_variants_declare(tmp_path: Path) -> None:
    found = package(tmp_path, CLAUSES)
    value = {"clauses": [{"field": "x"}]}

    assert get_args(found.models.Clause)[:2] == (found.models.Pair, found.models.Several)
    assert found.codecs.Clause.checked(value) == value
    with pytest.raises(Exception, match="/z: is not a known property"):
        found.codecs.Clause.checked({"field": "x", "z": 1})
    with pytest.raises(Exception, match="is not allowed"):
        found.validators.VALIDATORS["#/components/schemas/Clause"]({"field": "x"})


def test_closed_parts_of_an_all_of_close_over_all_that_is_declared(tmp_path: Path) -> None:
    found = package(tmp_path, CLAUSES)

    assert found.models.More(a="1", b="2").to_dict() == {"a": "1", "b": "2"}
    assert found.codecs.More.checked({"a": "1", "b": "2"}) == {"a": "1", "b": "2"}
    with pytest.raises(Exception, match="/z: is not a known property"):
        found.codecs.More.checked({"z": 1})
    with pytest.raises(Exception, match="/b: is not a known property"):
        found.validators.VALIDATORS["#/components/schemas/More"]({"a": "1", "b": "2"})


def test_a_closed_part_closes_over_all_by_whatever_way_it_is_referred_to(tmp_path: Path) -> None:
    schemas = {
        "Plain": {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "additionalProperties": False,
        },
        "Alias": {"allOf": [ref("Plain")]},
        "Caption": {"allOf": [ref("Alias"), {"description": "Much more"}]},
        "More": {"allOf": [ref("Caption"), {"properties": {"b": {"type": "string"}}}]},
    }
    more = package(tmp_path, schemas).models.More.from_dict({"a": "x", "b": "y"})

    assert (more.a, more.b) == ("x", "y")


@pytest.mark.parametrize("way", ["inline", "by reference"])
def test_a_closed_union_among_the_parts_of_an_all_of_closes_over_all(
    tmp_path: Path, way: str
) -> None:
    ways = [{"properties": {name: {"type": "string"}}, "required": [name]} for name in "uv"]
    closed = {"type": "object", "additionalProperties": False, "oneOf": ways}
    common = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    first = closed if way == "inline" else ref("Closed")
    upload = {"allOf": [first, ref("Common")]}
    found = package(tmp_path, {"Upload": upload, "Common": common, "Closed": closed})

    assert found.codecs.Upload.checked({"u": "1", "name": "n"}) == {"u": "1", "name": "n"}
    with pytest.raises(Exception, match="/z: is not a known property"):
        found.codecs.Upload.checked({"u": "1", "name": "n", "z": 1})


def test_the_last_part_of_an_all_of_overrides_what_it_excludes(tmp_path: Path) -> None:
    base = {"id": {"type": "integer"}, "state": {"enum": ["on", "off"]}, "name": {"maxLength": 9}}
    own = {"id": {"type": "string"}, "state": {"enum": ["gone"]}, "name": {"minLength": 1}}
    parts = [ref("Base"), {"type": "object", "properties": own, "required": ["id"]}]
    base_class = {"type": "object", "properties": base}
    found = package(tmp_path, {"Base": base_class, "More": {"allOf": parts}})
    value = {"id": "a", "state": "gone", "name": "n"}

    assert found.codecs.More.checked(value) == value
    with pytest.raises(Exception, match="/id: must be string"):
        found.codecs.More.checked({"id": 1})
    with pytest.raises(Exception, match="/name: must have at most 9"):
        found.codecs.More.checked({"id": "a", "name": "n" * 10})
    with pytest.raises(Exception, match="id"):
        found.validators.VALIDATORS["#/components/schemas/More"](value)


def test_departures_are_reported_by_kind(tmp_path: Path) -> None:
    secret = {
        "type": "object",
        "required": ["id", "s"],
        "properties": {
            "id": {"type": "string", "readOnly": True},
            "s": {"type": "string", "writeOnly": True},
        },
    }
    document = document_of({**CLAUSES, "Secret": secret}, put=(ref("Secret"), ref("Secret")))
    path = tmp_path / "document.json"
    path.write_text(json.dumps(document))

    _, found = intended(api_version(str(path), load((str(path),))[0]))

    assert [one.rule for one in found] == ["required-in-one-direction", "closed-beside-others"]
    assert "2 places" in found[1].message


def test_a_list_is_sent_as_any_sequence_of_models_and_wire_forms(tmp_path: Path) -> None:
    job = {"type": "object", "properties": {"name": {"type": "string"}}}
    jobs = {"type": "array", "items": ref("Job")}
    found = imported(
        tmp_path,
        document_of({"Job": job, "Jobs": jobs}, put=(ref("Jobs"), ref("Job"))),
        "emitted_jobs",
    )
    with LocalServer() as server:
        things = found.Client(base_url=server.url).things
        things.put_thing((found.models.Job(name="a"), {"name": "b"}))

    assert server.seen[0].json == [{"name": "a"}, {"name": "b"}]
    annotation = things.put_thing.__annotations__["body"]
    assert str(annotation) == "Sequence[models.Job | dicts.JobDict]"


def test_a_constant_with_a_default_is_sent_though_not_required(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"kind": {"const": "a", "default": "a"}}}

    found = package(tmp_path, {"Thing": schema})

    assert found.models.Thing().to_dict() == {"kind": "a"}


def test_a_map_among_the_parts_of_an_all_of_is_what_no_part_declares(tmp_path: Path) -> None:
    texts = {"type": "object", "additionalProperties": {"type": "string"}}
    price = {"type": "object", "properties": {"cents": {"type": "integer"}}}
    found = package(tmp_path, {"Texts": texts, "Price": {"allOf": [ref("Texts"), price]}})
    value = {"cents": 1, "note": "x"}

    assert found.models.Price.from_json(json.dumps(value)).to_dict() == value
    with pytest.raises(Exception, match="/note"):
        found.codecs.Price.checked({"cents": 1, "note": 2})


def test_a_type_does_not_exclude_what_a_variant_describes(tmp_path: Path) -> None:
    stats = {"type": "object", "properties": {"cpu": {"type": "integer"}}}
    problems = {"type": "array", "items": {"type": "string"}}
    union = {"type": "object", "oneOf": [ref("Stats"), ref("Problems"), {"type": "null"}]}
    found = package(tmp_path, {"Load": union, "Stats": stats, "Problems": problems})

    load = found.codecs.LoadOrNone
    read = [load.from_json(text) for text in ('{"cpu": 1}', '["down"]', "null")]

    assert read == [found.models.Stats(cpu=1), ["down"], None]
    with pytest.raises(Exception, match="array"):
        load.checked("down")


@pytest.mark.parametrize("value", [3, None])
def test_each_member_of_an_enum_is_a_value_whatever_the_type_says(
    tmp_path: Path, value: object
) -> None:
    version = {"type": "string", "enum": [3, None]}
    found = package(tmp_path, {"Prism": {"type": "object", "properties": {"version": version}}})
    text = json.dumps({"version": value})

    assert found.models.Prism.from_json(text).to_dict() == {"version": value}


def test_an_enum_beside_a_union_of_types_is_what_both_take(tmp_path: Path) -> None:
    stream = {"enum": [False, "no"], "anyOf": [{"type": "boolean"}, {"type": "null"}]}
    found = package(tmp_path, {"Call": {"type": "object", "properties": {"stream": stream}}})

    assert found.models.Call.from_json('{"stream": false}').stream is False
    for text in ('{"stream": "no"}', '{"stream": true}', '{"stream": null}'):
        with pytest.raises(Exception, match="/stream"):
            found.models.Call.from_json(text)
    assert found.models.Call.__annotations__["stream"] == "Literal[False] | None"


def test_a_place_is_reported_as_impossible_or_as_closed(tmp_path: Path) -> None:
    closed = {"type": "object", "additionalProperties": False, "properties": {"a": {}}}
    more = {"type": "object", "required": ["b"], "properties": {"b": {}}}
    schemas = {"Both": {"allOf": [closed, more]}}
    path = tmp_path / "both.json"
    path.write_text(json.dumps(document_of(schemas, put=(ref("Both"), ref("Both")))))

    version = api_version(str(path), load((str(path),))[0])

    found = [one.rule for one in (*version.diagnostics, *intended(version)[1])]
    assert found == ["allof-impossible"]


TYPED_NULLS: dict[str, Any] = {
    "Side": {"type": "string", "enum": ["buy", "sell"]},
    "Order": {
        "type": "object",
        "properties": {
            "kind": {"type": ["string", "null"], "enum": ["a", "b"]},
            "side": {"type": ["string", "null"], "allOf": [ref("Side")]},
            "owner": {"type": ["object", "null"], **ref("Owner")},
            "either": {"type": ["object", "null"], "oneOf": [ref("Owner"), ref("Cat")]},
        },
    },
    "Owner": CHAINS["Owner"],
    "Cat": CHAINS["Cat"],
}


@pytest.mark.parametrize("name", TYPED_NULLS["Order"]["properties"])
def test_null_among_the_types_is_a_value_whatever_stands_beside_it(
    tmp_path: Path, name: str
) -> None:
    orders = package(tmp_path, TYPED_NULLS)

    assert orders.models.Order.from_dict({name: None}).to_dict() == {name: None}


def test_what_excludes_a_null_is_reported_once(tmp_path: Path) -> None:
    source = tmp_path / "orders.json"
    source.write_text(json.dumps(document_of(TYPED_NULLS, put=(ref("Owner"), ref("Order")))))

    _, found = intended(api_version(str(source), load((str(source),))[0]))
    (one,) = [one for one in found if one.rule == "null-excluded"]
    assert "4 places" in one.message
