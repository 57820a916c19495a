"""Which things a list shows: those that are asked for, page by page.

    GET /pets?kind=cat&limit=2&cursor=4    the fifth and the sixth cat, and where to go on

In: the things of a collection, the parameters of a query, the facts of an answer. Out: a page, and
what the answer says of it: a token, a number or the address of the next page, whether there is one,
how many things there are; beside the items, or in an object like `meta` or `pagination`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from math import ceil
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from ._fake_document import Operation, Parameter
from ._fake_facts import Facts
from ._fake_memory import Thing
from ._fake_reading import Asked
from ._fake_values import Values
from ._lookup import Schema

_SIZES: Final = frozenset("limit pagesize perpage size count maxresults first top".split())
_NUMBERS: Final = frozenset("page pagenumber pageno".split())
_OFFSETS: Final = frozenset(("offset", "skip"))
_AFTER: Final = frozenset("startingafter afterid".split())
_STARTS: Final = frozenset(
    "paginationtoken pagetoken nexttoken cursor after marker offset skip".split()
)
_TOKENS: Final = frozenset(
    "nextpagetoken nexttoken nextcursor nextpage next cursor endcursor pagetoken".split()
)
_MORE: Final = frozenset("hasmore hasnext hasnextpage more".split())
_TOTALS: Final = frozenset("total totalcount totalitems totalresults totalelements".split())
_PAGES: Final = frozenset("totalpages pagecount lastpage".split())
_HOLDERS: Final = frozenset(
    "meta metadata page pageinfo paging pagination links responsemetadata".split()
)
_USUAL_SIZE: Final = 50


class Page(NamedTuple):
    """A page of a list: its things, how many there are in all, and how to ask for the next one.

    `token` is what the parameter takes for the next page, `address` is its address: None on the
    last page. `is_counted` says that the parameter is a number.
    """

    things: list[Thing]
    total: int
    size: int
    number: int
    token: str | None
    address: str | None
    is_counted: bool = False


def is_asked_for(thing: Thing, query: Mapping[str, Any], known: Collection[str]) -> bool:
    """Whether a thing has the values that a query names of its properties; they are `known`."""
    for name, value in query.items():
        own = thing.get(name)
        if plain(name) in _SIZES | _STARTS | _NUMBERS or (name not in thing and name not in known):
            continue
        if own is not None and not isinstance(own, (str, bool, int)):
            continue
        if isinstance(value, list):
            if value and own not in value:
                return False
        elif isinstance(value, (str, bool, int)) and own != value:
            return False
    return True


def is_first(query: Mapping[str, Any]) -> bool:
    """Whether a query asks for the first page: whoever goes on comes to an end."""
    return not any(plain(name) in _STARTS | _NUMBERS | _AFTER for name in query)


def page_of(
    chosen: list[Thing], id_name: str, operation: Operation, values: Values, asked: Asked
) -> Page:
    """Return the page that a request asks for."""
    size = _size(operation, values, asked.query)
    parameter = _chooser(operation, asked.query)
    name = "" if parameter is None else plain(parameter.name)
    start = (
        0 if parameter is None else _start(parameter, name, chosen, id_name, size, values, asked)
    )
    end = start + size
    first = 0 if parameter is not None and _counts_from_0(parameter, values) else 1
    if end >= len(chosen):
        return Page(chosen[start:end], len(chosen), size, start // size + first, None, None)
    if name in _NUMBERS:
        token = f"{end // size + first}"
    elif name in _AFTER:
        token = f"{chosen[end - 1].get(id_name, '')}"
    else:
        token = f"{end}"
    address = None if parameter is None else _address(asked.url, parameter.name, token)
    number, is_counted = start // size + first, name in _NUMBERS | _OFFSETS
    return Page(chosen[start:end], len(chosen), size, number, token, address, is_counted)


def _size(operation: Operation, values: Values, query: Mapping[str, Any]) -> int:
    for parameter in operation.parameters:
        if plain(parameter.name) not in _SIZES:
            continue
        usual = _facts_of(parameter, values).get("default")
        for value in (query.get(parameter.name), usual):
            if isinstance(value, int) and value > 0:
                return value
    return _USUAL_SIZE


def _chooser(operation: Operation, query: Mapping[str, Any]) -> Parameter | None:
    """Return the parameter that chooses the page: one that was given before any other."""
    known = [
        parameter
        for parameter in operation.parameters
        if parameter.location == "query" and plain(parameter.name) in _STARTS | _NUMBERS | _AFTER
    ]
    return next((one for one in known if one.name in query), next(iter(known), None))


def _start(
    parameter: Parameter,
    name: str,
    chosen: list[Thing],
    id_name: str,
    size: int,
    values: Values,
    asked: Asked,
) -> int:
    given = str(asked.query.get(parameter.name, ""))
    if name in _NUMBERS:
        first = 0 if _counts_from_0(parameter, values) else 1
        return max(0, int(given) - first) * size if given.isdecimal() else 0
    ids = [str(thing.get(id_name)) for thing in chosen]
    if given in ids and (name in _AFTER or not given.isdecimal()):
        return ids.index(given) + 1
    return int(given) if given.isdecimal() and name not in _AFTER else 0


def _counts_from_0(parameter: Parameter, values: Values) -> bool:
    return plain(parameter.name) in _NUMBERS and _facts_of(parameter, values).get("default") == 0


def _facts_of(parameter: Parameter, values: Values) -> Facts:
    return values.facts.of(values.reference(parameter.use.key)) or {}


def _address(target: str, name: str, token: str) -> str:
    """Return the address of a request with another value of a parameter."""
    path, _, query = target.partition("?")
    begin = f"{name}="
    kept = [piece for piece in query.split("&") if piece and not piece.startswith(begin)]
    return f"{path}?{'&'.join([*kept, f'{quote(name)}={quote(token)}'])}"


def shown_of(page: Page, facts: Facts, values: Values, but: str) -> dict[str, Any]:
    """Return what an answer says of its page, all `but` what holds the items."""
    made: dict[str, Any] = {}
    required = facts.get("required", ())
    known: Mapping[str, Schema] = facts.get("properties", {})
    for name, schema in known.items():
        inner = values.facts.of(schema) or {}
        if name == but:
            continue
        if "properties" in inner and plain(name) in _HOLDERS:
            made[name] = shown_of(page, inner, values, "")
            continue
        for value in _values(page, plain(name), inner, is_required=name in required):
            if values.is_of_format(schema, value):
                made[name] = value
                break
    return made


def _values(page: Page, name: str, facts: Facts, *, is_required: bool) -> Iterator[Any]:
    """Yield what a property may say of the page, the best first."""
    if name in _MORE:
        yield page.token is not None
    elif name in _TOTALS:
        yield page.total
    elif name in _PAGES:
        yield ceil(page.total / page.size)
    elif name in _NUMBERS or name == "currentpage":
        yield page.number
    elif name in _SIZES:
        yield len(page.things) if name == "count" else page.size
    elif name in _TOKENS or _is_address(page, name, facts):
        if page.token is not None:
            yield from _following(page, name, facts)
        elif is_required:
            yield from (None, "", "0")


def _following(page: Page, name: str, facts: Facts) -> Iterator[Any]:
    if page.address is not None and _is_address(page, name, facts):
        yield page.address
    yield page.token
    yield int(page.token) if page.token is not None and page.token.isdecimal() else None


def _is_address(page: Page, name: str, facts: Facts) -> bool:
    """Whether a property tells the address of the next page, not what to ask for there."""
    if name == "next" and page.is_counted and "string" in facts.get("type", ("string",)):
        return True
    is_next = name in _TOKENS or name in ("nexturl", "nextlink", "nextpageurl", "odatanextlink")
    has_format = str(facts.get("format", "")).startswith(("uri", "url", "iri"))
    return is_next and (has_format or name.endswith(("url", "link")))


def plain(name: str) -> str:
    """Return a name without what divides its words."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
