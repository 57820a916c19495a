"""Paging as documents declare it for other generators: Fern's, Speakeasy's and AutoRest's words.

In: an operation with such an extension. Out: the Style that it declares. What speaks of a body, or
of what no answer of ours can say, is no style.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from dfnsgen.json_value import JsonObject, JsonValue
from dfnsgen.model.api import Operation
from dfnsgen.model.operations import as_list, as_node, text
from dfnsgen.python.client.pages.styles import Style, first_number, queried

_PATH = re.compile(r"\$(?:\.([\w@-]+(?:\.[\w@-]+)*))?")
_FERN = re.compile(r"\$(?:request|response)(?:\.([\w@-]+(?:\.[\w@-]+)*))?")


def declared_style(operation: Operation) -> Style | None:
    """Return the way to page that an extension declares, None without one that is understood."""
    for name, value in operation.extensions:
        found = _READERS[name](as_node(value), operation) if name in _READERS else None
        if found is not None:
            return found
    return None


def _fern(extension: JsonObject, operation: Operation) -> Style | None:
    """Return the style of `x-fern-pagination`: ways that begin with `$request` or `$response`."""
    at = {key: _way(value, _FERN) for key, value in extension.items()}
    items = at.get("results")
    if items is None:
        return None
    if at.get("cursor"):
        return _by("token", operation, at["cursor"], at.get("next_cursor"), items)
    if at.get("offset"):
        # Without a step the offset counts pages.
        name = "offset" if "step" in extension else "number"
        return _by(name, operation, at["offset"], at.get("has-next-page"), items)
    url = at.get("next_uri") or at.get("next_path")
    return _by("url", operation, None, url, items)


def _speakeasy(extension: JsonObject, operation: Operation) -> Style | None:
    """Return the style of `x-speakeasy-pagination`: inputs by type, outputs as JSON paths."""
    outputs = as_node(extension.get("outputs"))
    items = _way(outputs.get("results"), _PATH)
    given = [as_node(one) for one in as_list(extension.get("inputs"))]
    inputs = {
        text(one, "type"): text(one, "name") for one in given if text(one, "in") == "parameters"
    }
    if text(extension, "type") == "url":
        return _by("url", operation, None, _way(outputs.get("nextUrl"), _PATH), items)
    if text(extension, "type") == "cursor":
        next_field = _way(outputs.get("nextCursor"), _PATH)
        return _by("token", operation, inputs.get("cursor"), next_field, items)
    name = "number" if "page" in inputs else "offset"
    return _by(name, operation, inputs.get("page") or inputs.get("offset"), None, items)


def _autorest(extension: JsonObject, operation: Operation) -> Style | None:
    """Return the style of `x-ms-pageable`; without a `nextLinkName` all is on one page."""
    return _by(
        "url",
        operation,
        None,
        text(extension, "nextLinkName"),
        text(extension, "itemName") or "value",
    )


def _by(
    name: str,
    operation: Operation,
    parameter: str | None,
    next_field: str | None,
    items: str | None,
) -> Style | None:
    """Return a style, None where the document lacks what it needs."""
    index, found = queried(operation).get(parameter or "", (None, None))
    is_counted = name in ("number", "offset")
    if (name != "url" and found is None) or not (next_field or is_counted):
        return None
    return Style(
        name=name,
        **({} if index is None else {"index": index}),
        fields=(next_field,) if next_field else (),
        needs_field=bool(next_field),
        items=() if items is None else (items,),
        first=first_number(name, found) if found else 1,
    )


def _way(value: JsonValue, pattern: re.Pattern[str]) -> str | None:
    found = pattern.fullmatch(value) if isinstance(value, str) else None
    return None if found is None else found[1] or ""


_READERS: Mapping[str, Callable[[JsonObject, Operation], Style | None]] = {
    "x-fern-pagination": _fern,
    "x-speakeasy-pagination": _speakeasy,
    "x-ms-pageable": _autorest,
}
