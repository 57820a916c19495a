"""Whether something shows one edit, rather than another one beside it.

In: an edit, and a value or message that only one version accepts. Out: yes or no. A value shows an
edit if it is what the edit speaks of, and would be accepted but for the keyword that differs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dfnsgen.diff.change import Edit, Version
from dfnsgen.diff.operations.security import requirement_name
from dfnsgen.diff.proofs.exchange import Answer, MessageReader, Request
from dfnsgen.diff.values.search import Travel, ValueSearch
from dfnsgen.diff.values.verdicts import Judge
from dfnsgen.json_value import JsonValue
from dfnsgen.keywords import KEYWORDS
from dfnsgen.model.api import Operation
from dfnsgen.model.schemas.equality import json_key
from dfnsgen.model.schemas.schema import DEFAULTS, Schema

_FIELDS: dict[str, tuple[str, ...]] = {
    **{k.name: (k.field,) for k in KEYWORDS if k.field is not None and k.field in DEFAULTS},
    "minimum": ("minimum", "exclusive_minimum"),
    "maximum": ("maximum", "exclusive_maximum"),
    "if": ("conditions",),
}
"""The fields of a schema that hold what a keyword asserts."""

_WIDE = frozenset(("type", "enum", "properties", "required", "items", "allOf", "oneOf", "anyOf"))
"""Keywords without which much more than one thing is left out."""


def is_shown(
    edit: Edit, value: JsonValue, accepting: Version, search: ValueSearch, travel: Travel
) -> bool:
    """Whether a value is what the edit speaks of: null, a member, one of the variant."""
    if edit.within is not None and edit.within[0] is accepting:
        version, variant = edit.within
        judge = search.half(version, travel.direction).judge
        if not judge.accepts(variant, search.read(version, variant, value, travel)):
            return False
    if edit.rule.id in ("null-allowed", "null-forbidden"):
        return value is None
    if edit.rule.id in ("enum-member-added", "enum-member-removed"):
        listed = edit.after if edit.rule.id == "enum-member-added" else edit.before
        keys = {json_key(member) for member in listed} if isinstance(listed, list) else set[str]()
        return travel.text or json_key(value) in keys
    return True


def is_due_to(edit: Edit, body: Schema, value: JsonValue, judge: Judge) -> bool:
    """Whether a schema that refuses a value would take it without the edit's keyword.

    Of a schema that doesn't hold the keyword, as one whose variants do, this can't be asked.
    """
    held = [name for name in _FIELDS.get(edit.keyword, ()) if getattr(body, name) != DEFAULTS[name]]
    if edit.keyword in _WIDE or not held or judge.accepts(body, value):
        return True
    without: dict[str, Any] = {name: DEFAULTS[name] for name in held}
    return judge.accepts(replace(body, **without), value) or any(
        issue.keyword == edit.keyword for issue in judge.issues(body, value)
    )


def shows(
    edit: Edit, message: Request | Answer, operation: Operation, reader: MessageReader
) -> bool:
    """Whether a message is what the edit speaks of: of its media type, with its credentials."""
    match edit.rule.id:
        case "media-type-removed" | "media-type-added":
            kind = edit.before if edit.rule.id == "media-type-removed" else edit.after
            body = message.body
            return body is not None and _bare(body.content_type) == _bare(str(kind))
        case "security-alternative-removed" if isinstance(message, Request):
            named = (r for r in operation.security if requirement_name(r) == edit.before)
            return any(reader.credentials(one) == message.credentials for one in named)
        case "security-scheme-changed" if isinstance(message, Request):
            return edit.before in {meaning for meaning, _ in message.credentials}
        case _:
            return True


def _bare(content_type: str) -> str:
    return "".join(content_type.lower().split())
