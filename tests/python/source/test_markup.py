"""Descriptions are read as text: HTML and the components of pages go, code and all else stay."""

from __future__ import annotations

import pytest

from dfnsgen.python.source.markup import plain
from dfnsgen.python.source.source import docstring


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>The <b>amount</b><br>of <code>fee</code>.</p>", "The amount\nof `fee`."),
        ('See <a href="https://x.io">here</a>.', "See [here](https://x.io)."),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<Danger>Gone in May.</Danger>", "Warning: Gone in May."),
        ("<Note>\n  Later.\n</Note>", "Note:\n  Later."),
        ("a &lt; b &amp;&amp; c", "a < b && c"),
        ("`List<p>` and ```\n<b>\n```", "`List<p>` and ```\n<b>\n```"),
        ("List<String>, <your token>, x < y > z", "List<String>, <your token>, x < y > z"),
        ("<!-- draft -->Text", "Text"),
        ("1 < 2", "1 < 2"),
    ],
)
def test_what_is_left(text: str, expected: str) -> None:
    assert plain(text).strip() == expected


def test_a_docstring_has_no_tags() -> None:
    text = docstring("<p>One.</p>\n<p>Two.</p>")

    assert text == '"""One.\n\n    Two."""'


@pytest.mark.parametrize("text", ["<" * 50_000, "<a " * 20_000, "&" * 50_000, "<!--" * 20_000])
def test_no_text_takes_long(text: str) -> None:
    assert plain(text)
