"""Two versions of an operation: its texts, and all that stands around its schemas.

In: two operations or webhooks, and the Pairs that compare schemas. Out: the pairs that
affect the operation, each with the direction in which its values travel.
"""

from __future__ import annotations

from dfnsgen.diff.operations.answers import compare_responses
from dfnsgen.diff.operations.bodies import compare_request_body
from dfnsgen.diff.operations.operation_pair import (
    OperationPair,
    Root,
    deprecation_edits,
    make_edit,
    text_edits,
)
from dfnsgen.diff.operations.parameters import compare_parameters
from dfnsgen.diff.operations.webhooks import callback_of
from dfnsgen.diff.schemas.pairs import Pairs
from dfnsgen.model.api import Operation, Webhook
from dfnsgen.pointers import child


def compare_operations(
    pairs: Pairs, old: Operation, new: Operation, *, webhook: bool = False
) -> list[Root]:
    """Compare two versions of an operation or webhook; return the pairs that affect it."""
    pair = OperationPair(pairs=pairs, old=old, new=new, webhook=webhook)
    _compare_texts(pair)
    compare_parameters(pair)
    compare_request_body(pair)
    compare_responses(pair)
    return pair.roots


def _compare_texts(pair: OperationPair) -> None:
    old, new, name = pair.old, pair.new, f"{pair.new.method} {pair.new.path}"
    if pair.webhook:
        callback = callback_of(Webhook(name=new.path, operation=new))
        name = f"callback {callback.name}" if callback is not None else f"webhook {new.path}"
    direction = pair.sent()
    at = (old.at, new.at)
    pair.note_all(name, direction, text_edits(at, old.summary, new.summary, "summary-changed"))
    pair.note_all(name, direction, text_edits(at, old.description, new.description))
    if old.operation_id != new.operation_id:
        how = "added" if not old.operation_id else "removed" if not new.operation_id else "changed"
        # What a method is called, the package's lock keeps; so it does the namespace of a tag.
        edit = make_edit(
            f"operation-id-{how}",
            child(old.at, "operationId"),
            child(new.at, "operationId"),
            before=old.operation_id or None,
            after=new.operation_id or None,
        )
        pair.note(name, direction, edit)
    edits = deprecation_edits(at, before=old.deprecated, after=new.deprecated)
    pair.note_all(name, direction, edits)
    _compare_tags(pair, name)


def _compare_tags(pair: OperationPair, name: str) -> None:
    old, new = pair.old, pair.new
    for tag in new.tags:
        if tag not in old.tags:
            edit = make_edit("tag-added", child(old.at, "tags"), child(new.at, "tags"), after=tag)
            pair.note(name, pair.sent(), edit)
    for tag in old.tags:
        if tag not in new.tags:
            places = (child(old.at, "tags"), child(new.at, "tags"))
            edit = make_edit("tag-removed", *places, before=tag)
            pair.note(name, pair.sent(), edit)
