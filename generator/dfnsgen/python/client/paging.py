"""Lists in pages, found in the document: a token that comes back as a parameter.

In: an operation and the names that a profile gives such things. Out: Pages, or None.
"""

from __future__ import annotations

from dataclasses import dataclass

from dfnsgen.model.api import Api, In, Operation, resolved
from dfnsgen.model.media_types import BodyKind, kind_of, offered
from dfnsgen.model.shapes.shape import ArrayShape, ObjectShape, Property, Shape
from dfnsgen.profiles.profile import PagingNames, Profile
from dfnsgen.python.client.answers import contents_of, successes
from dfnsgen.python.client.constants import taken_parameters
from dfnsgen.python.client.plan import Pages
from dfnsgen.python.client.shapes import objects_of
from dfnsgen.python.models.annotations import MODELS, annotate
from dfnsgen.python.models.fields import names_of_fields
from dfnsgen.python.names.names import Names
from dfnsgen.python.source.annotation import unite
from dfnsgen.python.source.source import literal


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    token: str
    items: str
    shape: Shape


def paging_of(operation: Operation, api: Api, names: Names, profile: Profile) -> Pages | None:
    """Return how an operation pages: its token's parameter, the next token's field, the items.

    An answer that is one of several kinds pages where those that are lists agree on the fields.
    """
    index = _token_index(operation, profile.paging)
    answer = _answer_shape(operation, api)
    if index is None or answer is None:
        return None
    lists = [
        found for shape in objects_of(answer, api) if (found := _list(shape, api, profile.paging))
    ]
    if not lists or len({(found.token, found.items) for found in lists}) > 1:
        return None
    item = unite(annotate(found.shape, names, prefix=MODELS) for found in lists)
    found = lists[0]
    return Pages(index=index, token=literal(found.token), items=literal(found.items), item=item)


def _token_index(operation: Operation, known: PagingNames) -> int | None:
    for index, parameter in enumerate(taken_parameters(operation)):
        if parameter.location is In.QUERY and parameter.spec_name in known.parameters:
            return index
    return None


def _answer_shape(operation: Operation, api: Api) -> Shape | None:
    for response in successes(operation):
        for content in offered(contents_of(operation, response), api.definitions).usual:
            if content.use is not None and kind_of(content, api.definitions) is BodyKind.JSON:
                return content.use.shape
    return None


def _list(shape: ObjectShape, api: Api, known: PagingNames) -> _List | None:
    py_names = names_of_fields(shape)
    named = list(zip(py_names, shape.properties, strict=True))
    token = next((name for name, p in named if p.spec_name in known.tokens), None)
    arrays = [(name, p, array) for name, p in named if (array := _array(p, api)) is not None]
    usual = [found for found in arrays if found[1].spec_name in known.items]
    chosen = usual[:1] or (arrays if len(arrays) == 1 else [])
    if token is None or not chosen:
        return None
    items, _, array = chosen[0]
    return _List(token=token, items=items, shape=array.items)


def _array(property_: Property, api: Api) -> ArrayShape | None:
    shape = resolved(property_.shape, api.definitions)
    return shape if isinstance(shape, ArrayShape) else None
