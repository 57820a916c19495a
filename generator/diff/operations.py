"""Two versions of an operation: everything around its schemas, and the way into them.

In: two operations or webhooks, and the Pairs that compare schemas. Out: the pairs that are felt in
the operation, each with the direction in which its values travel. What several operations share
(a component parameter, say) is one pair.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from generator.diff.change import Direction, Edit, Effect, Naming
from generator.diff.graph import Node
from generator.diff.pairs import Pairs
from generator.diff.rules import RULES
from generator.diff.wording import kind_of
from generator.loader.document import JsonValue
from generator.model.api import (
    Header,
    In,
    MediaType,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Use,
)
from generator.model.pointers import child


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """A pair that an operation holds: its name there, and the direction of its values."""

    key: str
    name: str
    direction: Direction
    at_old: str | None
    at_new: str | None


@dataclass(slots=True, kw_only=True)
class OperationPair:
    """Collects the pairs of one operation. For a webhook the directions are reversed."""

    pairs: Pairs
    old: Operation
    new: Operation
    webhook: bool = False
    roots: list[Root] = field(default_factory=list)

    def sent(self) -> Direction:
        """Return the direction of the request: the client sends it, or receives a webhook."""
        return Direction.RESPONSE if self.webhook else Direction.REQUEST

    def answered(self) -> Direction:
        """Return the direction of the answer."""
        return Direction.REQUEST if self.webhook else Direction.RESPONSE

    def node(
        self, name: str, direction: Direction, at_old: str | None, at_new: str | None, kind: str
    ) -> tuple[str, Node, bool]:
        """Return a pair's key and node, and whether it is to be compared still."""
        key = f"{kind} {at_old} {at_new}"
        fresh = key not in self.pairs.nodes
        node = self.pairs.nodes.setdefault(key, Node())
        root = Root(key=key, name=name, direction=direction, at_old=at_old, at_new=at_new)
        if root not in self.roots:
            self.roots.append(root)
        return key, node, fresh

    def note(self, name: str, direction: Direction, edit: Edit, *, kind: str = "edit") -> None:
        """Note an edit that no pair of schemas holds; shared where its places are."""
        told = f"{kind}:{edit.rule.id}:{edit.before}:{edit.after}"
        _, node, fresh = self.node(name, direction, edit.at_old, edit.at_new, told)
        if fresh:
            node.edits.append(edit)

    def use(self, name: str, direction: Direction, old: Use, new: Use) -> None:
        """Compare the schemas at two places."""
        key, _, fresh = self.node(name, direction, old.at, new.at, "use")
        if fresh:
            self.pairs.start(key, old.schema, new.schema)


def compare_operations(
    pairs: Pairs, old: Operation, new: Operation, *, webhook: bool = False
) -> list[Root]:
    """Compare two versions of an operation or webhook; return what is felt in it."""
    pair = OperationPair(pairs=pairs, old=old, new=new, webhook=webhook)
    _compare_texts(pair)
    _compare_parameters(pair)
    _compare_request_body(pair)
    _compare_responses(pair)
    return pair.roots


def _compare_texts(pair: OperationPair) -> None:
    old, new, name = pair.old, pair.new, f"{pair.new.method} {pair.new.path}"
    if pair.webhook:
        name = f"webhook {new.path}"
    direction = pair.sent()
    said = [
        (old.summary, new.summary, "summary"),
        (old.description, new.description, "description"),
    ]
    for before, after, what in said:
        if before.split() != after.split():
            rule = RULES[f"{what}-changed"]
            edit = _edit(rule.id, old.at, new.at, before=before, after=after)
            pair.note(name, direction, edit)
    if old.operation_id != new.operation_id:
        how = "added" if not old.operation_id else "removed" if not new.operation_id else "changed"
        typed = Effect.SHIFTS if how == "changed" else Effect.SAME
        edit = _edit(
            f"operation-id-{how}",
            child(old.at, "operationId"),
            child(new.at, "operationId"),
            typed=typed,
            before=old.operation_id or None,
            after=new.operation_id or None,
        )
        pair.note(name, direction, edit)
    if old.deprecated != new.deprecated:
        rule_id = "deprecated" if new.deprecated else "not-deprecated"
        pair.note(name, direction, _edit(rule_id, old.at, new.at))
    _compare_tags(pair, name)


def _compare_tags(pair: OperationPair, name: str) -> None:
    old, new = pair.old, pair.new
    moved = old.tags[:1] != new.tags[:1]
    for tag in new.tags:
        if tag not in old.tags:
            edit = _edit("tag-added", child(old.at, "tags"), child(new.at, "tags"), after=tag)
            pair.note(name, pair.sent(), edit)
    for tag in old.tags:
        if tag not in new.tags:
            typed = Effect.SHIFTS if moved and tag == old.tags[0] else Effect.SAME
            edit = _edit(
                "tag-removed", child(old.at, "tags"), child(new.at, "tags"), typed=typed, before=tag
            )
            pair.note(name, pair.sent(), edit)


