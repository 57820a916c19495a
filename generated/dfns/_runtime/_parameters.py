# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Parameters as text: every style and explode of OpenAPI.

In: a parameter and its value in wire form (what JSON can say). Out: encoded text for the path, the
query, a header or a cookie. A value that would change the address in any other way than by filling
its place is refused. Source: OpenAPI 3.1.1, section 4.8.12; RFC 3986; RFC 6570.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, Final, cast
from urllib.parse import quote

from ._codec import dump_any
from ._errors import InvalidRequest
from ._issues import ValidationError

Wire = Any
"""A value as JSON has it."""

_RESERVED: Final = ":/?@!$'()*,;="
"""What `allowReserved` leaves as it is: the reserved characters that can't end a query's value."""

_RESERVED_IN_PATH: Final = ":/@!$&'()*+,;="
"""Likewise for a path, which a `?` would end."""

_UNSAFE_COOKIE: Final = re.compile(r'[^!-~]|[";\\]')
_NOT_TO_SET: Final = frozenset(
    "host content-length transfer-encoding connection te trailer upgrade".split()
)
"""Headers that belong to the transport: an argument that could set one could split a request."""

_UNSAFE_HEADER: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]|^[ \t]|[ \t]$")
_TOKEN: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_DELIMITERS: Final = {"spaceDelimited": "%20", "pipeDelimited": "%7C", "tabDelimited": "%09"}


class Param:
    """One parameter of an operation: its name on the wire, its place and its form."""

    __slots__ = (
        "allow_reserved",
        "codec",
        "deprecated",
        "explode",
        "json",
        "location",
        "name",
        "style",
    )

    def __init__(
        self,
        location: str,
        name: str,
        codec: Any = None,
        *,
        style: str = "",
        explode: bool | None = None,
        allow_reserved: bool = False,
        json: bool = False,
        deprecated: bool = False,
    ) -> None:
        self.location: Final = location
        self.name: Final = name
        self.codec: Final[Any] = codec
        self.style: Final = style or ("form" if location in ("query", "cookie") else "simple")
        explodes = self.style in ("form", "cookie")
        self.explode: Final = explodes if explode is None else explode
        self.allow_reserved: Final = allow_reserved
        self.json: Final = json
        self.deprecated: Final = deprecated

    def wire(self, value: object) -> Wire:
        """Return a value in wire form; raises ValidationError where its schema refuses it."""
        if self.codec is None:
            return value
        try:
            plain = self._checked(value)
        except ValidationError as error:  # The codec may be another parameter's by name.
            raise ValidationError(error.issues, subject=f"parameter {self.name!r}") from None
        return json.dumps(plain, separators=(",", ":"), ensure_ascii=False) if self.json else plain

    def _checked(self, value: object) -> Wire:
        """Return a value as the codec takes it: a number or a bool as text, if need be."""
        try:
            return self.codec.checked(value)
        except ValidationError:
            text = _as_texts(dump_any(value))
            if text == value:
                raise
            try:
                return self.codec.checked(text)
            except ValidationError:
                pass
            raise


def _as_texts(value: Wire) -> Wire:
    """Return numbers and bools as texts, the items of a list each; all else as it is."""
    if isinstance(value, (list, tuple)):
        return [_as_texts(item) for item in cast("list[object]", value)]
    return _scalar(value) if isinstance(value, (bool, int, float, Decimal)) else value


def path_text(param: Param, value: Wire) -> str:
    """Return the encoded text that fills a parameter's place in the path."""
    if value is None or value == "" or value == [] or value == {}:
        raise InvalidRequest(f"the path parameter {param.name!r} is empty")
    name, explode = param.name, param.explode
    match param.style:
        case "label":
            return "." + _joined(value, "." if explode else ",", explode, name)
        case "matrix":
            return _matrix(param, value)
        case _ if param.allow_reserved and isinstance(value, str):
            return _encoded(value, _RESERVED_IN_PATH)
        case _:
            return _joined(value, ",", explode, name)


def query_texts(param: Param, value: Wire) -> list[str]:
    """Return the encoded `name=value` texts of a query parameter, none for an empty array."""
    if param.location == "querystring":
        return _whole_query(value)
    key = _encoded(param.name)
    safe = _RESERVED if param.allow_reserved else ""
    if param.style == "deepObject" and isinstance(value, (dict, list)):
        return _deep(key, value, safe)
    items = _pairs(value)
    if items is None:
        return [f"{key}={_encoded(_scalar(value), safe)}"]
    if param.explode:
        # A list in an object comes as often as it has items, as Spring's `sort` does.
        named = [(_encoded(k, safe) if k else key, one) for k, v in items for one in _each(k, v)]
        return [f"{k}={_encoded(_scalar(v), safe)}" for k, v in named]
    flat = [_encoded(part, safe) for part in _flat(items)]
    return [f"{key}={_DELIMITERS.get(param.style, ',').join(flat)}"]


def _each(name: str, value: object) -> list[object]:
    """Return the items of a property that is a list of plain values, else the value alone."""
    items = cast("list[object]", value) if name and isinstance(value, list) else [value]
    return [value] if any(isinstance(one, (dict, list)) for one in items) else items


