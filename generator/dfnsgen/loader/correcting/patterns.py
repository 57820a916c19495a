r"""Patterns that are written as another language has them, read as what they mean there.

    {pattern: '\A[a-z]+\z'}             ->  {pattern: '^[a-z]+$'}
    {patternProperties: {'(?i)^x-': …}} ->  {patternProperties: {'^[xX]-': …}}

In: a schema. Out: the schema with its patterns as ECMA-262 has them. What no one can read stays,
and the model tells of it.
"""

from __future__ import annotations

from dfnsgen.loader import slip_rules
from dfnsgen.loader.findings import Notes
from dfnsgen.loader.grammar import Link, Node
from dfnsgen.patterns.foreign import in_ecma


def correct_pattern(node: Node, link: Link, notes: Notes) -> Node:
    """Return a schema whose patterns are of ECMA-262."""
    pattern = node.get("pattern")
    if isinstance(pattern, str):
        intended = _intended(pattern, (link, "pattern"), notes)
        node = node if intended == pattern else {**node, "pattern": intended}
    named = node.get("patternProperties")
    if isinstance(named, dict):
        link = (link, "patternProperties")
        intended_names = {key: _intended(key, (link, key), notes) for key in named}
        if any(key != name for key, name in intended_names.items()):
            named = {intended_names[key]: schema for key, schema in named.items()}
            node = {**node, "patternProperties": named}
    return node


def _intended(pattern: str, link: Link, notes: Notes) -> str:
    intended = in_ecma(pattern)
    if intended != pattern:
        notes.note(slip_rules.PATTERN_FOREIGN, link, pattern=pattern[:100], intended=intended[:100])
    return intended
