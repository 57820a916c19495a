"""The model stage's front door: a Document becomes an Api.

In: a Document in its 3.1 form. Out: the Api and what was noticed while merging and telling apart.
"""

from __future__ import annotations

from generator.diagnostics import Diagnostic
from generator.loader.document import Document, JsonValue
from generator.model.api import Api, Occurrence, Use
from generator.model.findings import findings
from generator.model.flatten import Flattener
from generator.model.hoist import Hoister
from generator.model.operations import (
    Reader,
    as_node,
    security_schemes,
    servers_of,
    tags_of,
    text,
)
from generator.model.parse import parse_schema
from generator.model.pointers import canonical, child, lookup
from generator.model.schema import Schema
from generator.model.shapes import shape_of
from generator.model.uncarried import not_carried


def build_api(document: Document) -> tuple[Api, tuple[Diagnostic, ...]]:
    """Build the model of a document: merged schemas, typed shapes, operations.

    Diagnostics: `allof-cannot-relax`, `allof-kept-apart`, `schema-never`, `union-ambiguous`.
    """
    schemas = _Schemas(document)
    names = as_node(as_node(document.tree.get("components")).get("schemas"))
    keys = [(child("#/components/schemas", name), name) for name in names]
    schemas.hoister.components(keys)
    reader = Reader(tree=document.tree, use=schemas.use)
    operations, webhooks = reader.operations(), reader.webhooks()
    components = {name: schemas.component(key) for key, name in keys}
    info = as_node(document.tree.get("info"))
    api = Api(
        title=document.title,
        version=document.version,
        description=text(info, "description"),
        declared_openapi=document.declared_openapi,
        partial=document.partial,
        servers=servers_of(document.tree.get("servers")),
        tags=tags_of(document.tree),
        security_schemes=security_schemes(reader),
        operations=operations,
        webhooks=webhooks,
        definitions=schemas.hoister.definitions(),
        components=components,
        not_carried=not_carried(document.tree),
    )
    return api, findings(api, document)


class _Schemas:
    """The schemas of one document, each parsed, flattened and placed once."""

    def __init__(self, document: Document) -> None:
        self._tree = document.tree
        self._parsed: dict[str, Schema] = {}
        self._flattener = Flattener(self.parsed)
        self._uses: dict[str, Use] = {}
        self.hoister = Hoister(self._flattener)

    def parsed(self, key: str) -> Schema:
        """Return the schema at a pointer, as it stands."""
        if key not in self._parsed:
            self._parsed[key] = parse_schema(lookup(self._tree, key), key, _resolve)
        return self._parsed[key]

    def use(
        self, node: JsonValue, at: str, *, operation: int, role: str, name: str = ""
    ) -> Use:
        """Return the Use of the schema at a place; a shared parameter or body has one."""
        if at not in self._uses:
            where = Occurrence(at=at, operation=operation, role=role, property_name=name)
            flat = self._flattener.flatten(parse_schema(node, at, _resolve))
            placed = self.hoister.place(flat, where)
            shape = shape_of(placed, self.hoister.unfold)
            self._uses[at] = Use(at=at, schema=placed, shape=shape)
        return self._uses[at]

    def component(self, key: str) -> Use:
        """Return the Use of a component."""
        where = Occurrence(at=key, role="component")
        placed = self.hoister.place(Schema(ref=key, at=key), where)
        return Use(at=key, schema=placed, shape=shape_of(placed, self.hoister.unfold))


def _resolve(reference: str, _at: str) -> str:
    return canonical(reference)
