"""Patterns of ECMA-262 mean the same in Python: by examples, and beside node's own engine."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dfnsgen.patterns.ecma_regex import Untranslatable, translate
from templates._runtime._ecma import is_regex

NODE = shutil.which("node")

# One line in, one line out: pattern and texts; for each flag the verdicts, or null where the
# pattern is none under it.
SERVER = """
const lines = require("readline").createInterface({input: process.stdin});
lines.on("line", (line) => {
  const [pattern, texts] = JSON.parse(line);
  const out = ["u", ""].map((flag) => {
    try { const r = new RegExp(pattern, flag); return texts.map((t) => r.test(t)); }
    catch (e) { return null; }
  });
  console.log(JSON.stringify(out));
});
"""


class Node:
    """A node process that judges patterns."""

    def __init__(self, executable: str) -> None:
        self.process = subprocess.Popen(
            [executable, "-e", SERVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def judge(self, pattern: str, texts: list[str]) -> tuple[list[bool] | None, list[bool] | None]:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps([pattern, texts]) + "\n")
        self.process.stdin.flush()
        under_u, without = json.loads(self.process.stdout.readline())
        return under_u, without


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    if NODE is None:
        pytest.skip("node is not installed: there is no engine to compare with")
    server = Node(NODE)
    yield server
    server.process.kill()
    server.process.wait()


def ours(pattern: str, texts: list[str]) -> list[bool]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compiled = re.compile(translate(pattern))
    return [compiled.search(text) is not None for text in texts]


@pytest.mark.parametrize(
    ("pattern", "fits", "fails"),
    [
        (r"^\d+$", ["12"], ["12\n", "١٢", ""]),
        (r"^\w$", ["_"], ["é"]),
        (r"^\s$", ["\ufeff", "\u2003", "\x0b"], ["\x1c", "\x85"]),
        (r"^.$", ["\x85", "🐲"], ["\r", "\u2028"]),
        (r"^\p{Lu}\p{Letter}*$", ["Éa"], ["éa"]),
        (r"^\p{Script=Greek}+$", ["λόγος"], ["logos"]),
        (r"^[^]$", ["\n"], [""]),
        (r"[]", [], ["", "a"]),
        (r"^\u{1F432}\uD83D\uDC32$", ["🐲🐲"], ["🐲"]),
        (r"^🐲*$", ["", "🐲🐲"], ["🐉"]),
        (r"^(?<y>\d)-\k<y>$", ["1-1"], ["1-2"]),
        (r"^(?:(a)|b)\1$", ["aa", "b"], ["ab"]),
        (r"^\cJ\0\x41$", ["\n\0A"], ["\n\0B"]),
        (r"(?<=^|,)x", ["x", "a,x"], ["ax"]),
        (r"^a{,3}$", ["a{,3}"], ["aa"]),
        (r"^[[a&&b~~c-]+$", ["[&-~"], ["d"]),
        (r"^\-\/\_$", ["-/_"], ["\\-"]),
        (r"\B", ["", "ab"], ["a"]),
        (r"^[\w-.]+$", ["a-."], ["/"]),
    ],
)
def test_meaning(pattern: str, fits: list[str], fails: list[str]) -> None:
    assert ours(pattern, [*fits, *fails]) == [True] * len(fits) + [False] * len(fails)
    assert translate(pattern).isascii()


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(", "a ( without )"),
        ("a)", "a ) without ( at 1"),
        ("[a", "it ends too early"),
        ("a**", "nothing to repeat at 2"),
        ("a{2,1}", "a repetition whose bounds are out of order"),
        ("[z-a]", "a range of a class is out of order"),
        (r"\p{Foo}", "the property 'Foo' is not known"),
        ("(?i:a)", "an unknown kind of group at 2"),
        ("(?:(a)|b)*\\1", "a backreference to a group that a repetition may leave out"),
        ("(" * 60 + ")" * 60, "its groups are nested too deeply"),
        (r"(?<=a+)b", "Python's re refuses it: look-behind requires fixed-width pattern"),
    ],
)
def test_refusal(pattern: str, reason: str) -> None:
    with pytest.raises(Untranslatable) as caught:
        translate(pattern)

    assert str(caught.value) == reason


LITERALS = st.sampled_from([*"ab01_-{},=/&~# \n\réK\u212a🐲\u2028\u00a0", "\\n", "\\u0061"])
ESCAPES = st.sampled_from(
    r"\d \D \w \W \s \S \b \B . ^ $ \p{L} \P{Lu} \p{Nd} \cA \x41 \u{1F432} \0 \/ \. \- \1 \2 [^] []"
    .split()
)  # fmt: skip
MEMBERS = st.sampled_from(
    [
        "a",
        "-",
        "b-e",
        "0-9",
        r"\d",
        r"\W",
        r"\s",
        "[",
        "&&",
        "--",
        "~~",
        "^",
        r"\]",
        r"\p{Lu}",
        "🐲",
    ]
)
CLASSES = st.builds(
    lambda negated, members: f"[{negated}{''.join(members)}]",
    st.sampled_from(["", "^"]),
    st.lists(MEMBERS, min_size=1, max_size=4),
)
QUANTIFIERS = st.sampled_from(["*", "+", "?", "*?", "{2}", "{1,2}", "{0,}", "{,2}", "{", "+?"])


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    groups = st.sampled_from(["(", "(?:", "(?=", "(?!", "(?<n>", "(?<=", "(?<!"])
    return st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("{}|{}".format, inner, inner),
        st.builds("{}{})".format, groups, inner),
        st.builds("{}{}){}".format, groups, inner, QUANTIFIERS),
        st.builds("{}{}".format, inner, QUANTIFIERS),
    )


PATTERNS = st.recursive(st.one_of(LITERALS, ESCAPES, CLASSES), grown, max_leaves=8)
TEXTS = st.lists(
    st.text(alphabet="ab01_-{}[]^&~A/ \n\réK🐲\u2028\u00a0\x01\x00", max_size=6), max_size=6
)


@pytest.mark.slow
@settings(
    max_examples=1000,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    print_blob=True,
)
@given(pattern=PATTERNS, texts=TEXTS)
@example(pattern=r"(?:(a)|b)*\1", texts=["ab", "aba"])
@example(pattern=r"(\2a)(b)*", texts=["ab"])
@example(pattern=r"(?!(a))\1b", texts=["b", "ab"])
@example(pattern=r"(a*)*b\1", texts=["aab", "b"])
def test_agrees_with_node(node: Node, pattern: str, texts: list[str]) -> None:
    """What node takes under `u` has node's verdicts; what it takes under no flag is not refused."""
    under_u, without = node.judge(pattern, texts)
    try:
        verdicts = ours(pattern, texts)
    except Untranslatable:
        return
    if under_u is not None:
        assert verdicts == under_u
    elif pattern.isascii() and not re.search(r"\\[pPu]", pattern):
        # `\\p` and `\\u{…}` keep their meaning here beside forms that only Annex B has.
        plain = [index for index, text in enumerate(texts) if text.isascii()]
        assert without is not None
        assert [verdicts[i] for i in plain] == [without[i] for i in plain]


