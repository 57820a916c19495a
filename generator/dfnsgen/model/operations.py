"""Operations, webhooks and servers of the tree become typed values.

In: the resolved tree, and a function that turns a schema's place into a Use. Out: values of
`api`. References to parameters, bodies, responses, headers and path items are followed here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import (
    Encoding,
    Header,
    In,
    Link,
    MediaType,
    Operation,
    Parameter,
    RequestBody,
    Response,
    SchemeRequirement,
    SecurityRequirement,
    Server,
    ServerVariable,
    Tag,
    Use,
    Webhook,
)
from dfnsgen.pointers import child, key_of, last, lookup

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")

Node = dict[str, JsonValue]

_DEFAULT_STYLE = {
    In.PATH: "simple",
    In.QUERY: "form",
    In.HEADER: "simple",
    In.COOKIE: "form",
    In.QUERYSTRING: "form",
}


_PAGING = ("x-fern-pagination", "x-speakeasy-pagination", "x-ms-pageable")
_STATUS = re.compile(r"[1-5]([0-9]{2}|XX|xx)|default")
_STYLES = {
    In.PATH: ("simple", "label", "matrix"),
    In.QUERY: ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    In.HEADER: ("simple",),
    In.COOKIE: ("form", "cookie"),
    In.QUERYSTRING: ("form",),
}


class UseSchema(Protocol):
    """Makes the Use of a schema: its node, its pointer, its operation's index and its role."""

    def __call__(
        self, node: JsonValue, at: str, *, operation: int, role: str, name: str = ""
    ) -> Use: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Callback:
    """A callback in the document: its key, the first operation that has it, the lines of all."""

    name: str
    operation: str
    item: Node
    at: str
    lines: list[str]

    def is_like(self, item: Node) -> bool:
        """Whether another one brings the same, by the same methods."""
        one, other = (
            [
                (method, as_node(node[method]).get("requestBody"))
                for method in METHODS
                if method in node
            ]
            for node in (self.item, item)
        )
        return one == other


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads one tree."""

    tree: Node
    use: UseSchema

    def operations(self) -> tuple[Operation, ...]:
        """Return all operations in document order. Source: OpenAPI 3.1.1, section 4.8.8."""
        found: list[Operation] = []
        for path, item, at in self._entries("paths"):
            for method, node, place in self._methods(item, at):
                shared = (item, at)
                found.append(self._operation(method, path, node, place, shared, len(found)))
        return tuple(found)

    def webhooks(self) -> tuple[Webhook, ...]:
        """Return all webhooks in document order, then all callbacks.

        Source: OpenAPI 3.1.1, sections 4.8.1 and 4.8.18.
        """
        found: list[Webhook] = []
        for name, item, at in self._entries("webhooks"):
            found += self._events(name, item, at, len(found))
        callbacks = self._callbacks()
        taken = Counter([*(hook.name for hook in found), *(one.name for one in callbacks)])
        for one in callbacks:
            name = one.name if taken[one.name] == 1 else f"{one.operation}.{one.name}"
            found += self._events(name, one.item, one.at, len(found), tuple(one.lines))
        return tuple(found)

    def _events(
        self, name: str, item: Node, at: str, index: int, callback_of: tuple[str, ...] = ()
    ) -> Iterator[Webhook]:
        for number, (method, node, place) in enumerate(self._methods(item, at)):
            yield Webhook(
                name=name,
                operation=self._operation(
                    method, name, node, place, (item, at), index + number, webhook=True
                ),
                callback_of=callback_of,
            )

    def _callbacks(self) -> list[_Callback]:
        """Return each callback once: those of a name with the same body are the same."""
        found: list[_Callback] = []
        for path, holder, at_path in self._entries("paths"):
            for method, node, at in self._methods(holder, at_path):
                line = f"{method} {path}"
                own = text(node, "operationId") or line
                for name, item, there in self._called_back(node, at):
                    same = [one for one in found if one.name == name and one.is_like(item)]
                    if not same:
                        one = _Callback(name=name, operation=own, item=item, at=there, lines=[])
                        found.append(one)
                        same = [one]
                    same[0].lines.append(line)
        return found

    def _called_back(self, node: Node, at: str) -> Iterator[tuple[str, Node, str]]:
        for name, value in as_node(node.get("callbacks")).items():
            callback, place = self.follow(value, child(at, "callbacks", name))
            for url in callback:
                if not url.startswith("x-"):
                    item, there = self.follow(callback[url], child(place, url))
                    yield name, item, there

    def _entries(self, section: str) -> Iterator[tuple[str, Node, str]]:
        for name, value in as_node(self.tree.get(section)).items():
            if section == "paths" and name.startswith("x-"):
                continue
            node, at = self.follow(value, child("#", section, name))
            yield name, node, at

    def _methods(self, item: Node, at: str) -> Iterator[tuple[str, Node, str]]:
        for method in METHODS:
            if isinstance(item.get(method), dict):
                yield method.upper(), as_node(item[method]), child(at, method)
        for method, node in as_node(item.get("additionalOperations")).items():
            yield method, as_node(node), child(at, "additionalOperations", method)

    def follow(self, value: JsonValue, at: str) -> tuple[Node, str]:
        """Follow the references of an object that isn't a schema; siblings win over the target."""
        node = as_node(value)
        own: Node = {}
        seen: set[str] = set()
        while isinstance(node.get("$ref"), str) and at not in seen:
            seen.add(at)
            own = {**{k: v for k, v in node.items() if k != "$ref"}, **own}
            at = key_of(str(node["$ref"]))
            try:
                node = as_node(lookup(self.tree, at))
            except KeyError:
                node = {}
        return ({**node, **own} if own else node), at

    def _operation(
        self,
        method: str,
        path: str,
        node: Node,
        at: str,
        shared: tuple[Node, str],
        index: int,
        *,
        webhook: bool = False,
    ) -> Operation:
        role = "webhook" if webhook else "request"
        security = node.get("security", self.tree.get("security"))
        servers = node.get("servers") or shared[0].get("servers")
        return Operation(
            method=method,
            path=path,
            operation_id=text(node, "operationId"),
            summary=text(node, "summary") or text(shared[0], "summary"),
            description=text(node, "description") or text(shared[0], "description"),
            tags=tuple(t for t in as_list(node.get("tags")) if isinstance(t, str)),
            deprecated=node.get("deprecated") is True,
            parameters=self._parameters((shared[0], shared[1]), (node, at), index),
            request_body=self._body(node, at, index, role),
            responses=self._responses(node, at, index, "ignored" if webhook else "response"),
            security=security_requirements(security),
            servers=servers_of(servers),
            extensions=self._extensions(node),
            at=at,
        )

    def _extensions(self, node: Node) -> tuple[tuple[str, JsonValue], ...]:
        """Return what is said of paging; `true` means what the whole document says."""
        given = ((name, node[name]) for name in _PAGING if name in node)
        return tuple((n, self.tree.get(n) if value is True else value) for n, value in given)

    def _parameters(self, *holders: tuple[Node, str] | int) -> tuple[Parameter, ...]:
        index = holders[-1]
        assert isinstance(index, int)
        found: dict[tuple[str, In], Parameter] = {}
        for holder in holders[:-1]:
            assert isinstance(holder, tuple)
            node, at = holder
            for position, value in enumerate(as_list(node.get("parameters"))):
                parameter, place = self.follow(value, child(at, "parameters", position))
                read = self._parameter(parameter, place, index)
                if read is not None:
                    found[read.spec_name, read.location] = read
        return tuple(found.values())

    def _parameter(self, node: Node, at: str, index: int) -> Parameter | None:
        name, where = text(node, "name"), text(node, "in")
        if where not in {location.value for location in In}:
            return None
        location = In(where)
        style = text(node, "style")
        if style not in _STYLES[location]:
            style = _DEFAULT_STYLE[location]
        if node.get("x-collection-format") == "tsv":
            style = "tabDelimited"  # a form of Swagger 2.0, which OpenAPI 3 has no name for
        content = as_node(node.get("content"))
        content_type = next(iter(content), "")
        if content_type:
            place = child(at, "content", content_type, "schema")
            schema = as_node(content[content_type]).get("schema", True)
        else:
            place, schema = child(at, "schema"), node.get("schema", True)
        explode = node.get("explode")
        return Parameter(
            spec_name=name,
            location=location,
            required=node.get("required") is True or location is In.PATH,
            use=self.use(schema, place, operation=index, role="parameter", name=name),
            style=style,
            explode=explode if isinstance(explode, bool) else style in ("form", "cookie"),
            allow_reserved=node.get("allowReserved") is True or _is_wide(location, schema),
            allow_empty=node.get("allowEmptyValue") is True,
            content_type=content_type,
            deprecated=node.get("deprecated") is True,
            description=text(node, "description"),
            examples=examples_of(node),
            at=at,
        )

    def _body(self, node: Node, at: str, index: int, role: str) -> RequestBody | None:
        if "requestBody" not in node:
            return None
        body, place = self.follow(node["requestBody"], child(at, "requestBody"))
        return RequestBody(
            required=body.get("required") is True,
            says_required=isinstance(body.get("required"), bool),
            contents=self._contents(body, place, index, role),
            description=text(body, "description"),
            at=place,
        )

    def _contents(self, node: Node, at: str, index: int, role: str) -> tuple[MediaType, ...]:
        found: list[MediaType] = []
        for content_type, value in as_node(node.get("content")).items():
            media, place = self.follow(value, child(at, "content", content_type))
            use = None
            if "schema" in media:
                use = self.use(media["schema"], child(place, "schema"), operation=index, role=role)
            item_use = None
            if "itemSchema" in media:
                at_item = child(place, "itemSchema")
                item_use = self.use(media["itemSchema"], at_item, operation=index, role=role)
            found.append(
                MediaType(
                    content_type=content_type,
                    use=use,
                    item_use=item_use,
                    encodings=_encodings(media),
                    examples=examples_of(media),
                )
            )
        return tuple(found)

    def _responses(self, node: Node, at: str, index: int, role: str) -> tuple[Response, ...]:
        found: list[Response] = []
        for status, value in as_node(node.get("responses")).items():
            if not _STATUS.fullmatch(status):
                continue
            response, place = self.follow(value, child(at, "responses", status))
            found.append(
                Response(
                    status=status.upper() if status != "default" else status,
                    contents=self._contents(response, place, index, role),
                    headers=self._headers(response, place, index),
                    links=self._links(response, place),
                    description=text(response, "description"),
                    at=place,
                )
            )
        return tuple(found)

    def _headers(self, node: Node, at: str, index: int) -> tuple[Header, ...]:
        found: list[Header] = []
        for name, value in as_node(node.get("headers")).items():
            header, place = self.follow(value, child(at, "headers", name))
            content = as_node(header.get("content"))
            content_type = next(iter(content), "")
            holder = header
            if content_type:
                place = child(place, "content", content_type)
                holder = as_node(content[content_type])
            use = None
            if "schema" in holder:
                place = child(place, "schema")
                use = self.use(holder["schema"], place, operation=index, role="header", name=name)
            found.append(
                Header(
                    spec_name=name,
                    required=header.get("required") is True,
                    use=use,
                    content_type=content_type,
                    deprecated=header.get("deprecated") is True,
                    description=text(header, "description"),
                )
            )
        return tuple(found)

    def _links(self, node: Node, at: str) -> tuple[Link, ...]:
        found: list[Link] = []
        for name, value in as_node(node.get("links")).items():
            link, _ = self.follow(value, child(at, "links", name))
            handed = list(as_node(link.get("parameters")).items())
            if "requestBody" in link:
                handed.append(("requestBody", link["requestBody"]))
            found.append(
                Link(
                    name=name,
                    operation=text(link, "operationId") or text(link, "operationRef"),
                    handed=tuple(handed),
                    description=text(link, "description"),
                )
            )
        return tuple(found)


