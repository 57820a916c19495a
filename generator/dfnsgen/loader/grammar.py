"""What stands where in an OpenAPI document: which member of an object is an object of which kind.

A step that looks at "all schemas" must not look into examples, defaults, enums or extensions, where
the same words are somebody's data. So all steps walk by this grammar; what it doesn't name is data.
In: a tree. Out: its nodes with their kinds. Nothing here is recursive, and a shared node (a YAML
alias) is visited once for each kind. Sources: OpenAPI 3.0.4, 3.1.1 and 3.2.0, section 4;
JSON Schema 2020-12 Core, section 10.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from typing import TypeAlias

from dfnsgen.json_value import JsonValue
from dfnsgen.keywords import KEYWORDS, Value
from dfnsgen.loader.syntax import Container
from dfnsgen.pointers import escape

Link: TypeAlias = "tuple[Link, str] | None"
"""A pointer as a chain of tokens, the last one outermost: only a finding needs it as text."""

Node = dict[str, JsonValue]
Met: TypeAlias = tuple[Node, str, Link]
"""An object of a tree, what it is used as, and where it was met first."""


class Holds(Enum):
    """How a member holds objects: it is one, a list or a map of them."""

    ONE = "one"
    LIST = "list"
    MAP = "map"
    EXTENSIBLE_MAP = "map with extensions"
    ONE_OR_LIST = "one or list"


_ONE, _LIST, _MAP = Holds.ONE, Holds.LIST, Holds.MAP
_ONE_OR_LIST, _EXTENSIBLE_MAP = Holds.ONE_OR_LIST, Holds.EXTENSIBLE_MAP
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")

_HOLDS = {Value.SCHEMA: _ONE, Value.SCHEMAS: _LIST, Value.SCHEMAS_BY_NAME: _MAP}

OPERATIONS = "x-operations"
"""Where operations of other files stand until they are put into their paths."""

PATH_ITEMS = "x-path-items"
"""Where path items of other files stand until a Swagger 2.0 document is converted."""

Members: TypeAlias = dict[str, tuple[Holds, str]]

GRAMMAR: dict[str, Members] = {
    "document": {
        "info": (_ONE, "info"),
        "servers": (_LIST, "server"),
        "paths": (Holds.EXTENSIBLE_MAP, "path item"),
        "webhooks": (_MAP, "path item"),
        "components": (_ONE, "components"),
        "tags": (_LIST, "tag"),
        "externalDocs": (_ONE, "external docs"),
    },
    "info": {"contact": (_ONE, "contact"), "license": (_ONE, "license")},
    "contact": {},
    "license": {},
    "server": {"variables": (_MAP, "server variable")},
    "server variable": {},
    "tag": {"externalDocs": (_ONE, "external docs")},
    "external docs": {},
    "components": {
        "schemas": (_MAP, "schema"),
        "responses": (_MAP, "response"),
        "parameters": (_MAP, "parameter"),
        "examples": (_MAP, "example"),
        "requestBodies": (_MAP, "request body"),
        "headers": (_MAP, "header"),
        "securitySchemes": (_MAP, "security scheme"),
        "links": (_MAP, "link"),
        "callbacks": (_MAP, "callback"),
        "pathItems": (_MAP, "path item"),
        "mediaTypes": (_MAP, "media type"),
        OPERATIONS: (_MAP, "operation"),
    },
    "path item": {
        **dict.fromkeys(METHODS, (_ONE, "operation")),
        "additionalOperations": (_MAP, "operation"),
        "servers": (_LIST, "server"),
        "parameters": (_LIST, "parameter"),
    },
    "operation": {
        "externalDocs": (_ONE, "external docs"),
        "parameters": (_LIST, "parameter"),
        "requestBody": (_ONE, "request body"),
        "responses": (Holds.EXTENSIBLE_MAP, "response"),
        "callbacks": (_MAP, "callback"),
        "servers": (_LIST, "server"),
    },
    "parameter": {
        "schema": (_ONE, "schema"),
        "content": (_MAP, "media type"),
        "examples": (_MAP, "example"),
    },
    "request body": {"content": (_MAP, "media type")},
    "response": {
        "headers": (_MAP, "header"),
        "content": (_MAP, "media type"),
        "links": (_MAP, "link"),
    },
    "media type": {
        "schema": (_ONE, "schema"),
        "itemSchema": (_ONE, "schema"),
        "encoding": (_MAP, "encoding"),
        "prefixEncoding": (_LIST, "encoding"),
        "itemEncoding": (_ONE, "encoding"),
        "examples": (_MAP, "example"),
    },
    "encoding": {"headers": (_MAP, "header")},
    "header": {
        "schema": (_ONE, "schema"),
        "content": (_MAP, "media type"),
        "examples": (_MAP, "example"),
    },
    "example": {},
    "link": {"server": (_ONE, "server")},
    "callback": {},
    "security scheme": {"flows": (_ONE, "flows")},
    "flows": {},
    "schema": {
        **{k.name: (_HOLDS[k.value], "schema") for k in KEYWORDS if k.holds_schemas},
        "items": (Holds.ONE_OR_LIST, "schema"),
        "externalDocs": (_ONE, "external docs"),
        "discriminator": (_ONE, "discriminator"),
        "xml": (_ONE, "xml"),
    },
    "discriminator": {},
    "xml": {},
    # Swagger 2.0, as far as references go.
    "swagger": {
        "paths": (Holds.EXTENSIBLE_MAP, "swagger path item"),
        PATH_ITEMS: (_MAP, "swagger path item"),
        "definitions": (_MAP, "schema"),
        "parameters": (_MAP, "swagger parameter"),
        "responses": (_MAP, "swagger response"),
    },
    "swagger path item": {
        **dict.fromkeys(METHODS, (_ONE, "swagger operation")),
        "parameters": (_LIST, "swagger parameter"),
    },
    "swagger operation": {
        "parameters": (_LIST, "swagger parameter"),
        "responses": (Holds.EXTENSIBLE_MAP, "swagger response"),
    },
    "swagger parameter": {"schema": (_ONE, "schema")},
    "swagger response": {"schema": (_ONE, "schema")},
}

SWAGGER_SECTIONS = {kind: name for name, (_, kind) in GRAMMAR["swagger"].items() if name != "paths"}
"""The section of a Swagger 2.0 document that holds objects of a kind."""

SECTIONS = {kind: name for name, (_, kind) in GRAMMAR["components"].items()}
"""The section of the components that holds objects of a kind."""


def pointer_of(link: Link) -> str:
    """Return the JSON pointer that a chain of tokens stands for, as a fragment: `#/a/b`."""
    parts: list[str] = []
    while link is not None:
        link, token = link
        parts.append(escape(token))
    return "/".join(["#", *reversed(parts)])


def held(node: Node, kind: str) -> list[tuple[Container, Holds, str, str]]:
    """Return the members of an object that hold objects: value, how, of which kind, and the key."""
    members = GRAMMAR[kind]
    found: list[tuple[Container, Holds, str, str]] = []
    if kind != "callback" and members.keys().isdisjoint(node):  # as most schemas are
        return found
    for key, value in node.items():
        if key in members and isinstance(value, (dict, list)):
            holds, inner = members[key]
            found.append((value, holds, inner, key))
    if kind == "callback":
        found += [
            (value, _ONE, "path item", key)
            for key, value in node.items()
            if isinstance(value, dict) and not key.startswith("x-") and key != "$ref"
        ]
    return found


def nodes(tree: Node, kind: str = "document", link: Link = None) -> Iterator[Met]:
    """Yield each object of a tree once for each kind it is used as, with where it was met first."""
    seen: set[tuple[int, str]] = set()
    waiting: list[Met] = [(tree, kind, link)]
    while waiting:
        met = waiting.pop()
        node, kind, link = met
        if (id(node), kind) in seen:
            continue
        seen.add((id(node), kind))
        yield met
        if inner := _objects(node, kind, link):
            waiting.extend(reversed(inner))


def _objects(node: Node, kind: str, link: Link) -> list[Met]:
    """Return the objects that an object holds, each with its kind and where it stands."""
    found: list[Met] = []
    for value, holds, inner, name in held(node, kind):
        place: Link = (link, name)
        if isinstance(value, list):
            if holds is _LIST or holds is _ONE_OR_LIST:
                found += [
                    (item, inner, (place, str(index)))
                    for index, item in enumerate(value)
                    if isinstance(item, dict)
                ]
        elif holds is _ONE or holds is _ONE_OR_LIST:
            found.append((value, inner, place))
        elif holds is not _LIST:
            found += [
                (item, inner, (place, key))
                for key, item in value.items()
                if isinstance(item, dict)
                and not (holds is _EXTENSIBLE_MAP and key.startswith("x-"))
            ]
    return found


Edit: TypeAlias = Callable[[Node, str, Link], Node]
"""Returns an object as it should be, a new one if it changes; its members are edited afterwards."""
Adopt: TypeAlias = Callable[[Container, Container], None]


def rewrite(
    tree: Node, edit: Edit, adopt: Adopt, *, kind: str = "document", link: Link = None
) -> Node:
    """Return the tree with each object edited; parts that don't change are shared with the old.

    `adopt` is told of each container that was made in place of another.
    """
    done: _Done = {}
    root = (id(tree), kind)
    waiting: list[tuple[Node, str, Link, _Edited | None]] = [(tree, kind, link, None)]
    while waiting:
        node, kind, link, edited = waiting.pop()
        key = (id(node), kind)
        if edited is not None:
            whole, inner = edited
            if any(_current(one, its_kind, done) is not one for one, its_kind, _ in inner):
                whole = _reassemble(whole, kind, done, adopt)
                adopt(whole, node)
            done[key] = (node, whole)
        elif key not in done:
            whole = edit(node, kind, link)
            if whole is not node:
                adopt(whole, node)
            inner = _objects(whole, kind, link)
            if not inner:  # as in most: nothing is to be waited for
                done[key] = (node, whole)
                continue
            waiting.append((node, kind, link, (whole, inner)))
            waiting += [(*met, None) for met in reversed(inner) if (id(met[0]), met[1]) not in done]
    return done[root][1]


_Edited: TypeAlias = tuple[Node, list[Met]]
"""An object after its edit, and the objects that it holds."""
_Done: TypeAlias = "dict[tuple[int, str], tuple[Node, Node]]"
"""What stands for an object of a kind; the object itself is held, that its id stays its own."""


def _reassemble(node: Node, kind: str, done: _Done, adopt: Adopt) -> Node:
    """Return an object with the edited ones in place of those that it holds."""
    changed: Node = {}
    for value, holds, inner, key in held(node, kind):
        made = _replaced(value, holds, inner, done)
        if made is not value:
            adopt(made, value)
            changed[key] = made
    return {**node, **changed} if changed else node


def _replaced(value: Container, holds: Holds, kind: str, done: _Done) -> Container:
    """Return a member with its objects replaced, or itself where none changed."""
    if isinstance(value, dict) and (holds is _ONE or holds is _ONE_OR_LIST):
        found = done.get((id(value), kind))
        return found[1] if found else value
    if isinstance(value, list):
        if holds is not _LIST and holds is not _ONE_OR_LIST:
            return value
        made = [_current(item, kind, done) for item in value]
        changed = any(new is not old for new, old in zip(made, value, strict=True))
        return made if changed else value
    if holds is _LIST:
        return value
    members = {key: _current(item, kind, done) for key, item in value.items()}
    return members if any(members[key] is not value[key] for key in members) else value


def _current(item: JsonValue, kind: str, done: _Done) -> JsonValue:
    """Return what stands for an object of a kind by now."""
    found = done.get((id(item), kind))
    return found[1] if found else item
