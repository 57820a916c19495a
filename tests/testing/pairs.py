"""Random APIs, and what a few edits make of them: the same ones for the same seed.

In: a seed. Out: two documents. The old one has some resources as APIs have them: things that are
made, read, listed, changed and removed, and an action. Edits change what is sent, what is answered,
or what stands around; every fifth pair says the same in other words.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.diff.test_spellings import reversed_order, wrapped, written_out

Tree = dict[str, Any]
NOUNS = ("ticket", "parcel", "booking", "letter")
NAMES = ("title", "size", "state", "note", "place", "weight", "tags", "owner", "due", "mode")
TEXT: Tree = {"type": "string"}
WHOLE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two versions, and what lies between them; none of `edits` where they say the same."""

    old: Tree
    new: Tree
    edits: tuple[str, ...]

    @property
    def is_equivalent(self) -> bool:
        """Whether both say the same."""
        return not self.edits


def pair(seed: int) -> Pair:
    """Return the pair of a seed."""
    choose = random.Random(f"pair {seed}")
    old = api(choose)
    if seed % WHOLE == 0:
        return Pair(old=old, new=reworded(old, choose), edits=())
    new = copy.deepcopy(old)
    new["info"]["version"] = "2.0.0"
    wanted, made = choose.randint(2, 4), list[str]()
    while len(made) < wanted:
        name, edit = choose.choice(EDITS)
        if edit(new, choose):
            made.append(name)
    return Pair(old=old, new=new, edits=tuple(made))


# The old version.


