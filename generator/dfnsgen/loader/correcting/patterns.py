r"""Patterns that are written as another language has them, read as what they mean there.

    \A[a-z]+\z      ->  ^[a-z]+$
    /^[a-z]+$/i     ->  ^[a-z]+$
    (?P<day>\d+)    ->  (?<day>\d+)

In: a schema. Out: the schema with the pattern as ECMA-262 has it. What no one can read stays, and
the model tells of it.
"""

from __future__ import annotations

import re

from dfnsgen.loader import slip_rules
from dfnsgen.loader.findings import Notes
from dfnsgen.loader.grammar import Link, Node

_DELIMITED = re.compile(r"/(\^.*\$)/[a-z]*", re.DOTALL)
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P<|\(\?P=(\w+)\)", re.DOTALL)
_ANCHORS = {r"\A": "^", r"\z": "$", r"\Z": "$", "(?P<": "(?<"}


def correct_pattern(node: Node, link: Link, notes: Notes) -> Node:
    """Return a schema whose pattern is one of ECMA-262."""
    pattern = node.get("pattern")
    if not isinstance(pattern, str):
        return node
    intended = _intended(pattern)
    if intended == pattern:
        return node
    notes.note(
        slip_rules.PATTERN_FOREIGN,
        (link, "pattern"),
        pattern=pattern[:100],
        intended=intended[:100],
    )
    return {**node, "pattern": intended}


def _intended(pattern: str) -> str:
    delimited = _DELIMITED.fullmatch(pattern)
    return _TOKEN.sub(_token, pattern if delimited is None else delimited.group(1))


def _token(found: re.Match[str]) -> str:
    if found.group(1):
        return rf"\k<{found.group(1)}>"
    return _ANCHORS.get(found.group(), found.group())
