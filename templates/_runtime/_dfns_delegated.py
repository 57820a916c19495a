# pyright: reportPrivateUsage=false
# A signed method is a part of its namespace, and takes the settings and the transport from it.
"""User actions in two steps: one makes the challenge, the other sends what somebody has signed.

In: a method of a namespace. Out: the same method, with `challenge` and `complete`. The two may run
in different processes: a challenge goes through `to_json` and `from_json`.
Source: Dfns documentation, "Delegated signing".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Generator
from functools import update_wrapper
from typing import Any, Concatenate, Final, Generic, NoReturn, ParamSpec, TypeVar, cast

from ._call import Answer, Settings, carried_out, operation_request
from ._client import AsyncNamespace, Namespace
from ._dfns_signing import Assertion, Challenge, authorised, challenged
from ._effects import Effect, Flow, run, run_async
from ._errors import SigningError
from ._http import Request
from ._operation import Operation

SCHEME: Final = "userActionSignature"
HEADER: Final = "X-DFNS-USERACTION"

P = ParamSpec("P")
T = TypeVar("T")
N = TypeVar("N", bound=Namespace)
A = TypeVar("A", bound=AsyncNamespace)


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
    return settings.changed(credentials={**settings.credentials, SCHEME: _Asking(operation)})


def _completion(
    settings: Settings, operation: Operation[Any], challenge: Challenge, factor: Assertion
) -> Flow[Answer]:
    """Send the very request that the challenge was made for; a signature is good once."""
    literals = re.split(r"\{[^{}]*\}", operation.path)
    place = "[^/?#]+".join(map(re.escape, literals)) + r"(\?[!-~]*)?"
    if challenge.method != operation.method or not re.fullmatch(place, challenge.path):
        raise SigningError(f"the challenge isn't one of {operation.method} {operation.path}")
    body = challenge.payload.encode() if operation.bodies and challenge.payload else None
    headers = tuple(challenge.headers.items())
    request = operation_request(settings, operation, challenge.path, headers, body)
    credentials = {**settings.credentials, SCHEME: _Signed(challenge, factor)}
    once = settings.changed(credentials=credentials, retries=0)
    return carried_out(once, operation, request, repeatable=False)


class SignedMethod(Generic[N, P, T]):
    """A call that is signed: by the client's signer, or in two steps by whoever has the key."""

    def __init__(
        self, method: Callable[Concatenate[N, P], T], operation: Operation[Any], of: N | None = None
    ) -> None:
        update_wrapper(self, method)
        self._method: Final = method
        self._operation: Final = operation
        self._of: Final = of

    def __get__(self, namespace: N | None, owner: object) -> SignedMethod[N, P, T]:
        return SignedMethod(self._method, self._operation, namespace)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._method(cast("N", self._of), *args, **kwargs)

    def challenge(self, *args: P.args, **kwargs: P.kwargs) -> Challenge:
        """Return what is to be signed for a call with these arguments; it isn't made yet."""
        of = cast("N", self._of)
        try:
            self._method(
                type(of)(_asking(of._settings, self._operation), of._transport), *args, **kwargs
            )
        except _Asked as asked:
            return asked.challenge
        raise SigningError("the operation asked for no signature")

    def complete(self, challenge: Challenge, assertion: Assertion) -> T:
        """Make the call that was signed; a challenge serves once."""
        of = cast("N", self._of)
        flow = _completion(of._settings, self._operation, challenge, assertion)
        return cast(
            "T", run(flow, of._transport, of._settings.timeout, of._settings.deadline).value()
        )


class AsyncSignedMethod(Generic[A, P, T]):
    """A call that is signed: by the client's signer, or in two steps by whoever has the key."""

    def __init__(
        self,
        method: Callable[Concatenate[A, P], Coroutine[Any, Any, T]],
        operation: Operation[Any],
        of: A | None = None,
    ) -> None:
        update_wrapper(self, method)
        self._method: Final = method
        self._operation: Final = operation
        self._of: Final = of

    def __get__(self, namespace: A | None, owner: object) -> AsyncSignedMethod[A, P, T]:
        return AsyncSignedMethod(self._method, self._operation, namespace)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, T]:
        return self._method(cast("A", self._of), *args, **kwargs)

    async def challenge(self, *args: P.args, **kwargs: P.kwargs) -> Challenge:
        """Return what is to be signed for a call with these arguments; it isn't made yet."""
        of = cast("A", self._of)
        try:
            await self._method(
                type(of)(_asking(of._settings, self._operation), of._transport), *args, **kwargs
            )
        except _Asked as asked:
            return asked.challenge
        raise SigningError("the operation asked for no signature")

    async def complete(self, challenge: Challenge, assertion: Assertion) -> T:
        """Make the call that was signed; a challenge serves once."""
        of = cast("A", self._of)
        flow = _completion(of._settings, self._operation, challenge, assertion)
        answer = await run_async(flow, of._transport, of._settings.timeout, of._settings.deadline)
        return cast("T", answer.value())


def signed(
    operation: Operation[Any],
) -> Callable[[Callable[Concatenate[N, P], T]], SignedMethod[N, P, T]]:
    """Mark a method whose request is signed."""
    return lambda method: SignedMethod(method, operation)


def async_signed(
    operation: Operation[Any],
) -> Callable[[Callable[Concatenate[A, P], Coroutine[Any, Any, T]]], AsyncSignedMethod[A, P, T]]:
    """Mark an asynchronous method whose request is signed."""
    return lambda method: AsyncSignedMethod(method, operation)
