"""Lists in pages, found in the document: a token that comes back as a parameter.

In: an operation and the names that a profile gives such things. Out: Pages, or None.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dfnsgen.model.api import Api, In, Operation, Parameter, resolved
from dfnsgen.model.media_types import BodyKind, kind_of, offered
from dfnsgen.model.shapes.shape import ArrayShape, ObjectShape, Property, Shape, StringShape
from dfnsgen.profiles.profile import COMMON_PAGING, PagingNames, Profile
from dfnsgen.python.client.answers import contents_of, successes
from dfnsgen.python.client.constants import taken_parameters
from dfnsgen.python.client.plan import Pages
from dfnsgen.python.client.shapes import objects_of
from dfnsgen.python.models.annotations import MODELS, annotate
from dfnsgen.python.models.fields import names_of_fields
from dfnsgen.python.names.names import Names
from dfnsgen.python.source.annotation import unite
from dfnsgen.python.source.source import NOTHING, literal

_NUMBERS = ("page", "pageNumber", "page_number", "pageNo", "page_no")
_OFFSETS = ("offset", "skip")
_SIZES = (
    "limit per_page perPage page_size pageSize pagesize size count top max_results maxResults"
).split()
_AFTER = ("starting_after", "startingAfter", "after_id", "afterId")
_MORE = ("has_more", "hasMore", "has_next", "hasNext", "more", "hasNextPage", "has_next_page")
_URLS = (
    *"next next_url nextUrl nextLink next_link next_page_url nextPageUrl @odata.nextLink".split(),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """How an answer holds a page: the field that tells of the next one, and that of the items."""

    token: str
    items: str
    shape: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """A way to choose a page: the place of its parameter, and the fields that tell of the next."""

    name: str
    index: int
    fields: tuple[str, ...]
    needs_field: bool
    first: int = 1


def paging_of(operation: Operation, api: Api, names: Names, profile: Profile) -> Pages | None:
    """Return how an operation pages: its token's parameter, the next token's field, the items.

    An answer that is one of several kinds pages where those that are lists agree on the fields.
    """
    answer = _answer_shape(operation, api)
    if answer is None:
        return None
    shapes = objects_of(answer, api)
    for style in _styles(operation, profile.paging):
        lists = [found for shape in shapes if (found := _list(shape, api, profile.paging, style))]
        if lists and len({(found.token, found.items) for found in lists}) == 1:
            item = unite(annotate(found.shape, names, prefix=MODELS) for found in lists)
            found = lists[0]
            return Pages(
                index=style.index,
                token=literal(found.token),
                items=literal(found.items),
                item=item,
                style=NOTHING if style.name == "token" else literal(style.name),
                first=NOTHING if style.first == 1 else literal(style.first),
            )
    return None


def _styles(operation: Operation, known: PagingNames) -> Iterator[_Style]:
    """Yield the ways in which an operation may page, the surest first.

    A number or an offset chooses pages only where another parameter tells their size.
    """
    taken = taken_parameters(operation)
    queried = {p.spec_name: (i, p) for i, p in enumerate(taken) if p.location is In.QUERY}
    for name in known.parameters:
        if name in queried:
            yield _Style(
                name="token", index=queried[name][0], fields=known.tokens, needs_field=True
            )
    if operation.method != "GET":
        return
    for name in known.parameters:
        # One that the configuration names needs nothing beside it.
        is_own = name in queried and name not in COMMON_PAGING.parameters
        if is_own and _is_integer(queried[name][1]):
            index, fields = queried[name][0], _MORE
            yield _Style(name="number", index=index, fields=fields, needs_field=False)
    for name in _AFTER:
        if name in queried:
            yield _Style(name="after", index=queried[name][0], fields=_MORE, needs_field=True)
    counted = [n for n in (*_NUMBERS, *_OFFSETS) if n in queried and _is_integer(queried[n][1])]
    sized = [name for name in _SIZES if name in queried]
    if counted and sized:
        index, parameter = queried[counted[0]]
        name = "offset" if counted[0] in _OFFSETS else "number"
        first = parameter.use.schema.annotations.default
        start = 0 if name == "number" and first == 0 else 1
        yield _Style(name="url", index=index, fields=_URLS, needs_field=True)
        yield _Style(name=name, index=index, fields=_MORE, needs_field=False, first=start)


def _is_integer(parameter: Parameter) -> bool:
    types = parameter.use.schema.types or ()
    return "integer" in types


def _answer_shape(operation: Operation, api: Api) -> Shape | None:
    for response in successes(operation):
        for content in offered(contents_of(operation, response), api.definitions).usual:
            if content.use is not None and kind_of(content, api.definitions) is BodyKind.JSON:
                return content.use.shape
    return None


def _list(shape: ObjectShape, api: Api, known: PagingNames, style: _Style) -> _List | None:
    py_names = names_of_fields(shape)
    named = list(zip(py_names, shape.properties, strict=True))
    told = [(name, p) for name, p in named if p.spec_name in style.fields]
    token = next((n for n, p in told if style.name != "url" or _is_text(p, api)), None)
    arrays = [(name, p, array) for name, p in named if (array := _array(p, api)) is not None]
    usual = [found for name in known.items for found in arrays if found[1].spec_name == name]
    chosen = usual[:1] or (arrays if len(arrays) == 1 else [])
    if (token is None and style.needs_field) or not chosen:
        return None
    items, _, array = chosen[0]
    return _List(token=token or "", items=items, shape=array.items)


def _is_text(declared: Property, api: Api) -> bool:
    return isinstance(resolved(declared.shape, api.definitions), StringShape)


def _array(property_: Property, api: Api) -> ArrayShape | None:
    shape = resolved(property_.shape, api.definitions)
    return shape if isinstance(shape, ArrayShape) else None