def _encodings(node: Node) -> tuple[Encoding, ...]:
    """Return how parts travel, those without a name by their place.

    Source: OpenAPI 3.2.0, section 4.15.1.
    """
    named = as_node(node.get("encoding"))
    placed = {f"[{n}]": value for n, value in enumerate(as_list(node.get("prefixEncoding")))}
    each = {"[]": node["itemEncoding"]} if "itemEncoding" in node else {}
    parts = {**named, **placed, **each}
    return tuple(_encoding(name, as_node(value)) for name, value in parts.items())


def _encoding(name: str, node: Node) -> Encoding:
    plain = Encoding(property_name=name, content_type=text(node, "contentType"))
    style = text(node, "style") or "form"
    explode = node.get("explode")
    return replace(
        plain,
        style=style,
        explode=explode if isinstance(explode, bool) else style == "form",
        headers=tuple(as_node(node.get("headers"))),
        encodings=_encodings(node),
    )


def _is_wide(location: In, schema: JsonValue) -> bool:
    """Whether a path's parameter is several segments: its pattern asks for slashes."""
    pattern = text(as_node(schema), "pattern") if location is In.PATH else ""
    return "/" in re.sub(r"\[[^\]]*\]", "", pattern)


def examples_of(node: Node) -> tuple[JsonValue, ...]:
    """Return the examples of a parameter or media type, those elsewhere by their address."""
    several = [as_node(one) for one in as_node(node.get("examples")).values()]
    named = [one.get("value", one.get("externalValue", one.get("$ref"))) for one in several]
    return (*([node["example"]] if "example" in node else []), *named)


