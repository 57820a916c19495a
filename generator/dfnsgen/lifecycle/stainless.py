"""A configuration of Stainless, in the words of ours: names, paging, servers.

In: `stainless.yml`. Out: Taken. Resources are namespaces and methods keep their names, so that the
lines of callers stay; what has no counterpart is named. Before: `resources: {pets: {methods:
{retrieve: get /pets/{id}}}}`. After: `"GET /pets/{id}" = "pets.retrieve"`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dfnsgen.configuration.names import NameRows
from dfnsgen.configuration.paging import PagingRows
from dfnsgen.diagnostics import Diagnostic, Location, Refused, Rule
from dfnsgen.json_value import JsonObject, JsonValue
from dfnsgen.loader.reading.sources import read_source
from dfnsgen.loader.reading.text import decode, read_text
from dfnsgen.pointers import child, last
from dfnsgen.python.names.spelling import class_name, py_name

NOT_STAINLESS = Rule.error(
    "stainless-no-resources",
    "this is no configuration of Stainless: it has no `resources`",
    remedy="name the file that says `resources:`, as a rule stainless.yml or openapi.stainless.yml",
)
NOT_CARRIED_OVER = Rule.warning(
    "stainless-not-carried",
    "{what} has no counterpart here",
    effect="{effect}",
    remedy="see the guide: from Stainless",
)
_COMPONENTS = "#/components/schemas"
_METHODS = frozenset(("get", "put", "post", "delete", "patch", "head", "options", "trace"))
_PARAMETERS = frozenset(("next_cursor_param", "page_number_param", "offset_count_param"))
_NEXT = frozenset(("next_cursor_field", "cursor_url_field"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was taken over: `servers` are names and addresses, `found` what wasn't."""

    package: str
    names: NameRows
    paging: PagingRows
    servers: tuple[tuple[str, str], ...]
    found: tuple[Diagnostic, ...]


def read_stainless(name: str) -> Taken:
    """Return what a configuration of Stainless says in the words of ours. Raises Refused."""
    source = read_source(name)
    tree = read_text(decode(source.content, source.name), source.name).value
    whole = _object(tree)
    if not _object(whole.get("resources")):
        raise Refused(NOT_STAINLESS.found(Location(source=name)))
    reader = _Reader(name)
    names: dict[str, str] = {}
    for place, given in reader.resources(whole["resources"], "#/resources", ()):
        names.setdefault(place, given)
    organization = _object(whole.get("organization")).get("name")
    python = _object(_object(whole.get("targets")).get("python")).get("package_name")
    package = python or organization
    return Taken(
        package=py_name(package) if isinstance(package, str) else "",
        names=tuple(names.items()),
        paging=reader.paging(whole.get("pagination")),
        servers=tuple(
            (one, url)
            for one, url in _object(whole.get("environments")).items()
            if isinstance(url, str)
        ),
        found=tuple(reader.found),
    )


class _Reader:
    """Reads the parts of one configuration, and notes what isn't carried over."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.found: list[Diagnostic] = []

    def resources(
        self, tree: JsonValue, at: str, above: tuple[str, ...]
    ) -> Iterator[tuple[str, str]]:
        """Yield the rows of resources and of those below them."""
        for name, value in _object(tree).items():
            here, resource = child(at, name), _object(value)
            yield from self._models(resource.get("models"))
            path = (*above, py_name(name))
            if name.startswith("$"):
                if resource.get("methods"):
                    called = ", ".join(_object(resource["methods"]))
                    what = f"a method of the client itself ({called})"
                    self._leave(here, what, "it stands in the namespace of its tag")
                continue
            yield from self._methods(resource.get("methods"), child(here, "methods"), path)
            yield from self.resources(
                resource.get("subresources"), child(here, "subresources"), path
            )

    def _methods(
        self, tree: JsonValue, at: str, path: tuple[str, ...]
    ) -> Iterator[tuple[str, str]]:
        for name, value in _object(tree).items():
            endpoint = value if isinstance(value, str) else _object(value).get("endpoint")
            method, _, route = str(endpoint or "").strip().partition(" ")
            if method.lower() not in _METHODS or not route:
                what = f"the method {name!r} of no endpoint"
                self._leave(child(at, name), what, "it is left out")
                continue
            yield f"{method.upper()} {route.strip()}", ".".join((*path, py_name(name)))

    def _models(self, tree: JsonValue) -> Iterator[tuple[str, str]]:
        for name, value in _object(tree).items():
            target = value if isinstance(value, str) else _object(value).get("schema")
            if not isinstance(target, str):
                continue
            place = target if target.startswith("#/") else child(_COMPONENTS, target)
            if class_name(name) != last(place):
                yield place, class_name(name)

    def paging(self, tree: JsonValue) -> PagingRows:
        """Return how lists are paged; one way can be said here."""
        rows: list[PagingRows] = []
        schemes: list[JsonValue] = tree if isinstance(tree, list) else []
        for index, value in enumerate(schemes):
            scheme = _object(value)
            found = _paging(_object(scheme.get("request")), _object(scheme.get("response")))
            if found and found not in rows:
                rows.append(found)
            if not found or len(rows) > 1:
                what = f"the paging {scheme.get('name')!r}"
                self._leave(f"#/pagination/{index}", what, "lists are paged as the document shows")
        return rows[0] if rows else ()

    def _leave(self, pointer: str, what: str, effect: str) -> None:
        at = Location(source=self._source, pointer=pointer)
        self.found.append(NOT_CARRIED_OVER.found(at, what=what, effect=effect))


def _paging(request: JsonObject, response: JsonObject) -> PagingRows:
    """Return the rows of one scheme, by what its properties are for."""
    parameters = [name for name, value in request.items() if _purpose(value) in _PARAMETERS]
    following = [name for name, value in response.items() if _purpose(value) in _NEXT]
    items = [name for name, value in response.items() if _purpose(value) == "items"]
    items = items or [n for n, v in response.items() if _object(v).get("type") == "array"]
    if not parameters or not items:
        return ()
    rows = (("parameter", parameters), ("next", following), ("items", items))
    return tuple((key, names[0]) for key, names in rows if names)


def _purpose(value: JsonValue) -> JsonValue:
    return _object(_object(value).get("x-stainless-pagination-property")).get("purpose")


def _object(value: JsonValue) -> JsonObject:
    return value if isinstance(value, dict) else {}


def has_servers(name: str) -> bool:
    """Whether a document names its servers; a URL isn't fetched for that."""
    if not name or "://" in name:
        return True
    source = read_source(name)
    return "servers" in _object(read_text(decode(source.content, name), name).value)


def environments_overlay(servers: tuple[tuple[str, str], ...], *, replaces: bool) -> str:
    """Return the overlay that adds environments as servers, or `replaces` a document's own."""
    lines = ["overlay: 1.0.0", 'info: {title: Environments, version: "1"}', "actions:"]
    lines += ["  - target: $.servers", "    remove: true"] if replaces else []
    lines += ["  - target: $", "    update:", "      servers:"]
    for name, url in servers:
        server: Mapping[str, str] = {"url": url, "description": name}
        lines.append(f"        - {json.dumps(server, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"
