"""A `oneOf` whose variants overlap: an answer is the best of them, a model is what it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.python.packages import Package, package

PRODUCT: dict[str, Any] = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer"}, "title": {"type": "string"}},
}
SERVER: dict[str, Any] = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer"}, "cpu": {"type": "integer"}},
}
KINDS = ("string", "integer")
SCHEMAS: dict[str, Any] = {
    "Sold": {
        "oneOf": [{"$ref": "#/components/schemas/Product"}, {"$ref": "#/components/schemas/Server"}]
    },
    "Product": PRODUCT,
    "Server": SERVER,
    "Order": {
        "type": "object",
        "properties": {
            "sold": {"$ref": "#/components/schemas/Sold"},
            "count": {"oneOf": [{"type": "integer"}, {"type": "number"}]},
            "size": {"oneOf": [{"type": "string"}, {"type": "string", "enum": ["big"]}]},
            "tags": {"oneOf": [{"type": "array", "items": {"type": kind}} for kind in KINDS]},
            "notes": {"oneOf": [{"type": "object"}, {"$ref": "#/components/schemas/Product"}]},
            "one": {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        },
    },
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return package(tmp_path_factory.mktemp("shop"), SCHEMAS)


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"id": 1}, "Product"),
        ({"id": 1, "cpu": 2}, "Server"),
        ({"id": 1, "title": "t", "x": 0}, "Product"),
    ],
)
def test_the_best_variant_of_an_answer_is_taken(
    shop: Package, value: dict[str, Any], name: str, lenient: bool
) -> None:
    order = shop.codecs.Order.from_json(json.dumps({"sold": value, "count": 2}), lenient=lenient)

    assert type(order.sold).__name__ == name
    assert order.to_dict() == {"sold": value, "count": 2}


def test_a_model_is_sent_as_the_variant_that_it_is(shop: Package) -> None:
    server = shop.models.Server(id=1, cpu=2)

    assert shop.codecs.Sold.checked(server) == {"id": 1, "cpu": 2}
    assert shop.codecs.Order.checked({"sold": server}) == {"sold": {"id": 1, "cpu": 2}}


def test_what_is_sent_in_wire_form_must_fit_one(shop: Package) -> None:
    with pytest.raises(Exception, match="fits several variants"):
        shop.codecs.Sold.checked({"id": 1, "cpu": 2})
    with pytest.raises(Exception, match="fits several variants"):
        shop.validators.VALIDATORS["#/components/schemas/Sold"]({"id": 1})


@pytest.mark.parametrize(
    "value", [{"count": 1}, {"size": "big"}, {"tags": []}, {"notes": {"id": 1}}]
)
def test_what_can_be_no_model_is_sent_as_it_is(shop: Package, value: dict[str, Any]) -> None:
    """Nobody can say which variant a number, a list or a map is."""
    assert shop.codecs.Order.checked(value) == value
    with pytest.raises(Exception, match="fits several variants"):
        shop.validators.VALIDATORS["#/components/schemas/Order"](value)


def test_variants_that_restrict_exclude_each_other(shop: Package) -> None:
    with pytest.raises(Exception, match="fits several variants"):
        shop.codecs.Order.checked({"one": {"a": 1, "b": 1}})


def test_the_letter_refuses_an_answer_that_fits_two(tmp_path: Path) -> None:
    exact = package(tmp_path, SCHEMAS, to_the_letter=True)

    with pytest.raises(Exception, match="fits several variants"):
        exact.codecs.Sold.from_json('{"id": 1}', lenient=True)


def test_what_only_a_map_takes_stays_as_it_is(tmp_path: Path) -> None:
    author = {"oneOf": [{"$ref": "#/components/schemas/Server"}, {"type": "object"}]}
    found = package(tmp_path, {"Server": SERVER, "Post": {"properties": {"author": author}}})

    read = found.models.Post.from_json

    assert read('{"author": {}}').author == {}
    assert isinstance(read('{"author": {"id": 1}}').author, found.models.Server)


def test_the_best_variant_of_a_union_among_the_variants_is_taken(tmp_path: Path) -> None:
    box = {"type": "object", "properties": {"width": {"type": "integer"}}}
    either = {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("Sold", "Box")]}
    stock = package(tmp_path, {**SCHEMAS, "Box": box, "Stock": either})

    found = stock.codecs.Stock.from_value({"id": 1, "cpu": 2}, lenient=True)

    assert type(found).__name__ == "Server"
