"""Findings about the model: branches that can't relax, unions whose variants may overlap.

In: the Api and its Document. Out: diagnostics; the Api stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dfnsgen.diagnostics import Diagnostic, Rule
from dfnsgen.json_value import JsonValue
from dfnsgen.loader.document import Document
from dfnsgen.loader.grammar import pointer_of
from dfnsgen.model.api import Api
from dfnsgen.model.findings.sending import sending_findings
from dfnsgen.model.media_types import is_json, is_xml
from dfnsgen.model.schemas.children import nested
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.shape import DiscriminatedBy, UnionShape
from dfnsgen.model.walk import objects
from dfnsgen.phrases import places_from
from dfnsgen.pointers import child, key_of, lookup

# A row is a row here, not a column.
# fmt: off
CANNOT_RELAX = Rule.info("allof-cannot-relax",
    "this branch leaves out {names}, which {target} requires",
    effect="values must satisfy both branches, so nothing becomes optional",
    remedy="if the API takes values without it, correct {target} with an overlay")
KEPT_APART = Rule.info("allof-kept-apart", "these branches can't be merged into one schema",
    effect="each is checked as it stands; the type follows the first",
    remedy="nothing, unless a single type is wanted: then write one schema")
IMPOSSIBLE = Rule.warning("allof-impossible",
    "no value can be valid here: the branches of this allOf exclude each other",
    effect="VALIDATORS refuse every value; types follow what the branches describe",
    remedy="correct the branches, in the document or with an overlay")
NEVER = Rule.warning("schema-never-valid",
    "no value satisfies this schema: its keywords exclude each other",
    effect="VALIDATORS and requests refuse every value; an answer comes as it is",
    remedy="correct the schema, in the document or with an overlay")
CIRCULAR = Rule.warning("allof-circular",
    "the base of this schema is a union with this schema among its variants",
    effect="only what stands beside the union is shared; to the letter no value could be valid",
    remedy="move what is shared into a component of its own, without the union")
LEADS_BACK = Rule.warning("schema-leads-back",
    "this schema is what it leads to, which is this schema",
    effect="it says nothing: any value is taken",
    remedy="write what is meant, in the document or with an overlay; or leave it out with --skip")
AMBIGUOUS = Rule.caution("union-ambiguous",
    "the variants of this oneOf are not proven to exclude each other",
    effect="of an answer that fits several the best is taken; an object in a request must fit one",
    remedy="give each variant a required property with a constant of its own, or a discriminator")
XML_AS_TEXT = Rule.info("xml-as-text",
    "a schema describes XML, and no JSON is offered beside it ({places})",
    effect="it is handed over as the text that it is",
    remedy="nothing; read it with a library for XML")
NOT_CARRIED = Rule.warning("not-carried",
    "the document holds `{kind}` ({count}), which no output shows",
    effect="the package does without it",
    remedy="write ignore = ['not-carried'] in the configuration if that is as it should be")
# fmt: on


def findings(
    api: Api, document: Document, impossible: Iterable[str], circular: Iterable[str]
) -> tuple[Diagnostic, ...]:
    """Return the findings about a model.

    `impossible` are the places without a value, `circular` the types that their base names.
    """
    places = dict.fromkeys(impossible)
    return (
        *(IMPOSSIBLE.found(document.locate(at)) for at in places),
        *(CIRCULAR.found(document.locate(at)) for at in circular),
        *_relaxing(document),
        *_definitions(api, document, places),
        *_xml(api, document),
        *sending_findings(api, document),
    )


def _xml(api: Api, document: Document) -> Iterator[Diagnostic]:
    """Yield one finding for all bodies and answers in XML alone that have a schema."""
    bodies = [
        contents
        for operation in api.operations
        for contents in (
            () if operation.request_body is None else operation.request_body.contents,
            *(response.contents for response in operation.responses),
        )
    ]
    places = [
        content.use.at
        for contents in bodies
        for content in contents
        if content.use is not None and is_xml(content.content_type)
        if not any(is_json(other.content_type) for other in contents)
    ]
    if places:
        at = document.locate(places[0])
        yield XML_AS_TEXT.found(at, places=places_from(len(places)))


def _definitions(
    api: Api, document: Document, impossible: Mapping[str, None]
) -> Iterator[Diagnostic]:
    leading_back = _leading_back(api)
    for key, definition in api.definitions.items():
        if key in leading_back:
            yield LEADS_BACK.found(document.locate(key))
        if definition.schema.all_of and definition.schema.at not in impossible:
            yield KEPT_APART.found(document.locate(key))
        yield from _never(definition.schema, document, impossible)
        shape = definition.shape
        if isinstance(shape, UnionShape) and shape.discriminated_by is DiscriminatedBy.AMBIGUOUS:
            yield AMBIGUOUS.found(document.locate(key))


def _never(
    schema: Schema, document: Document, impossible: Mapping[str, None]
) -> Iterator[Diagnostic]:
    """Yield the schemas without a value, but for those that were written so: `false`."""
    for inner in nested(schema):
        if not inner.never or inner.at in impossible or not inner.at:
            continue
        try:
            node = lookup(document.tree, inner.at)
        except KeyError:
            continue
        if isinstance(node, dict) and node.get("not") not in ({}, True):
            yield NEVER.found(document.locate(inner.at))


def _leading_back(api: Api) -> set[str]:
    """Return the keys of what is nothing but a reference that leads back to itself."""
    found: set[str] = set()
    looked_at: set[str] = set()
    for start in api.definitions:
        way: list[str] = []
        key = start
        while key in api.definitions and key not in looked_at:
            looked_at.add(key)
            way.append(key)
            schema = api.definitions[key].schema
            key = schema.ref or "" if schema.is_reference else ""
        if key in way:
            found.update(way[way.index(key) :])
    return found


def _relaxing(document: Document) -> Iterator[Diagnostic]:
    """Find branches that repeat a component's properties with less required."""
    for node, place in objects(document.tree, ("allOf",)):
        branches = node.get("allOf")
        if isinstance(branches, list):
            yield from _relaxed(branches, child(pointer_of(place), "allOf"), document)


def _relaxed(branches: list[JsonValue], at: str, document: Document) -> Iterator[Diagnostic]:
    for branch in branches:
        if not isinstance(branch, dict) or not isinstance(branch.get("$ref"), str):
            continue
        key = key_of(str(branch["$ref"]))
        try:
            target = lookup(document.tree, key)
        except KeyError:
            continue
        for index, other in enumerate(branches):
            names = _left_out(target, other)
            if other is not branch and names:
                where = document.locate(f"{at}/{index}")
                listed = ", ".join(map(repr, names))
                yield CANNOT_RELAX.found(where, names=listed, target=key.rsplit("/", 1)[-1])


def _left_out(target: JsonValue, branch: JsonValue) -> list[str]:
    """Return what the target requires and a branch that redeclares its properties does not."""
    if not isinstance(target, dict) or not isinstance(branch, dict):
        return []
    declared, redeclared = target.get("properties"), branch.get("properties")
    if not isinstance(declared, dict) or not isinstance(redeclared, dict):
        return []
    if len(redeclared) < 2 or not redeclared.keys() <= declared.keys():
        return []
    required, kept = target.get("required"), branch.get("required")
    if not isinstance(required, list) or not isinstance(kept, list):
        return []
    return [name for name in required if isinstance(name, str) and name not in kept]
