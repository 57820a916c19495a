# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""What goes wrong when a client is used: one class of errors for each way to react.

In: the answer, or what prevented one. Out: exceptions that can be printed, logged and pickled
without showing a token, a query or a body.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal, TypeAlias, cast

from ._http import Headers, Request, Response
from ._issues import Issue, ValidationError

_REQUEST_ID_HEADERS: Final = ("x-request-id", "request-id", "x-amzn-requestid", "x-correlation-id")
_ACCEPTED: Final = 202
"""What a server answers that hasn't done it yet. Source: RFC 9110, section 15.3.3."""
_UNCERTAIN: Final = frozenset({408, 425})
_RETRYABLE: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


Effect: TypeAlias = Literal["none", "unknown", "done"]
"""Whether what a call asks for was done: surely not, perhaps, surely."""

Sent: TypeAlias = Literal["no", "maybe", "yes"]
"""Whether the server got the request: surely not, perhaps, surely."""


class ClientError(Exception):
    """The root of all errors that a client raises.

    `effect` tells whether what was asked for may have been done: "none", "unknown" or "done";
    `sent` whether the server got the request: "no", "maybe" or "yes". Of a stream, `received` is
    how many items came, and `last_event_id` the id of the last one.
    """

    effect: Effect = "none"
    sent: Sent = "no"
    received: int | None = None
    last_event_id: str | None = None

    def _kept(self) -> dict[str, Any]:
        """Return what became of the call, for a pickle: it isn't always what the class says."""
        return {name: vars(self)[name] for name in _KEPT if name in vars(self)}


_KEPT: Final = ("effect", "sent", "received", "last_event_id", "__notes__")


def add_doubts(error: ClientError, earlier: Sequence[ClientError]) -> None:
    """Let the error of a call's last attempt tell what the attempts before it may have done.

    Before: a 409 that answers a repetition, effect "none". After: effect "unknown" where no answer
    came to the first attempt, for that may be what the 409 speaks of.
    """
    certainties: list[Sent] = ["no", "maybe", "yes"]
    error.sent = max((error.sent, *(one.sent for one in earlier)), key=certainties.index)
    doubtful = [one for one in earlier if one.effect != "none"]
    if doubtful and error.effect == "none":
        error.effect = "unknown"
        error.add_note(f"An attempt before it may have had its effect: {doubtful[-1]}")


class MissingCredentials(ClientError):
    """Nothing that the client was given satisfies what the operation asks for; nothing was sent."""


class InvalidRequest(ClientError, ValidationError):
    """An argument isn't what the document says, or can't be sent as it is; nothing was sent.

    `issues` lists what is wrong, `operation` is the method and the path, "" where none was called.
    """

    def __init__(
        self,
        message: str,
        *,
        issues: Iterable[Issue] = (),
        more: int = 0,
        operation: str = "",
    ) -> None:
        self.message: Final = message
        self.operation: Final = operation
        found = tuple(issues) or (Issue("", "request", message, ""),)
        ValidationError.__init__(self, found, subject=message, more=more)

    def describe(self, *, show_values: bool = False) -> str:
        """Return what is wrong, one line an issue; the offending values only if asked for."""
        head = f"{self.operation}: " if self.operation else ""
        if [issue.keyword for issue in self.issues] == ["request"]:
            return head + _one_line(self.message)
        return head + super().describe(show_values=show_values)

    def __reduce__(self) -> tuple[Any, ...]:
        return _invalid_request, (self.message, self.issues, self.more, self.operation)


def refused(operation: str, error: ValidationError) -> InvalidRequest:
    """Return the error of an operation whose arguments are wrong."""
    return _invalid_request(error.subject, error.issues, error.more, operation)


def _invalid_request(
    message: str, issues: Iterable[Issue], more: int, operation: str
) -> InvalidRequest:
    return InvalidRequest(message, issues=issues, more=more, operation=operation)


class SigningError(ClientError):
    """A request could not be signed."""


class TransportError(ClientError):
    """No whole answer came. `sent` is "no" where the server can't have seen the request."""

    def __init__(self, message: str, *, sent: Sent = "maybe") -> None:
        super().__init__(message)
        self.sent = sent
        self.effect = "none" if sent == "no" else "unknown"

    def place(self, where: str) -> None:
        """Let the text say where it happened, in front of what it says so far."""
        if where not in str(self):
            self.args = (f"{where}: {self}",)

    def __reduce__(self) -> tuple[Any, ...]:
        return _transport_error, (type(self), str(self), self.sent), self._kept()


class TimedOut(TransportError):
    """The answer took longer than the client's timeout."""


def cause_of(error: BaseException, problem: str, origin: str = "") -> str:
    """Return what went wrong: where, the name of an error, and the system's own words of it.

    Nothing else of an error's text is shown: a library may quote what was sent.
    """
    words = ""
    found: BaseException | None = error
    while found is not None and not words:
        own = getattr(found, "verify_message", None) or getattr(found, "strerror", None)
        words = f" ({_one_line(own)})" if isinstance(own, str) else ""
        found = found.__cause__ or found.__context__
    where = f"{origin.partition('://')[2]}: " if origin else ""
    return f"{where}{type(error).__name__}: {problem}{words}"


