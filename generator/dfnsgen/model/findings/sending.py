"""Findings about what is sent: parts without names, and objects inside what has no form for them.

In: the Api and its Document. Out: diagnostics, one for each kind with the number of its places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dfnsgen.diagnostics import Diagnostic, Rule
from dfnsgen.loader.document import Document
from dfnsgen.model.api import Api, Definition, MediaType, Operation, Parameter, resolved
from dfnsgen.model.media_types import BodyKind, is_one_part, kind_of
from dfnsgen.model.shapes.shape import ArrayShape, MapShape, ObjectShape, Shape, UnionShape
from dfnsgen.phrases import places_from

ONE_PART = Rule.warning(
    "multipart-without-names",
    "a multipart body is described as one string, without a property ({places})",
    effect="it travels as one part named `file`",
    remedy="describe an object with a property for each part",
)
NESTED = Rule.info(
    "nested-in-text",
    "a parameter or field holds objects or lists that its style has no form for ({places})",
    effect="each travels as its JSON",
    remedy="write `style: deepObject` if the API takes names in brackets",
)

_DEEPEST = 8


def sending_findings(api: Api, document: Document) -> Iterator[Diagnostic]:
    """Yield what is sent otherwise than a document says, or in a way that it doesn't say."""
    for rule, places in ((ONE_PART, _one_part(api)), (NESTED, _nested(api))):
        found = list(dict.fromkeys(places))
        if found:
            yield rule.found(document.locate(found[0]), places=places_from(len(found)))


def _bodies(api: Api) -> Iterator[MediaType]:
    for operation in api.operations:
        if operation.request_body is not None:
            yield from operation.request_body.contents


def _one_part(api: Api) -> Iterator[str]:
    for content in _bodies(api):
        is_multipart = kind_of(content, api.definitions) is BodyKind.MULTIPART
        if is_multipart and content.use is not None and is_one_part(content, api.definitions):
            yield content.use.at


def _nested(api: Api) -> Iterator[str]:
    parameters = (one for operation in api.operations for one in _styled(operation))
    yield from (one.use.at for one in parameters if _holds_nested(one.use.shape, api.definitions))
    for content in _bodies(api):
        if content.use is None or kind_of(content, api.definitions) is not BodyKind.FORM:
            continue
        described = {one.property_name for one in content.encodings if one.style != "form"}
        described |= {one.property_name for one in content.encodings if one.content_type}
        shape = resolved(content.use.shape, api.definitions)
        for field in shape.properties if isinstance(shape, ObjectShape) else ():
            if field.spec_name not in described and _holds_nested(field.shape, api.definitions):
                yield content.use.at


def _styled(operation: Operation) -> Iterator[Parameter]:
    for one in operation.parameters:
        if not one.content_type and one.style != "deepObject":
            yield one


def _holds_nested(shape: Shape, definitions: Mapping[str, Definition], depth: int = 0) -> bool:
    """Whether a value holds others that hold others again."""
    shape = resolved(shape, definitions)
    if isinstance(shape, UnionShape) and depth < _DEEPEST:
        return any(_holds_nested(v.shape, definitions, depth + 1) for v in shape.variants)
    inner: list[Shape] = []
    if isinstance(shape, ArrayShape):
        inner = [shape.items]
    elif isinstance(shape, ObjectShape):
        # A list of plain values comes as often as it has items.
        properties = (resolved(one.shape, definitions) for one in shape.properties)
        inner = [one.items if isinstance(one, ArrayShape) else one for one in properties]
    return any(_is_structure(one, definitions) for one in inner)


def _is_structure(shape: Shape, definitions: Mapping[str, Definition], depth: int = 0) -> bool:
    shape = resolved(shape, definitions)
    if isinstance(shape, UnionShape) and depth < _DEEPEST:
        return any(_is_structure(v.shape, definitions, depth + 1) for v in shape.variants)
    return isinstance(shape, ObjectShape | MapShape | ArrayShape)
