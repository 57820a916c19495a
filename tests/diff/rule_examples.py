"""The smallest example of each rule: two fragments of YAML. The way back is the mirror's example.

A `schema` stands in a component that a request sends and a response holds. An `operation` holds the
members of one operation, a `document` those of a whole document, a `webhook` those of a webhook.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dfnsgen.diff.rules.rules import RULES
from tests.diff.documents import OK, both_ways, document


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Two fragments of one kind, from which `rule` follows."""

    rule: str
    kind: str
    old: str
    new: str

    def documents(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the two whole documents."""
        make = {"schema": _schema, "operation": _operation, "document": _document}[self.kind]
        return make(yaml.safe_load(self.old)), make(yaml.safe_load(self.new))


def _schema(fragment: Any) -> dict[str, Any]:
    extra = {
        "A": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}},
        "B": {"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}}},
    }
    return both_ways(fragment, **extra)


def _operation(fragment: Any) -> dict[str, Any]:
    made = document({"/things": {"post": {"responses": OK, **fragment}}})
    schemes = {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "token": {"type": "http", "scheme": "bearer"},
    }
    made["components"]["securitySchemes"] = schemes
    return made


def _document(fragment: Any) -> dict[str, Any]:
    return {**document({}), **fragment}


def _parsed(text: str) -> list[Example]:
    """Read lines of `rule | old | new`; a line in brackets says of which kind the next ones are."""
    found: list[Example] = []
    kind = ""
    for line in text.splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line:
            rule, old, new = (part.strip() for part in line.split(" | "))
            found.append(Example(rule=rule, kind=kind, old=old, new=new))
    return found


def _with_mirrors(examples: list[Example]) -> dict[str, Example]:
    found = {example.rule: example for example in examples}
    for example in examples:
        mirror = RULES[example.rule].mirror
        back = Example(rule=mirror, kind=example.kind, old=example.new, new=example.old)
        found.setdefault(mirror, back)
    return {rule: found[rule] for rule in RULES if rule in found}


EXAMPLES = _with_mirrors(
    [
        *_parsed(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")),
        Example(
            rule="operation-removed-after-sunset",
            kind="document",
            old='{paths: {/a: {get: {deprecated: true, x-sunset: "2024-12-31", '
            'responses: {"200": {description: ok}}}}}}',
            new="{paths: {}}",
        ),
    ]
)
