"""A report as SARIF, which code scanning services and editors read.

In: a Report. Out: a tree that `json` can write. Source: SARIF 2.1.0 (OASIS), sections 3.14 to 3.30.
"""

from __future__ import annotations

from urllib.parse import quote

from dfnsgen import __version__
from dfnsgen.diagnostics import Location
from dfnsgen.diff.bindings.change import BindingChange
from dfnsgen.diff.change import Change, Level
from dfnsgen.diff.report.proof_words import proof_words
from dfnsgen.diff.report.report import Report, sentence
from dfnsgen.diff.report.used import UsedPlace
from dfnsgen.diff.rules.rule import ChangeRule
from dfnsgen.json_value import JsonValue

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_BINDINGS = "docs/diff.md#the-python-package"
_LEVELS = {Level.BREAKING: "error", Level.WARNING: "warning", Level.INFO: "note"}


def report_as_sarif(report: Report) -> dict[str, JsonValue]:
    """Return the whole report as one run; only the rules that were met are described."""
    used = report.usage.sure if report.usage is not None else ()
    rules = {change.rule.id: _rule(change.rule) for change in report.changes}
    rules |= {place.change.rule: _binding_rule(place.change) for place in used}
    indexes = {id: index for index, id in enumerate(rules)}
    results: list[JsonValue] = [_result(c, indexes[c.rule.id]) for c in report.changes]
    if report.usage is not None:
        results += [_used(p, report.usage.file(p.path), indexes[p.change.rule]) for p in used]
    driver: dict[str, JsonValue] = {
        "name": "dfnsgen",
        "version": __version__,
        "rules": list(rules.values()),
    }
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
        ],
    }


def _binding_rule(change: BindingChange) -> JsonValue:
    about = f"A {change.kind} of the Python bindings was {change.change}, and code uses it."
    return {
        "id": change.rule,
        "shortDescription": {"text": about},
        "help": {
            "text": f"{about} See {_BINDINGS}; `dfnsgen update --fix` edits what it can.",
            "markdown": f"{about} [What of Python is compared]({_BINDINGS}). "
            "`dfnsgen update --fix` edits what it can.",
        },
        "properties": {"tags": ["python"]},
    }


def _used(place: UsedPlace, file: str, index: int) -> JsonValue:
    """A place in somebody's code is a result of its own: that is where something is to be done."""
    at = Location(source=file, line=place.line, column=place.column)
    return {
        "ruleId": place.change.rule,
        "ruleIndex": index,
        "level": "error",
        "message": {"text": f"{place.what}: {place.change.short}"},
        "locations": [_place(at)],
        "partialFingerprints": {"dfnsgenChange/v1": place.change.fingerprint},
    }


def _rule(rule: ChangeRule) -> JsonValue:
    about = f"{rule.about[0].upper()}{rule.about[1:]}."
    page = f"docs/diff-rules.md#{rule.id}"
    text = (
        f"{about} Its level follows from the edit: what a request must now satisfy, or an answer "
        f"may now hold, breaks those who rely on the old version. The way back is {rule.mirror}."
    )
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": about},
        "fullDescription": {"text": text},
        "help": {
            "text": f"{text} An example of each rule stands in {page}.",
            "markdown": f"{text} [An example]({page}).",
        },
        "properties": {"tags": [rule.area]},
    }


def _result(change: Change, index: int) -> JsonValue:
    result: dict[str, JsonValue] = {
        "ruleId": change.rule.id,
        "ruleIndex": index,
        "level": _LEVELS[change.level],
        "message": {
            "text": f"{''.join(sentence(change))} ({change.reason}){_todo(change)}{_proof(change)}"
        },
        "partialFingerprints": {"dfnsgenChange/v1": change.fingerprint},
    }
    old, new = change.old_location, change.new_location
    if at := new or old:
        result["locations"] = [_location(at, change)]
    if new is not None and old is not None:
        result["relatedLocations"] = [{**_place(old), "id": 1, "message": {"text": "before"}}]
    return result


def _todo(change: Change) -> str:
    return f"; to do: {change.remedy}" if change.remedy else ""


def _proof(change: Change) -> str:
    words = proof_words(change)
    return f"; {words}" if words else ""


def _location(at: Location, change: Change) -> JsonValue:
    logical: list[JsonValue] = [{"fullyQualifiedName": change.subject}] if change.subject else []
    return {**_place(at), "logicalLocations": logical}


def _place(at: Location) -> dict[str, JsonValue]:
    uri = at.source if "://" in at.source else quote(at.source.replace("\\", "/"))
    physical: dict[str, JsonValue] = {"artifactLocation": {"uri": uri}}
    if at.line:
        physical["region"] = {"startLine": at.line, "startColumn": max(at.column, 1)}
    return {"physicalLocation": physical}
