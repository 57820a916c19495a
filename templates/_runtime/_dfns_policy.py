"""A change that was accepted and waits for approvals: Dfns answers it with 202.

In: that answer. Out: a value, since nothing went wrong; it has another form than the change itself.
"""

from __future__ import annotations

from typing import Any, Final, cast

from ._http import Response
from ._shown import shown


class PolicyPending:
    """The change is made as soon as the policy's approvers agree.

    `approval_id` names the approval to follow, None where the answer doesn't. `value` is the whole
    answer.
    """

    __slots__ = ("approval_id", "value")
    __match_args__ = ("approval_id", "value")

    def __init__(self, approval_id: str | None, value: Any) -> None:
        self.approval_id: Final = approval_id
        self.value: Final[Any] = value

    def __eq__(self, other: object) -> bool:
        return bool(self.value == other.value) if isinstance(other, PolicyPending) else False

    __hash__ = None  # type: ignore[assignment]  # the value is mutable

    @shown
    def __repr__(self) -> str:
        return f"PolicyPending({self.approval_id!r})"


def policy_pending(response: Response) -> PolicyPending:
    """Return what a 202 says."""
    try:
        value: Any = response.json()
    except ValueError:
        value = response.text
    return PolicyPending(_approval_id(value), value)


def _approval_id(value: Any) -> str | None:
    if not isinstance(value, dict):
        return None
    said = cast("dict[str, Any]", value)
    inner = said.get("approval")
    candidates = [said.get("approvalId")]
    if isinstance(inner, dict):
        candidates.append(cast("dict[str, Any]", inner).get("id"))
    own = said.get("id")
    if isinstance(own, str) and own.startswith("ap-"):
        candidates.append(own)
    return next((c for c in candidates if isinstance(c, str)), None)
