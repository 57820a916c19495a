"""The page in a real browser: what it shows, filters, keys, both themes, any width, no network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from dfnsgen.diff.bindings.bindings import compare_bindings
from dfnsgen.diff.change import Change
from dfnsgen.diff.report.html import html_text
from dfnsgen.diff.report.report import Report
from dfnsgen.diff.report.summary import ComparedVersion
from tests.client.chromium import Chromium
from tests.diff.documents import both_ways, changes, loaded

BROWSER = next(filter(None, map(shutil.which, Chromium.NAMES)), "")


def pet(**more: Any) -> Any:
    long = {"type": "string", "pattern": "^" + "[a-z0-9]" * 40 + "$"}
    properties = {
        "name": {"type": "string", "minLength": 1, **more},
        "kind": {"enum": ["cat", "dog"]},
        "id": long,
    }
    return {"type": "object", "required": ["name"], "properties": properties}


OLD = both_ways(pet(description="x"))
NEW = both_ways(
    pet(description="y", minLength=2) | {"required": ["name", "kind"]},
    Unused={"type": "object", "properties": {"a": {"type": "string"}}},
)
NEW["paths"]["/toys/{toyId}"] = {"get": {"responses": {"200": {"description": "<b>ok</b>"}}}}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    if not BROWSER:
        pytest.skip("no Chromium is installed")
    folder = tmp_path_factory.mktemp("page")
    (old, before), (new, after) = loaded(OLD), loaded(NEW)
    report = Report(
        old=version(before.title, "1"),
        new=version(after.title, "2"),
        changes=found(),
        bindings=compare_bindings(before, after).changes,
    )
    path = folder / "diff.html"
    path.write_text(html_text(report, old.tree, new.tree), encoding="utf-8")
    with Chromium(BROWSER, folder / "profile") as chromium:
        chromium.open(path.as_uri())
        yield chromium


def version(title: str, number: str) -> ComparedVersion:
    return ComparedVersion(title=title, version=number, source=f"v{number}.json")


def found() -> tuple[Change, ...]:
    return changes(OLD, NEW)


def count(page: Chromium, selector: str = "article:not([hidden])") -> int:
    visible = f"[...document.querySelectorAll({selector!r})].filter(e => e.checkVisibility())"
    return int(page.evaluate(f"{visible}.length"))


def choose(page: Chromium, name: str, value: str) -> None:
    page.evaluate(
        f"(() => {{ const e = document.forms[0].elements['{name}']; e.value = {value!r};"
        "e.dispatchEvent(new Event('input', {bubbles: true})) })()"
    )


def press(page: Chromium, key: str, text: str = "") -> None:
    options = {"key": key, "code": key, "text": text} if text else {"key": key, "code": key}
    page.call("Input.dispatchKeyEvent", type="keyDown", **options)
    page.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key)


def test_all_but_mere_texts_is_shown_at_first(page: Chromium) -> None:
    texts = sum(change.rule.documents for change in found())

    assert texts
    assert count(page) == int(page.evaluate("document.querySelectorAll('article').length")) - texts
    assert page.evaluate("document.querySelectorAll('b').length < 20"), "texts are no elements"


def test_levels_filter_by_the_keyboard_alone(page: Chromium) -> None:
    before = count(page)
    breaking = count(page, "article[data-level=breaking]:not([hidden])")
    page.evaluate("document.querySelector('input[value=breaking]').focus()")
    press(page, " ", " ")

    assert breaking
    assert count(page) == before - breaking
    assert page.evaluate("document.getElementById('seen').textContent").startswith(
        f"{before - breaking} of "
    )
    press(page, " ", " ")
    assert count(page) == before


def test_a_slash_goes_to_the_search_and_escape_ends_it(page: Chromium) -> None:
    before = count(page)
    page.evaluate("document.activeElement.blur()")
    press(page, "/", "/")
    assert page.evaluate("document.activeElement.name") == "words"
    for letter in "toys":
        press(page, letter, letter)

    assert 0 < count(page) < before
    assert page.evaluate("document.querySelector('section:not([hidden]) h2').textContent")
    for letter in "xyz":
        press(page, letter, letter)
    assert count(page) == 0
    assert count(page, "#none") == 1
    press(page, "Escape")
    assert count(page) == before


def test_directions_python_and_texts_are_chosen(page: Chromium) -> None:
    before = count(page)
    choose(page, "source", "breaking")
    assert 0 < count(page) < before
    choose(page, "source", "")
    choose(page, "direction", "response")
    assert 0 < count(page) < before
    choose(page, "direction", "")
    page.evaluate("document.forms[0].elements.texts.click()")
    assert count(page) > before
    page.evaluate("document.forms[0].elements.texts.click()")
    assert count(page) == before


def test_before_and_after_stand_side_by_side(page: Chromium) -> None:
    assert count(page, "table") == 0
    page.evaluate("document.forms[0].elements.open.click()")
    side_by_side = page.evaluate(
        "(() => { const row = document.querySelector('td.old').closest('tr');"
        "const [a, b] = [...row.cells].map(c => c.getBoundingClientRect());"
        "return a.top === b.top && a.right <= b.left + 1 })()"
    )

    assert side_by_side
    assert count(page, "td.old") and count(page, "td.new")
    page.evaluate("document.forms[0].elements.open.click()")
    assert count(page, "table") == 0


@pytest.mark.parametrize("width", [320, 800, 1600])
def test_no_width_scrolls_sideways(page: Chromium, width: int) -> None:
    page.call(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=900,
        deviceScaleFactor=1,
        mobile=False,
    )
    page.evaluate("document.forms[0].elements.open.click()")
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.evaluate("document.forms[0].elements.open.click()")

    assert over <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_have_contrast_in_both_themes(page: Chromium, scheme: str) -> None:
    """At least 4.5 to 1, as WCAG 2.2 asks for at level AA."""
    feature = {"name": "prefers-color-scheme", "value": scheme}
    page.call("Emulation.setEmulatedMedia", features=[feature])
    page.evaluate("document.forms[0].elements.open.click()")
    least = page.evaluate(CONTRAST)
    page.evaluate("document.forms[0].elements.open.click()")

    assert least >= 4.5


CONTRAST = """(() => {
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= .03928 ? v / 12.92
    : ((v + .055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const under = e => { for (; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] === 1) return c; } return [255, 255, 255]; };
  let least = 99;
  for (const e of document.querySelectorAll('h1,h2,h3,.why,.facts,.also,.level,code,td,th,pre')) {
    if (!e.checkVisibility() || !e.textContent.trim()) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(under(e))].sort((x, y) => y - x);
    least = Math.min(least, (a + .05) / (b + .05));
  }
  return least;
})()"""


def test_nothing_comes_from_the_network(page: Chromium) -> None:
    assert page.evaluate("performance.getEntriesByType('resource').length") == 0
