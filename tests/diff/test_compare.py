"""What a comparison says of whole documents: refactorings, directions, causes, renames."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from dfnsgen.diff.change import Change, Direction, Level, SourceLevel
from dfnsgen.diff.compare import compare
from dfnsgen.diff.operations.selection import Selection
from dfnsgen.diff.rules.rules import RULES
from tests.diff.documents import OK, both_ways, changes, document, loaded

WALLET: dict[str, Any] = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "network": {"enum": ["Ethereum", "Bitcoin"]},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}


def told(several: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    return [(change.rule.id, change.subject, change.level.value) for change in several]


def answer(schema: Any) -> dict[str, Any]:
    return {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def test_moving_a_schema_into_a_component_is_no_change() -> None:
    inline = document({"/w": {"get": {"responses": answer(WALLET)}}})
    named = document({"/w": {"get": {"responses": answer(reference("Wallet"))}}}, Wallet=WALLET)

    assert changes(inline, named) == ()
    assert changes(named, inline) == ()


def test_a_flattened_all_of_is_no_change() -> None:
    base = {"type": "object", "required": ["id"], "properties": {"id": WALLET["properties"]["id"]}}
    rest = {"properties": {k: v for k, v in WALLET["properties"].items() if k != "id"}}
    split = both_ways({"allOf": [reference("Base"), rest]}, Base=base)

    assert changes(split, both_ways(WALLET, Base=base)) == ()


def test_order_is_no_change() -> None:
    turned = copy.deepcopy(WALLET)
    turned["properties"] = dict(reversed(WALLET["properties"].items()))
    turned["properties"]["network"] = {"enum": ["Bitcoin", "Ethereum"]}

    assert changes(both_ways(WALLET), both_ways(turned)) == ()


def test_3_0_and_its_3_1_twin_are_the_same() -> None:
    old = both_ways(
        {"type": "number", "nullable": True, "minimum": 0, "exclusiveMinimum": True}
    ) | {"openapi": "3.0.3"}
    new = both_ways({"type": ["number", "null"], "exclusiveMinimum": 0})

    assert changes(old, new) == ()


def test_bounds_that_leave_the_same_set_are_the_same() -> None:
    old = both_ways({"type": "integer", "exclusiveMinimum": 0, "multipleOf": 1})

    assert changes(old, both_ways({"type": "integer", "minimum": 1})) == ()


def test_a_tag_that_was_inferable_is_no_change_when_declared() -> None:
    def variant(kind: str) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"const": kind}, kind: {"type": "string"}},
        }

    union: dict[str, Any] = {"oneOf": [reference("A"), reference("B")]}
    parts = {"A": variant("a"), "B": variant("b")}
    mapping = {"a": "#/components/schemas/A", "b": "#/components/schemas/B"}
    declared = union | {"discriminator": {"propertyName": "kind", "mapping": mapping}}

    assert changes(both_ways(union, **parts), both_ways(declared, **parts)) == ()


def test_one_cause_is_one_change_with_all_its_places() -> None:
    def api(schema: Any) -> dict[str, Any]:
        paths = {f"/w{n}": {"get": {"responses": answer(reference("Wallet"))}} for n in range(40)}
        return document(paths, Wallet=schema)

    new = copy.deepcopy(WALLET)
    new["properties"]["id"]["minLength"] = 2
    (change,) = changes(api(WALLET), api(new))

    assert (change.rule.id, change.subject) == ("min-length-raised", "Wallet.id")
    assert len(change.places) == 40
    assert change.at_new == "#/components/schemas/Wallet/properties/id/minLength"
    assert change.new_location is not None and change.new_location.line > 0


def test_each_direction_has_its_level() -> None:
    new = copy.deepcopy(WALLET)
    new["properties"]["network"]["enum"].append("Solana")
    (change,) = changes(both_ways(WALLET), both_ways(new))

    levels = {place.direction: (place.level, place.source_level) for place in change.places}
    assert levels == {
        Direction.REQUEST: (Level.INFO, SourceLevel.SAFE),
        Direction.RESPONSE: (Level.WARNING, SourceLevel.SAFE),
    }
    assert change.direction is Direction.RESPONSE


def test_a_webhook_is_judged_as_what_we_receive() -> None:
    def api(*members: str) -> dict[str, Any]:
        body = {"content": {"application/json": {"schema": {"enum": list(members)}}}}
        return document({}) | {"webhooks": {"paid": {"post": {"requestBody": body}}}}

    (more,) = changes(api("a", "b"), api("a", "b", "c"))
    (fewer,) = changes(api("a", "b", "c"), api("a", "b"))

    assert (more.level, more.direction) == (Level.WARNING, Direction.RESPONSE)
    assert fewer.level is Level.INFO


def test_what_is_only_read_does_not_matter_in_requests() -> None:
    def thing(**more: Any) -> dict[str, Any]:
        prop = {"type": "string", "readOnly": True, **more}
        return both_ways({"type": "object", "properties": {"a": prop}})

    (change,) = changes(thing(), thing(maxLength=3))

    assert {place.direction for place in change.places} == {Direction.RESPONSE}


def test_renames_are_one_change() -> None:
    old = document(
        {
            "/w/{id}": {
                "get": {"operationId": "getWallet", "responses": answer(reference("Wallet"))}
            }
        },
        Wallet=WALLET,
    )
    new = document(
        {"/v/{id}": {"get": {"operationId": "getWallet", "responses": answer(reference("Vault"))}}},
        Vault=WALLET,
    )

    assert told(changes(old, new)) == [
        ("operation-moved", "GET getWallet", "breaking"),
        ("schema-renamed", "Vault", "info"),
    ]


def test_recursive_schemas_end() -> None:
    def node(least: int) -> dict[str, Any]:
        value = {"type": "integer", "minimum": least}
        return {
            "type": "object",
            "properties": {
                "value": value,
                "left": reference("Thing"),
                "rest": {"type": "array", "items": reference("Thing")},
            },
        }

    assert changes(both_ways(node(1)), both_ways(node(1))) == ()
    (change,) = changes(both_ways(node(1)), both_ways(node(2)))
    assert (change.rule.id, change.subject) == ("minimum-raised", "Thing.value")


def test_a_recursive_component_under_another_name_is_the_same() -> None:
    def api(name: str) -> dict[str, Any]:
        node = {"type": "object", "properties": {"next": reference(name), "v": WALLET}}
        return document({"/n": {"get": {"responses": answer(reference(name))}}}, **{name: node})

    assert [change.rule.id for change in changes(api("Node"), api("Knot"))] == ["schema-renamed"]


def test_a_schema_wrapped_in_a_union_has_a_variant_more() -> None:
    old = both_ways({"type": "object", "properties": {"a": reference("A")}}, A=WALLET)
    wrapped = {"oneOf": [reference("A"), {"type": "string"}]}
    new = both_ways({"type": "object", "properties": {"a": wrapped}}, A=WALLET)

    assert told(changes(old, new)) == [("variant-added", "Thing.a", "breaking")]


def test_the_fingerprint_survives_moves() -> None:
    def api(length: int, first: bool) -> dict[str, Any]:
        wallet = copy.deepcopy(WALLET)
        wallet["properties"]["id"]["minLength"] = length
        other = {"/a": {"get": {"responses": OK}}}
        own = {"/w": {"post": {"parameters": [], "responses": answer(wallet)}}}
        return document({**other, **own} if first else {**own, **other})

    (one,), (other,) = (changes(api(1, order), api(2, order)) for order in (True, False))

    assert one.fingerprint == other.fingerprint


def test_pages_hold_a_part() -> None:
    old = document({"/a": {"get": {"responses": OK}}, "/b": {"get": {"responses": OK}}})
    new = document({"/a": {"get": {"deprecated": True, "responses": OK}}})
    (_, before), (_, after) = loaded(old), loaded(new)
    from dataclasses import replace

    assert told(compare(before, replace(after, partial=True))) == [("deprecated", "GET /a", "info")]


@pytest.mark.parametrize(
    ("selection", "paths"),
    [
        (Selection(only=("GET /a",)), ["/a"]),
        (Selection(only=("/b",)), ["/b"]),
        (Selection(tags=("t",)), ["/b"]),
        (Selection(paths=("/b*",)), ["/b"]),
        (Selection(only=("GET /a",), tags=("t",)), []),
    ],
)
def test_a_selection_restricts(selection: Selection, paths: list[str]) -> None:
    def api(deprecated: bool) -> dict[str, Any]:
        made = {"deprecated": deprecated, "responses": OK}
        paths = {"/a": {"get": made}, "/b": {"get": {**made, "tags": ["t"]}}}
        return document(paths) | {"servers": [{"url": f"https://{deprecated}.example"}]}

    (_, before), (_, after) = loaded(api(False)), loaded(api(True))
    found = compare(before, after, selection=selection)

    assert [change.operation.path for change in found if change.operation] == paths
    assert len(found) == len(paths)


def test_security_of_all_operations_is_one_change() -> None:
    def api(*security: dict[str, list[str]]) -> dict[str, Any]:
        made = document({f"/{n}": {"get": {"responses": OK}} for n in range(5)})
        schemes = {"k": {"type": "apiKey", "in": "header", "name": "X-K"}}
        made["components"]["securitySchemes"] = schemes
        return made | {"security": list(security)}

    (change,) = changes(api(), api({"k": []}))

    assert (change.rule.id, change.level, len(change.places)) == (
        "security-added",
        Level.BREAKING,
        5,
    )
    (back,) = changes(api({"k": []}), api({}, {"k": []}))
    assert (back.rule.id, back.level) == ("security-alternative-added", Level.INFO)


def test_rules_never_name_what_they_do_not_have() -> None:
    for rule in RULES.values():
        assert rule.message.format(subject="s", before="b", after="a", name="n", note="")
