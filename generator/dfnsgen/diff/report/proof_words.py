"""A proof as one line of a report, and as JSON.

In: a change. Out: text or a tree; "" or None where no proof was asked for or needed. Texts in it
are the documents' own: whoever prints it escapes it.
"""

from __future__ import annotations

import json

from dfnsgen.diff.change import Change
from dfnsgen.json_value import JsonValue

_LONGEST = 400


def proof_words(change: Change) -> str:
    """Say what proves that a change breaks, or that nothing was found that does."""
    if change.unproven:
        return f"unproven: {_tried(change)}"
    proof = change.proof
    if proof is None:
        return ""
    text = json.dumps(proof.content, ensure_ascii=False)
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    accepting, rejecting = proof.accepted_by.value, proof.accepted_by.other.value
    return (
        f"proof ({proof.part}): {text} is accepted by the {accepting} version and rejected by the "
        f"{rejecting} one ({'; '.join(proof.faults)})"
    )


def _tried(change: Change) -> str:
    """Say what was tried in vain."""
    if change.rule.id.startswith(("encoding-", "oauth-")):
        return "how a part is encoded, or a token is had, is seen in no value"
    if change.rule.area == "schema":
        return (
            "of the values at and beyond the bounds of both schemas, and of all that can be put "
            "together of a few properties, none is accepted by one version and rejected by the "
            "other for this change"
        )
    return (
        "of the requests and answers with what is needed, and with one thing more each, none is "
        "accepted by one version and rejected by the other for this change"
    )


def proof_as_json(change: Change) -> JsonValue:
    """Return the proof as JSON; None where there is none."""
    proof = change.proof
    if proof is None:
        return None
    return {
        "kind": proof.kind.value,
        "part": proof.part,
        proof.kind.value: proof.content,
        "accepted_by": proof.accepted_by.value,
        "rejected_by": proof.accepted_by.other.value,
        "faults": list(proof.faults),
    }
