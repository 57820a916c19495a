# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""The address that a client talks to: a server of the document, its variables filled, or another.

In: what the user chose. Out: an absolute address.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Mapping
from typing import Final

from ._errors import ClientError
from ._security import is_loopback, split_url

_SAFE_VALUE: Final = re.compile(r"(?!\.\.?(?:/|\Z))[\w.~-]+(?:/(?!\.\.?(?:/|\Z))[\w.~-]+)*", re.A)
_SAFE_ADDRESS: Final = re.compile(r"[!$%&'()*+,./0-9:;=@A-Z\[\]_a-z~-]+")
_LABEL: Final = r"[0-9A-Za-z](?:[0-9A-Za-z_-]{0,61}[0-9A-Za-z])?"
_PORT: Final = re.compile(r"[0-9]{1,5}")
_OF_HOST: Final = (
    re.compile(_LABEL),
    re.compile(rf"{_LABEL}(?:\.{_LABEL})*"),
    re.compile(rf"{_LABEL}(?:\.{_LABEL})*:[0-9]{{1,5}}"),
)
"""What a variable of a host may hold: a label, several, several and a port. Which it is, the
document's own values tell: no value moves a host that the document doesn't leave open."""


def address_of(server: object) -> str:
    """Return the address of a member of the package's `Server`; raises ClientError for a text."""
    value = getattr(server, "value", None)
    if isinstance(value, str):
        return value
    is_address = isinstance(server, str) and "://" in server and "@" not in server
    hint = f"write base_url={server!r}" if is_address else "Server.NAME"
    raise ClientError(f"`server` is a member of Server: {hint}")


def base_address(
    base_url: str | None,
    variable: str,
    server: str,
    values: Mapping[str, str] | None,
    known: Mapping[str, Mapping[str, tuple[str, ...]]],
    deprecated: tuple[str, ...],
) -> tuple[str, bool]:
    """Return the address of a client, without a slash at its end, and whether the user gave it.

    An explicit address wins over the environment's, that over the server. A server that is a path
    alone is joined to an address without one. Raises ClientError where there is no address, or
    where it isn't an http address; warns where the server is deprecated.
    """
    address = given = os.environ.get(variable) or "" if base_url is None else base_url
    if base_url is not None and not (base_url and str is type(base_url)):
        raise ClientError("`base_url` is the text of an address")
    if not given or server[:1] == "/":
        if server in deprecated:
            warnings.warn("the API deprecates this server", DeprecationWarning, stacklevel=3)
        address = _filled(server, values or {}, known.get(server, {}))
    if address[:1] == "/":
        host = _with_scheme(given.rstrip("/"))
        address = host + address if host and not split_url(host)[1] else given
    if not address:
        raise ClientError(f"the document names no server: give `base_url=` (or {variable})")
    if not _SAFE_ADDRESS.fullmatch(address):
        raise ClientError("the base address holds characters that an address can't")
    segments = _path_of(_with_scheme(address)).split("/")
    if "." in segments or ".." in segments:
        raise ClientError("the base address has a dot segment")
    return address.rstrip("/"), bool(given)


def _with_scheme(address: str) -> str:
    """Return an address. Raises ClientError where it has no scheme, and says what to write."""
    if address and "://" not in address and "@" not in address:
        scheme = "http" if is_loopback(address.partition("/")[0]) else "https"
        raise ClientError(f"the base address {address!r} has no scheme: write {scheme}://{address}")
    return address


def _path_of(address: str) -> str:
    try:
        return split_url(address)[1]
    except ClientError as error:
        problem = str(error)
    raise ClientError(f"the base address is {problem}")


def _filled(server: str, values: Mapping[str, str], known: Mapping[str, tuple[str, ...]]) -> str:
    """Fill the places of a server's address. Source: OpenAPI 3.1.1, section 4.8.6."""
    unknown = [name for name in values if name not in known]
    if unknown:
        raise ClientError(f"the server has no variable {unknown[0]!r}")
    filled = server
    for name, allowed in known.items():
        value = values.get(name, allowed[0])
        if "*" not in allowed and value not in allowed:
            raise ClientError(f"{name!r} is one of {', '.join(allowed)}")
        if name in values and not _fits(value, "{" + name + "}", server, allowed):
            raise ClientError(f"the value of {name!r} would change the address")
        filled = filled.replace("{" + name + "}", value)
    return filled


def _fits(value: object, place: str, server: str, allowed: tuple[str, ...]) -> bool:
    """Whether the value of a variable fills its place and no more."""
    own = [text for text in allowed if text != "*"]
    if not isinstance(value, str) or value in own:
        return value in own
    scheme, separator, rest = server.partition("://")
    host = rest.partition("/")[0]
    if place in scheme and server[:1] != "/":  # It is the scheme, or the whole address.
        return value in ("http", "https") if separator else "://" in own[0] and "://" in value
    if place not in host:
        return _SAFE_VALUE.fullmatch(value) is not None
    if f":{place}" in host:
        return _PORT.fullmatch(value) is not None
    kinds = [kind for kind in _OF_HOST if any(map(kind.fullmatch, own))]
    return (kinds or _OF_HOST)[0].fullmatch(value) is not None
