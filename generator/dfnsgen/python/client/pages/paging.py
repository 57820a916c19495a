"""Lists in pages, found in the document: what chooses a page, what tells of the next, the items.

In: an operation and the names that a profile gives such things. Out: Pages, or None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from dfnsgen.model.api import Api, Operation, resolved
from dfnsgen.model.media_types import BodyKind, kind_of, offered
from dfnsgen.model.shapes.shape import ArrayShape, ObjectShape, Shape, StringShape
from dfnsgen.profiles.profile import PagingNames, Profile
from dfnsgen.python.client.answers import contents_of, successes
from dfnsgen.python.client.pages.extensions import declared_style
from dfnsgen.python.client.pages.styles import Style, styles_of
from dfnsgen.python.client.plan import Pages
from dfnsgen.python.client.shapes import objects_of
from dfnsgen.python.models.annotations import MODELS, annotate
from dfnsgen.python.models.fields import names_of_fields
from dfnsgen.python.names.names import Names
from dfnsgen.python.source.annotation import unite
from dfnsgen.python.source.source import NOTHING, imported, literal

_HOLDERS = (*"meta pagination paging page_info pageInfo links _links response_metadata".split(),)
"""Properties whose object speaks of the page, beside the items."""

_NEXT_LINK = imported("._runtime._links", "next_link")


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """How an answer holds a page: the ways to what tells of the next one, and to the items."""

    token: str
    items: str
    shape: Shape


def paging_of(operation: Operation, api: Api, names: Names, profile: Profile) -> Pages | None:
    """Return how an operation pages: its token's parameter, the next token's field, the items.

    An answer that is one of several kinds pages where those that are lists agree on the fields.
    """
    answer = _answer_shape(operation, api)
    if answer is None:
        return None
    whole = resolved(answer, api.definitions)
    shapes = (whole,) if isinstance(whole, ArrayShape) else objects_of(answer, api)
    declared = declared_style(operation)
    for style in chain((declared,) if declared else (), styles_of(operation, profile.paging)):
        lists = [found for shape in shapes if (found := _list(shape, api, profile.paging, style))]
        if lists and len({(found.token, found.items) for found in lists}) == 1:
            item = unite(annotate(found.shape, names, prefix=MODELS) for found in lists)
            one = lists[0]
            is_plain = style.name in ("token", "link")
            return Pages(
                index=style.index,
                token=literal(one.token),
                items=literal(one.items),
                item=item,
                style=NOTHING if is_plain else literal(style.name),
                first=NOTHING if style.first == 1 else literal(style.first),
                link=_NEXT_LINK if style.name == "link" else NOTHING,
            )
    return None


def _answer_shape(operation: Operation, api: Api) -> Shape | None:
    for response in successes(operation):
        for content in offered(contents_of(operation, response), api.definitions).usual:
            if content.use is not None and kind_of(content, api.definitions) is BodyKind.JSON:
                return content.use.shape
    return None


def _list(
    shape: ObjectShape | ArrayShape, api: Api, known: PagingNames, style: Style
) -> _List | None:
    """Return how one kind of answer holds a page; one that is a list has nothing beside it."""
    if isinstance(shape, ArrayShape):
        if style.needs_field or any(style.items):
            return None
        return _List(token="", items="", shape=shape.items)
    fields = dict(_fields(shape, api, deep=bool(style.items) or _is_deep(known)))
    found_fields = [found for name in style.fields for found in _named(name, fields)]
    token = next((way for way, p in found_fields if style.name != "url" or _is_text(p, api)), None)
    arrays = [
        (name, way, array)
        for name, (way, inner) in fields.items()
        if isinstance(array := resolved(inner, api.definitions), ArrayShape)
    ]
    usual = [one for name in (*style.items, *known.items) for one in arrays if one[0] == name]
    lone = [one for one in arrays if "." not in one[1]]
    chosen = usual[:1] or (lone if len(lone) == 1 else [])
    if (token is None and style.needs_field) or not chosen:
        return None
    _, items, array = chosen[0]
    if style.name == "after" and not _have_ids(array.items, api):
        return None
    return _List(token=token or "", items=items, shape=array.items)


def _fields(
    shape: ObjectShape, api: Api, *, deep: bool, depth: int = 3
) -> Iterator[tuple[str, tuple[str, Shape]]]:
    """Yield the properties by name, those of objects below with dots: their ways and shapes.

    Without `deep`, only of the objects that speak of pages.
    """
    for py_name, p in zip(names_of_fields(shape), shape.properties, strict=True):
        yield p.spec_name, (py_name, p.shape)
        inner = objects_of(p.shape, api)
        if len(inner) == 1 and depth > 1 and (deep or p.spec_name in _HOLDERS):
            for name, (way, found) in _fields(inner[0], api, deep=deep, depth=depth - 1):
                yield f"{p.spec_name}.{name}", (f"{py_name}.{way}", found)


def _have_ids(item: Shape, api: Api) -> bool:
    """Whether all items have the id that the next page begins after."""
    kinds = objects_of(item, api)
    return bool(kinds) and all(any(p.spec_name == "id" for p in k.properties) for k in kinds)


def _named(name: str, fields: Mapping[str, tuple[str, Shape]]) -> Iterator[tuple[str, Shape]]:
    """Yield the properties of a name: the answer's own, then those of what speaks of pages."""
    if name in fields:
        yield fields[name]
    for holder in _HOLDERS:
        if f"{holder}.{name}" in fields:
            yield fields[f"{holder}.{name}"]


def _is_deep(known: PagingNames) -> bool:
    return any("." in name for name in (*known.tokens, *known.items))


def _is_text(shape: Shape, api: Api) -> bool:
    return isinstance(resolved(shape, api.definitions), StringShape)
