# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Credentials: what a client was given for each security scheme, and how a request carries it.

In: tokens, passwords, keys, or callables that return them. Out: requests with the credential set.
A credential's `flow` may send requests of its own first (a token request, a signature); it is a
generator that yields what it needs done, so that one text serves sync and async clients.
Source: OpenAPI 3.1.1, section 4.8.27.
"""

from __future__ import annotations

import base64
import os
import re
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Final, Protocol, TypeAlias, cast
from urllib.parse import quote, urlencode, urljoin

from ._effects import Flow, Invoke, Send
from ._errors import ClientError, InvalidRequest, MissingCredentials, refused_before
from ._http import SHOWN_HEADERS, Headers, Request, Response
from ._masking import masked
from ._parameters import checked_header, header_problem
from ._secret import Secret, hidden

Token: TypeAlias = "str | Secret | Callable[[], str | Secret]"
"""A token, or a callable that returns the present one and is asked before each request."""


class Credential(Protocol):
    """What satisfies one security scheme."""

    def flow(self, request: Request) -> Flow[Request]:
        """Return the request with the credential; yields what must be done before."""
        ...


class Bearer:
    """`Authorization: Bearer …`. Source: RFC 6750, section 2.1."""

    __slots__ = ("_token",)

    def __init__(self, token: Token) -> None:
        token = hidden(token)
        self._token = _kept(token)

    def flow(self, request: Request) -> Flow[Request]:
        """Set the header."""
        token = yield from _asked(self._token)
        return request.with_headers(_header("Authorization", "Bearer ", token))


class Basic:
    """`Authorization: Basic …`. Source: RFC 7617."""

    __slots__ = ("_password", "_user")

    def __init__(self, user: str | Secret, password: str | Secret) -> None:
        user, password = Secret(user), Secret(password)
        if not user.usable or not password.usable or ":" in user.reveal():
            raise InvalidRequest("basic authentication takes a user without a colon and a password")
        self._user = user
        self._password = password

    def flow(self, request: Request) -> Flow[Request]:
        """Set the header."""
        pair = _pair(self._user.reveal(), self._password)
        return request.with_headers(_header("Authorization", "Basic ", pair))
        yield


class ApiKey:
    """A key in a header, the query or a cookie."""

    __slots__ = ("_key", "_location", "_name")

    def __init__(self, location: str, name: str, key: Token) -> None:
        key = hidden(key)
        self._location = location
        self._name = name
        self._key = _kept(key)

    def flow(self, request: Request) -> Flow[Request]:
        """Set the key where its scheme wants it."""
        key = yield from _asked(self._key)
        if self._location == "query":
            return request.with_query(f"{quote(self._name, safe='')}={_quoted(key).reveal()}")
        if self._location == "cookie":
            others = [text for text in (request.headers.get("cookie"),) if text]
            prefix = "; ".join([*others, f"{self._name}="])
            return request.with_headers(_header("Cookie", prefix, _quoted(key)))
        return request.with_headers(_header(self._name, "", key))


class ClientCredentials:
    """OAuth 2 client credentials; the access token is fetched when needed and renewed in time.

    `token_url` is the document's where it isn't given; `allow_http` lets the secret travel to it
    over http. Source: RFC 6749, section 4.4.
    """

    __slots__ = (
        "_client_id",
        "_client_secret",
        "_expires",
        "_scopes",
        "_token",
        "allow_http",
        "token_url",
    )

    def __init__(
        self,
        client_id: str,
        client_secret: str | Secret,
        *,
        token_url: str = "",
        scopes: tuple[str, ...] = (),
        allow_http: bool = False,
    ) -> None:
        client_secret = Secret(client_secret)
        if not client_secret.usable or not Secret(client_id).usable:
            raise InvalidRequest("client credentials are an id and a secret, both texts")
        self._client_id = client_id
        self._client_secret = client_secret
        self._scopes = scopes
        self._token: Secret | None = None
        self._expires = 0.0
        self.token_url = token_url
        self.allow_http: Final = allow_http

    def flow(self, request: Request) -> Flow[Request]:
        """Fetch a token unless there is one that still lives, and set the header."""
        token = self._token
        if token is None or time.monotonic() >= self._expires:
            token = yield from self._fetched(request)
        return request.with_headers(_header("Authorization", "Bearer ", token))

    def forget(self) -> bool:
        """Drop the token; return whether there was one."""
        had, self._token = self._token is not None, None
        return had

    def _fetched(self, before: Request) -> Flow[Secret]:
        """Ask for a token; an address that isn't absolute is one below the API's own."""
        fields = {"grant_type": "client_credentials"}
        if self._scopes:
            fields["scope"] = " ".join(self._scopes)
        pair = _pair(quote(self._client_id, safe=""), _quoted(self._client_secret))
        headers = Headers(
            [
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Accept", "application/json"),
                _header("Authorization", "Basic ", pair),
            ]
        )
        origin, target = self._endpoint(before)
        check_secure(origin, self.allow_http)
        request = Request("POST", origin, target, headers, urlencode(fields).encode())
        response = masked((yield Send(request)), (pair, self._client_secret))
        if response.status != 200:
            raise refused_before(request, response)
        token, lives = _granted(response)
        self._expires = time.monotonic() + max(0.0, lives - 30.0)
        self._token = token
        return token

    def _endpoint(self, before: Request) -> tuple[str, str]:
        base = f"{before.origin}{before.base.rstrip('/')}/"
        with suppress(ValueError):
            return split_url(urljoin(base, self.token_url))
        raise ClientError("`token_url` is no address")


class Unneeded:
    """A scheme that isn't a request's business, such as mutual TLS."""

    __slots__ = ()

    def flow(self, request: Request) -> Flow[Request]:
        """Return the request as it is."""
        return request
        yield


def bearer_credential(token: Token | None, variable: str) -> Bearer | None:
    """Return the credential of a bearer scheme; the environment's where none is given."""
    token = hidden(os.environ.get(variable) or None) if token is None else token
    return None if token is None else Bearer(token)


