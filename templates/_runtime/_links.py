"""The `Link` header of an answer: what it says of the next page.

In: the headers of an answer. Out: the address that they name. Source: RFC 8288, section 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ._http import Headers

_LINK: Final = re.compile(r"[\s,]*<([^>]*)>")
_PARAMETER: Final = re.compile(
    r'\s*;\s*([\w!#$&+.^`|~*-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?'
)
_ESCAPED: Final = re.compile(r"\\(.)")


def next_link(headers: Headers) -> str | None:
    """Return the address of the next page; None where the header names none."""
    for address, parameters in _links(headers.get("link", "")):
        relations = parameters.get("rel", "").lower().split()
        if "next" in relations and "anchor" not in parameters:
            return address
    return None


def _links(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each link with its parameters, of which the first of a name counts."""
    at = 0
    while found := _LINK.match(text, at):
        at = found.end()
        parameters: dict[str, str] = {}
        while parameter := _PARAMETER.match(text, at):
            at = parameter.end()
            value = _ESCAPED.sub(r"\1", parameter[2] or "") or parameter[3] or ""
            parameters.setdefault(parameter[1].lower(), value)
        yield found[1], parameters
