"""The model stage's front door: a Document becomes an Api.

In: a Document in its 3.1 form. Out: the Api and what was noticed on the way.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from dfnsgen.diagnostics import Diagnostic, Refused
from dfnsgen.loader.document import Document
from dfnsgen.model.api import Api
from dfnsgen.model.findings.findings import findings
from dfnsgen.model.findings.uncarried import not_carried
from dfnsgen.model.intended import intended_schemas
from dfnsgen.model.letter import Letter
from dfnsgen.model.limits import MOST_MERGED, MergedTooMuch
from dfnsgen.model.meaning.rules import CLOSED_WHOLE, OVERRIDDEN, departures
from dfnsgen.model.operations import (
    Reader,
    about_of,
    as_node,
    servers_of,
    tags_of,
    text,
)
from dfnsgen.model.oversize import TOO_DEEP, TOO_LARGE, deepest, refuse_wide
from dfnsgen.model.schemes import security_schemes


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """An API to the letter, and the schemas it is built of: its meaning is built of the same."""

    api: Api
    schemas: Letter


def build_api(document: Document) -> tuple[Api, tuple[Diagnostic, ...]]:
    """Build the model of a document to the letter, for whom its meaning doesn't matter."""
    built, noticed = build(document)
    return built.api, noticed


def build(document: Document) -> tuple[Built, tuple[Diagnostic, ...]]:
    """Build the model of a document: merged schemas, typed shapes, operations.

    Diagnostics: `allof-cannot-relax`, `allof-kept-apart`, `allof-impossible`, `allof-circular`,
    `union-ambiguous`.
    Raises Refused where schemas lead into each other too deeply to be followed, or are too wide.
    """
    with _bounded(document):
        schemas = Letter(document)
        api = _read(document, schemas)
        refuse_wide(api, document.locate)
        noticed = findings(api, document, schemas.flattener.impossible, schemas.circular)
        built = Built(api=api, schemas=schemas)
        return built, (*schemas.written.unknown(document), *noticed)


def intended_api(document: Document, letter: Built) -> tuple[Api, tuple[Diagnostic, ...]]:
    """Build the model of a document as it is meant; that of `letter` where it means what it says.

    Raises Refused where schemas lead into each other too deeply to be followed.
    """
    with _bounded(document):
        schemas = intended_schemas(document, letter.schemas)
        if schemas is None:
            return letter.api, ()
        reader = Reader(tree=document.tree, use=schemas.placing.use)
        schemas.placing.define(letter.schemas.written.keys)
        api = replace(
            letter.api,
            operations=reader.operations(),
            webhooks=reader.webhooks(),
            components=schemas.placing.components(letter.schemas.written.keys),
        )
        definitions = schemas.with_answers(schemas.placing.definitions())
        places = schemas.departures()
        # A closed part that excludes what another one requires was told of as impossible.
        impossible = frozenset(letter.schemas.flattener.impossible)
        possible = {
            rule.id: [at for at in places[rule.id] if at not in impossible]
            for rule in (CLOSED_WHOLE, OVERRIDDEN)
        }
        found = tuple(departures(document, {**places, **possible}))
        return replace(api, definitions=definitions), found


@contextmanager
def _bounded(document: Document) -> Generator[None]:
    try:
        yield
    except RecursionError as error:
        raise Refused(TOO_DEEP.found(document.locate(deepest(document.tree)))) from error
    except MergedTooMuch as much:
        raise Refused(TOO_LARGE.found(document.locate(much.at), most=MOST_MERGED)) from much


def _read(document: Document, schemas: Letter) -> Api:
    written, placing = schemas.written, schemas.placing
    placing.define(written.keys)
    schemas.define_anchors()
    reader = Reader(tree=document.tree, use=placing.use)
    operations, webhooks = reader.operations(), reader.webhooks()
    components = placing.components(written.keys)
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
        definitions=placing.definitions(),
        components=components,
        not_carried=not_carried(document.tree),
        dynamic_anchors=written.references.dynamic,
    )