def closed_error(error: RuntimeError) -> ClientError:
    """Return our own error where an HTTP library says that something is closed.

    A client that is closed sends nothing; a connection of a loop that is closed may have sent.
    """
    if "loop" in str(error):
        problem = "the event loop of a connection is closed: make a client in each loop"
        return TransportError(problem)
    return ClientError("the client is closed")


def without_frames(error: BaseException) -> BaseException:
    """Return an HTTP library's error without its frames and request, which hold what was sent."""
    found: Any = error
    while found is not None:
        if hasattr(found, "_request"):  # Errors of httpx have one.
            found._request = None
        found = found.with_traceback(None).__context__
    return error


def foreign_error(error: BaseException) -> TransportError:
    """Return our own error for one of somebody else's transport; its text names the class alone."""
    name = type(error).__name__
    if isinstance(error, TimeoutError) or name.endswith("Timeout"):
        return TimedOut(f"{name}: no whole answer came")
    return TransportError(f"{name} while sending")


def broken_body(error: Exception) -> ClientError:
    """Return the error of a body that broke off while it was sent: its own, or one that names it.

    The server has got the beginning: whether it did something with that isn't known.
    """
    if isinstance(error, ClientError) and not isinstance(error, InvalidRequest):
        return error
    known = isinstance(error, ValidationError)
    problem = str(error) if known else f"{type(error).__name__} where the next piece is read"
    made = TransportError(f"the body broke off while it was sent: {problem}")
    made.__cause__ = without_frames(error)
    return made


def _transport_error(kind: type[TransportError], message: str, sent: Sent) -> TransportError:
    return kind(message, sent=sent)


class AnsweredError(ClientError):
    """The API answered, and there is no result. `operation` is the method and the path."""

    response: Response
    operation: str
    effect: Effect = "unknown"
    sent: Sent = "yes"

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status

    @property
    def headers(self) -> Headers:
        """The headers of the answer."""
        return self.response.headers

    @property
    def raw(self) -> bytes:
        """The body as it came."""
        return self.response.body

    @property
    def request_id(self) -> str | None:
        """The id that the server gave this request, if it named one."""
        return next((self.headers[n] for n in _REQUEST_ID_HEADERS if n in self.headers), None)

    def _line(self, *texts: str | None) -> str:
        parts = [f"{self.operation}: {self.status}"]
        parts += [_one_line(text) for text in texts if text]
        if self.request_id:
            parts.append(f"(request {_one_line(self.request_id)})")
        return " ".join(parts)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"


class UnexpectedAnswer(AnsweredError):
    """An answer that the document doesn't know: its status, its content type, or no body at all.

    A redirect is one, too, where it isn't declared: none is ever followed.
    """

    def __init__(self, operation: str, response: Response, problem: str) -> None:
        self.operation = operation
        self.response = response
        self.problem: Final = problem
        is_done = 200 <= response.status < 300 and response.status != _ACCEPTED
        self.effect = "done" if is_done else "unknown"
        super().__init__(self._line(f"unexpected: {problem}"))

    def __reduce__(self) -> tuple[Any, ...]:
        made_of = (self.operation, _without_body(self.response), self.problem)
        return type(self), made_of, self._kept()


class InvalidAnswer(AnsweredError):
    """A success whose body isn't what the document says: `issues` lists the problems.

    `more` counts the further ones. What was asked for is done.
    """

    effect = "done"

    def __init__(self, operation: str, response: Response, error: ValidationError) -> None:
        self.operation = operation
        self.response = response
        self.error: Final = error
        self.issues: Final = error.issues
        self.more: Final = error.more
        super().__init__(f"{self._line('invalid answer')}\n{error}")

    def describe(self, *, show_values: bool = False) -> str:
        """Return what is wrong, one line an issue; the offending values only if asked for."""
        described = self.error.describe(show_values=show_values)
        return f"{self._line('invalid answer')}\n{described}"

    def __reduce__(self) -> tuple[Any, ...]:
        made_of = (self.operation, _without_body(self.response), self.error)
        return type(self), made_of, self._kept()


def _without_body(response: Response) -> Response:
    """A pickle travels to places that may not see what a success holds."""
    return Response(response.status, response.headers, b"")


class StreamError(AnsweredError):
    """In the middle of a stream the server told of an error: `body` is what it said."""

    def __init__(self, operation: str, response: Response) -> None:
        self.operation = operation
        self.response = response
        self.body: Final = _body_of(response)
        problem = _problem(self.body)
        self.id: Final = _first_text(problem, "id", "code", "error_code", "type")
        self.message: Final = _message_of(problem, response, self.body)
        super().__init__(self._line("the server tells of an error", self.id, self.message))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.operation, self.response), self._kept()


