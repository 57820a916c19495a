"""The bodies and headers of an operation: what is sent and what is answered.

In: two versions of an operation. Out: edits and pairs of schemas in its OperationPair.
"""

from __future__ import annotations

from generator.diff.change import Direction, Effect, Naming
from generator.diff.operation_pair import OperationPair, make_edit
from generator.model.api import Header, MediaType, RequestBody, Response
from generator.model.pointers import child


def compare_request_body(pair: OperationPair) -> None:
    """Compare what is sent."""
    old, new = pair.old.request_body, pair.new.request_body
    direction = pair.sent()
    name = "body" if pair.webhook else "request body"
    if old is None and new is not None:
        effect = Effect.NARROWS if new.required else Effect.SAME
        edit = make_edit(
            "request-body-added", pair.old.at, new.at, effect, typed=effect, naming=Naming.ADDED
        )
        pair.note(name, direction, edit)
    elif old is not None and new is None:
        edit = make_edit("request-body-removed", old.at, pair.new.at, naming=Naming.REMOVED)
        pair.note(name, direction, edit)
    elif old is not None and new is not None:
        _compare_bodies(pair, name, old, new)


def _compare_bodies(pair: OperationPair, name: str, old: RequestBody, new: RequestBody) -> None:
    direction = pair.sent()
    if old.required != new.required:
        rule = "request-body-required" if new.required else "request-body-optional"
        effect = Effect.NARROWS if new.required else Effect.WIDENS
        pair.note(name, direction, make_edit(rule, old.at, new.at, effect, typed=effect))
    if old.description.split() != new.description.split():
        before, after = old.description, new.description
        edit = make_edit("description-changed", old.at, new.at, before=before, after=after)
        pair.note(name, direction, edit)
    _compare_contents(pair, name, direction, (old, new))


def _compare_contents(
    pair: OperationPair,
    name: str,
    direction: Direction,
    holders: tuple[RequestBody | Response, RequestBody | Response],
) -> None:
    """Compare the media types of a body; the client chooses among those of a request or answer."""
    old = {_essence(m.content_type): m for m in holders[0].contents}
    new = {_essence(m.content_type): m for m in holders[1].contents}
    several = len(old) > 1 or len(new) > 1
    for kind in dict.fromkeys([*old, *new]):
        before, after = old.get(kind), new.get(kind)
        if before is not None and after is not None:
            named = f"{name} ({kind})" if several else name
            _compare_media(pair, named, direction, before, after)
            continue
        added = after is not None
        edit = make_edit(
            "media-type-added" if added else "media-type-removed",
            child(holders[0].at, "content"),
            child(holders[1].at, "content"),
            Effect.WIDENS if added else Effect.NARROWS,
            typed=Effect.SAME,
            chosen=True,
            before=None if added else kind,
            after=kind if added else None,
        )
        pair.note(name, direction, edit)


def _essence(content_type: str) -> str:
    head, _, rest = content_type.partition(";")
    return ";".join(
        [head.strip().lower(), *sorted(p.strip().lower() for p in rest.split(";") if p)]
    )


def _compare_media(
    pair: OperationPair, name: str, direction: Direction, old: MediaType, new: MediaType
) -> None:
    before, after = {e.property_name: e for e in old.encodings}, {
        e.property_name: e for e in new.encodings
    }
    if old.use is not None and new.use is not None:
        pair.use(name, direction, old.use, new.use)
        at = (old.use.at, new.use.at)
    elif old.use is not None or new.use is not None:
        use = new.use or old.use
        at = (use.at if use else "", use.at if use else "")
        rule = "body-schema-added" if new.use is not None else "body-schema-removed"
        effect = Effect.NARROWS if new.use is not None else Effect.WIDENS
        pair.note(name, direction, make_edit(rule, at[0], at[1], effect, typed=effect))
    else:
        return
    for part in dict.fromkeys([*before, *after]):
        one, other = before.get(part), after.get(part)
        if one != other:
            how = "added" if one is None else "removed" if other is None else "changed"
            edit = make_edit(
                f"encoding-{how}",
                at[0],
                at[1],
                Effect.SHIFTS,
                before=None if one is None else _encoding(one),
                after=None if other is None else _encoding(other),
            )
            pair.note(f"{name}.{part}", direction, edit)


def _encoding(encoding: object) -> str:
    content_type = getattr(encoding, "content_type", "")
    return content_type or f"{getattr(encoding, 'style', '')}"


def compare_responses(pair: OperationPair) -> None:
    """Compare what is answered, by status."""
    old = {r.status: r for r in pair.old.responses}
    new = {r.status: r for r in pair.new.responses}
    for status in dict.fromkeys([*old, *new]):
        before, after = old.get(status), new.get(status)
        name = f"response {status}"
        if before is not None and after is not None:
            _compare_response(pair, name, before, after)
        elif after is not None:
            _note_response(pair, name, after, added=True)
        elif before is not None:
            _note_response(pair, name, before, added=False)


def _note_response(pair: OperationPair, name: str, response: Response, *, added: bool) -> None:
    """A success that is gone takes what clients rely on; errors are open to all clients anyway."""
    success = response.status.startswith("2")
    direction = pair.answered()
    responses = child(pair.old.at if added else pair.new.at, "responses")
    if added:
        effect = Effect.WIDENS if success else Effect.SAME
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
        typed = Effect.SHIFTS if success else Effect.SAME
        edit = make_edit(
            "response-removed", response.at, responses, effect, typed=typed, chosen=True
        )
    pair.note(name, direction, edit)


def _compare_response(pair: OperationPair, name: str, old: Response, new: Response) -> None:
    direction = pair.answered()
    if old.description.split() != new.description.split():
        before, after = old.description, new.description
        edit = make_edit("description-changed", old.at, new.at, before=before, after=after)
        pair.note(name, direction, edit)
    _compare_contents(pair, name, direction, (old, new))
    before_headers = {h.spec_name.lower(): h for h in old.headers}
    after_headers = {h.spec_name.lower(): h for h in new.headers}
    for key in dict.fromkeys([*before_headers, *after_headers]):
        one, other = before_headers.get(key), after_headers.get(key)
        at = (child(old.at, "headers"), child(new.at, "headers"))
        _compare_header(pair, name, (one, other), at)


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
            "header-removed", child(at[0], old.spec_name), at[1], effect, naming=Naming.REMOVED
        )
        pair.note(subject, direction, edit)
    elif old is not None and new is not None:
        at = (child(at[0], old.spec_name), child(at[1], new.spec_name))
        if old.required != new.required:
            rule = "header-required" if new.required else "header-optional"
            effect = Effect.NARROWS if new.required else Effect.WIDENS
            pair.note(subject, direction, make_edit(rule, at[0], at[1], effect))
        if old.description.split() != new.description.split():
            before, after = old.description, new.description
            edit = make_edit("description-changed", at[0], at[1], before=before, after=after)
            pair.note(subject, direction, edit)
        if old.use is not None and new.use is not None:
            pair.use(subject, direction, old.use, new.use)
