"""The bodies of an operation: what is sent, and in which media types bodies stand.

In: two versions of an operation. Out: edits and pairs of schemas in its OperationPair.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dfnsgen.diff.change import Direction, Effect, Naming
from dfnsgen.diff.operations.encodings import compare_encodings
from dfnsgen.diff.operations.operation_pair import OperationPair, make_edit, text_edits
from dfnsgen.diff.schemas.notes import differing_examples
from dfnsgen.diff.sides import is_any
from dfnsgen.diff.written_texts import is_written_as_texts, text_parts
from dfnsgen.model.api import MediaType, RequestBody, Response, Use
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.pointers import child


def compare_request_body(pair: OperationPair) -> None:
    """Compare what is sent."""
    old, new = pair.old.request_body, pair.new.request_body
    direction = pair.sent()
    name = "body" if pair.webhook else "request body"
    if old is None and new is not None:
        effect = Effect.NARROWS if new.required else Effect.SAME
        edit = make_edit(
            "request-body-added",
            pair.old.at,
            new.at,
            effect,
            typed=effect,
            naming=Naming.ADDED,
            note=" and is required" if new.required else "",
        )
        pair.note(name, direction, edit)
    elif old is not None and new is None:
        effect = Effect.WIDENS if pair.webhook and old.required else Effect.NARROWS
        edit = make_edit("request-body-removed", old.at, pair.new.at, effect, naming=Naming.REMOVED)
        pair.note(name, direction, edit)
    elif old is not None and new is not None:
        _compare_bodies(pair, name, old, new)


def _compare_bodies(pair: OperationPair, name: str, old: RequestBody, new: RequestBody) -> None:
    direction = pair.sent()
    if old.required != new.required:
        rule = "request-body-required" if new.required else "request-body-optional"
        effect = Effect.NARROWS if new.required else Effect.WIDENS
        pair.note(name, direction, make_edit(rule, old.at, new.at, effect, typed=effect))
    pair.note_all(name, direction, text_edits((old.at, new.at), old.description, new.description))
    compare_contents(pair, name, direction, (old, new))


def compare_contents(
    pair: OperationPair,
    name: str,
    direction: Direction,
    holders: tuple[RequestBody | Response, RequestBody | Response],
) -> None:
    """Compare the media types of a body; the client chooses among those of a request or answer."""
    old = {_essence(m.content_type): m for m in holders[0].contents}
    new = {_essence(m.content_type): m for m in holders[1].contents}
    twins = _twins(old, new)
    several = len(old) > 1 or len(new) > 1
    at = (child(holders[0].at, "content"), child(holders[1].at, "content"))
    for kind in dict.fromkeys([*old, *new]):
        before, after = old.get(kind), new.get(twins.get(kind, _taking(kind, new)))
        if before is not None and after is not None:
            if kind in twins:
                types = before.content_type, after.content_type
                rule, effect = "media-type-parameters-changed", Effect.REINTERPRETS
                edit = make_edit(rule, *at, effect, chosen=True, before=types[0], after=types[1])
                pair.note(name, direction, edit)
            named = f"{name} ({kind})" if several else name
            _compare_media(pair, named, direction, before, after)
        elif before is not None or kind not in twins.values():
            added = before is None
            edit = make_edit(
                "media-type-added" if added else "media-type-removed",
                at[0] if added else child(at[0], old[kind].content_type),
                child(at[1], new[kind].content_type) if added else at[1],
                Effect.WIDENS if added else Effect.NARROWS,
                typed=Effect.SAME,
                chosen=True,
                before=None if added else kind,
                after=kind if added else None,
            )
            pair.note(name, direction, edit)


def _twins(old: Iterable[str], new: Iterable[str]) -> dict[str, str]:
    """Pair what differs in parameters alone (`;charset=utf-8`), if there is but one of each."""
    removed, added = [k for k in old if k not in new], [k for k in new if k not in old]
    found: dict[str, str] = {}
    for kind in removed:
        bare = kind.partition(";")[0]
        same = [other for other in added if other.partition(";")[0] == bare]
        rivals = [other for other in removed if other.partition(";")[0] == bare]
        if len(same) == len(rivals) == 1:
            found[kind] = same[0]
    return found


def _taking(kind: str, new: Mapping[str, MediaType]) -> str:
    """Return the content type that takes one: itself, or a range that it is in."""
    bare = kind.partition(";")[0]
    ranges = (kind, bare, f"{bare.partition('/')[0]}/*", "*/*")
    return next((one for one in ranges if one in new), kind)


def _essence(content_type: str) -> str:
    head, _, rest = content_type.partition(";")
    return ";".join(
        [head.strip().lower(), *sorted(p.strip().lower() for p in rest.split(";") if p)]
    )


def _compare_media(
    pair: OperationPair, name: str, direction: Direction, old: MediaType, new: MediaType
) -> None:
    sides = (pair.pairs.old, pair.pairs.new)
    text = all(map(is_written_as_texts, sides, (old, new)))
    parts = frozenset[str]()
    if not text:
        parts = text_parts(sides[0], old) & text_parts(sides[1], new)
    uses = (old.use, new.use)
    at = _compare_uses(pair, name, direction, uses, text=text, parts=parts)
    items_at = _compare_uses(pair, f"{name}, each item", direction, (old.item_use, new.item_use))
    at = at or items_at
    if at is None:
        return
    removed, added = differing_examples(old.examples, new.examples)
    if removed or added:
        edit = make_edit("examples-changed", *at, before=removed, after=added)
        pair.note(name, direction, edit)
    compare_encodings(pair, name, direction, (old, new), at)


def _takes_all_bytes(body: Schema) -> bool:
    """Whether a schema says no more than that there is a file, as OpenAPI 3.0 says it."""
    is_file = body.types == ("string",) and (body.format == "binary" or body.content_media_type)
    return is_any(body) or (
        bool(is_file) and body.says_only("types", "format", "content_media_type", "resource")
    )


def _compare_uses(
    pair: OperationPair,
    name: str,
    direction: Direction,
    uses: tuple[Use | None, Use | None],
    *,
    text: bool = False,
    parts: frozenset[str] = frozenset(),
) -> tuple[str, str] | None:
    """Compare what a body is, or each item of its sequence; return where, None without schemas.

    `text` where all that it holds is written as plain texts; `parts` are those that are otherwise.
    """
    old, new = uses
    if old is not None and new is not None:
        pair.use(name, direction, old, new, text=text, text_parts=parts)
        return old.at, new.at
    either = new or old
    if either is None:
        return None
    rule = "body-schema-added" if new is not None else "body-schema-removed"
    effect = Effect.NARROWS if new is not None else Effect.WIDENS
    side = pair.pairs.old if new is None else pair.pairs.new
    wire = Effect.SAME if _takes_all_bytes(side.unfold(either.schema)) else effect
    pair.note(name, direction, make_edit(rule, either.at, either.at, wire, typed=effect))
    return either.at, either.at
