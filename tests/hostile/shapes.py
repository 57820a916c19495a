"""Documents of every shape that has once taken too long, or too many of Python's frames.

In: a size. Out: a document.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}


def document(schemas: dict[str, Any], paths: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a document with these schemas."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shapes", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": paths or {},
        "components": {"schemas": schemas},
    }


def to(name: str) -> Schema:
    """Return a reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def thing(**properties: Any) -> Schema:
    """Return the schema of an object."""
    return {"type": "object", "properties": properties}


def ring(size: int) -> dict[str, Any]:
    """Each object holds the next one, and the last one the first."""
    return document(
        {f"R{n}": thing(**{f"own{n}": TEXT, "next": to(f"R{(n + 1) % size}")}) for n in range(size)}
    )


def aliases(size: int) -> dict[str, Any]:
    """Each component is nothing but a reference to the next one."""
    links = {f"L{n}": to(f"L{n + 1}") for n in range(size)}
    return document({**links, f"L{size}": thing(x=TEXT)})


def lattice(size: int, keyword: str) -> dict[str, Any]:
    """Two schemas a level, each with both of the next level: there are 2^size ways down."""
    levels = {
        f"{side}{n}": {keyword: [to(f"A{n + 1}"), to(f"B{n + 1}")]}
        for n in range(size)
        for side in "AB"
    }
    return document({**levels, f"A{size}": thing(x=TEXT), f"B{size}": thing(y=TEXT)})


def same_twice(size: int) -> dict[str, Any]:
    """Each level names the next one twice in a union."""
    levels = {f"S{n}": {"anyOf": [to(f"S{n + 1}"), to(f"S{n + 1}")]} for n in range(size)}
    return document({**levels, f"S{size}": thing(x=TEXT)})


def properties(size: int) -> dict[str, Any]:
    """One object of very many properties."""
    return document({"Wide": thing(**{f"p{n}": TEXT for n in range(size)})})


def members(size: int) -> dict[str, Any]:
    """An enum of very many members."""
    return document({"Many": {"type": "string", "enum": [f"m{n}" for n in range(size)]}})


def colliding(size: int) -> dict[str, Any]:
    """Properties that all would have one name in Python."""
    spelled = (bin(n)[2:].replace("0", "-").replace("1", ".") for n in range(size))
    return document({"Same": thing(**{f"a{signs}": TEXT for signs in spelled})})


def long_names(size: int) -> dict[str, Any]:
    """Names of one word, of many words, and of one that ends in a plural."""
    names = ("a" * size, "A" * size + "s", "aB" * (size // 2))
    held = thing(**{"z" * size: TEXT, "aB1" * (size // 3): TEXT})
    return document(dict.fromkeys(names[:2], thing(x=TEXT)) | {names[2]: held})


def variants(size: int) -> dict[str, Any]:
    """A union of very many objects without a tag."""
    parts = {f"V{n}": thing(**{f"own{n}": TEXT}) for n in range(size)}
    return document({**parts, "Any": {"oneOf": [to(name) for name in parts]}})


def levels(size: int) -> dict[str, Any]:
    """Objects in objects."""
    inner = TEXT
    for _ in range(size):
        inner = thing(inner=inner)
    return document({"Deep": inner})


def chain(size: int) -> dict[str, Any]:
    """Each object holds the next one, and the last one a text."""
    links = {f"C{n}": thing(**{f"own{n}": TEXT, "next": to(f"C{n + 1}")}) for n in range(size)}
    return document({**links, f"C{size}": thing(x=TEXT)})


def tagged(size: int) -> dict[str, Any]:
    """A union of very many objects, each with a constant of its own."""
    parts = {
        f"T{n}": {**thing(kind={"const": f"k{n}"}, own=TEXT), "required": ["kind"]}
        for n in range(size)
    }
    return document({**parts, "Any": {"oneOf": [to(name) for name in parts]}})


def inline(size: int) -> dict[str, Any]:
    """A union of very many objects that have no names."""
    parts = [thing(**{f"own{n}": TEXT, "both": TEXT}) for n in range(size)]
    return document({"Any": {"anyOf": parts}})


def extended(size: int) -> dict[str, Any]:
    """Each object extends the one before it."""
    links = {
        f"E{n}": {"allOf": [to(f"E{n - 1}"), thing(**{f"own{n}": TEXT})]} for n in range(1, size)
    }
    return document({"E0": thing(x=TEXT), **links})


def components(size: int) -> dict[str, Any]:
    """Very many components, none of them like another."""
    return document({f"N{n}": thing(**{f"own{n}": TEXT}) for n in range(size)})


def operations(size: int) -> dict[str, Any]:
    """Very many operations of one tag, each with an answer of its own."""
    paths = {
        f"/things{n}/{{id}}": {
            "get": {
                "operationId": f"get{n}",
                "tags": ["all"],
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": TEXT}],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {"application/json": {"schema": thing(**{f"own{n}": TEXT})}},
                    }
                },
            }
        }
        for n in range(size)
    }
    return document({}, paths)


def disjoint(size: int) -> dict[str, Any]:
    """A union of very many objects, each closed and with a property of its own, without a tag."""
    closed = {"additionalProperties": False}
    parts = {
        f"D{n}": {**thing(id=TEXT, **{f"own{n}": TEXT}), "required": ["id", f"own{n}"], **closed}
        for n in range(size)
    }
    return document({**parts, "Any": {"oneOf": [to(name) for name in parts]}})


def numbered(size: int) -> dict[str, Any]:
    """A union of very many objects, each with a number of its own, which is no tag."""
    parts = {
        f"U{n}": {**thing(kind={"const": n}, own=TEXT), "required": ["kind"]} for n in range(size)
    }
    return document({**parts, "Any": {"oneOf": [to(name) for name in parts]}})


def colliding_components(size: int) -> dict[str, Any]:
    """Components that all would have one name in Python, and none like another."""
    spelled = (bin(n)[2:].replace("0", "-").replace("1", ".") for n in range(size))
    return document({f"a{s}": thing(**{f"own{n}": TEXT}) for n, s in enumerate(spelled)})


def colliding_operations(size: int) -> dict[str, Any]:
    """Operations that all would have one name in Python."""
    spelled = (bin(n)[2:].replace("0", "-").replace("1", ".") for n in range(size))
    answer = {"responses": {"204": {"description": ""}}}
    paths = {
        f"/p{n}": {"get": {"operationId": f"a{signs}", **answer}} for n, signs in enumerate(spelled)
    }
    return document({}, paths)


def colliding_members(size: int) -> dict[str, Any]:
    """Members of an enum that all would have one name in Python."""
    spelled = (bin(n)[2:].replace("0", "-").replace("1", ".") for n in range(size))
    return document({"Same": {"type": "string", "enum": [f"a{signs}" for signs in spelled]}})


def circles(size: int) -> dict[str, Any]:
    """Pairs of objects without names, each of which holds the other one."""
    at = "#/components/schemas/P/properties/"
    pairs = {
        f"{side}{n}": thing(**{f"own{n}": TEXT, "other": {"$ref": f"{at}{other}{n}"}})
        for n in range(size)
        for side, other in ("ab", "ba")
    }
    return document({"P": thing(**pairs)})
