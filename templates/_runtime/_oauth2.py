"""OAuth 2: access tokens that are asked for with a client's own credentials, and renewed in time.

In: an id and a secret, or a token from elsewhere. Out: the credential of an oauth2 scheme.
"""

from __future__ import annotations

import math
import time
from abc import abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock
from typing import Final, cast
from urllib.parse import quote, urlencode, urljoin

from ._credentials import Token, bearer_credential, header_of, pair_of, quoted
from ._effects import Flow, Send, Sleep
from ._errors import ClientError, InvalidRequest, refused_before
from ._http import Headers, Request, Response
from ._masking import masked
from ._secret import Secret
from ._security import Credential, Renewable, check_secure, split_url

_PAUSE: Final = 0.02
"""The seconds between two looks at whether somebody else has fetched the token."""


class Fetched(Renewable):
    """An access token that an endpoint grants: fetched when it is needed, renewed in time.

    Of calls that run at once, in threads or in an event loop, one fetches it and the others wait.
    `token_url` is the document's where it isn't given; `allow_http` lets secrets travel to it over
    http.
    """

    __slots__ = (
        "_expires",
        "_fetched_at",
        "_is_fetching",
        "_lock",
        "_token",
        "allow_http",
        "device_url",
        "token_url",
    )

    def __init__(self, token_url: str, allow_http: bool) -> None:
        self._lock: Final = Lock()
        self._is_fetching = False
        self._token: Secret | None = None
        self._expires = self._fetched_at = 0.0
        self.token_url = token_url
        self.device_url = ""
        self.allow_http: Final = allow_http

    def flow(self, request: Request) -> Flow[Request]:
        """Fetch a token unless there is one that still lives, and set the header."""
        while True:
            with self._lock:  # It is never held while anybody waits.
                token = self._token if time.monotonic() < self._expires else None
                is_mine = token is None and not self._is_fetching
                self._is_fetching = self._is_fetching or is_mine
            if is_mine:
                try:
                    token = yield from self._fetched(request)
                finally:
                    self._is_fetching = False
            if token is not None:
                return request.with_headers(header_of("Authorization", "Bearer ", token))
            yield Sleep(_PAUSE)

    def forget(self, since: float = math.inf) -> bool:
        """Drop a token that was there at a moment; return whether another one may serve.

        Where somebody else has dropped it meanwhile, or fetched another one, that will serve.
        """
        with self._lock:
            if self._fetched_at <= since:
                self._token, self._expires = None, 0.0
            return self._fetched_at > 0

    @abstractmethod
    def _fetched(self, before: Request) -> Flow[Secret]:
        """Ask for a token."""

    def _kept(self, token: Secret, lives: float) -> Secret:
        with self._lock:
            self._fetched_at = time.monotonic()
            self._expires = self._fetched_at + max(0.0, lives - 30.0)
            self._token = token
        return token

    def _asked(
        self,
        before: Request,
        url: str,
        fields: Mapping[str, str | Secret],
        pair: Secret | None = None,
        hidden: tuple[Secret, ...] = (),
    ) -> Flow[tuple[Request, Response]]:
        """Post a form to an address, which is below the API's own where it isn't absolute.

        What is in `fields` as a Secret, and the pair of the client, is masked in the answer.
        """
        headers = Headers(
            (
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Accept", "application/json"),
                *((header_of("Authorization", "Basic ", pair),) if pair is not None else ()),
            )
        )
        origin, target = _endpoint(before, url)
        check_secure(origin, self.allow_http)
        request = Request("POST", origin, target, headers, _form(fields))
        given = (value for value in fields.values() if isinstance(value, Secret))
        secrets = (*given, *hidden, *((pair,) if pair is not None else ()))
        return request, masked((yield Send(request)), secrets)


def _form(fields: Mapping[str, str | Secret]) -> bytes:
    """Return a form as it travels; no variable of who raises holds it."""
    pairs = ((k, v.reveal() if isinstance(v, Secret) else v) for k, v in fields.items())
    return urlencode(tuple(pairs)).encode()


def _endpoint(before: Request, url: str) -> tuple[str, str]:
    base = f"{before.origin}{before.base.rstrip('/')}/"
    with suppress(ValueError):
        return split_url(urljoin(base, url))
    raise ClientError("`token_url` is no address")


class ClientCredentials(Fetched):
    """OAuth 2 client credentials; the access token is fetched when needed and renewed in time.

    Source: RFC 6749, section 4.4.
    """

    __slots__ = ("_client_id", "_client_secret", "_scopes")

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
        super().__init__(token_url, allow_http)
        self._client_id: Final = client_id
        self._client_secret: Final = client_secret
        self._scopes: Final = scopes

    def _fetched(self, before: Request) -> Flow[Secret]:
        fields: dict[str, str | Secret] = {"grant_type": "client_credentials"}
        if self._scopes:
            fields["scope"] = " ".join(self._scopes)
        pair = client_pair(self._client_id, self._client_secret)
        hidden = (self._client_secret,)
        request, response = yield from self._asked(before, self.token_url, fields, pair, hidden)
        if response.status != 200:
            raise refused_before(request, response)
        return self._kept(*granted(response))


def client_pair(client_id: str, client_secret: Secret) -> Secret:
    """Return id and secret as they travel. Source: RFC 6749, section 2.3.1."""
    return pair_of(quote(client_id, safe=""), quoted(client_secret))


def oauth2_credential(
    given: Fetched | Token | None, variable: str, token_url: str, device_url: str = ""
) -> Credential | None:
    """Return the credential of an oauth2 scheme: one that fetches, or a token from elsewhere."""
    if isinstance(given, Fetched):
        given.token_url = given.token_url or token_url
        given.device_url = given.device_url or device_url
        return given
    return bearer_credential(given, variable)


def granted(response: Response) -> tuple[Secret, float]:
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
