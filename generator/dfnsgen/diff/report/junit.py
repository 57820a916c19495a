"""A report as JUnit's XML: one test case for each change; those of some level fail.

In: a Report. Out: one text. Characters that XML 1.0 can't hold are replaced. Source: the schema of
Jenkins' xunit plugin, as CI services read it.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from dfnsgen.diff.change import Change, Level
from dfnsgen.diff.report.proof_words import proof_words
from dfnsgen.diff.report.report import Report, grouped

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_text(report: Report) -> str:
    """Return the report: breaking changes are failures, warnings and infos pass with a message."""
    counts = report.summary
    total = counts.breaking + counts.warning + counts.info
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="dfnsgen diff" tests="{total}" failures="{counts.breaking}">',
    ]
    for group in grouped(report.changes):
        lines += _suite(group.heading, group.changes)
    return "\n".join([*lines, "</testsuites>"])


def _suite(heading: str, changes: tuple[Change, ...]) -> list[str]:
    failures = sum(change.level is Level.BREAKING for change in changes)
    opened = f'<testsuite name={_quoted(heading)} tests="{len(changes)}" failures="{failures}">'
    cases = [line for change in changes for line in _case(change, heading)]
    return [f"  {opened}", *cases, "  </testsuite>"]


def _case(change: Change, heading: str) -> list[str]:
    name = _quoted(f"{change.rule.id} {change.subject} {change.fingerprint}")
    at = change.new_location or change.old_location
    place = f" file={_quoted(at.source)} line={_quoted(str(at.line))}" if at and at.line else ""
    places = " → ".join(str(p) for p in (change.old_location, change.new_location) if p)
    said = (change.message, change.reason, places, proof_words(change))
    text = _text("\n".join(part for part in said if part))
    if change.level is Level.BREAKING:
        failure = f"<failure message={_quoted(change.message)} type={_quoted(change.rule.id)}>"
        inner = f"{failure}{text}</failure>"
    else:
        inner = f"<system-out>{change.level.value}: {text}</system-out>"
    return [
        f"    <testcase classname={_quoted(heading)} name={name}{place}>",
        f"      {inner}",
        "    </testcase>",
    ]


def _quoted(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text))


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))
