# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Credentials: which of a client's a request carries, and where they may travel.

In: the credentials that a client was given, by security scheme. Out: those of one request.
A credential's `flow` may send requests of its own first (a token request, a signature); it is a
generator that yields what it needs done, so that one text serves sync and async clients. The kinds
are in `_credentials` and `_oauth2`. Source: OpenAPI 3.1.1, section 4.8.27.
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Final, Protocol

from ._effects import Flow
from ._errors import ClientError, InvalidRequest, MissingCredentials
from ._http import Request


class Credential(Protocol):
    """What satisfies one security scheme."""

    def flow(self, request: Request) -> Flow[Request]:
        """Return the request with the credential; yields what must be done before."""
        ...


class Renewable(ABC):
    """A credential with something in it that the server may have forgotten."""

    __slots__ = ()

    @abstractmethod
    def flow(self, request: Request) -> Flow[Request]:
        """Return the request with the credential."""

    @abstractmethod
    def forget(self, since: float = math.inf) -> bool:
        """Drop what was kept at a moment of the monotonic clock; return whether that may help."""


class Unneeded:
    """A scheme that isn't a request's business, such as mutual TLS."""

    __slots__ = ()

    def flow(self, request: Request) -> Flow[Request]:
        """Return the request as it is."""
        yield from ()
        return request


def chosen(
    alternatives: tuple[tuple[str, ...], ...],
    credentials: Mapping[str, Credential | None],
    how: Mapping[str, str],
) -> tuple[Credential, ...]:
    """Return the credentials of the first alternative that the client can satisfy.

    An alternative that needs nothing is the last choice. Raises MissingCredentials, which names
    what to configure, where no alternative fits.
    """
    for schemes in alternatives:
        found = [credential for s in schemes if (credential := credentials.get(s)) is not None]
        if schemes and len(found) == len(schemes):
            return tuple(found)
    if not alternatives or () in alternatives:
        return ()
    missing = (
        " and ".join(how.get(s, s) for s in schemes if credentials.get(s) is None)
        for schemes in alternatives
    )
    raise MissingCredentials("the operation needs credentials: give " + ", or ".join(missing))


_HOST: Final = re.compile(
    r"(?:[0-9A-Za-z_](?:[0-9A-Za-z_-]*[0-9A-Za-z_])?\.?)+(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](?::[0-9]{1,5})?"
)
_LOOPBACK: Final = re.compile(
    r"(?:localhost|[0-9A-Za-z_.-]+\.localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]+)?", re.I
)


def split_url(url: str) -> tuple[str, str]:
    """Return the origin of an absolute http URL, and its path and query."""
    scheme, separator, rest = url.partition("://")
    host, slash, target = rest.partition("/")
    if scheme not in ("http", "https") or not separator or not _is_host(host):
        raise ClientError("not an absolute http or https address without user and password")
    return f"{scheme}://{host}", slash + target.partition("#")[0]


def _is_host(host: str) -> bool:
    """Whether a text is a host, with or without a port, as no two libraries read it differently."""
    if not _HOST.fullmatch(host):
        return False
    if host[:1] != "[":
        return int(host.partition(":")[2] or 0) < 65536
    from ipaddress import AddressValueError, IPv6Address  # Rarely needed, and slow to import.

    address, _, port = host[1:].partition("]")
    try:
        IPv6Address(address)
    except AddressValueError:
        return False
    return int(port[1:] or 0) < 65536


def carries(credentials: Iterable[Credential | None]) -> bool:
    """Whether some of them travel with a request."""
    return any(one is not None and not isinstance(one, Unneeded) for one in credentials)


def is_loopback(host: str) -> bool:
    """Whether a host, with or without a port, is this machine."""
    return _LOOPBACK.fullmatch(host) is not None


def check_secure(origin: str, allow_http: bool) -> None:
    """Refuse to send credentials where everybody on the way reads them.

    Raises InvalidRequest for http to another machine, unless that is allowed.
    """
    scheme, _, host = origin.partition("://")
    if scheme == "http" and not allow_http and not is_loopback(host):
        raise InvalidRequest(f"credentials don't travel over http to {host}: give allow_http=True")
