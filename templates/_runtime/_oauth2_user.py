"""OAuth 2 for a user: by a browser with PKCE, by a code on another device, and renewed afterwards.

In: the client's id, and what the user's login brought. Out: credentials of an oauth2 scheme. No web
framework and no browser is known here: the address to open is handed out, the answer handed in.
Source: RFC 6749, sections 4.1 and 6; RFC 7636; RFC 8628.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from typing import Final, cast
from urllib.parse import parse_qs, urlencode, urlsplit

from ._effects import Flow, Invoke, Sleep
from ._errors import ClientError, InvalidRequest, refused_before
from ._http import Request, Response
from ._oauth2 import Fetched, client_pair, granted
from ._secret import Secret, hidden
from ._shown import shown

_DEVICE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"


class UserCredential(Fetched):
    """A user's access token: what a login brought is exchanged for it, then a refresh token.

    `renewed` is called with each new refresh token: keep it in place of the old one, which a server
    may take only once. A public client has no `client_secret`.
    """

    __slots__ = ("_client_id", "_client_secret", "_login", "_refresh_token", "_renewed")

    def __init__(
        self,
        client_id: str,
        *,
        client_secret: str | Secret | None = None,
        token_url: str = "",
        renewed: Callable[[str], object] | None = None,
        allow_http: bool = False,
        login: Mapping[str, str | Secret] | None = None,
    ) -> None:
        client_secret = None if client_secret is None else Secret(client_secret)
        super().__init__(token_url, allow_http)
        self._client_id: Final = client_id
        self._client_secret: Final = client_secret
        self._renewed: Final = renewed
        self._login: Mapping[str, str | Secret] = login or {}
        self._refresh_token = Secret("")

    def _fetched(self, before: Request) -> Flow[Secret]:
        fields, self._login = self._login, {}
        if not fields and not self._refresh_token:
            raise ClientError("the access token has ended, and nothing renews it: log in again")
        if not fields:
            fields = {"grant_type": "refresh_token", "refresh_token": self._refresh_token}
        request, response = yield from self._granting(before, fields)
        if response.status != 200:
            raise refused_before(request, response)
        return (yield from self._taken(response))

    def _granting(
        self, before: Request, fields: Mapping[str, str | Secret]
    ) -> Flow[tuple[Request, Response]]:
        """Ask the token endpoint. A client with a secret says who it is in a header."""
        secret, pair = self._client_secret, None
        if secret is None:
            fields = {**fields, "client_id": self._client_id}
        else:
            pair = client_pair(self._client_id, secret)
        known = () if secret is None else (secret,)
        return (yield from self._asked(before, self.token_url, fields, pair, known))

    def _taken(self, response: Response) -> Flow[Secret]:
        fresh = _refresh_token_in(response)
        token = self._kept(*granted(response))
        if fresh:
            self._refresh_token = fresh
            if self._renewed is not None:
                yield Invoke(_with_text, self._renewed, fresh)
        return token

    @shown
    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._client_id!r})"


class RefreshToken(UserCredential):
    """A user's access token, fetched with a refresh token that was kept from an earlier login."""

    __slots__ = ()

    def __init__(
        self,
        refresh_token: str | Secret,
        *,
        client_id: str,
        client_secret: str | Secret | None = None,
        token_url: str = "",
        renewed: Callable[[str], object] | None = None,
        allow_http: bool = False,
    ) -> None:
        refresh_token, client_secret = Secret(refresh_token), hidden(client_secret)
        if not refresh_token.usable:
            raise InvalidRequest("a refresh token is a text")
        super().__init__(
            client_id,
            client_secret=client_secret,
            token_url=token_url,
            renewed=renewed,
            allow_http=allow_http,
        )
        self._refresh_token = refresh_token


class DeviceLogin(UserCredential):
    """A login on another device: `prompt` is called with the address to open and the code to type.

    The first call waits for it: give that call a `deadline` that leaves the user time. Both
    addresses are the document's where they aren't given.
    """

    __slots__ = ("_prompt", "_scopes")

    def __init__(
        self,
        client_id: str,
        prompt: Callable[[str, str], object],
        *,
        client_secret: str | Secret | None = None,
        device_url: str = "",
        token_url: str = "",
        scopes: tuple[str, ...] = (),
        renewed: Callable[[str], object] | None = None,
        allow_http: bool = False,
    ) -> None:
        client_secret = hidden(client_secret)
        super().__init__(
            client_id,
            client_secret=client_secret,
            token_url=token_url,
            renewed=renewed,
            allow_http=allow_http,
        )
        self.device_url = device_url
        self._prompt: Final = prompt
        self._scopes: Final = scopes

    def _fetched(self, before: Request) -> Flow[Secret]:
        if self._refresh_token:
            return (yield from super()._fetched(before))
        begun = yield from self._begun(before)
        yield Invoke(self._prompt, begun.address, begun.code)
        fields: dict[str, str | Secret] = {"grant_type": _DEVICE_GRANT}
        fields["device_code"] = begun.device_code
        wait = begun.interval
        while True:
            yield Sleep(wait)
            request, response = yield from self._granting(before, fields)
            if response.status == 200:
                return (yield from self._taken(response))
            error = _member(response, "error")
            if error not in ("authorization_pending", "slow_down"):
                raise refused_before(request, response)
            # Source: RFC 8628, section 3.5.
            wait += 5.0 if error == "slow_down" else 0.0

    def _begun(self, before: Request) -> Flow[_Begun]:
        fields: dict[str, str | Secret] = {"client_id": self._client_id}
        if self._scopes:
            fields["scope"] = " ".join(self._scopes)
        request, response = yield from self._asked(before, self.device_url, fields)
        begun = _Begun(response) if response.status == 200 else None
        if begun is None or not begun.device_code or not begun.code:
            raise refused_before(request, response)
        return begun


