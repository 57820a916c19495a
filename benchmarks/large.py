"""Documents of any size: parts of public ones, and made ones in which one thing alone is large.

In: a document and a share, or a kind and a number of bytes. Out: a document as a tree.
"""

# pyright: basic
# A document's values are whatever JSON holds.

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

Tree: TypeAlias = dict[str, Any]

_CHAIN = 10
"""How many schemas an `allOf` leads through, one after the other: more than a hundred are refused,
and each holds all properties of those before it, so that longer chains give longer output."""


def part_of(document: Tree, share: float) -> Tree:
    """Return a document with a share of its paths, and the components that these lead to."""
    names = list(document["paths"])
    kept = {name: document["paths"][name] for name in names[: max(1, round(len(names) * share))]}
    components: dict[str, Tree] = {}
    waiting = list(_references(kept))
    while waiting:
        head, _, rest = waiting.pop().removeprefix("#/").partition("/")
        section, _, rest = rest.partition("/")
        name = rest.split("/")[0].replace("~1", "/").replace("~0", "~")
        known = document.get(head, {}).get(section, {}) if head == "components" else {}
        if name in known and name not in components.setdefault(section, {}):
            components[section][name] = known[name]
            waiting += _references(known[name])
    security = document.get("components", {}).get("securitySchemes")
    if security:
        components["securitySchemes"] = security
    return {**document, "paths": kept, "components": components}


def _references(tree: object) -> Iterator[str]:
    waiting = [tree]
    while waiting:
        match waiting.pop():
            case dict(node):
                if isinstance(node.get("$ref"), str):
                    yield node["$ref"]
                if isinstance(mapping := node.get("mapping"), dict):
                    yield from (value for value in mapping.values() if isinstance(value, str))
                waiting += node.values()
            case list(items):
                waiting += items
            case _:
                pass


def made(kind: str, size: int) -> Tree:
    """Return a document of about so many bytes in which the things of one kind are many."""
    some = 200
    each = len(json.dumps(KINDS[kind](some))) / some
    return KINDS[kind](max(some, round(size / each)))


def _document(paths: Tree, schemas: Tree) -> Tree:
    return {
        "openapi": "3.1.0",
        "info": {"title": "Large", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _operation(name: str, schema: Tree, tag: str = "all") -> Tree:
    answer = {"description": "Done", "content": {"application/json": {"schema": schema}}}
    return {"get": {"operationId": name, "tags": [tag], "responses": {"200": answer}}}


def _reference(name: str) -> Tree:
    return {"$ref": f"#/components/schemas/{name}"}


def _one_answer(schemas: Tree, name: str) -> Tree:
    return _document({"/it": _operation("get_it", _reference(name))}, schemas)


def _thing(number: int) -> Tree:
    """Return an object that no other number's is equal to."""
    return {
        "type": "object",
        "required": ["id", f"kind_{number}"],
        "properties": {
            "id": {"type": "string", "pattern": "^[a-z]{2}-[0-9]+$"},
            f"kind_{number}": {"type": "string", "maxLength": 80},
            "count": {"type": "integer", "minimum": 0},
            "labels": {"type": "array", "items": {"type": "string"}},
        },
    }


def _components(count: int) -> Tree:
    schemas = {f"Thing{n}": _thing(n) for n in range(count)}
    for number in range(1, count):
        schemas[f"Thing{number}"]["properties"]["before"] = _reference(f"Thing{number // 2}")
    return _one_answer(schemas, "Thing0")


def _operations(count: int) -> Tree:
    paths = {
        f"/things/{n}/{{id}}": {
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                {"name": "limit", "in": "query", "schema": {"type": "integer"}},
            ],
            **_operation(f"get_thing_{n}", _reference("Thing")),
        }
        for n in range(count)
    }
    return _document(paths, {"Thing": _thing(0)})


def _union_members(count: int) -> Tree:
    schemas: Tree = {}
    for number in range(count):
        thing = schemas[f"Thing{number}"] = _thing(number)
        thing["properties"]["type"] = {"const": f"thing-{number}"}
        thing["required"].append("type")
    schemas["Any"] = {"oneOf": [_reference(name) for name in schemas]}
    return _one_answer(schemas, "Any")


def _all_of(count: int) -> Tree:
    schemas: Tree = {}
    for number in range(count):
        own = {"type": "object", "properties": {f"property_{number}": {"type": "string"}}}
        before = [_reference(f"Thing{number - 1}")] if number % _CHAIN else []
        schemas[f"Thing{number}"] = {"allOf": [*before, own]}
    return _one_answer(schemas, f"Thing{count - 1}")


def _enum_members(count: int) -> Tree:
    return _one_answer(
        {"Word": {"type": "string", "enum": [f"word_{n}" for n in range(count)]}}, "Word"
    )


def _properties(count: int) -> Tree:
    inner = {f"property_{n}": {"type": "string", "minLength": n % 9} for n in range(count)}
    return _one_answer({"Wide": {"type": "object", "properties": inner}}, "Wide")


def _equal_structures(count: int) -> Tree:
    paths = {f"/things/{n}": _operation(f"get_thing_{n}", _thing(0)) for n in range(count)}
    return _document(paths, {})


def _prose(count: int) -> Tree:
    schemas: Tree = {}
    for number in range(max(1, count // 50)):
        thing = schemas[f"Thing{number}"] = _thing(number)
        thing["description"] = "What is said of it at length, in many words. " * 40
        thing["examples"] = [{"id": f"ab-{n}", "labels": ["one", "two"]} for n in range(40)]
    return _one_answer(schemas, "Thing0")


def _tags(count: int) -> Tree:
    paths = {
        f"/things/{n}": _operation(f"get_thing_{n}", _reference("Thing"), f"tag {n}")
        for n in range(count)
    }
    return _document(paths, {"Thing": _thing(0)})


KINDS: dict[str, Callable[[int], Tree]] = {
    "components": _components,
    "operations": _operations,
    "union members": _union_members,
    "chains of allOf": _all_of,
    "enum members": _enum_members,
    "properties": _properties,
    "equal structures": _equal_structures,
    "descriptions and examples": _prose,
    "tags": _tags,
}
"""What is large, and how a document with so many is made."""
