"""OAuth 2: access tokens that are asked for with a client's own credentials, and renewed in time.

In: an id and a secret, or a token from elsewhere. Out: the credential of an oauth2 scheme.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Final, cast
from urllib.parse import quote, urlencode, urljoin

from ._credentials import Token, bearer_credential, header_of, pair_of, quoted
from ._effects import Flow, Send
from ._errors import ClientError, InvalidRequest, refused_before
from ._http import Headers, Request, Response
from ._masking import masked
from ._secret import Secret
from ._security import Credential, Renewable, check_secure, split_url


class ClientCredentials(Renewable):
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
        return request.with_headers(header_of("Authorization", "Bearer ", token))

    def forget(self) -> bool:
        """Drop the token; return whether there was one."""
        had, self._token = self._token is not None, None
        return had

    def _fetched(self, before: Request) -> Flow[Secret]:
        """Ask for a token; an address that isn't absolute is one below the API's own."""
        fields = {"grant_type": "client_credentials"}
        if self._scopes:
            fields["scope"] = " ".join(self._scopes)
        pair = pair_of(quote(self._client_id, safe=""), quoted(self._client_secret))
        headers = Headers(
            [
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Accept", "application/json"),
                header_of("Authorization", "Basic ", pair),
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


def oauth2_credential(
    given: ClientCredentials | Token | None, variable: str, token_url: str
) -> Credential | None:
    """Return the credential of an oauth2 scheme: client credentials, or a token from elsewhere."""
    if isinstance(given, ClientCredentials):
        given.token_url = given.token_url or token_url
        return given
    return bearer_credential(given, variable)


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
