"""Forms of Swagger 2.0 in a document of OpenAPI 3, and parameters that don't say where they are.

In: a tree whose references are local. Out: the tree in which each parameter says where it stands,
and each form of Swagger 2.0 is what OpenAPI 3 has for it.

    {in: body, schema: {…}}                ->  requestBody: {content: {application/json: {…}}}
    {in: query, type: integer}             ->  {in: query, schema: {type: integer}}
    '200': {schema: {…}}                   ->  '200': {content: {application/json: {schema: {…}}}}
    /pets/{id}: parameters: [{name: id}]   ->  [{name: id, in: path, required: true}]
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.json_value import JsonValue
from dfnsgen.loader import slip_rules
from dfnsgen.loader.correcting.paths import followed, template_of
from dfnsgen.loader.findings import Finding, Notes
from dfnsgen.loader.grammar import GRAMMAR, Adopt, Holds, Link, Met, Node, rewrite
from dfnsgen.loader.swagger.parameters import body_of, is_body, parameter_of
from dfnsgen.loader.swagger.responses import response_of
from dfnsgen.loader.swagger.schemas import KEYWORDS, value_schema

_PLACES = frozenset(("path", "query", "header", "cookie", "querystring", "body", "formData"))
_BY_LETTERS = {name.lower(): name for name in _PLACES} | {
    "headers": "header",
    "cookies": "cookie",
    "form": "formData",
    "params": "query",
    "queryparam": "query",
    "url": "query",
    "uri": "query",
}
"""What is written for a place, in lower case; what only an address has is told by its template."""
_DESCRIBED = ("schema", "content", "$ref")
_PASSED = ("components", "path item", "operation", "parameter", "response")
_WORDS = frozenset((*KEYWORDS, "collectionFormat"))


def correct_older_forms(tree: Node, adopt: Adopt) -> tuple[Node, tuple[Finding, ...]]:
    """Return the tree without forms of Swagger 2.0, and what was noticed."""
    notes = Notes()

    def edit(node: Node, kind: str, link: Link, notes: Notes) -> Node:
        if kind == "parameter":
            return _parameter(node, link, notes, adopt)
        if kind == "response" and "schema" in node and "content" not in node and "$ref" not in node:
            notes.count(slip_rules.OLDER_FORM, link, what="`schema` in a response")
            return response_of(node, (), adopt)
        if kind == "operation":
            return _with_body(tree, node, link, notes, adopt)
        return node

    # Nearly no document has such forms: looking at these objects alone is much faster.
    if all(edit(node, kind, link, Notes()) is node for node, kind, link in _met(tree)):
        return tree, ()
    made = rewrite(tree, lambda node, kind, link: edit(node, kind, link, notes), adopt)
    return made, notes.findings()


def _met(tree: Node) -> Iterator[Met]:
    """Yield the operations, parameters and responses of a tree, without going into schemas."""
    waiting: list[tuple[JsonValue, str, Link]] = [(tree, "document", None)]
    while waiting:
        node, kind, link = waiting.pop()
        if not isinstance(node, dict):
            continue
        if kind in ("operation", "parameter", "response"):
            yield node, kind, link
        for key, (holds, inner) in GRAMMAR[kind].items():
            if inner not in _PASSED or key not in node:
                continue
            value = node[key]
            if holds is Holds.ONE:
                waiting.append((value, inner, (link, key)))
            elif isinstance(value, dict):
                waiting += [(one, inner, ((link, key), name)) for name, one in value.items()]
            elif isinstance(value, list):
                waiting += [(one, inner, ((link, key), str(n))) for n, one in enumerate(value)]


def _parameter(node: Node, link: Link, notes: Notes, adopt: Adopt) -> Node:
    """Return a parameter that says where it stands, with a schema."""
    if "$ref" in node or not isinstance(node.get("name"), str):
        return node
    written = node.get("in")
    if not isinstance(written, str) or written not in _PLACES:
        place = _place(node, written, link)
        if place is None:
            return node
        shown = repr(written)[:100] if written else "absent"
        values = {"name": node["name"], "written": shown, "intended": place}
        notes.note(slip_rules.PARAMETER_PLACE, link, **values)
        required = {"required": True} if place == "path" else {}
        made: Node = {**node, "in": place, **required}
        adopt(made, node)
        node = made
    if is_body(node) or _WORDS.isdisjoint(node) or any(key in node for key in _DESCRIBED):
        return node
    notes.count(slip_rules.OLDER_FORM, link, what="the type of a parameter without `schema`")
    if "collectionFormat" in node:
        return parameter_of(node, link, notes, adopt)
    rest = {key: value for key, value in node.items() if key not in _WORDS}
    typed: Node = {**rest, "schema": value_schema(node, adopt)}
    adopt(typed, node)
    return typed


def _place(node: Node, written: JsonValue, link: Link) -> str | None:
    """Return where a parameter stands that names no place, None where another word is unknown."""
    known = _BY_LETTERS.get(written.strip().lower()) if isinstance(written, str) else None
    if written not in (None, "") and known is None:
        return None
    if known not in (None, "query"):
        return known
    return "path" if node["name"] in template_of(_path(link)).places else "query"


def _path(link: Link) -> str:
    """Return the path below which something stands, '' where it stands in no path."""
    way: list[str] = []
    while link is not None:
        link, token = link
        way.append(token)
    return way[-2] if len(way) > 1 and way[-1] == "paths" else ""


def _with_body(tree: Node, operation: Node, link: Link, notes: Notes, adopt: Adopt) -> Node:
    """Return an operation whose body is no parameter."""
    listed = operation.get("parameters")
    if not isinstance(listed, list):
        return operation
    whole = [followed(tree, one) if isinstance(one, dict) else {} for one in listed]
    bodies: list[tuple[Node, Link]] = [
        (one, ((link, "parameters"), str(index))) for index, one in enumerate(whole) if is_body(one)
    ]
    if not bodies:
        return operation
    notes.count(slip_rules.OLDER_FORM, bodies[0][1], what="a body among the parameters")
    kept = [one for one, found in zip(listed, whole, strict=True) if not is_body(found)]
    made: Node = {**operation, "parameters": kept}
    if "requestBody" not in operation:
        made["requestBody"] = body_of(bodies, (), notes, adopt)
    adopt(made, operation)
    return made
