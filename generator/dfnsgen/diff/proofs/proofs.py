"""The proof that a change breaks: what one version accepts and the other rejects.

In: changes with the edits at their places. Out: the changes, with a value, a request or an answer,
checked by the validators of both versions, or marked as unproven. The fault that the rejecting
version finds must be at the place of the edit, so that one change is not proved by another.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from dfnsgen.diff.change import Change, Direction, Edit, Level, Proof, ProofKind, Version, Where
from dfnsgen.diff.collect import Collected
from dfnsgen.diff.proofs.exchange import Answer, Body, Fault, MessageReader, Request
from dfnsgen.diff.proofs.messages import Messages
from dfnsgen.diff.values.search import ValueSearch, schema_of
from dfnsgen.diff.values.verdicts import Issue
from dfnsgen.diff.wording import plain
from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Api, In
from dfnsgen.pointers import child

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
        judge = self._search.half(accepting.other).judge
        best: tuple[tuple[bool, int], JsonValue, list[Issue]] | None = None
        for inner in islice(self._search.differences(edit.schemas, accepting), _MOST_VALUES):
            value, at = self._search.lifted(where.route, inner, accepting)
            if not self._search.accepts(accepting, where.schemas, value):
                continue
            issues = judge.issues(schema_of(where.schemas, accepting.other), value)
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

    def _by_message(
        self, edit: Edit, where: Where, accepting: Version, kind: ProofKind
    ) -> Proof | None:
        """Return the request or answer with which the least besides the edit is wrong."""
        ours, theirs = where.versions if accepting is Version.OLD else where.versions[::-1]
        if ours is None:
            return None
        reader, other = self._reader(accepting), self._reader(accepting.other)
        messages = Messages(search=self._search, reader=reader, accepting=accepting)
        make = messages.requests if kind is ProofKind.REQUEST else messages.answers
        best: tuple[int, Request | Answer, list[Fault]] | None = None
        for message in make(ours, theirs):
            if any(reader.faults(ours, message)):
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
            content=_request(message) if isinstance(message, Request) else _answer(message),
            accepted_by=accepting,
            faults=tuple(f"{fault.part}: {fault.why}" for fault in near[:_MOST_FAULTS]),
        )

    def _reader(self, version: Version) -> MessageReader:
        return MessageReader(judge=self._search.half(version).judge, schemes=self._schemes[version])


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
    return where.part.startswith(fault.part) or fault.part.endswith(where.part)


def _request(request: Request) -> JsonValue:
    """Return a request as JSON, its path filled in."""
    by_place: dict[In, dict[str, JsonValue]] = {}
    path = request.path
    for (name, location), sent in request.parameters.items():
        if location is not In.PATH:
            by_place.setdefault(location, {})[name] = sent.written
    for index, part in enumerate(request.path.split("{")[1:]):
        filled = request.parameters.get((str(index), In.PATH))
        if filled is not None:
            path = path.replace("{" + part.partition("}")[0] + "}", filled.written, 1)
    written: dict[str, JsonValue] = {"method": request.method, "path": path}
    for location, names in by_place.items():
        written[location.value] = names
    written |= _body(request.body)
    if request.credentials:
        written["credentials"] = [
            *sorted(f"{m} {scope}".strip() for m, scope in request.credentials)
        ]
    return written


def _answer(answer: Answer) -> JsonValue:
    written: dict[str, JsonValue] = {"status": answer.status}
    if answer.headers:
        written["headers"] = dict(answer.headers)
    return written | _body(answer.body)


def _body(body: Body | None) -> dict[str, JsonValue]:
    return {} if body is None else {"content_type": body.content_type, "body": plain(body.value)}