def api(choose: random.Random) -> Tree:
    """Return a document with some resources."""
    nouns = choose.sample(NOUNS, choose.randint(1, 2))
    paths: Tree = {}
    schemas: Tree = {"Problem": object_of({"message": TEXT}, ["message"])}
    for noun in nouns:
        add_resource(noun, paths, schemas, choose)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1.0.0"},
        "servers": [{"url": "https://shop.example.com"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def add_resource(noun: str, paths: Tree, schemas: Tree, choose: random.Random) -> None:
    name = noun.title()
    sent = things(choose, depth=2)
    schemas[f"New{name}"] = sent
    answered = copy.deepcopy(sent)
    answered.pop("additionalProperties", None)
    answered["properties"] |= {"id": TEXT, "made": {"type": "string", "format": "date-time"}}
    answered["required"] = ["id", *answered.get("required", ())]
    schemas[name] = answered
    ref: Tree = {"$ref": f"#/components/schemas/{name}"}
    place = {"name": "id", "in": "path", "required": True, "schema": TEXT}
    change = things(choose, depth=1)
    change.pop("required", None)
    listed = object_of({"items": {"type": "array", "items": ref}, "next": TEXT}, ["items"])
    action = things(choose, depth=2)
    paths[f"/{noun}s"] = {
        "get": operation(noun, f"list{name}s", {"200": answer(listed)}, parameters=queries(choose)),
        "post": operation(
            noun, f"create{name}", {"201": answer(ref)}, body=f"#/components/schemas/New{name}"
        ),
    }
    paths[f"/{noun}s/{{id}}"] = {
        "parameters": [place],
        "get": operation(noun, f"get{name}", {"200": answer(ref)}),
        "patch": operation(noun, f"change{name}", {"200": answer(ref)}, schema=change),
        "delete": operation(noun, f"delete{name}", {"204": {"description": "gone"}}),
    }
    paths[f"/{noun}s/{{id}}/check"] = {
        "parameters": [place],
        "post": operation(
            noun, f"check{name}", {"200": answer(things(choose, depth=2))}, schema=action
        ),
    }


def operation(
    noun: str,
    identity: str,
    answers: Tree,
    *,
    body: str = "",
    schema: Tree | None = None,
    **more: Any,
) -> Tree:
    made: Tree = {"operationId": identity, "tags": [f"{noun}s"], "responses": answers, **more}
    answers["400"] = answer({"$ref": "#/components/schemas/Problem"})
    sent = {"$ref": body} if body else schema
    if sent is not None:
        content = {"application/json": {"schema": sent}}
        made["requestBody"] = {"required": True, "content": content}
    return made


def answer(schema: Tree) -> Tree:
    return {"description": "", "content": {"application/json": {"schema": schema}}}


def object_of(properties: Tree, required: list[str]) -> Tree:
    return {"type": "object", "properties": properties, "required": required}


def queries(choose: random.Random) -> list[Tree]:
    """Return some parameters of a query."""
    return [
        {"name": name, "in": "query", "schema": scalar(choose)}
        | ({"required": True} if choose.random() < 0.3 else {})
        for name in choose.sample(("filter", "view", "since"), choose.randint(1, 2))
    ]


def things(choose: random.Random, depth: int) -> Tree:
    """Return an object with some properties."""
    names = choose.sample(NAMES, choose.randint(2, 5))
    made = object_of(
        {name: schema(choose, depth - 1) for name in names},
        sorted(choose.sample(names, choose.randint(1, len(names)))),
    )
    if choose.random() < 0.2:
        made["additionalProperties"] = False
    return made


def schema(choose: random.Random, depth: int) -> Tree:
    """Return the schema of a property."""
    if depth <= 0 or choose.random() < 0.55:
        return scalar(choose)
    kinds: tuple[Callable[[], Tree], ...] = (
        lambda: things(choose, depth),
        lambda: {"type": "array", "items": schema(choose, depth - 1)},
        lambda: {"type": "array", "items": scalar(choose), "minItems": 1, "maxItems": 3},
        lambda: {"type": "object", "additionalProperties": schema(choose, depth - 1)},
        lambda: {"oneOf": [variant(choose, kind, depth) for kind in ("card", "cash")]},
    )
    return choose.choice(kinds)()


def variant(choose: random.Random, kind: str, depth: int) -> Tree:
    """Return a variant that a constant tells apart."""
    made = things(choose, depth - 1)
    made["properties"]["kind"] = {"const": kind}
    made["required"] = ["kind", *made["required"]]
    return made


def scalar(choose: random.Random) -> Tree:
    return copy.deepcopy(
        choose.choice(
            (
                TEXT,
                {"type": "string", "minLength": 1, "maxLength": 20},
                {"type": "string", "pattern": "^[a-z]{2,8}$"},
                {"type": "string", "format": "date"},
                {"type": "string", "format": "uuid"},
                {"type": "string", "enum": ["open", "shut", "lost"]},
                {"type": "integer"},
                {"type": "integer", "minimum": 1, "maximum": 100},
                {"type": "number", "minimum": 0},
                {"type": "boolean"},
                {"type": ["string", "null"]},
            )
        )
    )


# Edits. Each returns whether it found a place.


def schemas_in(node: Any) -> Iterator[Tree]:
    """Yield all schemas in a tree."""
    if isinstance(node, list):
        for inner in node:
            yield from schemas_in(inner)
    if isinstance(node, dict):
        if "type" in node or "oneOf" in node:
            yield node
        for key, inner in node.items():
            if key not in ("enum", "required"):
                yield from schemas_in(inner)


def found(tree: Tree, choose: random.Random, fits: Callable[[Tree], Any]) -> Tree | None:
    """Return one schema of a document, those of errors aside."""
    named = {k: v for k, v in tree["components"]["schemas"].items() if k != "Problem"}
    places = [one for one in schemas_in([tree["paths"], named]) if fits(one)]
    return choose.choice(places) if places else None


def replaces(fits: Callable[[Tree], Any], make: Callable[[Tree, random.Random], Tree]) -> Edit:
    """Return an edit that puts another schema in the place of one."""

    def edit(tree: Tree, choose: random.Random) -> bool:
        place = found(tree, choose, fits)
        if place is None:
            return False
        made = make(copy.deepcopy(place), choose)
        changed = made != place
        place.clear()
        place.update(made)
        return changed

    return edit


Edit = Callable[[Tree, random.Random], bool]


def is_object(node: Tree) -> bool:
    return node.get("type") == "object" and bool(node.get("properties"))


def of_type(name: str) -> Callable[[Tree], bool]:
    return lambda node: node.get("type") == name


def plain(node: Tree) -> bool:
    return node.get("type") in ("string", "integer", "number", "boolean") and "const" not in node


def free(node: Tree) -> list[str]:
    """Return names of properties that an edit may take: not what identifies or tells apart."""
    return [name for name in node["properties"] if name not in ("id", "kind", "items", "next")]


def require(node: Tree, choose: random.Random) -> Tree:
    rest = [name for name in free(node) if name not in node.get("required", ())]
    if rest:
        node["required"] = [*node.get("required", ()), choose.choice(rest)]
    return node


def release(node: Tree, choose: random.Random) -> Tree:
    names = [name for name in free(node) if name in node.get("required", ())]
    if names:
        node["required"].remove(choose.choice(names))
    return node


def add_property(node: Tree, choose: random.Random) -> Tree:
    return {**node, "properties": {**node["properties"], "extra": schema(choose, 1)}}


def add_required(node: Tree, choose: random.Random) -> Tree:
    return {**add_property(node, choose), "required": [*node.get("required", ()), "extra"]}


def drop_property(node: Tree, choose: random.Random) -> Tree:
    names = free(node)
    if names and len(node["properties"]) > 1:
        name = choose.choice(names)
        del node["properties"][name]
        node["required"] = [one for one in node.get("required", ()) if one != name]
    return node


def close(node: Tree, choose: random.Random) -> Tree:
    return {**node, "additionalProperties": False}


def open_up(node: Tree, choose: random.Random) -> Tree:
    node.pop("additionalProperties", None)
    return node


def another_type(node: Tree, choose: random.Random) -> Tree:
    return {
        "type": choose.choice([k for k in ("string", "integer", "boolean") if k != node["type"]])
    }


def with_null(node: Tree, choose: random.Random) -> Tree:
    members = {"enum": [*node["enum"], None]} if "enum" in node else {}
    return {**node, "type": [node["type"], "null"], **members}


def without_null(node: Tree, choose: random.Random) -> Tree:
    return {**node, "type": "string"}


def bounds(**changed: Any) -> Callable[[Tree, random.Random], Tree]:
    return lambda node, choose: {**node, **changed}


def fewer_members(node: Tree, choose: random.Random) -> Tree:
    return {**node, "enum": node["enum"][:-1]}


def more_members(node: Tree, choose: random.Random) -> Tree:
    return {**node, "enum": [*node["enum"], "sold"]}


def add_variant(node: Tree, choose: random.Random) -> Tree:
    return {"oneOf": [*node["oneOf"], variant(choose, "debt", 1)]}


def drop_variant(node: Tree, choose: random.Random) -> Tree:
    return {"oneOf": node["oneOf"][:-1]}


def operations(tree: Tree) -> list[tuple[str, str]]:
    return [
        (path, method)
        for path, item in tree["paths"].items()
        for method in item
        if method != "parameters"
    ]


def remove_operation(tree: Tree, choose: random.Random) -> bool:
    path, method = choose.choice(operations(tree))
    del tree["paths"][path][method]
    if not tree["paths"][path].keys() - {"parameters"}:
        del tree["paths"][path]
    return len(operations(tree)) > 0


def add_operation(tree: Tree, choose: random.Random) -> bool:
    tree["paths"]["/health"] = {"get": operation("health", "health", {"204": {"description": ""}})}
    return True


def add_query(tree: Tree, choose: random.Random, **more: Any) -> bool:
    path, method = choose.choice(operations(tree))
    parameters = tree["paths"][path][method].setdefault("parameters", [])
    if any(parameter["name"] == "sort" for parameter in parameters):
        return False
    parameters.append({"name": "sort", "in": "query", "schema": scalar(choose), **more})
    return True


def add_required_query(tree: Tree, choose: random.Random) -> bool:
    return add_query(tree, choose, required=True)


def of_queries(change: Callable[[list[Tree], Tree], bool]) -> Edit:
    """Return an edit of a parameter of a query."""

    def edit(tree: Tree, choose: random.Random) -> bool:
        lists = [tree["paths"][p][m].get("parameters", ()) for p, m in operations(tree)]
        places = [(parameters, one) for parameters in lists for one in parameters]
        return bool(places) and change(*choose.choice(places))

    return edit


def require_query(parameters: list[Tree], one: Tree) -> bool:
    is_new = not one.get("required")
    one["required"] = True
    return is_new


def drop_query(parameters: list[Tree], one: Tree) -> bool:
    parameters.remove(one)
    return True


def ask_for_credentials(tree: Tree, choose: random.Random) -> bool:
    path, method = choose.choice(operations(tree))
    tree["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    tree["paths"][path][method]["security"] = [{"token": []}]
    return True


def move_status(tree: Tree, choose: random.Random) -> bool:
    path, method = choose.choice(operations(tree))
    answers = tree["paths"][path][method]["responses"]
    if "201" not in answers:
        return False
    answers["200"] = answers.pop("201")
    return True


def another_media_type(tree: Tree, choose: random.Random) -> bool:
    path, method = choose.choice(operations(tree))
    body = tree["paths"][path][method].get("requestBody")
    if body is None or "application/json" not in body["content"]:
        return False
    body["content"] = {"application/vnd.shop+json": body["content"]["application/json"]}
    return True


def describe(tree: Tree, choose: random.Random) -> bool:
    path, method = choose.choice(operations(tree))
    tree["paths"][path][method]["description"] = "As it always was."
    return True


EDITS: tuple[tuple[str, Edit], ...] = (
    ("a property is required", replaces(is_object, require)),
    ("a property is optional", replaces(is_object, release)),
    ("a property is new", replaces(is_object, add_property)),
    ("a required property is new", replaces(is_object, add_required)),
    ("a property is gone", replaces(is_object, drop_property)),
    ("an object is closed", replaces(is_object, close)),
    (
        "an object is open",
        replaces(lambda n: is_object(n) and "additionalProperties" in n, open_up),
    ),
    ("another type", replaces(plain, another_type)),
    ("null is allowed", replaces(plain, with_null)),
    ("null is refused", replaces(lambda n: n.get("type") == ["string", "null"], without_null)),
    ("shorter texts", replaces(of_type("string"), bounds(maxLength=3))),
    ("longer texts", replaces(lambda n: n.get("maxLength") == 20, bounds(maxLength=40))),
    ("a lower bound", replaces(of_type("integer"), bounds(minimum=10))),
    ("an upper bound", replaces(of_type("number"), bounds(maximum=1))),
    ("a higher upper bound", replaces(lambda n: n.get("maximum") == 100, bounds(maximum=200))),
    ("another pattern", replaces(lambda n: "pattern" in n, bounds(pattern="^[A-Z]{2,8}$"))),
    ("a format", replaces(lambda n: n == TEXT, bounds(format="date-time"))),
    ("whole numbers", replaces(of_type("number"), bounds(type="integer"))),
    ("fractions", replaces(of_type("integer"), bounds(type="number"))),
    ("fewer members", replaces(lambda n: "enum" in n, fewer_members)),
    ("more members", replaces(lambda n: "enum" in n and n["type"] == "string", more_members)),
    ("more items", replaces(of_type("array"), bounds(minItems=2, maxItems=9))),
    ("fewer items", replaces(of_type("array"), bounds(maxItems=0, minItems=0))),
    ("a variant is new", replaces(lambda n: "oneOf" in n, add_variant)),
    ("a variant is gone", replaces(lambda n: "oneOf" in n, drop_variant)),
    ("an operation is gone", remove_operation),
    ("an operation is new", add_operation),
    ("a parameter is new", add_query),
    ("a required parameter is new", add_required_query),
    ("a parameter is required", of_queries(require_query)),
    ("a parameter is gone", of_queries(drop_query)),
    ("credentials are asked for", ask_for_credentials),
    ("another status", move_status),
    ("another media type", another_media_type),
    ("a description", describe),
)


# The same in other words.


def reworded(tree: Tree, choose: random.Random) -> Tree:
    """Return a document that says the same, written otherwise."""
    schemas = tree["components"]["schemas"]
    ways: list[Callable[[Any], Any]] = [
        lambda node: written_out(node, schemas),
        wrapped,
        reversed_order,
        constants_as_members,
    ]
    made: Any = copy.deepcopy(tree)
    for way in choose.sample(ways, choose.randint(1, 2)):
        made = way(made)
    made["info"]["version"] = "2.0.0"
    return dict(made)


def constants_as_members(node: Any) -> Any:
    """Write constants as enums of one, and null beside a type as a variant."""
    if isinstance(node, list):
        return [constants_as_members(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    made = {key: constants_as_members(inner) for key, inner in node.items()}
    if "const" in made:
        made["enum"] = [made.pop("const")]
    if made.get("type") == ["string", "null"]:
        del made["type"]
        made["anyOf"] = [{"type": "string"}, {"type": "null"}]
    return made
