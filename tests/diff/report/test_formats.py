"""The formats that other programs read: html, junit, sarif; and texts that want out of them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import jsonschema_rs
import pytest

from dfnsgen.diff.change import Level
from dfnsgen.diff.compare import compare, located
from dfnsgen.diff.report.excerpt import Row, excerpt
from dfnsgen.diff.report.github import github_lines
from dfnsgen.diff.report.html import html_text
from dfnsgen.diff.report.junit import junit_text
from dfnsgen.diff.report.report import Report
from dfnsgen.diff.report.sarif import report_as_sarif
from dfnsgen.diff.report.summary import version_of
from tests.diff.documents import both_ways, changes, document, loaded
from tests.diff.report.sarif_schema import SCHEMA

HOSTILE = "</script><script>alert(1)</script>\"' onload=x \x00\x1b\u202e]]>&amp;"


def thing(**more: Any) -> dict[str, Any]:
    return both_ways({"type": "object", "properties": {"a": {"type": "string", **more}}})


def reported(old: Any, new: Any) -> Report:
    (before, one), (after, other) = loaded(old), loaded(new)
    return Report(
        old=version_of(one, "old.json"),
        new=version_of(other, "new.json"),
        changes=located(compare(one, other), before, after),
    )


class Elements(HTMLParser):
    """Collects the elements of a page, and its visible text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def page(old: Any, new: Any) -> Elements:
    elements = Elements()
    elements.feed(html_text(reported(old, new), old, new))
    elements.close()
    return elements


def test_html_shows_each_change_beside_the_schema() -> None:
    elements = page(thing(minLength=1), thing(minLength=2))
    articles = [attributes for tag, attributes in elements.found if tag == "article"]

    assert len(articles) == 1
    assert articles[0]["data-level"] == "breaking"
    assert articles[0]["data-direction"] == "request response"
    assert "Thing.a: the least length was raised from 1 to 2" in elements.text
    cells = [a["class"] for tag, a in elements.found if tag == "td" and "class" in a]
    assert cells == ["old", "new"]
    assert '"minLength": 1' in elements.text and '"minLength": 2' in elements.text


def test_html_needs_no_network() -> None:
    text = html_text(reported(thing(), thing(minLength=2)), thing(), thing(minLength=2))

    assert not re.search(r"\b(src|href)\s*=|https?://|@import|url\(", text)
    assert "default-src 'none'" in text


def test_html_of_hostile_texts_has_the_elements_of_a_harmless_one() -> None:
    old, harmless, hostile = (both_ways({"enum": ["a", *more]}) for more in ([], ["b"], [HOSTILE]))
    harmless["info"]["title"], hostile["info"]["title"] = "b", HOSTILE
    ours, theirs = page(old, hostile).found, page(old, harmless).found

    assert [tag for tag, _ in ours] == [tag for tag, _ in theirs]
    assert [list(attributes) for _, attributes in ours] == [list(a) for _, a in theirs]


def test_excerpt_shows_what_is_near() -> None:
    properties = {f"p{number}": {"type": "string"} for number in range(9)}
    old = both_ways({"type": "object", "properties": properties})
    new = both_ways({"type": "object", "properties": properties, "required": ["p0"]})
    rows = excerpt(changes(old, new)[0], old, new)

    added = [row.after for row in rows if not row.same and row.after is not None]
    assert '  "required": [' in added
    assert len(rows) < 20
    assert excerpt(changes(old, new)[0], old, old) == ()


def test_excerpt_takes_no_order_for_a_change() -> None:
    old, new = thing(minLength=1), thing(minLength=2)
    schema = new["components"]["schemas"]["Thing"]["properties"]["a"]
    new["components"]["schemas"]["Thing"]["properties"]["a"] = dict(reversed(schema.items()))
    rows = excerpt(changes(old, new)[0], old, new)

    assert [row.after for row in rows if not row.same] == ['  "minLength": 2']


def test_excerpt_of_what_is_new() -> None:
    old, new = document({}), document({"/a": {"get": {"responses": {}}}})
    rows = excerpt(changes(old, new)[0], old, new)

    assert rows == (
        Row(after="{"),
        Row(after='  "responses": {}'),
        Row(after="}"),
    )


def test_junit_fails_what_breaks() -> None:
    report = reported(thing(minLength=1), thing(minLength=2, description="x"))
    root = ElementTree.fromstring(junit_text(report))

    assert (root.get("tests"), root.get("failures")) == ("2", "1")
    cases = list(root.iter("testcase"))
    assert [bool(case.findall("failure")) for case in cases] == [True, False]
    failure = cases[0].find("failure")
    assert failure is not None and failure.get("type") == "min-length-raised"
    assert len({case.get("name") for case in cases}) == 2


def test_junit_of_hostile_texts_is_xml() -> None:
    old, new = both_ways({"enum": ["a"]}), both_ways({"enum": ["a", HOSTILE]})
    root = ElementTree.fromstring(junit_text(reported(old, new)))

    assert root.get("tests") == "1"


def test_junit_without_changes() -> None:
    root = ElementTree.fromstring(junit_text(reported(thing(), thing())))

    assert (root.get("tests"), list(root)) == ("0", [])


@pytest.mark.parametrize("hostile", ["", HOSTILE])
def test_sarif(hostile: str) -> None:
    report = reported(thing(minLength=1), thing(minLength=2, description=f"x{hostile}"))
    found = json.loads(json.dumps(report_as_sarif(report)))
    judge = jsonschema_rs.validator_for(SCHEMA, validate_formats=True)
    assert [error.message for error in judge.iter_errors(found)] == []
    run = found["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]

    assert (found["version"], len(found["runs"])) == ("2.1.0", 1)
    assert [result["level"] for result in run["results"]] == ["error", "note"]
    for result, change in zip(run["results"], report.changes, strict=True):
        assert rules[result["ruleIndex"]] == result["ruleId"] == change.rule.id
        assert result["partialFingerprints"] == {"dfnsgenChange/v1": change.fingerprint}
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region["startLine"] >= 1 and region["startColumn"] >= 1
    assert [change.level for change in report.changes] == [Level.BREAKING, Level.INFO]


@pytest.mark.parametrize("source", ["git:HEAD:specs/a b.json", "<stdin>", "a\\b.json", "ü.json"])
def test_sarif_of_any_source_is_valid(source: str) -> None:
    (before, one), (after, other) = loaded(thing(minLength=1)), loaded(thing(minLength=2))
    found = located(compare(one, other), before, after)
    moved = tuple(
        replace(c, new_location=replace(c.new_location, source=source))
        for c in found
        if c.new_location
    )
    report = Report(old=version_of(one, "x"), new=version_of(other, source), changes=moved)
    judge = jsonschema_rs.validator_for(SCHEMA, validate_formats=True)

    assert [e.message for e in judge.iter_errors(report_as_sarif(report))] == []


@pytest.mark.parametrize("line", ["", "%0A::error::x", "\r\n::stop-commands::x", "a,b:c=d"])
def test_github_annotations_stay_one_line_each(line: str) -> None:
    report = reported(both_ways({"enum": ["a"]}), both_ways({"enum": ["a", f"b{line}"]}))
    lines = list(github_lines(report))

    assert len(lines) == 1
    command, _, message = lines[0].removeprefix("::").partition("::")
    assert "\n" not in lines[0] and "\r" not in lines[0]
    assert re.fullmatch(r"error file=[^,:]*,line=\d+,col=\d+,title=enum-member-added", command)
    said = message.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    assert json.dumps(f"b{line}") in said or f"b{line}" in said