def _whole_query(value: Wire) -> list[str]:
    """Return the texts of a parameter that is the whole query: of an object, those of a form."""
    items = _pairs(value)
    if items is None:
        return [_encoded(_scalar(value))]
    texts: list[str] = []
    for name, inner in items:
        parts = cast("list[object]", inner) if isinstance(inner, list) else [inner]
        texts += [f"{_encoded(name)}={_encoded(_scalar(part))}" for part in parts]
    return texts


def header_text(param: Param, value: Wire) -> str:
    """Return the text of a header parameter; it is not percent-encoded."""
    items = _pairs(value)
    if items is None:
        text = _scalar(value)
    elif param.explode:
        text = ",".join(f"{k}={_scalar(v)}" if k else _scalar(v) for k, v in items)
    else:
        text = ",".join(_flat(items))
    return checked_header(param.name, text)


def cookie_text(param: Param, value: Wire) -> str:
    """Return the `name=value` text of a cookie parameter, several joined as cookies are.

    In the style `cookie` nothing is percent-encoded.
    """
    if param.style != "cookie":
        return "; ".join(query_texts(param, value))
    items = _pairs(value)
    if items is None:
        pairs = [(param.name, _scalar(value))]
    elif param.explode:
        pairs = [(name or param.name, _scalar(inner)) for name, inner in items]
    else:
        pairs = [(param.name, ",".join(_flat(items)))]
    if any(_UNSAFE_COOKIE.search(text) for pair in pairs for text in pair):
        raise InvalidRequest(f"the cookie {param.name!r} holds what would end it")
    return "; ".join(f"{name}={text}" for name, text in pairs)


def checked_header(name: str, value: str) -> str:
    """Return a header's value; raises InvalidRequest where it could end the header."""
    if not _TOKEN.fullmatch(name):
        raise InvalidRequest(f"not the name of a header: {name!r}")
    problem = header_problem(value)
    if problem:
        raise InvalidRequest(f"the header {name!r} holds {problem}")
    return value


def settable_header(name: str, value: str) -> tuple[str, str]:
    """Return a header that a caller sets; raises InvalidRequest for one of the transport's own."""
    if name.lower() in _NOT_TO_SET:
        raise InvalidRequest(f"the header {name!r} belongs to the transport")
    return name, checked_header(name, value)


def header_problem(value: str) -> str:
    """Return what a header's value holds that none can hold, "" where there is nothing."""
    if _UNSAFE_HEADER.search(value):
        return "a line break or another control character"
    return "" if value.isascii() else "characters beyond ASCII"


def _matrix(param: Param, value: Wire) -> str:
    name = _encoded(param.name)
    items = _pairs(value)
    if items is None:
        return f";{name}={_encoded(_scalar(value))}"
    if param.explode:
        return "".join(f";{_encoded(k) if k else name}={_encoded(_scalar(v))}" for k, v in items)
    return f";{name}={','.join(_encoded(part) for part in _flat(items))}"


def _joined(value: Wire, separator: str, explode: bool, name: str) -> str:
    items = _pairs(value)
    if items is None:
        texts = [_scalar(value)]
    elif explode:
        if any(not _scalar(v) for _, v in items):
            raise InvalidRequest(f"the path parameter {name!r} has an empty part")
        texts = []
        encoded = [
            f"{_encoded(k)}={_encoded(_scalar(v))}" if k else _encoded(_scalar(v)) for k, v in items
        ]
        return separator.join(encoded)
    else:
        texts = _flat(items)
    if not all(texts):
        raise InvalidRequest(f"the path parameter {name!r} has an empty part")
    return separator.join(_encoded(text) for text in texts)


def _deep(key: str, value: Wire, safe: str) -> list[str]:
    """Return the texts of what is nested: `filter[or][0][name]=x`, by name and by number.

    OpenAPI leaves lists open; the servers that take such names count their items from 0.
    """
    if isinstance(value, dict):
        items = list(cast("dict[str, Wire]", value).items())
    elif isinstance(value, list):
        items = [(str(n), item) for n, item in enumerate(cast("list[object]", value))]
    else:
        return [f"{key}={_encoded(_scalar(value), safe)}"]
    return [
        text for name, inner in items for text in _deep(f"{key}%5B{_encoded(name)}%5D", inner, safe)
    ]


def _pairs(value: Wire) -> list[tuple[str, Wire]] | None:
    """Return an object's members, or an array's items under "", or None for a scalar."""
    if isinstance(value, dict):
        return list(cast("dict[str, Wire]", value).items())
    if isinstance(value, list):
        return [("", item) for item in cast("list[object]", value)]
    return None


def _flat(items: list[tuple[str, Wire]]) -> list[str]:
    return [text for name, v in items for text in ((name, _scalar(v)) if name else (_scalar(v),))]


def _scalar(value: Wire) -> str:
    """Return a scalar as text; what is nested deeper than a style can say travels as JSON."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return str(value)
        case dict() | list():
            return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        case _:
            raise InvalidRequest(f"a {type(value).__name__} can't be sent as a parameter")


def _encoded(text: str, safe: str = "") -> str:
    if text.isascii() and text.isalnum():
        return text
    try:
        return quote(text, safe=safe)
    except UnicodeEncodeError:
        raise InvalidRequest("a parameter holds half of a surrogate pair") from None
