# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Tokens, passwords and keys, as a request carries them.

In: what a client was given for a security scheme, or a callable that returns it. Out: the
credential that sets it. Source: OpenAPI 3.1.1, section 4.8.27.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from typing import TypeAlias, cast
from urllib.parse import quote

from ._effects import Flow, Invoke
from ._errors import InvalidRequest
from ._http import SHOWN_HEADERS, Request
from ._parameters import checked_header, header_problem
from ._secret import Secret, hidden

Token: TypeAlias = "str | Secret | Callable[[], str | Secret]"
"""A token, or a callable that returns the present one and is asked before each request."""


class Bearer:
    """`Authorization: Bearer …`. Source: RFC 6750, section 2.1."""

    __slots__ = ("_token",)

    def __init__(self, token: Token) -> None:
        token = hidden(token)
        self._token = _kept(token)

    def flow(self, request: Request) -> Flow[Request]:
        """Set the header."""
        token = yield from _asked(self._token)
        return request.with_headers(header_of("Authorization", "Bearer ", token))


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
        pair = pair_of(self._user.reveal(), self._password)
        yield from ()
        return request.with_headers(header_of("Authorization", "Basic ", pair))


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
            return request.with_query(f"{quote(self._name, safe='')}={quoted(key).reveal()}")
        if self._location == "cookie":
            others = [text for text in (request.headers.get("cookie"),) if text]
            prefix = "; ".join([*others, f"{self._name}="])
            return request.with_headers(header_of("Cookie", prefix, quoted(key)))
        return request.with_headers(header_of(self._name, "", key))


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


def quoted(text: Secret) -> Secret:
    """Return a secret as it travels in an address."""
    return Secret(quote(text.reveal(), safe=""))


def pair_of(user: str, password: Secret) -> Secret:
    """Return a user and a password as basic authentication has them."""
    return Secret(base64.b64encode(f"{user}:{password.reveal()}".encode()).decode())


def header_of(name: str, prefix: str, secret: Secret) -> tuple[str, str]:
    """Return a header that holds a secret, which no variable keeps where this raises."""
    checked_header(name, prefix.strip())
    problem = header_problem(secret.reveal()) if secret else "nothing"
    if problem:
        raise InvalidRequest(f"the credential for the header {name!r} holds {problem}")
    if prefix == "Bearer " and secret.reveal().lower().startswith("bearer "):
        raise InvalidRequest("a token is given without the word Bearer, which is put before it")
    return name, prefix + secret.reveal()
