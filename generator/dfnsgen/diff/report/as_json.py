"""A report as JSON; its schema is docs/diff.schema.json.

In: a Report. Out: a tree that `json` can write. All names and texts are the documents' own.
"""

from __future__ import annotations

from dfnsgen.diagnostics import Location
from dfnsgen.diff.bindings.change import BindingChange
from dfnsgen.diff.change import AffectedPlace, Change, Direction, OperationKey
from dfnsgen.diff.report.proof_words import proof_as_json
from dfnsgen.diff.report.report import Report
from dfnsgen.diff.report.summary import ComparedVersion
from dfnsgen.diff.report.used import OperationCall, Usage, UsedPlace
from dfnsgen.json_value import JsonValue

_BINDING = tuple("rule kind name change source_breaking message before after fingerprint".split())
_CHECKER_ERROR = ("path", "line", "column", "code", "message")


def report_as_json(report: Report) -> dict[str, JsonValue]:
    """Return the whole report."""
    places = _Places()
    changes: list[JsonValue] = [_change(c, report.usage, places) for c in report.changes]
    return {
        "old": _version(report.old),
        "new": _version(report.new),
        "digest": report.digest,
        "changes": changes,
        "bindings": [_binding(binding, report.usage) for binding in report.bindings or ()],
        "summary": _members(report.summary, "breaking", "warning", "info"),
        "bump": report.bump.value,
        "places": places.places,
        "place_lists": places.lists,
        **_checked(report.usage),
    }


def _checked(usage: Usage | None) -> dict[str, JsonValue]:
    """Return the errors of a type checker that no change explains, where one was asked."""
    if usage is None or not usage.checker:
        return {}
    return {"checker_errors": [_members(e, *_CHECKER_ERROR) for e in usage.errors]}


class _Places:
    """All places, and lists of them, each once: a change of what is shared affects hundreds."""

    def __init__(self) -> None:
        self.places: list[JsonValue] = []
        self.lists: list[JsonValue] = []
        self._known: dict[_PlaceKey, int] = {}
        self._known_lists: dict[tuple[int, ...], int] = {}

    def of(self, change: Change) -> JsonValue:
        """Return for each level the number of the list of places at which a change has it."""
        found: dict[str, list[int]] = {}
        for place in change.places:
            found.setdefault(place.level.value, []).append(self._number(place))
        return {level: self._list(tuple(numbers)) for level, numbers in found.items()}

    def _number(self, place: AffectedPlace) -> int:
        key = (place.operation, place.direction, place.at_old, place.at_new)
        if key not in self._known:
            self._known[key] = len(self.places)
            self.places.append(_place(place))
        return self._known[key]

    def _list(self, numbers: tuple[int, ...]) -> int:
        if numbers not in self._known_lists:
            self._known_lists[numbers] = len(self.lists)
            self.lists.append([*numbers])
        return self._known_lists[numbers]


_PlaceKey = tuple[OperationKey, Direction | None, str | None, str | None]


def _version(version: ComparedVersion) -> JsonValue:
    return _members(version, "title", "version", "source")


def _change(change: Change, usage: Usage | None, places: _Places) -> JsonValue:
    return {
        "rule": change.rule.id,
        "level": change.level.value,
        "source_level": change.source_level.value,
        "direction": change.direction.value if change.direction else None,
        "operation": _operation(change.operation),
        "pointer": {"old": change.at_old, "new": change.at_new},
        "location": {"old": _location(change.old_location), "new": _location(change.new_location)},
        "subject": change.subject,
        "message": change.message,
        "reason": change.reason,
        "remedy": change.remedy,
        "before": change.before,
        "after": change.after,
        "proof": proof_as_json(change),
        "unproven": change.unproven,
        "places": places.of(change),
        "fingerprint": change.fingerprint,
        **({"calls": [_call(call) for call in usage.calling(change)]} if usage else {}),
    }


def _call(call: OperationCall) -> JsonValue:
    return _members(call, "path", "line")


def _place(place: AffectedPlace) -> JsonValue:
    return {
        "operation": _operation(place.operation),
        "direction": place.direction.value if place.direction else None,
        "pointer": {"old": place.at_old, "new": place.at_new},
    }


def _operation(key: OperationKey | None) -> JsonValue:
    if key is None:
        return None
    more: dict[str, JsonValue] = {"callback": key.callback} if key.callback else {}
    if key.webhook and not key.callback:
        more["webhook"] = True
    return {"method": key.method, "path": key.path, **more}


def _location(at: Location | None) -> JsonValue:
    return None if at is None else _members(at, "source", "line", "column")


def _binding(binding: BindingChange, usage: Usage | None) -> JsonValue:
    return {
        **_members(binding, *_BINDING),
        **({"usage": [_used(place) for place in usage.of(binding)]} if usage else {}),
    }


def _used(place: UsedPlace) -> JsonValue:
    confirmed = ("checker",) if place.checker else ()
    return _members(place, "path", "line", "column", "what", "code", "sure", *confirmed)


def _members(thing: object, *names: str) -> dict[str, JsonValue]:
    """Return what is called in the report as it is here."""
    return {name: getattr(thing, name) for name in names}