class _Begun:
    """What the device endpoint answers. Source: RFC 8628, section 3.2."""

    __slots__ = ("address", "code", "device_code", "interval")

    def __init__(self, response: Response) -> None:
        whole = _member(response, "verification_uri_complete")
        self.address: Final = whole or _member(response, "verification_uri")
        self.code: Final = _member(response, "user_code")
        self.device_code: Final = Secret(_member(response, "device_code"))
        seconds = _member(response, "interval")
        self.interval: Final = min(float(seconds), 60.0) if seconds.isdecimal() else 5.0


class AuthorizationCode:
    """A login in the user's browser, with PKCE: `url` is where it begins.

    It ends at `redirect_uri`: `credential(the whole address)` is what the client takes. Where the
    two are requests to a server, it keeps `state` and `verifier` between them, and makes this anew.
    """

    __slots__ = ("client_id", "redirect_uri", "state", "url", "verifier")

    def __init__(
        self,
        client_id: str,
        *,
        authorization_url: str,
        redirect_uri: str,
        scopes: tuple[str, ...] = (),
        state: str = "",
        verifier: str | Secret = "",
    ) -> None:
        verifier = Secret(verifier)
        self.client_id: Final = client_id
        self.redirect_uri: Final = redirect_uri
        self.state: Final = state or secrets.token_urlsafe(16)
        self.verifier: Final = verifier or Secret(secrets.token_urlsafe(48))
        query = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            **({"scope": " ".join(scopes)} if scopes else {}),
            "state": self.state,
            "code_challenge": _challenge(self.verifier),
            "code_challenge_method": "S256",
        }
        mark = "&" if "?" in authorization_url else "?"
        self.url: Final = f"{authorization_url}{mark}{urlencode(query)}"

    def credential(
        self,
        callback: str,
        *,
        client_secret: str | Secret | None = None,
        token_url: str = "",
        renewed: Callable[[str], object] | None = None,
        allow_http: bool = False,
    ) -> UserCredential:
        """Return the credential of a login, from the address that the browser came back to.

        Raises ClientError where it is the answer to another login, or the user refused. The code is
        exchanged when the credential is first needed.
        """
        client_secret, code = hidden(client_secret), self._code(callback)
        return UserCredential(
            self.client_id,
            client_secret=client_secret,
            token_url=token_url,
            renewed=renewed,
            allow_http=allow_http,
            login={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self.redirect_uri,
                "code_verifier": self.verifier,
            },
        )

    def _code(self, callback: str) -> Secret:
        query = {name: values[0] for name, values in parse_qs(urlsplit(callback).query).items()}
        if not hmac.compare_digest(query.get("state", "").encode(), self.state.encode()):
            raise ClientError("the answer belongs to another login: its state differs")
        if "error" in query:
            reason = f"{query['error']} {query.get('error_description', '')}".strip()
            raise ClientError(f"the login was refused: {reason}")
        if not query.get("code"):
            raise ClientError("the address that the browser came back to holds no code")
        return Secret(query["code"])

    @shown
    def __repr__(self) -> str:
        return f"AuthorizationCode({self.client_id!r})"


def _challenge(verifier: Secret) -> str:
    """Return what a verifier is proved by. Source: RFC 7636, section 4.2."""
    digest = hashlib.sha256(verifier.reveal().encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _with_text(function: Callable[[str], object], secret: Secret) -> object:
    return function(secret.reveal())


def _refresh_token_in(response: Response) -> Secret:
    """Return the refresh token of an answer, an empty one where it brings none."""
    return Secret(_member(response, "refresh_token"))


def _member(response: Response, name: str) -> str:
    """Return a member of an answer as a text, "" where there is none."""
    try:
        answer = response.json()
    except ValueError:
        return ""
    if not isinstance(answer, dict):
        return ""
    found = cast("dict[str, object]", answer).get(name)
    return "" if found is None else str(found)
