"""Bodies that can't be empty are required, though nobody wrote so.

In: an Api. Out: the Api in which a body is required where its document says nothing of that, and
neither `{}` nor nothing would be valid. Before: `requestBody: {content: {application/json: {schema:
{required: [name]}}}}`. After: the same with `required: true`. A written `required: false` stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dfnsgen.diagnostics import Diagnostic
from dfnsgen.loader.document import Document
from dfnsgen.model.api import Api, Definition, MediaType, Operation, RequestBody, unfolded
from dfnsgen.model.meaning.rules import BODY_REQUIRED, departures
from dfnsgen.model.media_types import BodyKind, kind_of
from dfnsgen.model.schemas.schema import Schema

_DEEPEST = 20
"""How far references are followed; what is deeper may be empty."""


def with_required_bodies(api: Api, document: Document) -> tuple[Api, tuple[Diagnostic, ...]]:
    """Return the Api with what is inferred, told once; the same Api where there is nothing."""
    operations = tuple(_operation(operation, api.definitions) for operation in api.operations)
    places = [
        made.request_body.at
        for before, made in zip(api.operations, operations, strict=True)
        if made is not before and made.request_body is not None
    ]
    if not places:
        return api, ()
    found = tuple(departures(document, {BODY_REQUIRED.id: places}))
    return replace(api, operations=operations), found


def _operation(operation: Operation, definitions: Mapping[str, Definition]) -> Operation:
    body = operation.request_body
    if body is None or body.required or body.says_required or not _is_needed(body, definitions):
        return operation
    return replace(operation, request_body=replace(body, required=True))


def _is_needed(body: RequestBody, definitions: Mapping[str, Definition]) -> bool:
    return bool(body.contents) and not any(_may_be_empty(c, definitions) for c in body.contents)


def _may_be_empty(content: MediaType, definitions: Mapping[str, Definition]) -> bool:
    if content.use is None or kind_of(content, definitions) in (
        BodyKind.TEXT,
        BodyKind.BYTES,
        BodyKind.ITEMS,
    ):
        return True
    return _takes_nothing(content.use.schema, definitions, _DEEPEST)


def _takes_nothing(schema: Schema, definitions: Mapping[str, Definition], depth: int) -> bool:
    """Whether `{}` may be valid; what isn't understood takes it."""
    schema = unfolded(schema, definitions)
    if depth == 0 or schema.ref is not None:
        return True
    if schema.types is not None and "object" not in schema.types:
        return False
    if schema.never or schema.required or schema.min_properties:
        return False
    if schema.enum is not None:
        return {} in schema.enum
    if not all(_takes_nothing(part, definitions, depth - 1) for part in schema.all_of):
        return False
    return all(
        any(_takes_nothing(variant, definitions, depth - 1) for variant in group)
        for group in schema.groups
    )
