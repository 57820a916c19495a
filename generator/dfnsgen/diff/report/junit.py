"""A report as JUnit's XML: one test case for each change; those of some level fail.

In: a Report. Out: one text. Characters that XML 1.0 can't hold are replaced. Source: the schema of
Jenkins' xunit plugin, as CI services read it.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from dfnsgen.diff.change import Change, Level
from dfnsgen.diff.report.proof_words import proof_words
from dfnsgen.diff.report.report import ChangeGroup, Report, grouped, standing

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_text(report: Report) -> str:
    """Return the report: breaking changes are failures, warnings and infos pass with a message."""
    counts = report.summary
    total = counts.breaking + counts.warning + counts.info
    root = Element(
        "testsuites", name="dfnsgen diff", tests=str(total), failures=str(counts.breaking)
    )
    for group in grouped(report.changes, report.group_by):
        _add_suite(root, group)
    indent(root)
    text = tostring(root, encoding="unicode", short_empty_elements=False)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + _NOT_XML.sub("\ufffd", text)


def _add_suite(root: Element, group: ChangeGroup) -> None:
    failures = sum(change.level is Level.BREAKING for change in group.changes)
    tests = str(len(group.changes))
    suite = SubElement(root, "testsuite", name=group.heading, tests=tests, failures=str(failures))
    for change in group.changes:
        name = f"{change.rule.id} {change.subject} {change.fingerprint}"
        case = SubElement(suite, "testcase", classname=group.heading, name=name)
        _fill_case(case, change)


def _fill_case(case: Element, change: Change) -> None:
    at = change.new_location or change.old_location
    if at and at.line:
        case.attrib |= {"file": at.source, "line": str(at.line)}
    todo = f"to do: {change.remedy}" if change.remedy else ""
    parts = (change.message, change.reason, todo, " → ".join(standing(change)), proof_words(change))
    text = "\n".join(part for part in parts if part)
    if change.level is Level.BREAKING:
        failure = SubElement(case, "failure", message=change.message, type=change.rule.id)
        failure.text = text
    else:
        SubElement(case, "system-out").text = f"{change.level.value}: {text}"