def security_requirements(value: JsonValue) -> tuple[SecurityRequirement, ...]:
    """Return the alternatives, in document order. Source: OpenAPI 3.1.1, section 4.8.30."""
    return tuple(
        tuple(
            SchemeRequirement(
                scheme=_scheme_name(name), scopes=tuple(str(scope) for scope in as_list(scopes))
            )
            for name, scopes in as_node(requirement).items()
        )
        for requirement in as_list(value)
    )


def _scheme_name(written: str) -> str:
    """Return the name of a scheme, which may be given by its URI in the document."""
    section = "#/components/securitySchemes/"
    return last(key_of(written)) if written.startswith(section) else written


def servers_of(value: JsonValue) -> tuple[Server, ...]:
    """Return the servers, in document order. Source: OpenAPI 3.1.1, section 4.8.5."""
    return tuple(
        Server(
            url=text(node, "url"),
            name=text(node, "name"),
            description=text(node, "description"),
            variables=tuple(
                ServerVariable(
                    spec_name=name,
                    default=text(as_node(variable), "default"),
                    enum=tuple(str(v) for v in as_list(as_node(variable).get("enum"))),
                    description=text(as_node(variable), "description"),
                )
                for name, variable in as_node(node.get("variables")).items()
            ),
        )
        for node in map(as_node, as_list(value))
    )


