"""What `$ref` and `$dynamicRef` mean: identifiers and anchors in, keys out.

A key is the JSON pointer of a schema: `#/components/schemas/Wallet` in the document,
`https://json-schema.org/draft/2020-12/schema#/$defs/x` in one that is known beforehand.
Before: `{"$id": "https://a.example/b", "$ref": "c#d"}`; after: `#/components/schemas/C/$defs/D`.
A document without identifiers, the usual one, is looked through once; its references are keys as
they stand. Nothing is fetched here.
Source: JSON Schema 2020-12 Core, sections 8.2 and 9; RFC 3986, section 5.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Final
from urllib.parse import unquote

from dfnsgen.diagnostics import Rule
from dfnsgen.json_value import JsonValue
from dfnsgen.keywords import KEYWORDS, Value
from dfnsgen.loader.identifiers import NAMING, Identifiers, resolved
from dfnsgen.pointers import escape, key_of, lookup

UNKNOWN_REFERENCE: Final = Rule.error(
    "reference-unknown",
    "the reference {reference!r} leads to no schema of this document",
    effect="no code can be made for it",
    remedy="name a schema that exists; a document elsewhere is not fetched: bring it below the "
    "folder of this one",
)

_IDENTIFIERS: Final = NAMING | {"$dynamicRef", "$self"}
_HOLDING: Final = {k.name: k.value for k in KEYWORDS if k.holds_schemas}
_NAMED: Final = frozenset(
    (
        "paths webhooks pathItems responses parameters requestBodies headers securitySchemes "
        "links callbacks content encoding"
    ).split()
)
_OPAQUE: Final = frozenset({"example", "examples", "default", "value", "enum", "const"})


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """What each reference of a document means.

    `plain` says that the document has no identifiers: every reference is a local pointer.
    """

    plain: bool
    _trees: Mapping[str, JsonValue]
    _found: Identifiers = field(default_factory=Identifiers)

    @property
    def dynamic(self) -> Mapping[str, Mapping[str, str]]:
        """The keys of dynamic anchors, by the URI of their resource and by name."""
        return self._found.dynamic

    def target(self, at: str, reference: str) -> str | None:
        """Return the key that a `$ref` in the schema at this key means; None if it is unknown.

        In a plain document the key is not looked up: the loader has followed every reference.
        """
        if self.plain:
            return key_of(reference)
        uri, _, fragment = resolved(self.resource_of(at), reference).partition("#")
        fragment = unquote(fragment)
        if fragment and not fragment.startswith("/"):
            return self._found.anchors.get((uri, fragment))
        root = self._found.resources.get(uri)
        if root is None or (fragment and self.node(root + fragment) is None):
            return None
        return root + fragment

    def dynamic_target(self, at: str, reference: str) -> str | tuple[str, str] | None:
        """Return what a `$dynamicRef` means: anchor name and key, or a key where it is a `$ref`."""
        key = self.target(at, reference)
        name = unquote(reference.partition("#")[2])
        if key is not None and self.dynamic.get(self.resource_of(key), {}).get(name) == key:
            return name, key
        return key

    def resource_of(self, key: str) -> str:
        """Return the URI of the schema resource that holds this key; "" for the document's own."""
        prefix = key
        while prefix not in self._found.roots:
            shorter, slash, _ = prefix.rpartition("/")
            if not slash or "#" not in shorter:
                return self._found.roots.get(prefix.partition("#")[0] + "#", "")
            prefix = shorter
        return self._found.roots[prefix]

    def starts_resource(self, key: str) -> bool:
        """Whether the schema at this key has an `$id`, or is a document."""
        return key in self._found.roots

    def node(self, key: str) -> JsonValue:
        """Return what stands at this key; None where nothing does."""
        document, _, pointer = key.partition("#")
        return _at(self._trees.get(document), pointer)


def resolve_references(
    tree: JsonValue, documents: Mapping[str, JsonValue] | None = None
) -> References:
    """Find the identifiers of an OpenAPI document, and of the documents that it refers to.

    `documents` are known beforehand, by URI; the metaschema of 2020-12 always is.
    """
    if not _has_identifiers(tree):
        return References(plain=True, _trees={"": tree})
    search = _Search(tree, documents or {})
    search.run()
    return References(plain=False, _trees=search.trees, _found=search.found)


def _has_identifiers(tree: JsonValue) -> bool:
    """Whether any object has a keyword, or any reference a form, that asks for a closer look."""
    waiting: list[Any] = [tree]
    seen = set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.__class__ is dict:
            if not _IDENTIFIERS.isdisjoint(node):
                return True
            if "$ref" in node and node["$ref"].__class__ is str and node["$ref"][:2] != "#/":
                return True
            node = node.values()
        waiting.extend([part for part in node if part.__class__ is dict or part.__class__ is list])
    return False


