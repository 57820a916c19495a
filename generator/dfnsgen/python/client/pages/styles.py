"""The ways in which an operation may page, as its parameters and headers tell them.

In: an operation, and the names that a profile or configuration gives such things. Out: Styles, the
surest first. Whether the answer has what a style needs is for `paging` to find.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dfnsgen.model.api import In, Operation, Parameter
from dfnsgen.profiles.profile import COMMON_PAGING, PagingNames
from dfnsgen.python.client.answers import successes
from dfnsgen.python.client.constants import taken_parameters

_NUMBERS = ("page", "pageNumber", "page_number", "pageNo", "page_no")
_OFFSETS = ("offset", "skip")
_SIZES = (
    "limit per_page perPage page_size pageSize pagesize size count top max_results maxResults"
).split()
_AFTER = ("starting_after", "startingAfter", "after_id", "afterId", "after")
_MORE = ("has_more", "hasMore", "has_next", "hasNext", "more", "hasNextPage", "has_next_page")
_ADDRESSES = (
    *"next_url nextUrl nextURL nextLink next_link next_page_url nextPageUrl".split(),
    "@odata.nextLink",
)
_URLS = ("next", *_ADDRESSES)
"""Names of the next page's address; `next` alone may as well be a token or a number."""
NOWHERE = -1
"""The place of the parameter where there is none: the address of the next page says all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A way to choose a page.

    `index` is the place of its parameter, `fields` are the names of the properties that may tell of
    the next page, with dots for those further in, and `items` those that the list may have before
    the usual ones, "" for the answer itself.
    """

    name: str
    index: int = NOWHERE
    fields: tuple[str, ...] = ()
    needs_field: bool = False
    items: tuple[str, ...] = ()
    first: int = 1


def queried(operation: Operation) -> Mapping[str, tuple[int, Parameter]]:
    """Return the parameters of the query by name, each with its place among all."""
    taken = taken_parameters(operation)
    return {p.spec_name: (i, p) for i, p in enumerate(taken) if p.location is In.QUERY}


def styles_of(operation: Operation, known: PagingNames) -> Iterator[Style]:
    """Yield the ways in which an operation may page, the surest first.

    A number or an offset chooses pages only where another parameter tells their size.
    """
    query = queried(operation)
    own = tuple(name for name in known.tokens if name not in COMMON_PAGING.tokens)
    if own and known.parameters == COMMON_PAGING.parameters and operation.method == "GET":
        # A configuration that names no parameter means an address: nothing else needs none.
        yield Style(name="url", fields=own, needs_field=True)
    for name in known.parameters:
        if name in query:
            yield Style(name="token", index=query[name][0], fields=known.tokens, needs_field=True)
    if operation.method != "GET":
        return
    for name in known.parameters:
        # One that the configuration names needs nothing beside it.
        is_own = name in query and name not in COMMON_PAGING.parameters
        if is_own and _is_integer(query[name][1]):
            yield Style(name="number", index=query[name][0], fields=_MORE)
    if known.header or has_link(operation):
        yield Style(name="link")
    for name in _AFTER:
        if name in query and (name != "after" or _is_id(query[name][1])):
            yield Style(name="after", index=query[name][0], fields=_MORE, needs_field=True)
    yield from _counted(query)
    yield Style(name="url", fields=_ADDRESSES, needs_field=True)


def _counted(query: Mapping[str, tuple[int, Parameter]]) -> Iterator[Style]:
    """Yield the ways by number and by offset, and by an address that holds such a one."""
    counted = [n for n in (*_NUMBERS, *_OFFSETS) if n in query and _is_integer(query[n][1])]
    if not counted or not any(name in query for name in _SIZES):
        return
    index, parameter = query[counted[0]]
    name = "offset" if counted[0] in _OFFSETS else "number"
    yield Style(name="url", index=index, fields=_URLS, needs_field=True)
    yield Style(name=name, index=index, fields=_MORE, first=first_number(name, parameter))


def first_number(style: str, parameter: Parameter) -> int:
    """Return the number of the first page: 0 where that is the default or the least, else 1."""
    if style != "number":
        return 1
    schema = parameter.use.schema
    return 0 if 0 in (schema.annotations.default, schema.minimum) else 1


def has_link(operation: Operation) -> bool:
    """Whether a success declares the header that names the next page. Source: RFC 8288."""
    headers = (header for r in successes(operation) for header in r.headers)
    return any(header.spec_name.lower() == "link" for header in headers)


def _is_id(parameter: Parameter) -> bool:
    """Whether what comes after it is chosen by an id, and not by a date."""
    schema = parameter.use.schema
    words = parameter.description.lower().split()
    is_text = "string" in (schema.types or ()) and not schema.format
    return is_text and not {"date", "datetime", "time", "timestamp"}.intersection(words)


def _is_integer(parameter: Parameter) -> bool:
    return "integer" in (parameter.use.schema.types or ())