def _edit(
    rule: str,
    at_old: str | None,
    at_new: str | None,
    effect: Effect = Effect.SAME,
    *,
    typed: Effect = Effect.SAME,
    naming: Naming = Naming.NONE,
    tolerated: bool = False,
    chosen: bool = False,
    before: JsonValue = None,
    after: JsonValue = None,
) -> Edit:
    return Edit(
        rule=RULES[rule],
        effect=effect,
        typed=typed,
        naming=naming,
        tolerated=tolerated,
        chosen=chosen,
        before=before,
        after=after,
        at_old=at_old,
        at_new=at_new,
    )


def _compare_parameters(pair: OperationPair) -> None:
    old, new = _by_place(pair.old.parameters), _by_place(pair.new.parameters)
    renamed = _path_parameters(pair)
    moved = _moved(old, new)
    for key, parameter in old.items():
        partner = new.get(renamed.get(key, key)) or new.get(moved.get(key, key))
        if partner is not None:
            _compare_parameter(pair, parameter, partner)
        else:
            _note_removed(pair, parameter)
    taken = {*old, *renamed.values(), *moved.values()}
    for key, parameter in new.items():
        if key not in taken:
            _note_added(pair, parameter)


def _note_removed(pair: OperationPair, parameter: Parameter) -> None:
    direction = pair.sent()
    gains = parameter.required and direction is Direction.RESPONSE
    edit = _edit(
        "parameter-removed",
        parameter.at,
        child(pair.new.at, "parameters"),
        Effect.WIDENS if gains else Effect.SAME,
        naming=Naming.REMOVED,
        before=kind_of(pair.pairs.old, parameter.use.schema),
    )
    pair.note(_named(parameter), direction, edit)


def _note_added(pair: OperationPair, parameter: Parameter) -> None:
    needed = parameter.required
    effect = Effect.NARROWS if needed else Effect.SAME
    kind = kind_of(pair.pairs.new, parameter.use.schema)
    edit = _edit(
        "parameter-added",
        child(pair.old.at, "parameters"),
        parameter.at,
        effect,
        typed=effect,
        naming=Naming.ADDED,
        after=f"{kind}, required" if needed else kind,
    )
    pair.note(_named(parameter), pair.sent(), edit)


Place = tuple[str, In]


def _by_place(parameters: Iterable[Parameter]) -> dict[Place, Parameter]:
    """Header names have no case. Source: RFC 9110, section 5.1."""
    return {
        (p.spec_name.lower() if p.location is In.HEADER else p.spec_name, p.location): p
        for p in parameters
    }


def _path_parameters(pair: OperationPair) -> dict[Place, Place]:
    """Pair the path parameters by where they stand in the two path templates."""
    if pair.webhook:
        return {}
    old, new = path_names(pair.old.path), path_names(pair.new.path)
    if len(old) != len(new):
        return {}
    return {(a, In.PATH): (b, In.PATH) for a, b in zip(old, new, strict=True) if a != b}


def path_names(path: str) -> list[str]:
    """Return the names in a path template, in order."""
    return [part.partition("}")[0] for part in path.split("{")[1:]]


def _moved(old: dict[Place, Parameter], new: dict[Place, Parameter]) -> dict[Place, Place]:
    """Pair parameters of one name that stand elsewhere now."""
    gone = [key for key in old if key not in new and key[1] is not In.PATH]
    come = [key for key in new if key not in old and key[1] is not In.PATH]
    found: dict[Place, Place] = {}
    for key in gone:
        same = [other for other in come if other[0].lower() == key[0].lower()]
        if len(same) == 1:
            found[key] = same[0]
    return found


def _compare_parameter(pair: OperationPair, old: Parameter, new: Parameter) -> None:
    name, direction = _named(new), pair.sent()
    _, node, fresh = pair.node(name, direction, old.at, new.at, "parameter")
    if fresh:
        node.edits += _parameter_edits(old, new)
    pair.use(name, direction, old.use, new.use)


