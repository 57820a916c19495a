# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""One call, from arguments to value, as a flow: build, authorise, send, repeat, judge.

In: the client's settings, an operation, its arguments. Out: the answer of a success; any other
raises. Written once for sync and async: see `_effects`. What is refused is refused before anything
is sent, and the body is serialised once: what is signed is what is sent.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, TypedDict, Unpack, cast
from urllib.parse import quote

from ._answers import decoded
from ._bodies import encoded
from ._deprecated import warn_caller
from ._effects import Flow, Invoke, Send, Sleep
from ._errors import (
    AnsweredError,
    ClientError,
    InvalidRequest,
    TransportError,
    add_doubts,
    api_error,
    has_no_effect,
    refused,
)
from ._http import Headers, Request, Response, Upload
from ._issues import ValidationError
from ._keys import key_of, keyed, noted_in
from ._leniency import FITTING, Leniency
from ._masking import credentials_in, masked
from ._operation import Operation
from ._option_checks import check_options
from ._parameters import cookie_text, header_text, path_text, query_texts, settable_header
from ._retry import RETRIED_STATUSES, retry_delay
from ._security import Credential, Renewable, carries, check_secure, chosen, split_url

if TYPE_CHECKING:  # Few clients keep a journal.
    from ._journal import Noted

_LOG: Final = logging.getLogger(__name__.partition("._runtime")[0])
_PLACE: Final = re.compile(r"\{([^{}]*)\}")
READING: Final = frozenset(("GET", "HEAD", "OPTIONS", "TRACE", "QUERY"))


class Options(TypedDict, total=False):
    """What `with_options` changes; `headers` are added to those that the client sends already.

    `timeout` bounds each wait for the server and `deadline` the whole call, in seconds, None for no
    limit. `retries` counts further attempts. `answers` are "checked" against the document, taken
    as they come where they are "lenient", or "unchecked". `idempotency="auto"` fills in the key
    that makes repeating safe.
    """

    timeout: float | None
    deadline: float | None
    retries: int
    headers: Mapping[str, str]
    answers: Leniency
    idempotency: Literal["auto"] | None


USUAL_DEADLINE: Final = 120.0
"""The seconds of a call by default. As it is no choice, no stream of items ends by it."""


class RequestOptions(TypedDict, total=False):
    """What one call does otherwise than its client; all but `query` and the key are `Options`.

    `query` is added to the address, `idempotency_key` is sent where the operation takes one, and
    makes repeating safe.
    """

    timeout: float | None
    deadline: float | None
    retries: int
    headers: Mapping[str, str]
    query: Mapping[str, str | Sequence[str]]
    idempotency_key: str
    answers: Leniency