@pytest.mark.slow
@settings(
    max_examples=1000,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    print_blob=True,
)
@given(pattern=PATTERNS)
@example(pattern=r"[\-\b\cA-\cB]")
@example(pattern=r"(?<a>x)(?<a>y)")
@example(pattern=r"\u{0010FFFF}\u{110000}")
@example(pattern=r"(?=a){2}")
@example(pattern="(*)")
def test_the_format_regex_takes_what_node_takes(node: Node, pattern: str) -> None:
    """The runtime's own reader of syntax agrees with node under `u`."""
    assert is_regex(pattern) is (node.judge(pattern, [])[0] is not None)


def test_real_patterns_are_translated(node: Node) -> None:
    """Patterns as documents have them, each with its verdicts by node."""
    patterns: dict[str, Any] = {
        r"^([0-9a-fA-F]{2})+$": ["0a", "0", "zz"],
        r"^[^@\s]+@[^@\s]+\.[^@\s]+$": ["a@b.c", "a@b"],
        r"^(?!.*\.\.)[a-zA-Z0-9.\-_]{3,63}$": ["a.b", "a..b"],
        r"^wa-[a-z0-9]{5}-[a-z0-9]{5}-[a-z0-9]{16}$": ["wa-01234-abcde-0123456789abcdef", "wa-"],
        r"^\+?[1-9]\d{1,14}$": ["+4912345", "0"],
        r"^(0x)?[0-9a-f]*$": ["0xff", "0xFF"],
    }
    for pattern, texts in patterns.items():
        assert ours(pattern, texts) == node.judge(pattern, texts)[0]