def api_key_credential(key: Token | None, variable: str, location: str, name: str) -> ApiKey | None:
    """Return the credential of an apiKey scheme; the environment's where none is given.

    From now on no `repr` shows a header of this name, whoever sets it.
    """
    if location == "header":
        SHOWN_HEADERS.discard(name.lower())
    key = hidden(os.environ.get(variable) or None) if key is None else key
    return None if key is None else ApiKey(location, name, key)


def basic_credential(pair: tuple[str, str | Secret] | None, variable: str) -> Basic | None:
    """Return the credential of a basic scheme; by default the environment's `user:password`."""
    if pair is None:
        user, colon, password = map(Secret, os.environ.get(variable, "").partition(":"))
        return Basic(user, password) if colon else None
    given = hidden(pair)
    if not isinstance(given, tuple) or len(cast("tuple[object, ...]", given)) != 2:
        raise InvalidRequest("basic authentication takes a pair: a user and a password")
    return Basic(*cast("tuple[Secret, Secret]", given))


def oauth2_credential(
    given: ClientCredentials | Token | None, variable: str, token_url: str
) -> Credential | None:
    """Return the credential of an oauth2 scheme: client credentials, or a token from elsewhere."""
    if isinstance(given, ClientCredentials):
        given.token_url = given.token_url or token_url
        return given
    return bearer_credential(given, variable)


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


def check_secure(origin: str, allow_http: bool) -> None:
    """Refuse to send credentials where everybody on the way reads them.

    Raises InvalidRequest for http to another machine, unless that is allowed.
    """
    scheme, _, host = origin.partition("://")
    if scheme == "http" and not allow_http and not _LOOPBACK.fullmatch(host):
        raise InvalidRequest(f"credentials don't travel over http to {host}: give allow_http=True")


def _kept(token: Token) -> Secret | Callable[[], str | Secret]:
    """Return a token as it is kept. No variable of the caller holds it where this raises."""
    found = hidden(token)
    if callable(found) or (isinstance(found, Secret) and found.usable):
        return cast("Secret | Callable[[], str | Secret]", found)
    raise InvalidRequest("a token is a text, or a function that returns one")


def _asked(token: Secret | Callable[[], str | Secret]) -> Flow[Secret]:
    found = token if isinstance(token, Secret) else Secret((yield Invoke(token)))
    if not found.usable:
        raise InvalidRequest("the function for a token returned no text")
    return found


def _quoted(text: Secret) -> Secret:
    return Secret(quote(text.reveal(), safe=""))


def _pair(user: str, password: Secret) -> Secret:
    return Secret(base64.b64encode(f"{user}:{password.reveal()}".encode()).decode())


def _header(name: str, prefix: str, secret: Secret) -> tuple[str, str]:
    """Return a header that holds a secret, which no variable keeps where this raises."""
    checked_header(name, prefix.strip())
    problem = header_problem(secret.reveal()) if secret else "nothing"
    if problem:
        raise InvalidRequest(f"the credential for the header {name!r} holds {problem}")
    return name, prefix + secret.reveal()


def _granted(response: Response) -> tuple[Secret, float]:
    """Return an access token, and the seconds that it lives. Source: RFC 6749, section 5.1."""
    token, lives = _read(response)
    if not token:
        raise ClientError("the token endpoint answered without an access token")
    return token, lives


def _read(response: Response) -> tuple[Secret, float]:
    """Return what an answer grants, "" for nothing. No variable of who raises holds the token."""
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        return Secret(""), 0.0
    granted = cast("dict[str, object]", answer)
    return Secret(cast("str", granted.get("access_token"))), _seconds(granted.get("expires_in"))


def _seconds(value: object) -> float:
    """Return how long a token lives: what is no sensible time is taken for five minutes."""
    text = str(value) if isinstance(value, (int, float, str)) and len(str(value)) < 12 else ""
    return float(text) if text.replace(".", "", 1).isdecimal() else 300.0
