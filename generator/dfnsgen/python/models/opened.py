"""Which unions and enums are open: a newer server may send what their document doesn't know yet.

In: an Api. Out: the keys of what may come in an answer or an event. What only requests hold is
closed; what no operation uses may be either, and is open.
"""

from __future__ import annotations

from collections.abc import Iterable

from dfnsgen.model.api import Api, Definition, resolved, uses_of
from dfnsgen.model.shapes.shape import (
    LiteralShape,
    NullShape,
    ObjectShape,
    Reference,
    Shape,
    UnionShape,
)
from dfnsgen.python.models.values import Definitions, parts_of

_DEEPEST = 8
"""How far unions in unions are followed."""
_SENT = ("parameter", "request")


def opened(api: Api) -> frozenset[str]:
    """Return the keys of the definitions that may come from a newer server."""
    received, sent = _directions(api)
    return frozenset(received | (api.definitions.keys() - sent))


def given(api: Api) -> frozenset[str]:
    """Return the keys of the definitions that may be sent: all but those of answers alone."""
    received, sent = _directions(api)
    return frozenset(sent | (api.definitions.keys() - received))


def _directions(api: Api) -> tuple[set[str], set[str]]:
    """Return the keys of what answers and events lead to, and of what requests do."""
    sent: list[Shape] = []
    answered: list[Shape] = []
    for operation in api.operations:
        for placed in uses_of(operation):
            (sent if placed.role in _SENT else answered).append(placed.use.shape)
    for webhook in api.webhooks:
        answered += (placed.use.shape for placed in uses_of(webhook.operation))
    return closure(answered, api.definitions), closure(sent, api.definitions)


def closure(shapes: Iterable[Shape], definitions: Definitions) -> set[str]:
    """Return the keys of what some shapes lead to."""
    found: set[str] = set()
    waiting = [*shapes]
    while waiting:
        for part in parts_of(waiting.pop()):
            if isinstance(part, Reference) and part.key not in found:
                found.add(part.key)
                waiting.append(definitions[part.key].shape)
    return found


def has_unknown_variants(definition: Definition, definitions: Definitions) -> bool:
    """Whether what is none of a union's variants is kept as an unknown one: where some are objects.

    Texts, numbers and lists are what they are, whoever knows them; one thing or null is no choice.
    """
    shape = definition.shape
    if not isinstance(shape, UnionShape):
        return False
    several = [v for v in shape.variants if not isinstance(v.shape, NullShape)]
    return len(several) > 1 and _has_objects(shape, definitions, _DEEPEST)


def _has_objects(shape: Shape, definitions: Definitions, depth: int) -> bool:
    shape = resolved(shape, definitions)
    if isinstance(shape, UnionShape) and depth:
        return any(_has_objects(v.shape, definitions, depth - 1) for v in shape.variants)
    return isinstance(shape, ObjectShape)


def unknown_members(shape: Shape) -> tuple[type, ...]:
    """Return the classes of which an enum has members, none where it is but a constant."""
    if not isinstance(shape, LiteralShape) or len(shape.values) < 2:
        return ()
    found = {value.__class__ for value in shape.values}
    return tuple(kind for kind in (str, int) if kind in found)
