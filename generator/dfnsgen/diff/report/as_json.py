"""A report as JSON; its schema is docs/diff.schema.json.

In: a Report. Out: a tree that `json` can write. All names and texts are the documents' own.
"""

from __future__ import annotations

from dfnsgen.diagnostics import Location
from dfnsgen.diff.bindings.change import BindingChange
from dfnsgen.diff.change import AffectedPlace, Change, OperationKey
from dfnsgen.diff.report.proof_words import proof_as_json
from dfnsgen.diff.report.report import Report
from dfnsgen.diff.report.summary import ComparedVersion
from dfnsgen.diff.report.used import OperationCall, Usage, UsedPlace
from dfnsgen.json_value import JsonValue

_BINDING = tuple("rule kind name change source_breaking message before after fingerprint".split())


def report_as_json(report: Report) -> dict[str, JsonValue]:
    """Return the whole report."""
    return {
        "old": _version(report.old),
        "new": _version(report.new),
        "changes": [_change(change, report.usage) for change in report.changes],
        "bindings": [_binding(binding, report.usage) for binding in report.bindings or ()],
        "summary": _members(report.summary, "breaking", "warning", "info"),
        "bump": report.bump.value,
    }


def _version(version: ComparedVersion) -> JsonValue:
    return _members(version, "title", "version", "source")


def _change(change: Change, usage: Usage | None) -> JsonValue:
    return {
        "rule": change.rule.id,
        "level": change.level.value,
        "source_level": change.source_level.value,
        "direction": change.direction.value if change.direction else None,
        "operation": _operation(change.operation),
        "pointer": {"old": change.at_old, "new": change.at_new},
        "location": {
            "old": _location(change.old_location),
            "new": _location(change.new_location),
        },
        "subject": change.subject,
        "message": change.message,
        "reason": change.reason,
        "before": change.before,
        "after": change.after,
        "proof": proof_as_json(change),
        "unproven": change.unproven,
        "places": [_place(place) for place in change.places],
        "fingerprint": change.fingerprint,
        **({"calls": [_call(call) for call in usage.calling(change)]} if usage else {}),
    }


def _call(call: OperationCall) -> JsonValue:
    return _members(call, "path", "line")


def _place(place: AffectedPlace) -> JsonValue:
    return {
        "operation": _operation(place.operation),
        "direction": place.direction.value if place.direction else None,
        "level": place.level.value,
        "pointer": {"old": place.at_old, "new": place.at_new},
    }


def _operation(key: OperationKey | None) -> JsonValue:
    return None if key is None else _members(key, "method", "path")


def _location(at: Location | None) -> JsonValue:
    return None if at is None else _members(at, "source", "line", "column")


def _binding(binding: BindingChange, usage: Usage | None) -> JsonValue:
    return {
        **_members(binding, *_BINDING),
        **({"usage": [_used(place) for place in usage.of(binding)]} if usage else {}),
    }


def _used(place: UsedPlace) -> JsonValue:
    return _members(place, "path", "line", "column", "what", "code", "sure")


def _members(thing: object, *names: str) -> dict[str, JsonValue]:
    """Return what is called in the report as it is here."""
    return {name: getattr(thing, name) for name in names}