def about_of(tree: Node) -> tuple[tuple[str, str], ...]:
    """Return what a document says of its API besides title and description."""
    info = as_node(tree.get("info"))
    contact, license = as_node(info.get("contact")), as_node(info.get("license"))
    found = {
        "summary": text(info, "summary"),
        "termsOfService": text(info, "termsOfService"),
        "contact": " ".join(str(value) for value in contact.values()),
        "license": " ".join(str(value) for value in license.values()),
        "externalDocs": text(as_node(tree.get("externalDocs")), "url"),
    }
    return tuple((name, text) for name, text in found.items() if text)


def tags_of(tree: Node) -> tuple[Tag, ...]:
    """Return the declared tags."""
    by_name: dict[str, Node] = {}
    for node in map(as_node, as_list(tree.get("tags"))):
        by_name.setdefault(text(node, "name"), node)
    return tuple(
        Tag(
            name=name,
            description=text(node, "description") or text(node, "summary"),
            summary=text(node, "summary"),
            parent=text(node, "parent"),
            kind=text(node, "kind"),
        )
        for name, node in by_name.items()
        if name
    )


def as_node(value: JsonValue) -> Node:
    """Return an object; {} for anything else."""
    return value if isinstance(value, dict) else {}


def as_list(value: JsonValue) -> list[JsonValue]:
    """Return an array; [] for anything else."""
    return value if isinstance(value, list) else []


def text(node: Node, name: str) -> str:
    """Return a text member; "" where there is none."""
    value = node.get(name)
    return value if isinstance(value, str) else ""
