"""The answers of an operation: statuses, headers and links.

In: two versions of an operation. Out: edits and pairs of schemas in its OperationPair.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dfnsgen.diff.change import Effect, Naming
from dfnsgen.diff.operations.bodies import compare_contents
from dfnsgen.diff.operations.operation_pair import (
    OperationPair,
    deprecation_edits,
    make_edit,
    text_edits,
)
from dfnsgen.diff.sides import Side
from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Header, Link, Response
from dfnsgen.pointers import child


def compare_responses(pair: OperationPair) -> None:
    """Compare what is answered, by status."""
    old = {r.status: r for r in pair.old.responses}
    new = {r.status: r for r in pair.new.responses}
    for status in dict.fromkeys([*old, *new]):
        before, after = old.get(status), new.get(status)
        span = f"{status[0]}XX"  # A range holds its statuses, if not declared one by one.
        before, after = before or old.get(span), after or new.get(span)
        name = f"response {status}"
        if before is not None and after is not None:
            _compare_response(pair, name, before, after)
        elif after is not None:
            left = _is_answered_otherwise((pair.pairs.new, after), (pair.pairs.old, old))
            _note_response(pair, name, after, added=True, left=left)
        elif before is not None:
            left = _is_answered_otherwise((pair.pairs.old, before), (pair.pairs.new, new))
            left = left or _holds_any(status, new)
            _note_response(pair, name, before, added=False, left=left)


def _is_answered_otherwise(
    one: tuple[Side, Response], other: tuple[Side, Mapping[str, Response]]
) -> bool:
    """Whether `default` of the other version answers what a status of its own does in this one."""
    (side, response), (other_side, responses) = one, other
    default = responses.get("default")
    if default is None or response.status == "default":
        return False
    answered = {
        media.content_type: media.use and other_side.digest(media.use.schema)
        for media in default.contents
    }
    return all(
        media.content_type in answered
        and answered[media.content_type] == (media.use and side.digest(media.use.schema))
        for media in response.contents
    )


def _holds_any(span: str, statuses: Iterable[str]) -> bool:
    """Whether a range of statuses, `2XX`, holds any of some statuses."""
    return span.endswith("XX") and any(status[:1] == span[:1] for status in statuses)


def _note_response(
    pair: OperationPair, name: str, response: Response, *, added: bool, left: bool = False
) -> None:
    """A removed success takes what clients rely on; errors are open to all clients anyway.

    Of a range that is removed something may be `left`, or `default` stands for it: then there is a
    success still.
    """
    success = response.status.startswith("2")
    direction = pair.answered()
    responses = child(pair.old.at if added else pair.new.at, "responses")
    if added:
        effect = Effect.WIDENS if success and not left else Effect.SAME
        edit = make_edit(
            "response-added",
            responses,
            response.at,
            effect,
            typed=effect,
            naming=Naming.ADDED,
            tolerated=True,
        )
    else:
        effect = Effect.NARROWS if success else Effect.SAME
        typed = Effect.SHIFTS if success and not left else Effect.SAME
        edit = make_edit(
            "response-removed", response.at, responses, effect, typed=typed, chosen=not left
        )
    pair.note(name, direction, edit)


def _compare_response(pair: OperationPair, name: str, old: Response, new: Response) -> None:
    direction = pair.answered()
    pair.note_all(name, direction, text_edits((old.at, new.at), old.description, new.description))
    compare_contents(pair, name, direction, (old, new))
    before_headers = {h.spec_name.lower(): h for h in old.headers}
    after_headers = {h.spec_name.lower(): h for h in new.headers}
    for key in dict.fromkeys([*before_headers, *after_headers]):
        one, other = before_headers.get(key), after_headers.get(key)
        at = (child(old.at, "headers"), child(new.at, "headers"))
        _compare_header(pair, name, (one, other), at)
    _compare_links(pair, name, old, new)


def _compare_links(pair: OperationPair, name: str, old: Response, new: Response) -> None:
    """Links are hints: who follows one that is removed finds nothing."""
    before, after = ({link.name: link for link in response.links} for response in (old, new))
    at = (child(old.at, "links"), child(new.at, "links"))
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key), after.get(key)
        subject = f"{name} link {key}"
        if one is None:
            edit = make_edit("link-added", at[0], child(at[1], key), naming=Naming.ADDED)
        elif other is None:
            edit = make_edit("link-removed", child(at[0], key), at[1], naming=Naming.REMOVED)
        elif (one.operation, _handed(one)) != (other.operation, _handed(other)):
            places = (child(at[0], key), child(at[1], key))
            targets = _handed(one), _handed(other)
            naming = Naming.REMOVED
            edit = make_edit(
                "link-changed", *places, naming=naming, before=targets[0], after=targets[1]
            )
        else:
            places = (child(at[0], key, "description"), child(at[1], key, "description"))
            edits = text_edits(places, one.description, other.description)
            pair.note_all(subject, pair.answered(), edits)
            continue
        pair.note(subject, pair.answered(), edit)


def _handed(link: Link) -> JsonValue:
    return {"operation": link.operation, **dict(link.handed)}


def _compare_header(
    pair: OperationPair,
    name: str,
    headers: tuple[Header | None, Header | None],
    at: tuple[str, str],
) -> None:
    old, new = headers
    direction = pair.answered()
    one = new or old
    subject = f"{name} header {one.spec_name if one is not None else ''}"
    if old is None and new is not None:
        edit = make_edit("header-added", at[0], child(at[1], new.spec_name), naming=Naming.ADDED)
        pair.note(subject, direction, edit)
    elif old is not None and new is None:
        effect = Effect.WIDENS if old.required else Effect.SAME
        edit = make_edit(
            "header-removed",
            child(at[0], old.spec_name),
            at[1],
            effect,
            naming=Naming.REMOVED,
            note="; it was always there" if old.required else "",
        )
        pair.note(subject, direction, edit)
    elif old is not None and new is not None:
        at = (child(at[0], old.spec_name), child(at[1], new.spec_name))
        if old.content_type != new.content_type:
            types = old.content_type or "plain text", new.content_type or "plain text"
            rule, effect = "header-style-changed", Effect.SHIFTS
            edit = make_edit(rule, *at, effect, before=types[0], after=types[1])
            pair.note(subject, direction, edit)
        edits = deprecation_edits(at, before=old.deprecated, after=new.deprecated)
        pair.note_all(subject, direction, edits)
        if old.required != new.required:
            rule = "header-required" if new.required else "header-optional"
            effect = Effect.NARROWS if new.required else Effect.WIDENS
            pair.note(subject, direction, make_edit(rule, at[0], at[1], effect))
        pair.note_all(subject, direction, text_edits(at, old.description, new.description))
        if old.use is not None and new.use is not None:
            text = not (old.content_type or new.content_type)
            pair.use(subject, direction, old.use, new.use, text=text)
