"""Each rule has an example, which is found under it and nothing else; docs are made of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dfnsgen.diff.change import Change, Direction, Level
from dfnsgen.diff.compare import compare
from dfnsgen.diff.equivalents import equivalents
from dfnsgen.diff.operations.existence import Sunsets, sunset_dates
from dfnsgen.diff.operations.extensions import extension_edits
from dfnsgen.diff.rules.rules import RULES
from dfnsgen.diff.semantics import worst
from tests.diff.documents import loaded
from tests.diff.rule_examples import EXAMPLES, Example

DOCS = Path(__file__).parents[2] / "docs"

ALSO = {"variants-overlap": {"variant-added"}, "variants-apart": {"variant-removed"}}
"""Examples from which something else follows as well, and what."""


def found(example: Example) -> tuple[Change, ...]:
    old, new = example.documents()
    (document, before), (document_now, after) = loaded(old), loaded(new)
    sunsets = Sunsets(
        today=date(2025, 1, 1),
        dates=sunset_dates(document, before.operations),
        dates_now=sunset_dates(document_now, after.operations),
    )
    told = compare(before, after, sunsets=sunsets, further=extension_edits(document, document_now))
    return told or equivalents((document, before), (document_now, after))


def test_every_rule_has_an_example() -> None:
    assert set(EXAMPLES) == set(RULES)


def test_every_rule_has_a_way_back() -> None:
    for rule in RULES.values():
        if rule.id != "operation-removed-after-sunset":
            assert RULES[rule.mirror].mirror == rule.id


@pytest.mark.parametrize("rule", RULES)
def test_example_is_found_under_its_rule(rule: str) -> None:
    ids = {change.rule.id for change in found(EXAMPLES[rule])}

    assert ids == {rule} | ALSO.get(rule, set())


def test_the_table_of_rules_is_fresh(golden: Callable[[Path, str], None]) -> None:
    golden(DOCS / "diff-rules.md", table())


HEAD = """\
# The rules of `dfnsgen diff`

Written from the rules themselves by `pytest tests/diff/test_rules.py --update-goldens`; each
example is a test.

A level is derived, not listed: from how the set of accepted values moves (narrows, widens,
shifts), and which way the values travel. Requests must go on being accepted; answers must not hold
what clients don't reckon with, unless emitted clients keep it. So the levels below are those of
the examples; *source* is what becomes of Python that uses the emitted bindings.

A `schema` example stands in a component that one operation sends and answers; `operation` examples
are members of an operation; `document` examples are members of a document.
"""


def table() -> str:
    parts = [HEAD]
    for area in dict.fromkeys(rule.area for rule in RULES.values()):
        parts.append(f"\n## {area.capitalize()}\n")
        for rule in RULES.values():
            if rule.area == area:
                parts.append(row(rule.id))
    return "\n".join(parts)


def row(id: str) -> str:
    example = EXAMPLES[id]
    change = next(change for change in found(example) if change.rule.id == id)
    lines = [f"### `{id}`\n", f"{RULES[id].about[0].upper()}{RULES[id].about[1:]}.\n", "```yaml"]
    lines += [f"old {example.kind}: {example.old}", f"new {example.kind}: {example.new}", "```\n"]
    lines.append(f"{levels(change)}, source: {change.source_level.value}. “{change.message}”\n")
    return "\n".join(lines)


def levels(change: Change) -> str:
    parts = []
    for direction in Direction:
        several = [p.level for p in change.places if p.direction is direction]
        if several:
            parts.append(f"{direction.value}: **{worst(several).value}**")
    return ", ".join(parts) or f"**{Level(change.level).value}**"