def _parameter_edits(old: Parameter, new: Parameter) -> Iterable[Edit]:
    if old.spec_name.lower() != new.spec_name.lower():
        yield _edit(
            "path-parameter-renamed",
            old.at,
            new.at,
            typed=Effect.SHIFTS,
            before=old.spec_name,
            after=new.spec_name,
        )
    if old.location is not new.location:
        shifts = Effect.SHIFTS
        before, after = old.location.value, new.location.value
        yield _edit("parameter-moved", old.at, new.at, shifts, before=before, after=after)
    elif _style(old) != _style(new):
        shifts = Effect.SHIFTS
        before, after = _style(old), _style(new)
        yield _edit("parameter-style-changed", old.at, new.at, shifts, before=before, after=after)
    if old.required != new.required:
        rule = "parameter-required" if new.required else "parameter-optional"
        effect = Effect.NARROWS if new.required else Effect.WIDENS
        yield _edit(rule, old.at, new.at, effect, typed=effect)
    if old.allow_reserved != new.allow_reserved:
        rule = "allow-reserved-added" if new.allow_reserved else "allow-reserved-removed"
        effect = Effect.WIDENS if new.allow_reserved else Effect.NARROWS
        yield _edit(rule, old.at, new.at, effect)
    if old.deprecated != new.deprecated:
        yield _edit("deprecated" if new.deprecated else "not-deprecated", old.at, new.at)
    if old.description.split() != new.description.split():
        before, after = old.description, new.description
        yield _edit("description-changed", old.at, new.at, before=before, after=after)


def _style(parameter: Parameter) -> str:
    if parameter.content_type:
        return parameter.content_type
    return f"{parameter.style}{', exploded' if parameter.explode and _has_parts(parameter) else ''}"


def _has_parts(parameter: Parameter) -> bool:
    """Whether `explode` says anything: scalars look the same either way."""
    types = parameter.use.schema.types
    return types is None or bool({"array", "object"} & set(types))


def _named(parameter: Parameter) -> str:
    return f"{parameter.location.value} parameter {parameter.spec_name}"


def _compare_request_body(pair: OperationPair) -> None:
    old, new = pair.old.request_body, pair.new.request_body
    direction = pair.sent()
    name = "body" if pair.webhook else "request body"
    if old is None and new is not None:
        effect = Effect.NARROWS if new.required else Effect.SAME
        edit = _edit(
            "request-body-added", pair.old.at, new.at, effect, typed=effect, naming=Naming.ADDED
        )
        pair.note(name, direction, edit)
    elif old is not None and new is None:
        edit = _edit("request-body-removed", old.at, pair.new.at, naming=Naming.REMOVED)
        pair.note(name, direction, edit)
    elif old is not None and new is not None:
        _compare_bodies(pair, name, old, new)


def _compare_bodies(pair: OperationPair, name: str, old: RequestBody, new: RequestBody) -> None:
    direction = pair.sent()
    if old.required != new.required:
        rule = "request-body-required" if new.required else "request-body-optional"
        effect = Effect.NARROWS if new.required else Effect.WIDENS
        pair.note(name, direction, _edit(rule, old.at, new.at, effect, typed=effect))
    if old.description.split() != new.description.split():
        before, after = old.description, new.description
        edit = _edit("description-changed", old.at, new.at, before=before, after=after)
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
        edit = _edit(
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
        pair.note(name, direction, _edit(rule, at[0], at[1], effect, typed=effect))
    else:
        return
    for part in dict.fromkeys([*before, *after]):
        one, other = before.get(part), after.get(part)
        if one != other:
            how = "added" if one is None else "removed" if other is None else "changed"
            edit = _edit(
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


def _compare_responses(pair: OperationPair) -> None:
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
        edit = _edit(
            "response-added",
            responses,
            response.at,
            effect,
            typed=effect,
            naming=Naming.ADDED,
            tolerated=True,
        )
    else:
        effect = Effect.SHIFTS if success else Effect.SAME
        edit = _edit("response-removed", response.at, responses, effect, typed=effect)
    pair.note(name, direction, edit)


def _compare_response(pair: OperationPair, name: str, old: Response, new: Response) -> None:
    direction = pair.answered()
    if old.description.split() != new.description.split():
        before, after = old.description, new.description
        edit = _edit("description-changed", old.at, new.at, before=before, after=after)
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
        edit = _edit("header-added", at[0], child(at[1], new.spec_name), naming=Naming.ADDED)
        pair.note(subject, direction, edit)
    elif old is not None and new is None:
        effect = Effect.WIDENS if old.required else Effect.SAME
        edit = _edit(
            "header-removed", child(at[0], old.spec_name), at[1], effect, naming=Naming.REMOVED
        )
        pair.note(subject, direction, edit)
    elif old is not None and new is not None:
        at = (child(at[0], old.spec_name), child(at[1], new.spec_name))
        if old.required != new.required:
            rule = "header-required" if new.required else "header-optional"
            effect = Effect.NARROWS if new.required else Effect.WIDENS
            pair.note(subject, direction, _edit(rule, at[0], at[1], effect))
        if old.description.split() != new.description.split():
            before, after = old.description, new.description
            edit = _edit("description-changed", at[0], at[1], before=before, after=after)
            pair.note(subject, direction, edit)
        if old.use is not None and new.use is not None:
            pair.use(subject, direction, old.use, new.use)
