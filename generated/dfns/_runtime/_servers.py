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
from ._security import split_url

_SAFE_VALUE: Final = re.compile(r"(?!\.\.?(?:/|\Z))[\w.~-]+(?:/(?!\.\.?(?:/|\Z))[\w.~-]+)*", re.A)
_SAFE_ADDRESS: Final = re.compile(r"[!$%&'()*+,./0-9:;=@A-Z\[\]_a-z~-]+")


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
    address = given = base_url or os.environ.get(variable) or ""
    if not given or server[:1] == "/":
        if server in deprecated:
            warnings.warn("the API deprecates this server", DeprecationWarning, stacklevel=3)
        address = _filled(server, values or {}, known.get(server, {}))
    if address[:1] == "/":
        host = given.rstrip("/")
        address = host + address if host and not split_url(host)[1] else given
    if not address:
        raise ClientError(f"the document names no server: give `base_url=` (or {variable})")
    if not _SAFE_ADDRESS.fullmatch(address):
        raise ClientError("the base address holds characters that an address can't")
    split_url(address)
    return address.rstrip("/"), bool(given)


def _filled(server: str, values: Mapping[str, str], known: Mapping[str, tuple[str, ...]]) -> str:
    """Fill the places of a server's address. Source: OpenAPI 3.1.1, section 4.8.6."""
    unknown = [name for name in values if name not in known]
    if unknown:
        raise ClientError(f"the server has no variable {unknown[0]!r}")
    for name, allowed in known.items():
        value = values.get(name, allowed[0])
        if "*" not in allowed and value not in allowed:
            raise ClientError(f"{name!r} is one of {', '.join(allowed)}")
        if name in values and not _SAFE_VALUE.fullmatch(value):
            raise ClientError(f"the value of {name!r} would change the address")
        server = server.replace("{" + name + "}", value)
    return server
