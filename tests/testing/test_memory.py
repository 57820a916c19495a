"""What the fake remembers, of an API with ids of its own making, nested things and many pagings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.client.documents import json_of, query, ref
from tests.testing.conftest import Package, emitted

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
PLACES = [
    {"name": "authorSlug", "in": "path", "required": True, "schema": TEXT},
    {"name": "bookId", "in": "path", "required": True, "schema": NUMBER},
]
SCHEMAS: dict[str, Any] = {
    "Author": {
        "type": "object",
        "required": ["slug"],
        "properties": {
            "slug": {"type": "string", "pattern": "^[a-z]+$"},
            "country": TEXT,
            "address": {"type": "object", "properties": {"city": TEXT, "street": TEXT}},
        },
    },
    "Pet": {
        "type": "object",
        "required": ["id", "slug"],
        "properties": {"id": NUMBER, "slug": TEXT},
    },
    "NewBook": {
        "type": "object",
        "required": ["title"],
        "properties": {"title": TEXT, "genre": TEXT},
    },
    "Book": {
        "allOf": [
            ref("NewBook"),
            {
                "type": "object",
                "required": ["id", "authorSlug"],
                "properties": {"id": NUMBER, "authorSlug": TEXT},
            },
        ]
    },
}


def operation(name: str, answer: Any = None, body: Any = None, **more: Any) -> dict[str, Any]:
    """Return an operation that takes and answers these contents."""
    content = {} if answer is None else {"content": json_of(answer)}
    asked = {} if body is None else {"requestBody": {"required": True, "content": body}}
    answers = {"200": {"description": "", **content}}
    return {"operationId": name, "tags": ["shop"], "responses": answers, **asked, **more}


def listing(
    name: str, *parameters: Any, headers: Any = None, of: str = "Author", **properties: Any
) -> Any:
    """Return an operation that lists authors."""
    items = {"type": "array", "items": ref(of)}
    answer = {"type": "object", "properties": {"items": items, **properties}}
    made = operation(name, answer if headers is None else items, parameters=[*parameters])
    made["responses"]["200"] |= {} if headers is None else {"headers": headers}
    return made


LIMIT = query("limit", NUMBER)
PATCH = {"application/merge-patch+json": {"schema": {"type": "object"}}}
LINK = {"Link": {"schema": {**TEXT, "example": '<https://x.test/pages?page=2>; rel="next"'}}}
MORE = {"type": "boolean"}
ADDRESS = {"type": "string", "format": "uri"}
PAGED = {
    "token": listing("by_token", LIMIT, query("cursor", TEXT), nextCursor=TEXT),
    "meta": listing(
        "by_meta",
        LIMIT,
        query("cursor", TEXT),
        meta={"type": "object", "properties": {"next_cursor": TEXT, "total": NUMBER}},
    ),
    "number": listing("by_number", query("page", NUMBER), query("per_page", NUMBER)),
    "zero": listing("by_zero", query("page", {**NUMBER, "default": 0}), LIMIT, hasMore=MORE),
    "offset": listing("by_offset", query("offset", NUMBER), LIMIT, total=NUMBER),
    "after": listing("by_after", query("starting_after", TEXT), LIMIT, of="Pet", has_more=MORE),
    "url": listing("by_url", query("page", NUMBER), LIMIT, next=ADDRESS),
    "next": listing("by_next", query("page", NUMBER), LIMIT, next=TEXT),
    "link": listing("by_link", query("page", NUMBER), LIMIT, headers=LINK),
}
SHOP: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "components": {"schemas": SCHEMAS},
    "paths": {
        "/authors": {
            "get": listing("authors", query("country", {"type": "array", "items": TEXT})),
            "post": operation("add_author", ref("Author"), json_of(ref("Author"))),
        },
        "/authors/{authorSlug}": {
            "parameters": PLACES[:1],
            "get": operation("author", ref("Author")),
            "patch": operation("change_author", ref("Author"), PATCH),
        },
        "/authors/{authorSlug}/books": {
            "parameters": PLACES[:1],
            "get": operation("books", {"type": "array", "items": ref("Book")}),
            "post": operation("add_book", ref("Book"), json_of(ref("NewBook"))),
        },
        "/authors/{authorSlug}/books/{bookId}": {
            "parameters": PLACES,
            "get": operation("book", ref("Book")),
            "put": operation("replace_book", ref("Book"), json_of(ref("NewBook"))),
        },
        **{
            f"/{name}": {
                "get": paged,
                "post": operation(f"add_{name}", ref("Pet"), json_of(ref("Pet"))),
            }
            for name, paged in PAGED.items()
        },
    },
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The package of the document."""
    return emitted(tmp_path_factory.mktemp("shop"), SHOP, "fake_shop")


@pytest.mark.parametrize("style", PAGED)
def test_the_client_gets_all_pages(shop: Package, style: str) -> None:
    fake = shop.testing.FakeTransport()
    client = fake.client()
    added = [f"a{'bcdefg'[n]}" for n in range(5)]
    for slug in added:
        fake.collections[f"/{style}"].add(slug=slug)

    size = {"per_page" if style == "number" else "limit": 2}
    found = getattr(client.shop, f"by_{style}")(**size)
    assert [author.slug for author in found] == added
    assert len(fake.calls) >= 3


def test_a_merge_patch_goes_deep(shop: Package) -> None:
    client = shop.testing.FakeTransport().client()
    address = {"city": "Paris", "street": "Rue 1"}
    client.shop.add_author({"slug": "ann", "country": "FR", "address": address})
    client.shop.change_author("ann", {"address": {"street": None}, "country": None})

    assert client.shop.author("ann").to_dict() == {"slug": "ann", "address": {"city": "Paris"}}


def test_what_is_put_replaces_what_was_there(shop: Package) -> None:
    client = shop.testing.FakeTransport().client()
    client.shop.add_author({"slug": "ann"})
    made = client.shop.add_book("ann", {"title": "One", "genre": "poem"})
    client.shop.replace_book("ann", made.id, {"title": "Two"})

    assert client.shop.book("ann", made.id).to_dict() == {
        "title": "Two",
        "id": made.id,
        "authorSlug": "ann",
    }


def test_a_query_chooses_by_several_values_and_by_what_is_missing(shop: Package) -> None:
    fake = shop.testing.FakeTransport()
    for slug, country in (("ann", "FR"), ("bob", "DE"), ("cid", "IT")):
        fake.collections["/authors"].add(slug=slug, country=country)
    del fake.collections["/authors"]["cid"]["country"]
    found = fake.client().shop.authors(country=["DE", "IT"])

    assert [author.slug for author in found.items] == ["bob"]


def test_what_a_test_adds_belongs_to_its_path(shop: Package) -> None:
    fake = shop.testing.FakeTransport()
    fake.collections["/authors"].add(slug="ann")
    added = fake.collections["/authors/ann/books"].add(title="One")

    assert added["authorSlug"] == "ann"
    assert fake.client().shop.books("ann")[0].to_dict() == added


def test_what_a_handler_answers_is_remembered(shop: Package) -> None:
    fake = shop.testing.FakeTransport()

    @fake.on("POST /authors/{authorSlug}/books")
    def made(call: Any) -> Any:
        return call.default() | {"id": 7, "genre": "poem"}

    client = fake.client()
    client.shop.add_author({"slug": "ann"})
    client.shop.add_book("ann", {"title": "One"})

    assert client.shop.book("ann", 7).genre == "poem"
    assert [*fake.collections["/authors/ann/books"]] == ["7"]
