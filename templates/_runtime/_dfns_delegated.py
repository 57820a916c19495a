# pyright: reportPrivateUsage=false
# A signed method is a part of its namespace, and takes the settings and the transport from it.
"""User actions in two steps: one makes the challenge, the other sends what somebody has signed.

In: a method of a namespace. Out: its two steps, `challenge` and `complete`. They may run
in different processes: a challenge goes through `to_json` and `from_json`.
Source: Dfns documentation, "Delegated signing".
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Coroutine, Generator
from typing import Any, Concatenate, Final, Generic, NoReturn, ParamSpec, TypeVar, cast

from ._call import Answer, Settings, journalled, operation_request
from ._client import AsyncNamespace, Namespace, answered
from ._dfns_signing import Assertion, Challenge, authorised, challenged
from ._effects import Effect, Flow, run, run_async
from ._errors import SigningError
from ._http import Request
from ._keys import key_of
from ._operation import Operation

SCHEME: Final = "userActionSignature"
HEADER: Final = "X-DFNS-USERACTION"

P = ParamSpec("P")
T = TypeVar("T")
F = TypeVar("F")


class _Asked(Exception):
    """Ends a call where its challenge is known."""

    def __init__(self, challenge: Challenge) -> None:
        self.challenge: Final = challenge


class _Asking:
    """Stands for the signer while a challenge is asked for: it sends nothing further."""

    __slots__ = ("_headers",)

    def __init__(self, operation: Operation[Any]) -> None:
        own = {param.name.lower() for param in operation.params if param.location == "header"}
        self._headers: Final = own | {"content-type"}

    def flow(self, request: Request) -> Generator[Effect, Any, NoReturn]:
        """Ask for the challenge and give it to whoever asked."""
        asked = yield from challenged(request)
        headers = {k: v for k, v in request.headers.items() if k in self._headers}
        raise _Asked(Challenge(asked.value, asked.method, asked.path, asked.payload, headers))


class _Signed:
    """Stands for the signer where the signature is there already."""

    __slots__ = ("_challenge", "_factor")

    def __init__(self, challenge: Challenge, factor: Assertion) -> None:
        self._challenge: Final = challenge
        self._factor: Final = factor

    def flow(self, request: Request) -> Flow[Request]:
        """Exchange the signature for the token of this one request."""
        return (yield from authorised(request, self._challenge, self._factor, HEADER))


def _asking(settings: Settings, operation: Operation[Any]) -> Settings:
    return settings.without_journal().changed(
        credentials={**settings.credentials, SCHEME: _Asking(operation)}
    )


def _completion(
    settings: Settings, operation: Operation[Any], challenge: Challenge, factor: Assertion
) -> Flow[Answer]:
    """Send the very request that the challenge was made for; a signature is good once.

    A journal knows it before, by the key that its body holds.
    """
    literals = re.split(r"\{[^{}]*\}", operation.path)
    place = "[^/?#]+".join(map(re.escape, literals)) + r"(\?[!-~]*)?"
    if challenge.method != operation.method or not re.fullmatch(place, challenge.path):
        raise SigningError(f"the challenge isn't one of {operation.method} {operation.path}")
    body = challenge.payload.encode() if operation.bodies and challenge.payload else None
    headers = tuple(challenge.headers.items())
    request = operation_request(settings, operation, challenge.path, headers, body)
    credentials = {**settings.credentials, SCHEME: _Signed(challenge, factor)}
    once = settings.changed(credentials=credentials, retries=0)
    value = _value_of(challenge.payload)
    return journalled(once, operation, request, value, key_of(operation, value), repeatable=False)


def _value_of(payload: str) -> object:
    """Return what a payload says, None for one that isn't JSON."""
    try:
        value: object = json.loads(payload)
    except ValueError:
        return None
    return value


class DelegatedMethod(Generic[F, T]):
    """A call that is signed in two steps by whoever has the key."""

    def __init__(
        self, method: Callable[..., Any], operation: Operation[Any], of: Namespace
    ) -> None:
        self.__doc__ = method.__doc__
        self._method: Final = method
        self._operation: Final = operation
        self._of: Final = of

    @property
    def challenge(self) -> F:
        """Return what is to be signed for a call with these arguments; it isn't made yet."""
        return cast("F", self._challenge)

    def _challenge(self, *args: Any, **kwargs: Any) -> Challenge:
        of = self._of
        asking = type(of)(_asking(of._settings, self._operation), of._transport)
        try:
            self._method(asking, *args, **kwargs)
        except _Asked as asked:
            return asked.challenge
        raise SigningError("the operation asked for no signature")

    def complete(self, challenge: Challenge, assertion: Assertion) -> T:
        """Make the call that was signed; a challenge serves once."""
        of = self._of
        flow = _completion(of._settings, self._operation, challenge, assertion)
        answer = run(flow, of._transport, of._settings.timeout, of._settings.deadline)
        return cast("T", answered(answer, of._settings, of._transport))


class AsyncDelegatedMethod(Generic[F, T]):
    """The same for asynchronous code."""

    def __init__(
        self, method: Callable[..., Any], operation: Operation[Any], of: AsyncNamespace
    ) -> None:
        self.__doc__ = method.__doc__
        self._method: Final = method
        self._operation: Final = operation
        self._of: Final = of

    @property
    def challenge(self) -> F:
        """Return what is to be signed for a call with these arguments; it isn't made yet."""
        return cast("F", self._challenge)

    async def _challenge(self, *args: Any, **kwargs: Any) -> Challenge:
        of = self._of
        asking = type(of)(_asking(of._settings, self._operation), of._transport)
        try:
            await self._method(asking, *args, **kwargs)
        except _Asked as asked:
            return asked.challenge
        raise SigningError("the operation asked for no signature")

    async def complete(self, challenge: Challenge, assertion: Assertion) -> T:
        """Make the call that was signed; a challenge serves once."""
        of = self._of
        flow = _completion(of._settings, self._operation, challenge, assertion)
        answer = await run_async(flow, of._transport, of._settings.timeout, of._settings.deadline)
        return cast("T", answered(answer, of._settings, of._transport))


def asked(method: Callable[Concatenate[Any, P], Any]) -> Callable[P, Challenge]:
    """Say what `challenge` returns, for each of a method's overloads; it does nothing else."""
    return cast("Callable[P, Challenge]", method)


def async_asked(
    method: Callable[Concatenate[Any, P], Any],
) -> Callable[P, Coroutine[Any, Any, Challenge]]:
    """Say what `challenge` of the asynchronous method returns."""
    return cast("Callable[P, Coroutine[Any, Any, Challenge]]", method)


class delegated(Generic[T]):  # it is called like a function
    """Makes the method in two steps of one of a namespace.

    That one comes before `|`, where type checkers keep all the ways to call it.
    """

    def __init__(self, operation: Operation[T], of: Namespace) -> None:
        self._operation: Final = operation
        self._of: Final = of

    def __ror__(self, method: F) -> DelegatedMethod[F, T]:
        return DelegatedMethod(cast("Any", method), self._operation, self._of)


class async_delegated(Generic[T]):  # it is called like a function
    """The same for asynchronous code; the method is the sync one's."""

    def __init__(self, operation: Operation[T], of: AsyncNamespace) -> None:
        self._operation: Final = operation
        self._of: Final = of

    def __ror__(self, method: F) -> AsyncDelegatedMethod[F, T]:
        return AsyncDelegatedMethod(cast("Any", method), self._operation, self._of)
