"""A whole Swagger 2.0 document as OpenAPI 3.0.

    host: api.example            servers: [{url: https://api.example/v1}]
    basePath: /v1            ->  components: {schemas: {Pet: {…}}}
    definitions: {Pet: {…}}

Source: Swagger 2.0; OpenAPI 3.0.4.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dfnsgen.json_value import JsonValue
from dfnsgen.loader.findings import Finding, Notes
from dfnsgen.loader.grammar import PATH_ITEMS, Adopt, Link, Node
from dfnsgen.loader.swagger.parameters import body_of, is_body, parameter_of
from dfnsgen.loader.swagger.responses import response_of
from dfnsgen.loader.swagger.schemas import moved, schema_of
from dfnsgen.pointers import key_of, lookup

OPENAPI = "3.0.3"
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_MOVED = frozenset(
    "swagger host basePath schemes consumes produces paths definitions parameters responses "
    "securityDefinitions".split()
) | {PATH_ITEMS}
_FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}
_MOST_HOPS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Converter:
    """The document that is converted, and what was noticed."""

    tree: Node
    adopt: Adopt
    notes: Notes = field(default_factory=Notes)

    def types(self, holder: Node, key: str) -> Sequence[str]:
        """Return what an operation consumes or produces, else what the whole document does."""
        listed = holder.get(key, self.tree.get(key))
        return (
            [kind for kind in listed if isinstance(kind, str)] if isinstance(listed, list) else []
        )

    def section(self, name: str) -> Iterator[tuple[str, JsonValue, Link]]:
        """Yield the members of a mapping of the document."""
        members = self.tree.get(name)
        for key, value in members.items() if isinstance(members, dict) else ():
            yield key, value, ((None, name), key)

    def followed(self, value: JsonValue) -> Node:
        """Return what an object is, or refers to in the document as it is written."""
        for _ in range(_MOST_HOPS):
            if not isinstance(value, dict):
                break
            reference = value.get("$ref")
            if not isinstance(reference, str) or not reference.startswith("#"):
                return value
            try:
                value = lookup(self.tree, key_of(reference))
            except KeyError:
                break
        return {}


def convert_swagger(tree: Node, adopt: Adopt) -> tuple[Node, tuple[Finding, ...]]:
    """Return a Swagger 2.0 document as OpenAPI 3.0, and what could not be said in it."""
    work = _Converter(tree=tree, adopt=adopt)
    kept = {key: value for key, value in tree.items() if key not in _MOVED}
    made: Node = {"openapi": OPENAPI, **kept}
    servers = _servers(tree, tree.get("schemes"))
    if servers:
        made["servers"] = servers
    paths = {path: _path_item(work, item, link) for path, item, link in work.section("paths")}
    made["paths"] = paths
    made["components"] = _components(work)
    adopt(made, tree)
    written = tree.get("paths")
    if isinstance(written, dict):
        adopt(paths, written)
    return made, work.notes.findings()


def _servers(tree: Node, schemes: JsonValue) -> list[JsonValue]:
    """Return the servers: of several schemes the safe one first."""
    host, base = tree.get("host"), tree.get("basePath")
    path = base if isinstance(base, str) else ""
    if not isinstance(host, str) or not host:
        return [{"url": path}] if path.strip("/") else []
    listed = schemes if isinstance(schemes, list) else []
    known = [name for name in ("https", "http") if name in listed] or ["https"]
    return [{"url": f"{scheme}://{host}{path.rstrip('/')}"} for scheme in known]


def _path_item(work: _Converter, item: JsonValue, link: Link) -> JsonValue:
    if isinstance(item, dict) and "$ref" in item:
        item = work.followed(item) or item
    if not isinstance(item, dict):
        return item
    made = {key: value for key, value in item.items() if key != "parameters"}
    shared = _listed(work, item, link)
    stay = [one for one in shared if not is_body(one[1])]
    if stay:
        made["parameters"] = [_converted(work, *one) for one in stay]
    for method in _METHODS:
        operation = item.get(method)
        if isinstance(operation, dict):
            made[method] = _operation(work, operation, shared, (link, method))
    work.adopt(made, item)
    return made


_Listed = tuple[JsonValue, Node, Link]
"""A parameter as it is written, what it is, and where."""


def _listed(work: _Converter, holder: Node, link: Link) -> list[_Listed]:
    listed = holder.get("parameters")
    return [
        (one, work.followed(one), ((link, "parameters"), str(index)))
        for index, one in enumerate(listed if isinstance(listed, list) else ())
    ]


def _converted(work: _Converter, written: JsonValue, parameter: Node, link: Link) -> JsonValue:
    if isinstance(written, dict) and "$ref" in written:
        return {"$ref": moved(written["$ref"])}
    if not isinstance(written, dict):
        return written
    return parameter_of(parameter, link, work.notes, work.adopt)


def _operation(work: _Converter, written: Node, shared: list[_Listed], link: Link) -> Node:
    made = {
        key: value
        for key, value in written.items()
        if key not in ("parameters", "consumes", "produces", "schemes", "responses")
    }
    own = _listed(work, written, link)
    stay = [one for one in own if not is_body(one[1])]
    if stay:
        made["parameters"] = [_converted(work, *one) for one in stay]
    named = {(one.get("in"), one.get("name")) for _, one, _ in own}
    body = [(one, place) for _, one, place in own if is_body(one)]
    if not any(one.get("in") == "body" for one, _ in body):
        body += [
            (one, place)
            for _, one, place in shared
            if is_body(one) and (one.get("in"), one.get("name")) not in named
        ]
    found = body_of(body, work.types(written, "consumes"), work.notes, work.adopt)
    if found is not None:
        made["requestBody"] = found
    if "responses" in written:
        made["responses"] = _responses(work, written)
    if "schemes" in written:
        made["servers"] = _servers(work.tree, written["schemes"])
    work.adopt(made, written)
    return made


def _responses(work: _Converter, operation: Node) -> JsonValue:
    """Return the answers of an operation; one by reference is written out if its types differ."""
    listed = operation["responses"]
    if not isinstance(listed, dict):
        return listed
    produces = work.types(operation, "produces")
    common = work.types({}, "produces")
    made: Node = {}
    for status, written in listed.items():
        if status.startswith("x-") or not isinstance(written, dict):
            made[status] = written
            continue
        target = work.followed(written)
        if "$ref" in written and (produces == common or "schema" not in target):
            made[status] = {"$ref": moved(written["$ref"])}
        else:
            made[status] = response_of(target, produces, work.adopt)
    work.adopt(made, listed)
    return made


def _components(work: _Converter) -> Node:
    produces = work.types({}, "produces")
    sections: dict[str, Node] = {
        "schemas": {
            name: schema_of(value, work.adopt) for name, value, _ in work.section("definitions")
        },
        "parameters": {
            name: _converted(work, value, work.followed(value), link)
            for name, value, link in work.section("parameters")
            if not is_body(work.followed(value))
        },
        "responses": {
            name: (
                response_of(work.followed(value), produces, work.adopt)
                if isinstance(value, dict)
                else value
            )
            for name, value, _ in work.section("responses")
        },
        "securitySchemes": {
            name: _scheme(value, work.adopt) if isinstance(value, dict) else value
            for name, value, _ in work.section("securityDefinitions")
        },
    }
    return {name: members for name, members in sections.items() if members}


def _scheme(written: Node, adopt: Adopt) -> Node:
    kind = written.get("type")
    if kind == "basic":
        made: Node = {**written, "type": "http", "scheme": "basic"}
    elif kind == "oauth2":
        moving = ("flow", "authorizationUrl", "tokenUrl", "scopes")
        made = {key: value for key, value in written.items() if key not in moving}
        flow = {key: written[key] for key in moving[1:] if key in written}
        flow.setdefault("scopes", {})
        name = str(written.get("flow", "implicit"))
        made["flows"] = {_FLOWS.get(name, name): flow}
    else:
        return written
    adopt(made, written)
    return made
