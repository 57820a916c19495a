"""A change that was accepted and waits for approvals: Dfns answers it with 202.

In: that answer. Out: a value, since nothing went wrong; it has another form than the change itself.
`wait` follows the approval to its end, and returns what the call would have returned at once.
Source: Dfns documentation, "Policies".
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any, Final, Generic, TypeVar, cast

from ._call import Settings, carried_out, operation_request
from ._effects import Flow, Sleep, run, run_async
from ._errors import ClientError, TimedOut
from ._http import AsyncTransport, Request, Response, Transport
from ._leniency import read_json
from ._operation import Operation
from ._shown import shown

T = TypeVar("T")

_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 15.0
_READS: Final = (("authenticationToken",),)
_APPROVAL: Final[Operation[Any]] = Operation(
    "GET /v2/policy-approvals/{approvalId}",
    answers={"200": {"application/json": None}},
    security=_READS,
    repeatable=True,
)
_REFUSALS: Final = ("Denied", "Expired")
_HELD: Final = ("transferRequest", "transactionRequest", "signatureRequest", "swapRequest")
"""What an activity calls the very thing that a call asked for."""


class PolicyRefused(ClientError):
    """The approvers of a policy refused a change, or didn't agree in time: it isn't made.

    `status` is that of the approval, `value` the whole approval. Of a status that isn't known here
    nobody can say that nothing was made: its `effect` is "unknown".
    """

    sent = "yes"

    def __init__(self, approval_id: str, status: str, value: Any) -> None:
        self.approval_id: Final = approval_id
        self.status: Final = status
        self.value: Final[Any] = value
        self.effect = "none" if status in _REFUSALS else "unknown"
        super().__init__(f"approval {approval_id}: {status}")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.approval_id, self.status, self.value)


class PolicyPending(Generic[T]):
    """The change is made as soon as the policy's approvers agree.

    `approval_id` names the approval to follow, None where the answer doesn't. `value` is the whole
    answer.
    """

    __slots__ = ("_followed", "approval_id", "value")
    __match_args__ = ("approval_id", "value")

    def __init__(self, approval_id: str | None, value: Any) -> None:
        self.approval_id: Final = approval_id
        self.value: Final[Any] = value
        self._followed: tuple[Operation[Any], Request, Settings, Any] | None = None

    def followed(
        self,
        operation: Operation[T],
        request: Request,
        settings: Settings,
        transport: Transport | AsyncTransport,
    ) -> PolicyPending[T]:
        """Return the same with what `wait` needs."""
        self._followed = (operation, request, settings, transport)
        return self

    def wait(self, timeout: float | None = None) -> T:
        """Wait until the approvers have agreed, and return what the call asked for.

        `timeout` is the longest wait in seconds, None for no limit. Raises PolicyRefused where they
        refuse, or the approval expires, and TimedOut where they haven't decided.
        """
        followed = self._followed
        if followed is None or not hasattr(followed[3], "close"):
            raise ClientError("there is no client to wait with: use `await wait_async()`")
        flow = self._outcome(*followed[:3], timeout)
        return cast("T", run(flow, followed[3], followed[2].timeout))

    async def wait_async(self, timeout: float | None = None) -> T:
        """Wait as `wait` does, in an event loop."""
        followed = self._followed
        if followed is None or not hasattr(followed[3], "aclose"):
            raise ClientError("there is no asynchronous client to wait with: use `wait()`")
        flow = self._outcome(*followed[:3], timeout)
        return cast("T", await run_async(flow, followed[3], followed[2].timeout))

    def _outcome(
        self,
        operation: Operation[Any],
        request: Request,
        settings: Settings,
        timeout: float | None,
    ) -> Flow[Any]:
        if self.approval_id is None:
            raise ClientError("the answer names no approval to wait for: see `value`")
        until = None if timeout is None else time.monotonic() + timeout
        pause = _FIRST_PAUSE
        while True:
            approval = yield from _read(settings, f"/v2/policy-approvals/{self.approval_id}")
            status = str(approval.get("status"))
            if status == "Approved":
                held = yield from _entity(approval, operation, request, settings)
                return _decoded(operation, held, settings)
            if status != "Pending":
                raise PolicyRefused(self.approval_id, status, approval)
            if until is not None and time.monotonic() + pause > until:
                raise TimedOut(f"approval {self.approval_id} is still pending", sent="yes")
            yield Sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def __eq__(self, other: object) -> bool:
        return bool(self.value == other.value) if isinstance(other, PolicyPending) else False

    __hash__ = None  # type: ignore[assignment]  # the value is mutable

    @shown
    def __repr__(self) -> str:
        return f"PolicyPending({self.approval_id!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return PolicyPending, (self.approval_id, self.value)


def _read(settings: Settings, path: str) -> Flow[dict[str, Any]]:
    request = operation_request(settings, _APPROVAL, path, (), None)
    answer = yield from carried_out(settings, _APPROVAL, request, repeatable=True)
    value: Any = answer.value()
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _entity(
    approval: Mapping[str, Any], operation: Operation[Any], request: Request, settings: Settings
) -> Flow[Any]:
    """Return what a call asked for: the activity holds it, or tells the id that it has."""
    activity = cast("dict[str, Any]", approval.get("activity") or {})
    for name in _HELD:
        if isinstance(activity.get(name), dict):
            return activity[name]
    change = cast("dict[str, Any]", activity.get("changeRequest") or {})
    path = request.path.removeprefix(request.base)
    if operation.method == "POST" and change.get("entityId"):
        return (yield from _read(settings, f"{path}/{change['entityId']}"))
    return (yield from _read(settings, path)) if operation.method == "PUT" else change


def _decoded(operation: Operation[Any], held: Any, settings: Settings) -> Any:
    codec: Any = (operation.answer(200) or {}).get("application/json")
    if codec is None:
        return held if operation.answer(200) else None
    return read_json(codec, json.dumps(held).encode(), settings.answers, operation.line)


def policy_pending(response: Response) -> PolicyPending[Any]:
    """Return what a 202 says."""
    try:
        value: Any = response.json()
    except ValueError:
        value = response.text
    return PolicyPending(_approval_id(value), value)


def _approval_id(value: Any) -> str | None:
    if not isinstance(value, dict):
        return None
    fields = cast("dict[str, Any]", value)
    inner = fields.get("approval")
    candidates = [fields.get("approvalId")]
    if isinstance(inner, dict):
        candidates.append(cast("dict[str, Any]", inner).get("id"))
    own = fields.get("id")
    if isinstance(own, str) and own.startswith("ap-"):
        candidates.append(own)
    return next((c for c in candidates if isinstance(c, str)), None)
