"""Kinds of edits with the verdicts that follow from what both versions accept: verdicts.txt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from dfnsgen.diff.change import Direction
from tests.diff.documents import OK, changes, document

FILE = Path(__file__).with_name("verdicts.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An edit of what is sent, answered, or stands around it; `found` are rules with levels."""

    name: str
    kind: str
    old: Any
    new: Any
    found: frozenset[str]


def verdicts() -> Iterator[Verdict]:
    """Read lines of `name | old | new | rule level, …`; a line in brackets names the kind."""
    kind = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line:
            name, old, new, found = (part.strip() for part in f"{line} ".split(" | "))
            yield Verdict(
                name=name,
                kind=kind,
                old=yaml.safe_load(f"{{{old}}}"),
                new=yaml.safe_load(f"{{{new}}}"),
                found=frozenset(filter(None, found.split(", "))),
            )


def tree(kind: str, fragment: Any) -> Any:
    media_type = "multipart/form-data" if kind == "multipart" else "application/json"
    content = {"content": {media_type: {"schema": fragment}}}
    made = {
        "request": {"requestBody": {"required": True, **content}},
        "multipart": {"requestBody": {"required": True, **content}},
        "answer": {"responses": {"200": {"description": "ok", **content}}},
        "operation": fragment,
    }[kind]
    held = {"type": "object", "properties": {"k": {"type": "string"}}, "required": ["k"]}
    return document({"/a": {"post": {"responses": OK, **made}}}, A=held, B=held | {"title": "B"})


@pytest.mark.parametrize("verdict", verdicts(), ids=lambda verdict: verdict.name)
def test_verdict(verdict: Verdict) -> None:
    found = changes(tree(verdict.kind, verdict.old), tree(verdict.kind, verdict.new))
    told = {f"{change.rule.id} {change.level.value}" for change in found if not change.unused}

    assert told == verdict.found


def test_a_mark_that_goes_one_way_is_told_for_what_it_is() -> None:
    (verdict,) = (v for v in verdicts() if v.name.startswith("what is only read is told"))
    (change,) = changes(tree(verdict.kind, verdict.old), tree(verdict.kind, verdict.new))

    assert change.direction is Direction.REQUEST
    assert change.reason == "it doesn't travel this way"
