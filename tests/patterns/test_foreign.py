r"""Patterns of other languages mean in ECMA-262 what they meant: by examples, and beside `re`."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfnsgen.patterns.ecma_regex import translate
from dfnsgen.patterns.foreign import in_ecma


@pytest.mark.parametrize(
    ("foreign", "ecma"),
    [
        (r"\A[a-z]+\z", r"^[a-z]+$"),
        (r"/^[a-z]+$/", r"^[a-z]+$"),
        (r"/^[a-z]+$/i", r"^[a-zA-Z]+$"),
        (r"/[a-z]+/g", r"[a-z]+"),
        (r"(?i)^on|[^f-h]", r"^[oO][nN]|[^f-hF-H]"),
        (r"(a(?i)b)c(?i:d)", r"(a[bB])c(?:[dD])"),
        (r"(?i)a(?-i)b", r"[aA]b"),
        ("(?x) a b # c\n d", r"abd"),
        (r"(?s)a.b", r"a[\s\S]b"),
        (r"(?P<day>\d+)-(?P=day)", r"(?<day>\d+)-\k<day>"),
        (r"[[:alpha:]_]++", r"[a-zA-Z_]+"),
        (r"[^[:space:]]{2}+", r"[^\s]{2}"),
        (r"\p{Alnum}\pL", r"[a-zA-Z0-9][\p{L}]"),
        (r"\Qa.b\E+", r"a\.b+"),
        (r"\x{41}[\h]", r"[\u{41}][ \t]"),
        (r"(?>a|b)(?#why)c", r"(?:a|b)c"),
        (r"^\\d{4}-\\w+$", r"^\d{4}-\w+$"),
        (r"^[a-z&&[^b]]+$", r"^[ac-z]+$"),
        (r"[\p{L}&&[\p{ASCII}]&&[^A-Y]]x", r"[Za-z]x"),
        (r"[^a-z&&[aeiou]]", r"[\u{0}-\u{60}b-df-hj-np-tv-\u{10ffff}]"),
        (r"[0-9a-f-[5-e]]{2}", r"[0-4f]{2}"),
        (r"[\w--[\d_]]\[&&[^b]]", r"[A-Za-z]\[&&[^b]]"),
        (r"[a-d[m-p]&&[c-n]]", r"[c-dm-n]"),
        (r"(?i)[a-z&&[^b-y]]", r"[aAzZ]"),
        (r"[\p{XDigit}&&[^\p{Lu}\d]]", r"[a-f]"),
        (r"[a&&[b]]", r"[]"),
    ],
)
def test_a_foreign_pattern_is_one_of_ecma(foreign: str, ecma: str) -> None:
    assert in_ecma(foreign) == ecma
    translate(ecma)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[A-Z]:\\.*$",
        r"^\\\\server\\share$",
        r"/[a-z]+/",
        r"/v1/items/[a-z]+/i",
        r"\++[+]+?a*?",
        r"(?=x)(?!y)(?<=z)(?<!w)(?<n>q)\k<n>",
        r"^\p{Lu}[\p{L}\d-]+$",
        r"[\[\]:alpha]",
        r"[!-[\]^-~]{1,3}]",
        r"[!#$%&&'*]",
        r"[a-z&&[^b]+",
        r"\[a&&[b]]",
        r"[&&&]&&[a]",
        r"[a-c-]",
        "[",
        "(",
        "a)",
        "\\",
        "(?",
    ],
)
def test_a_pattern_of_ecma_stays(pattern: str) -> None:
    assert in_ecma(pattern) == pattern


PARTS = st.sampled_from(["a", "Z", "[a-f]", "[^B-D]", "[_G]", ".", "x|y", r"\.", "b+", "(c)", " "])


@given(
    flags=st.sampled_from(["", "(?i)", "(?s)", "(?is)"]),
    parts=st.lists(PARTS, max_size=5),
    text=st.text("abcdefgxyzABCDEFGXYZ_. \n", max_size=6),
)
def test_flags_mean_what_they_mean_in_python(flags: str, parts: list[str], text: str) -> None:
    pattern = "".join(parts)
    ours = re.compile(translate(in_ecma(rf"{flags}\A(?:{pattern})\Z")))
    theirs = re.compile(rf"{flags}\A(?:{pattern})\Z")
    assert bool(ours.search(text)) == bool(theirs.search(text))
