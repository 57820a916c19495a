"""Bytes that travel in JSON are texts there: JSON has none.

In: an Api. Out: the Api in which a string of `format: binary` stands for bytes in forms, for text
in JSON, and for either in what both hold. Before: `Doc {data: bytes}`, answered as JSON. After:
`Doc {data: str}`. A body that is such a string as a whole is bytes, whatever its content type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from dfnsgen.model.api import Api, Definition, MediaType, Operation, Use
from dfnsgen.model.media_types import BodyKind, kind_of
from dfnsgen.model.shapes.shape import (
    ArrayShape,
    MapShape,
    ObjectShape,
    Reference,
    Shape,
    StringShape,
    TupleShape,
    UnionShape,
)

_TEXT = StringShape()
_EITHER = StringShape(binary=True, is_text_too=True)


def with_texts_in_json(api: Api) -> Api:
    """Return the Api with texts where JSON alone holds them; the same Api where there are none."""
    found = {key for key, one in api.definitions.items() if _has_bytes(one.shape)}
    if not found and not any(_has_bytes(use.shape) for use in _json_uses(api)):
        return api
    definitions = api.definitions
    in_json = _reached((use.shape for use in _json_uses(api)), definitions)
    elsewhere = _reached((use.shape for use in _other_uses(api)), definitions)
    changed = dict(definitions)
    for key in found - (elsewhere - in_json):
        kind = _EITHER if key in elsewhere else _TEXT
        shape = _mapped(definitions[key].shape, kind)
        changed[key] = replace(definitions[key], shape=shape)
    operations = tuple(_operation(operation, definitions) for operation in api.operations)
    webhooks = tuple(
        replace(hook, operation=_operation(hook.operation, definitions)) for hook in api.webhooks
    )
    return replace(api, definitions=changed, operations=operations, webhooks=webhooks)


def _operation(operation: Operation, definitions: Mapping[str, Definition]) -> Operation:
    body = operation.request_body
    if body is not None:
        body = replace(body, contents=tuple(_contents(body.contents, definitions)))
    responses = tuple(
        replace(one, contents=tuple(_contents(one.contents, definitions)))
        for one in operation.responses
    )
    return replace(operation, request_body=body, responses=responses)


def _contents(
    contents: Iterable[MediaType], definitions: Mapping[str, Definition]
) -> Iterator[MediaType]:
    for content in contents:
        use = content.use
        if use is None or kind_of(content, definitions) is not BodyKind.JSON:
            yield content
        else:
            yield replace(content, use=replace(use, shape=_mapped(use.shape, _TEXT)))


def _json_uses(api: Api) -> Iterator[Use]:
    """Yield what JSON bodies are, and parameters, which are texts as well."""
    for operation in api.all_operations:
        yield from (parameter.use for parameter in operation.parameters)
    yield from _uses(api, lambda kind: kind in (BodyKind.JSON, BodyKind.ITEMS))


def _other_uses(api: Api) -> Iterator[Use]:
    yield from _uses(api, lambda kind: kind not in (BodyKind.JSON, BodyKind.ITEMS))


def _uses(api: Api, is_one: Callable[[BodyKind], bool]) -> Iterator[Use]:
    for operation in api.all_operations:
        body = operation.request_body
        several = [body.contents] if body is not None else []
        for contents in (*several, *(response.contents for response in operation.responses)):
            for content in contents:
                if is_one(kind_of(content, api.definitions)):
                    uses = (content.use, content.item_use)
                    yield from (use for use in uses if use is not None)


def _reached(shapes: Iterable[Shape], definitions: Mapping[str, Definition]) -> set[str]:
    waiting, seen = list(shapes), set[str]()
    while waiting:
        shape = waiting.pop()
        if isinstance(shape, Reference):
            if shape.key not in seen:
                seen.add(shape.key)
                waiting.append(definitions[shape.key].shape)
        else:
            waiting += _inner(shape)
    return seen


def _has_bytes(shape: Shape) -> bool:
    if isinstance(shape, StringShape):
        return shape.binary
    return any(_has_bytes(inner) for inner in _inner(shape))


def _inner(shape: Shape) -> tuple[Shape, ...]:
    match shape:
        case ArrayShape(items=inner) | MapShape(values=inner):
            return (inner,)
        case TupleShape(prefix=prefix, rest=rest):
            return (*prefix, rest)
        case UnionShape(variants=variants):
            return tuple(variant.shape for variant in variants)
        case ObjectShape(properties=properties, extras=extras):
            own = tuple(declared.shape for declared in properties)
            return own if extras is None else (*own, extras)
        case _:
            return ()


def _mapped(shape: Shape, kind: StringShape) -> Shape:
    """Return a shape in which what is bytes is of another kind."""
    match shape:
        case StringShape(binary=True):
            return replace(kind, format=shape.format)
        case ArrayShape():
            return replace(shape, items=_mapped(shape.items, kind))
        case MapShape():
            return replace(shape, values=_mapped(shape.values, kind))
        case TupleShape():
            prefix = tuple(_mapped(part, kind) for part in shape.prefix)
            return replace(shape, prefix=prefix, rest=_mapped(shape.rest, kind))
        case UnionShape():
            variants = (replace(v, shape=_mapped(v.shape, kind)) for v in shape.variants)
            return replace(shape, variants=tuple(variants))
        case ObjectShape():
            own = (replace(p, shape=_mapped(p.shape, kind)) for p in shape.properties)
            extras = None if shape.extras is None else _mapped(shape.extras, kind)
            return replace(shape, properties=tuple(own), extras=extras)
        case _:
            return shape
