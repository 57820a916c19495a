"""The model stage's front door: a Document becomes an Api.

In: a Document in its 3.1 form. Out: the Api and what was noticed on the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dfnsgen.diagnostics import Diagnostic, Refused, Rule
from dfnsgen.json_value import JsonValue
from dfnsgen.loader.document import Document
from dfnsgen.model.api import Api, Definition, Occurrence, Use
from dfnsgen.model.findings import findings
from dfnsgen.model.meaning.direction import Directions
from dfnsgen.model.meaning.events import meant_item
from dfnsgen.model.meaning.meaning import Meaning
from dfnsgen.model.meaning.rules import CLOSED_WHOLE, ONE_DIRECTION, TYPE_BESIDE_UNION, departures
from dfnsgen.model.meaning.tag_defaults import with_tag_defaults
from dfnsgen.model.merging.bases import derived_types, with_derived, without_circles
from dfnsgen.model.merging.flatten import Flattener
from dfnsgen.model.merging.hoist import Hoister
from dfnsgen.model.operations import (
    Reader,
    about_of,
    as_node,
    security_schemes,
    servers_of,
    tags_of,
    text,
)
from dfnsgen.model.schemas.parse import parse_schema
from dfnsgen.model.schemas.references import UNKNOWN_REFERENCE, resolve_references
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.shapes import ANY, shape_of
from dfnsgen.model.uncarried import not_carried
from dfnsgen.pointers import child

TOO_DEEP = Rule.error(
    "schemas-too-deep",
    "schemas lead into each other, or nest, more than a hundred times",
    effect="no code can be made for them",
    remedy="name the inner schemas as components, and shorten chains of references",
)


def build_api(document: Document) -> tuple[Api, tuple[Diagnostic, ...]]:
    """Build the model of a document: merged schemas, typed shapes, operations.

    Diagnostics: `allof-cannot-relax`, `allof-kept-apart`, `allof-impossible`, `allof-circular`,
    `union-ambiguous`.
    Raises Refused where schemas lead into each other too deeply to be followed.
    """
    try:
        return _build(document)
    except RecursionError as error:
        raise Refused(TOO_DEEP.found(document.locate("#/components/schemas"))) from error


def meant_api(document: Document, letter: Api) -> tuple[Api, tuple[Diagnostic, ...]]:
    """Build the model of a document as it is meant; `letter` itself where it means what it says."""
    try:
        schemas = _Schemas(document)
        if not schemas.mean():
            return letter, ()
        api = _read(document, schemas)
        api = replace(api, definitions=schemas.with_answers(api.definitions))
        return api, tuple(departures(document, schemas.departures()))
    except RecursionError as error:
        raise Refused(TOO_DEEP.found(document.locate("#/components/schemas"))) from error


def _build(document: Document) -> tuple[Api, tuple[Diagnostic, ...]]:
    schemas = _Schemas(document)
    api = _read(document, schemas)
    noticed = findings(api, document, schemas.impossible, schemas.circular)
    return api, (*schemas.unknown(document), *noticed)


def _read(document: Document, schemas: _Schemas) -> Api:
    schemas.hoister.components(schemas.keys)
    schemas.define_anchors()
    reader = Reader(tree=document.tree, use=schemas.use)
    operations, webhooks = reader.operations(), reader.webhooks()
    components = {name: schemas.component(key) for key, name in schemas.keys}
    info = as_node(document.tree.get("info"))
    return Api(
        title=document.title,
        version=document.version,
        description=text(info, "description"),
        about=about_of(document.tree),
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
        dynamic_anchors=schemas.references.dynamic,
    )


class _Schemas:
    """The schemas of one document, each parsed, flattened and placed once.

    `keys` are those of the components, with their names. `circular` are the types derived from a
    base that names them; see `bases`. To the letter, until they `mean` more than that.
    """

    def __init__(self, document: Document) -> None:
        self.references = resolve_references(document.tree)
        self._tree = document.tree
        self._written: dict[str, Schema] = {}
        self._parsed: dict[str, Schema] = {}
        self._unknown: list[str] = []
        self._components = as_node(as_node(document.tree.get("components")).get("schemas"))
        self.keys = [(child("#/components/schemas", name), name) for name in self._components]
        self._derived = derived_types(self._components)
        self._meaning: Meaning | None = None
        self._directions: Directions | None = None
        self._bases: set[str] = set()
        self.circular: list[str] = []
        self._flattener = Flattener(self.parsed, as_is=bool(self.references.dynamic))
        self._uses: dict[str, Use] = {}
        self.hoister = Hoister(self._flattener, document.tree)

    @property
    def impossible(self) -> list[str]:
        """Places where no value can be valid."""
        return self._flattener.impossible

    def mean(self) -> bool:
        """Read all schemas as they are meant from now on; False where they mean what they say."""
        if self.references.dynamic:
            return False  # What a schema is depends on the way to it, and nothing is merged.
        meaning = Meaning(self._components, self.written, self._tree)
        for key, _ in self.keys:
            meaning.at(key)

        def look(node: JsonValue, at: str, **_: object) -> Use:
            item = meant_item(node) if at.endswith("/itemSchema") else node
            if item is not node:
                node, meaning.departs = item, True
            return Use(at=at, schema=meaning.used(self.written(at, node)), shape=ANY)

        reader = Reader(tree=self._tree, use=look)
        reader.operations()
        reader.webhooks()
        self._meaning = meaning
        self._flattener.signatures.directed = True
        self._flattener.closes_whole = True
        self._directions = Directions(self._flattener, (*self._components, *meaning.names.values()))
        self.hoister = Hoister(self._directions, self._tree)
        self.hoister.further_components(meaning.names, self._directions.names)
        return meaning.departs

    def departures(self) -> Mapping[str, list[str]]:
        """Return the places where meaning and letter part, by the rule that tells of them."""
        directed = [] if self._directions is None else self._directions.places
        excluding = [] if self._meaning is None else self._meaning.beside_unions
        return {
            ONE_DIRECTION.id: directed,
            CLOSED_WHOLE.id: self._flattener.closed_whole,
            TYPE_BESIDE_UNION.id: excluding,
        }

    def with_answers(self, definitions: Mapping[str, Definition]) -> dict[str, Definition]:
        """Return definitions that know their tags, and those of requests what is of answers."""
        answers = {} if self._directions is None else self._directions.answer_of
        return {
            key: (replace(definition, answer=answers[key]) if key in answers else definition)
            for key, definition in with_tag_defaults(definitions).items()
        }

    def written(self, key: str, node: JsonValue = None) -> Schema:
        """Return the schema at a key as it is written; `node` is what stands there, if known."""
        if key not in self._written:
            found = self.references.node(key) if node is None else node
            if found is None:
                self._unknown.append(key)
            self._written[key] = self._entered(parse_schema(found, key, self.references), key)
        return self._written[key]

    def parsed(self, key: str) -> Schema:
        """Return the schema at a key, bases and derived types as they are meant (see `bases`).

        Where there is none it has no assertions.
        """
        if key not in self._parsed:
            if self._meaning is not None:
                self._parsed[key] = whole = self._meaning.at(key)
            else:
                written = self.written(key)
                self._parsed[key] = whole = with_derived(written, self._derived)
                if whole is not written:
                    self._bases.add(key)
            self._parsed[key] = without_circles(whole, key, self.parsed)
            if self._names_itself(whole, self._parsed[key]):
                self.circular.append(key)
        return self._parsed[key]

    def _names_itself(self, before: Schema, after: Schema) -> bool:
        """Whether a circle was opened that the document has, not one of ours."""
        pairs = zip(before.all_of, after.all_of, strict=True)
        return any(one is not other and one.ref not in self._bases for one, other in pairs)

    def _entered(self, schema: Schema, key: str) -> Schema:
        """Note the resource that one enters by a key, where a dynamic reference may ask for it."""
        if not self.references.dynamic:
            return schema
        return replace(schema, resource=self.references.resource_of(key))

    def define_anchors(self) -> None:
        """Define what dynamic references may lead to."""
        for anchors in self.references.dynamic.values():
            for key in anchors.values():
                self.hoister.place(Schema(ref=key, at=key), Occurrence(at=key, role="component"))

    def unknown(self, document: Document) -> Iterator[Diagnostic]:
        """Report the references that lead nowhere."""
        for key in self._unknown:
            yield UNKNOWN_REFERENCE.found(document.locate(key), reference=key)

    def use(self, node: JsonValue, at: str, *, operation: int, role: str, name: str = "") -> Use:
        """Return the Use of the schema at a place; a shared parameter or body has one."""
        if at not in self._uses:
            where = Occurrence(at=at, operation=operation, role=role, property_name=name)
            written = self.written(at, node)
            parsed = written if self._meaning is None else self._meaning.used(written)
            flat = self._directed(self._flattener.flatten(parsed), role)
            placed = self.hoister.place(flat, where)
            shape = shape_of(placed, self.hoister.unfold)
            self._uses[at] = Use(at=at, schema=placed, shape=shape)
        return self._uses[at]

    def _directed(self, schema: Schema, role: str) -> Schema:
        if self._directions is None:
            return schema
        is_sent = role in ("request", "parameter")
        return self._directions.sent(schema) if is_sent else self._directions.received(schema)

    def component(self, key: str) -> Use:
        """Return the Use of a component."""
        where = Occurrence(at=key, role="component")
        placed = self.hoister.place(Schema(ref=key, at=key), where)
        return Use(at=key, schema=placed, shape=shape_of(placed, self.hoister.unfold))
