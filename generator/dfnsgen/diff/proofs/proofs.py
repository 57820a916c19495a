"""The proof that a change breaks: what one version accepts and the other rejects.

In: changes with the edits at their places. Out: the changes, with a value, a request or an answer,
checked by the validators of both versions, or marked as unproven. The fault that the rejecting
version finds must be at the place of the edit, so that one change is not proved by another.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from dfnsgen.diff.change import Change, Direction, Edit, Level, Proof, ProofKind, Version, Where
from dfnsgen.diff.collect import Collected
from dfnsgen.diff.proofs.exchange import Answer, Fault, MessageReader, Request
from dfnsgen.diff.proofs.message_json import message_as_json
from dfnsgen.diff.proofs.messages import Messages
from dfnsgen.diff.proofs.shown import is_due_to, is_shown, shows
from dfnsgen.diff.values.search import Travel, ValueSearch, schema_of
from dfnsgen.diff.values.verdicts import Issue
from dfnsgen.diff.wording import plain
from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Api
from dfnsgen.pointers import child

_UNSEEN = frozenset(
    (
        "encoding-added",
        "encoding-removed",
        "encoding-changed",
        "oauth-flow-removed",
        "oauth-url-changed",
    )
)
"""What no message shows: how a part of a form is encoded, and how a token is had."""
_MOST_TRIED = 4
"""At how many places a proof is looked for."""
_MOST_VALUES = 40
_MOST_FAULTS = 3


def proved(collected: Iterable[Collected], prover: Prover) -> tuple[Change, ...]:
    """Return the changes; each that breaks has a proof, or is marked as unproven."""
    return tuple(_proved(one, prover) for one in collected)


def _proved(collected: Collected, prover: Prover) -> Change:
    change = collected.change
    if change.level is not Level.BREAKING:
        return change
    both = zip(change.places, collected.affected, strict=True)
    breaking = [affected for place, affected in both if place.level is Level.BREAKING]
    for affected in breaking[:_MOST_TRIED]:
        assert affected.where is not None
        proof = prover.prove(affected.edit, affected.where)
        if proof is not None:
            return replace(change, proof=proof)
    return replace(change, unproven=True)


class Prover:
    """Proves changes of one comparison."""

    def __init__(self, search: ValueSearch, old: Api, new: Api) -> None:
        self._search = search
        self._schemes = {
            version: {scheme.name: scheme for scheme in api.security_schemes}
            for version, api in ((Version.OLD, old), (Version.NEW, new))
        }

    def prove(self, edit: Edit, where: Where) -> Proof | None:
        """Return a proof that the edit breaks in this direction."""
        if edit.rule.id in _UNSEEN:
            return None
        judged = Direction.REQUEST if edit.chosen else where.direction
        accepting = Version.OLD if judged is Direction.REQUEST else Version.NEW
        if edit.schemas is not None and where.schemas is not None:
            return self._by_value(edit, where, accepting)
        sent = Direction.RESPONSE if where.operation.webhook else Direction.REQUEST
        kind = ProofKind.REQUEST if where.direction is sent else ProofKind.ANSWER
        return self._by_message(edit, where, accepting, kind)

    def _by_value(self, edit: Edit, where: Where, accepting: Version) -> Proof | None:
        """Return the value with which the least besides the edit is wrong."""
        assert edit.schemas is not None and where.schemas is not None
        travel = Travel(text=where.text, text_parts=where.text_parts, direction=where.direction)
        search, rejecting = self._search, accepting.other
        schema = schema_of(where.schemas, rejecting)
        judge = search.half(rejecting, where.direction).judge
        best: tuple[tuple[bool, int], JsonValue, list[Issue]] | None = None
        for inner in islice(
            self._telling(edit, accepting, travel.after(where.route)), _MOST_VALUES
        ):
            value, at = search.lifted(where.route, inner, accepting, travel)
            if not search.accepts(accepting, where.schemas, value, travel):
                continue
            issues = judge.issues(schema, search.read(rejecting, schema, value, travel))
            near = [issue for issue in issues if _is_of(issue, edit, at)]
            rank = (not any(i.keyword == edit.keyword for i in near), len(issues))
            if near and (best is None or rank < best[0]):
                best = rank, value, near
            if near and rank == (False, 1):
                break
        if best is None:
            return None
        return Proof(
            kind=ProofKind.VALUE,
            part=where.part,
            content=plain(best[1]),
            accepted_by=accepting,
            faults=tuple(map(str, best[2][:_MOST_FAULTS])),
        )

    def _telling(self, edit: Edit, accepting: Version, travel: Travel) -> Iterator[JsonValue]:
        """Yield values of the edit's place that only one version accepts, for the edit's sake."""
        assert edit.schemas is not None
        search, schemas = self._search, edit.schemas
        half = search.half(accepting.other, travel.direction)
        body = half.side.unfold(schema_of(schemas, accepting.other))
        for value in (*edit.witnesses, *search.differences(schemas, accepting, travel)):
            if is_shown(edit, value, accepting, search, travel) and is_due_to(
                edit, body, search.read(accepting.other, body, value, travel), half.judge
            ):
                yield value

    def _by_message(
        self, edit: Edit, where: Where, accepting: Version, kind: ProofKind
    ) -> Proof | None:
        """Return the request or answer with which the least besides the edit is wrong."""
        ours, theirs = where.versions if accepting is Version.OLD else where.versions[::-1]
        if ours is None:
            return None
        reader = self._reader(accepting, where.direction)
        other = self._reader(accepting.other, where.direction)
        messages = Messages(search=self._search, reader=reader, accepting=accepting)
        make = messages.requests if kind is ProofKind.REQUEST else messages.answers
        best: tuple[int, Request | Answer, list[Fault]] | None = None
        for message in make(ours, theirs):
            if any(reader.faults(ours, message)) or not shows(edit, message, ours, reader):
                continue
            faults = [*other.faults(theirs, message)] if theirs else _missing(where)
            near = [fault for fault in faults if _is_about(fault, edit, where)]
            others = len(faults) - len(near)
            if near and (best is None or others < best[0]):
                best = others, message, near
        if best is None:
            return None
        _, message, near = best
        return Proof(
            kind=kind,
            part=where.part,
            content=message_as_json(message, ours, where.operation),
            accepted_by=accepting,
            faults=tuple(f"{fault.part}: {fault.why}" for fault in near[:_MOST_FAULTS]),
        )

    def _reader(self, version: Version, direction: Direction) -> MessageReader:
        half = self._search.half(version, direction)
        return MessageReader(half=half, schemes=self._schemes[version])


def _missing(where: Where) -> list[Fault]:
    return [Fault(part=str(where.operation), why="there is no such operation")]


def _is_of(issue: Issue, edit: Edit, at: str) -> bool:
    """Whether an issue is one of the place in the value that the edit speaks of."""
    if not edit.focus:
        return f"{issue.at}/".startswith(f"{at}/") or f"{at}/".startswith(f"{issue.at}/")
    inner = child(at, edit.focus)
    if f"{issue.at}/".startswith(f"{inner}/"):
        return True
    return f"{at}/".startswith(f"{issue.at}/") and (
        json.dumps(edit.focus, ensure_ascii=False) in issue.message or issue.at != at
    )


def _is_about(fault: Fault, edit: Edit, where: Where) -> bool:
    """Whether a fault is one of the part that the edit is about."""
    if edit.rule.area in ("operation", "webhook"):
        return True
    if edit.rule.area == "security":
        return fault.part == "security"
    if edit.rule.area == "parameter":
        names = [text.rpartition(" parameter ")[2] for text in (fault.part, where.part)]
        return names[0] == names[1] or fault.part == where.part
    if fault.part.startswith("response ") and where.part.startswith("response "):
        return _are_one_response(fault.part, where.part)
    return where.part.startswith(fault.part) or fault.part.endswith(where.part)


def _are_one_response(fault: str, part: str) -> bool:
    """Whether two parts are of one response: `response 203` is one of `response 2XX`."""
    one, other = (text.split() for text in (fault, part))
    same = one[1] == other[1] or other[1] in (f"{one[1][0]}XX", "default")
    return same and (len(other) < 3 or len(one) < 3 or one[2:] == other[2:])