class Settings:
    """All that a client was given. Never written to: `changed` returns another.

    `security` is what most operations of each HTTP method ask for, "" of all of them. `journal`
    keeps what is about to be changed.

    The first are the `Options`, here with the values of a client that was given none of them.
    """

    timeout: float | None = 60.0
    deadline: float | None = USUAL_DEADLINE
    retries: int = 2
    headers: Mapping[str, str] = MappingProxyType({})
    answers: Leniency = "lenient"
    idempotency: Literal["auto"] | None = None
    query: Mapping[str, str | Sequence[str]] = MappingProxyType({})
    idempotency_key: str = ""

    def __init__(
        self,
        *,
        base_url: str,
        given_url: bool = True,
        credentials: Mapping[str, Credential | None],
        how: Mapping[str, str],
        user_agent: str,
        request_hook: Callable[[Request], Any] | None = None,
        response_hook: Callable[[Request, Response], Any] | None = None,
        allow_http: bool = False,
        security: Mapping[str, tuple[tuple[str, ...], ...]] | None = None,
        journal: Any = None,
        **options: Unpack[Options],
    ) -> None:
        self.base_url: Final = base_url.rstrip("/")
        self.given_url: Final = given_url
        self.origin, self.base = split_url(self.base_url)
        self.credentials = credentials
        self.how: Final = how
        self.user_agent: Final = user_agent
        self.request_hook: Final = request_hook
        self.response_hook: Final = response_hook
        self.allow_http: Final = allow_http
        if carries(credentials.values()):
            check_secure(self.origin, allow_http)
        self.security: Final = security or {}
        check_options(options, Options.__annotations__)
        self.journal: Any = None
        if journal is not None:
            from ._journal import journal_of

            self.journal = journal_of(journal)
        self._set(options)

    @property
    def stream_deadline(self) -> float | None:
        """The deadline of a call whose answer is read while it comes: a chosen one."""
        return None if self.deadline == USUAL_DEADLINE else self.deadline

    def changed(
        self,
        *,
        credentials: Mapping[str, Credential | None] | None = None,
        **options: Unpack[Options],
    ) -> Settings:
        """Return these settings with some replaced; headers are added to those that are there."""
        check_options(options, Options.__annotations__)
        made = Settings.__new__(Settings)
        vars(made).update(vars(self))
        if credentials is not None:
            made.credentials = credentials
        made._set(options)
        return made

    def without_journal(self) -> Settings:
        """Return these settings for a call that changes nothing yet, but gets its key already."""
        made = self.changed()
        if made.journal is not None:
            made.journal, made.idempotency = None, "auto"
        return made

    def for_call(self, options: RequestOptions) -> Settings:
        """Return these settings as one call is to have them."""
        check_options(options, RequestOptions.__annotations__)
        made = self.changed()
        made._set(cast("Options", options))
        return made

    def _set(self, options: Options) -> None:
        added = options.get("headers", {})
        headers = dict(Headers(self.headers.items()).replaced(*added.items()).pairs)
        for name, value in added.items():
            settable_header(name, value)
        vars(self).update(options, headers=headers)
        self._own: dict[str, Headers] = {}

    def own_headers(self, accept: str) -> Headers:
        """Return the headers that a request has whatever its arguments are."""
        found = self._own.get(accept)
        if found is None:
            own = Headers((("Accept", accept), ("User-Agent", self.user_agent)))
            found = self._own[accept] = own.replaced(*self.headers.items())
        return found


class Answer:
    """What came of a call: the last request, its answer, and the operation that decodes it.

    The answer of a call that streams is a `Stream`, which whoever asked for it reads. `until` is
    the moment of the call's deadline.
    """

    __slots__ = ("accept", "answers", "operation", "request", "response", "until")

    def __init__(
        self,
        operation: Operation[Any],
        request: Request,
        response: Any,
        answers: str,
        accept: str = "",
        until: float | None = None,
    ) -> None:
        self.operation: Final = operation
        self.request: Final = request
        self.response: Final[Any] = response
        self.answers: Final = answers
        self.accept: Final = accept
        self.until: Final = until

    def value(self, whole: Response | None = None) -> Any:
        """Return the decoded body, of a stream what was read of it whole.

        Raises InvalidAnswer or UnexpectedAnswer, the body at their `raw`.
        """
        return decoded(self.operation, whole or self.response, self.answers, self.accept)


def call(
    settings: Settings,
    operation: Operation[Any],
    values: tuple[object, ...],
    body: object = None,
    content_type: str = "",
    accept: str = "",
    opened: list[Any] | None = None,
) -> Flow[Answer]:
    """Carry out one call, and repeat it where that is safe and helps.

    `accept` asks for an answer of another content type than the usual ones. With `opened`, the
    answer is a stream, and `opened` holds all that was opened for it. Raises InvalidRequest before
    anything is sent.
    """
    wants = settings.idempotency == "auto" or settings.journal is not None
    try:
        body = keyed(operation, body, settings.idempotency_key, wants)
        content = encoded(operation, body, content_type)
        request = _request(settings, operation, values, content)
    except ValidationError as error:
        raise refused(operation.line, error) from None
    if accept:
        request = request.with_headers(("Accept", operation.asking(accept)))
    key = key_of(operation, body)
    if operation.idempotency_header:
        key = request.headers.get(operation.idempotency_header) or settings.idempotency_key
        key = key or os.urandom(16).hex()
        request = request.with_headers(settable_header(operation.idempotency_header, key))
    repeatable = operation.repeatable or bool(key)
    return (
        yield from journalled(settings, operation, request, body, key, repeatable, accept, opened)
    )


