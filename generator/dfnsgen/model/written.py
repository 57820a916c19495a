"""The schemas of one document as they are written, each parsed once.

In: the document's tree. Out: the schema at each key, and the keys at which there is none.
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.diagnostics import Diagnostic
from dfnsgen.json_value import JsonValue
from dfnsgen.loader.document import Document
from dfnsgen.model.operations import Node, as_node
from dfnsgen.model.schemas.parse import parse_schema
from dfnsgen.model.schemas.references import UNKNOWN_REFERENCE, resolve_references
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.pointers import child

COMPONENTS = "#/components/schemas"


class Written:
    """Reads the schemas of one document; `keys` are those of the components, with their names."""

    def __init__(self, tree: Node) -> None:
        self.references = resolve_references(tree)
        self.components = as_node(as_node(tree.get("components")).get("schemas"))
        self.keys = [(child(COMPONENTS, name), name) for name in self.components]
        self._known: dict[str, Schema] = {}
        self._unknown: list[str] = []

    def at(self, key: str, node: JsonValue = None) -> Schema:
        """Return the schema at a key; `node` is what stands there, if known.

        Where there is none it has no assertions.
        """
        if key not in self._known:
            found = self.references.node(key) if node is None else node
            if found is None:
                self._unknown.append(key)
            self._known[key] = self._entered(parse_schema(found, key, self.references), key)
        return self._known[key]

    def _entered(self, schema: Schema, key: str) -> Schema:
        """Note the resource that one enters by a key, where a dynamic reference may ask for it."""
        if not self.references.dynamic:
            return schema
        return schema.changed(resource=self.references.resource_of(key))

    def unknown(self, document: Document) -> Iterator[Diagnostic]:
        """Report the references that lead nowhere."""
        for key in self._unknown:
            yield UNKNOWN_REFERENCE.found(document.locate(key), reference=key)