def has_no_effect(status: int) -> bool:
    """Whether a call that was answered so surely did nothing."""
    return 400 <= status < 500 and status not in _UNCERTAIN


class ApiError(AnsweredError):
    """The API answered, and not with success.

    `id`, `message`, `details`: what the body says, where it says it.
    `request_id`: to be named to the provider's support. `body`: the decoded JSON, else the text.
    `value`: the body as its declared type, where the document gives one. `retryable`: the status
    tells of a passing condition. `retry_after`: seconds that the server asks to wait.
    """

    def __init__(self, response: Response, method: str, path: str, value: object = None) -> None:
        self.response = response
        self.method: Final = method
        self.path: Final = path
        self.operation = f"{method} {path}"
        self.value: Final = value
        self.effect = "none" if has_no_effect(self.status) else "unknown"
        self.body: Final = _body_of(response)
        problem = _problem(self.body)
        self.id: Final = _first_text(problem, "id", "code", "error_code", "type")
        self.message: Final = _message_of(problem, response, self.body)
        self.details: Final[Any] = problem.get("details", problem.get("errors"))
        super().__init__(self._line(self.id, self.message))

    @property
    def retryable(self) -> bool:
        """Whether the same request may succeed later; not whether repeating it is safe."""
        return self.status in _RETRYABLE

    @property
    def retry_after(self) -> float | None:
        """The seconds that the server asks to wait."""
        return retry_after(self.headers)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.response, self.method, self.path, self.value), self._kept()


class BadRequest(ApiError):
    """400: the request is malformed."""


class Unauthorized(ApiError):
    """401: the credentials are missing, wrong or expired."""


class PaymentRequired(ApiError):
    """402: the plan doesn't include this."""


class Forbidden(ApiError):
    """403: the credentials don't allow this."""


class NotFound(ApiError):
    """404: there is no such thing, or not for these credentials."""


class Conflict(ApiError):
    """409: the state contradicts the request, or an idempotency key was used for another one."""


class Gone(ApiError):
    """410: the thing existed and doesn't any more."""


class PreconditionFailed(ApiError):
    """412: a condition of the request doesn't hold."""


class UnprocessableEntity(ApiError):
    """422: the request is well formed and can't be carried out."""


class RateLimited(ApiError):
    """429: too many requests; `retry_after` says how long to wait."""


class ServerError(ApiError):
    """5xx: the server failed."""


_BY_STATUS: Final[dict[int, type[ApiError]]] = {
    400: BadRequest,
    401: Unauthorized,
    402: PaymentRequired,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: Gone,
    412: PreconditionFailed,
    422: UnprocessableEntity,
    429: RateLimited,
}


def error_class(status: int) -> type[ApiError]:
    """Return the class of a status that isn't success."""
    if status >= 500:
        return ServerError
    return _BY_STATUS.get(status, ApiError)


def refused_before(request: Request, response: Response) -> AnsweredError:
    """Return the error of an answer to what a call needs first: its own request was never sent."""
    error = api_error(request, response)
    error.effect, error.sent = "none", "no"
    return error


def api_error(request: Request, response: Response, value: object = None) -> AnsweredError:
    """Return the error that an answer amounts to."""
    if response.status < 400:
        where = f"{request.method} {request.path}"
        return UnexpectedAnswer(where, response, "neither success nor an error")
    return error_class(response.status)(response, request.method, request.path, value)


def _body_of(response: Response) -> Any:
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError):
        return response.text


def _problem(body: Any) -> dict[str, Any]:
    """Return the object that describes the error: the body itself, or what its `error` holds."""
    if not isinstance(body, dict):
        return {}
    outer = cast("dict[str, Any]", body)
    inner = outer.get("error")
    return cast("dict[str, Any]", inner) if isinstance(inner, dict) else outer


def _message_of(problem: dict[str, Any], response: Response, body: object) -> str | None:
    """Return what a body says to who reads it: a property, or all of a plain text."""
    found = _first_text(problem, "message", "detail", "error_description", "title", "error")
    is_plain = response.content_type in ("text/plain", "text/event-stream")
    if found is None and is_plain and isinstance(body, str) and body.strip():
        return body.strip()
    return found


def _first_text(problem: dict[str, Any], *names: str) -> str | None:
    for name in names:
        text = problem.get(name)
        if isinstance(text, str) and text:
            return text
    return None


def _one_line(text: str) -> str:
    cut = text if len(text) <= 300 else text[:299] + "…"
    return "".join(c if c.isprintable() else " " for c in cut)


def retry_after(headers: Headers) -> float | None:
    """Return the seconds that `Retry-After-Ms` or `Retry-After` (seconds or a date) asks for."""
    for name, factor in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        text = headers.get(name, "").strip()
        if text.isascii() and text.replace(".", "", 1).isdigit():
            return float(text) * factor
    return _until(headers.get("retry-after", ""))


def _until(date: str) -> float | None:
    """Return the seconds until an HTTP date, None for other text."""
    from datetime import UTC, datetime  # Rarely needed, and slow to import.
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