class _Search:
    """Walks every schema, noting identifiers, and the documents that references lead to."""

    def __init__(self, tree: JsonValue, documents: Mapping[str, JsonValue]) -> None:
        self.documents = documents
        self.trees: dict[str, JsonValue] = {"": tree}
        self.found = Identifiers(roots={"#": ""}, resources={"": "#"})
        self.references: list[tuple[str, str]] = []
        self.visited: set[str] = set()

    def run(self) -> None:
        tree = self.trees[""]
        own = tree.get("$self") if isinstance(tree, dict) else None
        if isinstance(own, str):
            self.found.roots["#"] = own
            self.found.resources[own] = "#"
        for key, schema in _schemas_of_document(tree):
            self.walk(key, schema, self.found.roots["#"])
        while self.references:
            self.follow(*self.references.pop())

    def walk(self, key: str, schema: JsonValue, base: str) -> None:
        """Note the identifiers of a schema and of all below it."""
        waiting = [(key, schema, base)]
        while waiting:
            key, schema, base = waiting.pop()
            if not isinstance(schema, dict) or key in self.visited:
                continue
            self.visited.add(key)
            base = self.note(key, schema, base)
            waiting.extend((key + path, part, base) for path, part in _subschemas(schema))

    def note(self, key: str, schema: Mapping[str, JsonValue], base: str) -> str:
        """Note the names of one schema, and what it refers to; return its base URI."""
        base = self.found.note(key, schema, base)
        for keyword in ("$ref", "$dynamicRef"):
            reference = schema.get(keyword)
            if isinstance(reference, str):
                self.references.append((base, reference))
        return base

    def follow(self, base: str, reference: str) -> None:
        """Take in what a reference leads to: a known document, or a place no keyword names."""
        uri, _, fragment = resolved(base, reference).partition("#")
        if uri not in self.found.resources:
            document = self.documents.get(uri, _standard().get(uri))
            if document is None:
                return
            self.trees[uri] = document
            self.found.roots[f"{uri}#"] = uri
            self.found.resources[uri] = f"{uri}#"
            self.walk(f"{uri}#", document, uri)
        key = self.found.resources[uri] + unquote(fragment)
        if fragment.startswith("/") and key not in self.visited:
            document, _, pointer = key.partition("#")
            self.walk(key, _at(self.trees[document], pointer), uri)


def _subschemas(schema: Mapping[str, JsonValue]) -> Iterator[tuple[str, JsonValue]]:
    """Yield the path and value of every place where a schema may stand in a schema."""
    for keyword, held in schema.items():
        kind = _HOLDING.get(keyword)
        if kind is Value.SCHEMA:
            yield f"/{keyword}", held
        elif kind is Value.SCHEMAS and isinstance(held, list):
            yield from ((f"/{keyword}/{index}", part) for index, part in enumerate(held))
        elif kind is Value.SCHEMAS_BY_NAME and isinstance(held, dict):
            yield from ((f"/{keyword}/{escape(name)}", part) for name, part in held.items())


def _schemas_of_document(tree: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    """Yield key and value of every outermost schema of an OpenAPI document."""
    waiting: list[tuple[str, JsonValue, bool]] = [("#", tree, False)]
    while waiting:
        key, node, named = waiting.pop()
        if isinstance(node, list):
            waiting.extend((f"{key}/{index}", part, False) for index, part in enumerate(node))
        elif isinstance(node, dict):
            for name, part in node.items():
                below = f"{key}/{escape(name)}"
                if named:
                    waiting.append((below, part, False))
                elif name == "schema":
                    yield below, part
                elif below == "#/components/schemas" and isinstance(part, dict):
                    yield from ((f"{below}/{escape(n)}", schema) for n, schema in part.items())
                elif name not in _OPAQUE and not name.startswith("x-"):
                    waiting.append((below, part, name in _NAMED and isinstance(part, dict)))


def _at(tree: JsonValue, pointer: str) -> JsonValue:
    """Return what a JSON pointer leads to, None where that is nothing."""
    try:
        return lookup(tree, pointer)
    except KeyError:
        return None


@cache
def _standard() -> Mapping[str, JsonValue]:
    """Return the metaschema of 2020-12 and its vocabularies by URI."""
    folder = resources.files("jsonschema_specifications") / "schemas" / "draft202012"
    vocabularies = sorted((folder / "vocabularies").iterdir(), key=lambda file: file.name)
    texts = [file.read_text("utf-8") for file in (folder / "metaschema.json", *vocabularies)]
    documents: list[dict[str, JsonValue]] = [json.loads(text) for text in texts]
    return {str(document["$id"]): document for document in documents}
