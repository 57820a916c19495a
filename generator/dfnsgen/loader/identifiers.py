"""Schemas that name themselves with `$id`, `$anchor` or `$dynamicAnchor`, and what URIs mean there.

In: schemas, each with its key and the base URI around it. Out: the keys that URIs and anchors name.
Before: `{"$id": "b", "$anchor": "d"}` at `#/components/schemas/C`, inside of `https://a.example/`.
After: the resource `https://a.example/b`, in it an anchor `d`, both at that key.
The loader asks which references these answer, the model what each means. Nothing is walked here.
Sources: JSON Schema 2020-12 Core, sections 8.2 and 9.1; RFC 3986, section 5.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dfnsgen.json_value import JsonValue

NAMING = frozenset(("$id", "$anchor", "$dynamicAnchor"))
"""The keywords that name a schema."""
_URI = re.compile(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.S)


@dataclass(slots=True)
class Identifiers:
    """What names what. `roots` are the URIs of schema resources by the key of their schema.

    `resources` are the keys by URI, `anchors` those by URI and name; `dynamic` those of the anchors
    that are dynamic, by URI and then by name. The first that takes a name has it.
    """

    roots: dict[str, str] = field(default_factory=dict[str, str])
    resources: dict[str, str] = field(default_factory=dict[str, str])
    anchors: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    dynamic: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    def note(self, key: str, schema: Mapping[str, JsonValue], base: str) -> str:
        """Note the names of one schema; return the base URI of what is inside it."""
        if NAMING.isdisjoint(schema):
            return base
        identifier = schema.get("$id")
        if isinstance(identifier, str):
            base = resolved(base, identifier).partition("#")[0]
            self.roots[key] = base
            self.resources.setdefault(base, key)
        for keyword in ("$anchor", "$dynamicAnchor"):
            name = schema.get(keyword)
            if isinstance(name, str):
                self.anchors.setdefault((base, name), key)
                if keyword == "$dynamicAnchor":
                    self.dynamic.setdefault(base, {}).setdefault(name, key)
        return base


def resolved(base: str, reference: str) -> str:
    """Return the URI that a reference means at a base. Source: RFC 3986, section 5.2.2."""
    scheme, authority, path, query, fragment = _parts(reference)
    if scheme is None:
        scheme, base_authority, base_path, base_query, _ = _parts(base)
        if authority is None:
            authority = base_authority
            if not path:
                path, query = base_path, base_query if query is None else query
            elif not path.startswith("/"):
                folder = base_path.rpartition("/")[0]
                path = f"{folder}/{path}" if "/" in base_path or authority else path
    return _joined(scheme, authority, _without_dots(path), query, fragment)


def _parts(uri: str) -> tuple[str | None, str | None, str, str | None, str | None]:
    match = _URI.fullmatch(uri)
    scheme, authority, path, query, fragment = match.groups() if match else (None,) * 5
    return scheme, authority, path or "", query, fragment


def _without_dots(path: str) -> str:
    if "." not in path:
        return path
    out: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == ".." and len(out) > 1:
            out.pop()
        elif segment not in (".", ".."):
            out.append(segment)
    if segments[-1] in (".", ".."):
        out.append("")
    return "/".join(out)


def _joined(
    scheme: str | None, authority: str | None, path: str, query: str | None, fragment: str | None
) -> str:
    head = f"{scheme}:" if scheme is not None else ""
    host = f"//{authority}" if authority is not None else ""
    tail = f"?{query}" if query is not None else ""
    return f"{head}{host}{path}{tail}" + (f"#{fragment}" if fragment else "")
