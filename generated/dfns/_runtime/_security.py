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
import time
from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias
from urllib.parse import quote, urlencode, urljoin

from ._effects import Flow, Invoke, Send
from ._errors import ClientError, InvalidRequest, MissingCredentials, refused_before
from ._http import SHOWN_HEADERS, Headers, Request, Response
from ._parameters import checked_header, header_problem
from ._secret import Secret

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
        self._token = _kept(token)

    def flow(self, request: Request) -> Flow[Request]:
        """Set the header."""
        token = yield from _asked(self._token)
        return request.with_headers(_header("Authorization", "Bearer ", token))


class Basic:
    """`Authorization: Basic …`. Source: RFC 7617."""

    __slots__ = ("_password", "_user")

    def __init__(self, user: str, password: str | Secret) -> None:
        if ":" in user:
            raise ClientError("a user name of basic authentication holds no colon")
        self._user = user
        self._password = Secret(password)

    def flow(self, request: Request) -> Flow[Request]:
        """Set the header."""
        pair = _pair(self._user, self._password)
        return request.with_headers(_header("Authorization", "Basic ", pair))
        yield


class ApiKey:
    """A key in a header, the query or a cookie."""

    __slots__ = ("_key", "_location", "_name")

    def __init__(self, location: str, name: str, key: Token) -> None:
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

    `token_url` is the document's where it isn't given. Source: RFC 6749, section 4.4.
    """

    __slots__ = ("_client_id", "_client_secret", "_expires", "_scopes", "_token", "token_url")

    def __init__(
        self,
        client_id: str,
        client_secret: str | Secret,
        *,
        token_url: str = "",
        scopes: tuple[str, ...] = (),
    ) -> None:
        self._client_id = client_id
        self._client_secret = Secret(client_secret)
        self._scopes = scopes
        self._token: Secret | None = None
        self._expires = 0.0
        self.token_url = token_url

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
        base = f"{before.origin}{before.base.rstrip('/')}/"
        origin, target = split_url(urljoin(base, self.token_url))
        request = Request("POST", origin, target, headers, urlencode(fields).encode())
        response = yield Send(request)
        if response.status != 200:
            raise refused_before(request, response)
        token, lives = _granted(response)
        self._expires = time.monotonic() + max(0.0, lives - 30.0)
        self._token = token
        return token


class Unneeded:
    """A scheme that isn't a request's business, such as mutual TLS."""

    __slots__ = ()

    def flow(self, request: Request) -> Flow[Request]:
        """Return the request as it is."""
        return request
        yield


def bearer_credential(token: Token | None, variable: str) -> Bearer | None:
    """Return the credential of a bearer scheme; the environment's where none is given."""
    found = token if token is not None else os.environ.get(variable) or None
    return None if found is None else Bearer(found)


def api_key_credential(key: Token | None, variable: str, location: str, name: str) -> ApiKey | None:
    """Return the credential of an apiKey scheme; the environment's where none is given.

    From now on no `repr` shows a header of this name, whoever sets it.
    """
    if location == "header":
        SHOWN_HEADERS.discard(name.lower())
    found = key if key is not None else os.environ.get(variable) or None
    return None if found is None else ApiKey(location, name, found)


def basic_credential(pair: tuple[str, str | Secret] | None, variable: str) -> Basic | None:
    """Return the credential of a basic scheme; by default the environment's `user:password`."""
    if pair is not None:
        return Basic(*pair)
    user, colon, password = os.environ.get(variable, "").partition(":")
    return Basic(user, password) if colon else None


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


def split_url(url: str) -> tuple[str, str]:
    """Return the origin of an absolute http URL, and its path and query."""
    scheme, separator, rest = url.partition("://")
    host, slash, target = rest.partition("/")
    if scheme not in ("http", "https") or not separator or not host or "@" in host:
        raise ClientError("not an absolute http or https address without user and password")
    return f"{scheme}://{host}", slash + target.partition("#")[0]


def _kept(token: Token) -> Secret | Callable[[], str | Secret]:
    return Secret(token) if isinstance(token, (str, Secret)) else token


def _asked(token: Secret | Callable[[], str | Secret]) -> Flow[Secret]:
    return token if isinstance(token, Secret) else Secret((yield Invoke(token)))


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
    try:
        answer = response.json()
        lives = answer.get("expires_in")
        return Secret(answer["access_token"]), _seconds(lives)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ClientError("the token endpoint answered without an access token") from None


def _seconds(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 300.0