def journalled(
    settings: Settings,
    operation: Operation[Any],
    request: Request,
    body: object,
    key: str,
    repeatable: bool,
    accept: str = "",
    opened: list[Any] | None = None,
) -> Flow[Answer]:
    """Carry out a complete request, which the journal knows before, where it is to change things.

    `body` is what the request holds, `key` what lets the server know a repetition.
    """
    if settings.journal is None or operation.method in READING:
        return (yield from carried_out(settings, operation, request, repeatable, accept, opened))
    entry = noted_in(settings.journal, operation, request, body, key)
    try:
        asked = (settings, operation, request, repeatable, accept, opened, entry)
        answer = yield from carried_out(*asked)
    except ClientError as error:
        entry.failed(error, getattr(error, "status", None))
        raise
    entry.answered(answer.response.status)
    return answer


def carried_out(
    settings: Settings,
    operation: Operation[Any],
    request: Request,
    repeatable: bool,
    accept: str = "",
    opened: list[Any] | None = None,
    noted: Noted | None = None,
) -> Flow[Answer]:
    """Send a request that is complete but for its credentials; repeat it where that helps.

    The error of the last attempt tells, too, what the attempts before it may have done.
    """
    earlier: list[ClientError] = []
    asked = (settings, operation, request, repeatable, accept, opened, noted)
    try:
        return (yield from _repeated(*asked, earlier))
    except ClientError as error:
        if operation.method not in READING:
            add_doubts(error, earlier)
        raise


def _repeated(
    settings: Settings,
    operation: Operation[Any],
    request: Request,
    repeatable: bool,
    accept: str,
    opened: list[Any] | None,
    noted: Noted | None,
    earlier: list[ClientError],
) -> Flow[Answer]:
    """Make one attempt after the other; `earlier` receives what became of those that failed."""
    credentials = chosen(operation.security, settings.credentials, settings.how)
    attempt = 1
    due = None if settings.deadline is None else time.monotonic() + settings.deadline
    while True:
        began = time.monotonic()
        try:
            response = yield from _attempt(settings, operation, request, credentials, opened, noted)
        except TransportError as error:
            error.place(operation.line)
            if noted is not None and error.sent == "no":
                noted.without_effect()
            may = attempt <= settings.retries and (repeatable or error.sent == "no")
            may = may and _whole(request)
            delay = retry_delay(attempt, None, due) if may else None
            if delay is None:
                raise
            earlier.append(error)
            _LOG.info("%s, again in %.1f s", error, delay)
        else:
            if operation.is_success(response.status):
                return Answer(operation, request, response, settings.answers, accept, due)
            if noted is not None and has_no_effect(response.status):
                noted.without_effect()
            refused = response.status == 401 and attempt == 1 and _forgotten(credentials, began)
            may = refused or (repeatable and response.status in RETRIED_STATUSES)
            may = may and attempt <= settings.retries and _whole(request)
            delay = retry_delay(attempt, response.headers, due) if may else None
            failure = _error(operation, request, response)
            if delay is None:
                raise failure
            earlier.append(failure)
        yield Sleep(delay)
        attempt += 1


def _forgotten(credentials: tuple[Credential, ...], began: float) -> bool:
    """Drop a fetched token that the server refuses: it did nothing, and a new one may serve.

    One that was fetched after the attempt began isn't the refused one.
    """
    return any(c.forget(began) for c in credentials if isinstance(c, Renewable))


def _whole(request: Request) -> bool:
    """Whether the whole body can be sent: a stream that was read may not be able to go back."""
    return not isinstance(request.body, Upload) or request.body.ready


def _attempt(
    settings: Settings,
    operation: Operation[Any],
    request: Request,
    credentials: tuple[Credential, ...],
    opened: list[Any] | None,
    noted: Noted | None,
) -> Flow[Any]:
    """Authorise and send once; a signature is a new one for each attempt, over the same bytes."""
    if settings.request_hook is not None:
        request = (yield Invoke(settings.request_hook, request)) or request
    before = request
    if carries(credentials):
        check_secure(request.origin, settings.allow_http)
    if noted is not None:
        noted.authorising()
    for credential in credentials:
        request = yield from credential.flow(request)
    secrets = credentials_in(before, request)
    logs = _LOG.isEnabledFor(logging.DEBUG)
    if logs:
        _LOG.debug("%s %s%s", request.method, request.origin, request.path)
    if noted is not None:
        noted.sending()
    response = yield Send(request, opened, settings.stream_deadline is not None)
    if logs:
        _LOG.debug("%s %s: %d", request.method, request.path, response.status)
    if opened is not None and not operation.is_success(response.status):
        response = yield Invoke(response.whole)
    if isinstance(response, Response):
        response = masked(response, secrets)
    if settings.response_hook is not None:
        streams = not isinstance(response, Response)
        seen = Response(response.status, response.headers, b"") if streams else response
        yield Invoke(settings.response_hook, request, seen)
    return response


def _error(operation: Operation[Any], request: Request, response: Response) -> AnsweredError:
    """Return the error of an answer, its body typed where the document types it and it fits."""
    value: object = None
    if operation.answer(response.status):
        with suppress(
            ClientError, ValueError
        ):  # The status is what counts; `body` holds what came.
            value = decoded(operation, response, FITTING)
    return api_error(request, response, value)


def _request(
    settings: Settings,
    operation: Operation[Any],
    values: tuple[object, ...],
    content: tuple[str, bytes | Upload] | None,
) -> Request:
    places: dict[str, str] = {}
    query: list[str] = []
    cookies: list[str] = []
    headers: list[tuple[str, str]] = []
    for param, value in zip(operation.params, values, strict=True):
        location = param.location
        if location == "path":
            places[param.name] = path_text(param, None if value is None else param.wire(value))
        elif value is not None:
            if param.deprecated:
                warn_caller(f"the API deprecates the parameter {param.name!r}")
            wire = param.wire(value)
            if location in ("query", "querystring"):
                query += query_texts(param, wire)
            elif location == "cookie":
                cookies.append(cookie_text(param, wire))
            else:
                headers.append((param.name, header_text(param, wire)))
    target = _path(operation, places)
    if operation.query:
        query.insert(0, _PLACE.sub(lambda place: places.get(place[1], ""), operation.query))
    if operation.address is not None:
        target, query = operation.address[2], []
    query += _further(settings.query)
    if query:
        target += ("&" if "?" in target else "?") + "&".join(query)
    if cookies:
        headers.append(("Cookie", "; ".join(cookies)))
    if content is not None:
        headers.append(("Content-Type", content[0]))
    body = None if content is None else content[1]
    return operation_request(settings, operation, target, tuple(headers), body)


def _further(given: Mapping[str, str | Sequence[str]]) -> list[str]:
    """Return what a caller adds to the query, a text for each value."""
    pairs = ((n, v) for n, vs in given.items() for v in ([vs] if isinstance(vs, str) else vs))
    return [f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs]


def operation_request(
    settings: Settings,
    operation: Operation[Any],
    target: str,
    headers: tuple[tuple[str, str], ...],
    body: bytes | Upload | None,
) -> Request:
    """Return the request of an operation; `target` is what follows the base address."""
    checked = [settable_header(name, value) for name, value in headers]
    all_headers = settings.own_headers(operation.accept).replaced(*checked)
    origin, base = settings.origin, settings.base
    if operation.address is not None:
        origin, base, _ = operation.address
    elif operation.server[:1] == "/":
        base = operation.server.rstrip("/")
    elif operation.server and not settings.given_url:
        origin, base = split_url(operation.server)
    return Request(operation.method, origin, base + target, all_headers, body, base)


def _path(operation: Operation[Any], places: Mapping[str, str]) -> str:
    """Fill the places of the path; no argument may make a segment vanish or climb."""
    if not places:
        return operation.encoded_path
    segments: list[str] = []
    for parts in operation.segments:
        if len(parts) == 1:
            segments.append(parts[0])
            continue
        filled = "".join(places[part] if n % 2 else part for n, part in enumerate(parts))
        if {"", ".", ".."}.intersection(filled.split("/")):
            raise InvalidRequest(f"the path parameter {parts[1]!r} is a dot segment")
        segments.append(filled)
    return "/".join(segments)
