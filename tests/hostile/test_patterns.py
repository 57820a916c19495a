"""No pattern hangs: what `re` may take years for is followed in all ways at once, or bounded."""

from __future__ import annotations

import importlib
import random
import re
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.patterns.backtracking import (
    LONGEST_NESTED,
    Way,
    emitted,
    is_slow,
    longest,
    way_of,
)
from dfnsgen.patterns.ecma_regex import translate
from tests.client.emitted import imported
from tests.hostile.shapes import document, thing
from tests.runtime.conftest import TEMPLATES

assert TEMPLATES in sys.path
_linear: Any = importlib.import_module("_runtime._linear")
_search: Any = importlib.import_module("_runtime._search")
_issues: Any = importlib.import_module("_runtime._issues")
_MAIL = r"(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$"
_HARD = {
    _MAIL: "a",
    "^(a+)+$": "a",
    "^(a|a)*$": "a",
    "^(a|aa)+$": "a",
    "(a*)*b": "a",
    "^(a?){40}a{40}$": "a",
    "(.*)*x": "a",
    "^(.*a){12}$": "a",
    r"\s+$": " ",
    r"^\s*(\S+\s*)*;$": "a ",
    "(x+x+)+y": "x",
    "^([a-z]+)*[0-9]$": "a",
    r"^(([^<>()\[\]\\.,;:\s@]+(\.[^<>()\[\]\\.,;:\s@]+)*)|(.+))@(([a-z]+\.)+[a-z]{2,})$": "a.",
    r"^(https?://)?([\da-z.-]+)\.([a-z.]{2,6})([/\w .-]*)*/?$": "a.",
    r"^(?:[a-z0-9]+-?)*[a-z0-9]$": "a-",
    "a.*b.*c.*d": "abc",
    "[ab]*[bc]*[cd]*e": "abbc",
    "^(([a-z])+.)+[A-Z]([a-z])+$": "a",
}
_AROUND = (r"^(?=(a+)+$).*$", r"^(?!(a+)+b).*c$", r"^(a+)+(?=b)", r"(a*)*\bx", r"^(\w+\s?)*\1$")


@pytest.mark.parametrize("pattern", _HARD)
def test_a_hard_pattern_takes_time_linear_in_the_text(pattern: str) -> None:
    """Twenty times the text takes some twenty times as long, and no more than a few seconds."""
    spelled = emitted(pattern)
    assert spelled is not None and way_of(pattern) is not Way.BOUNDED
    search = _search.search_of(spelled, _linear.Linear)
    assert not search(_HARD[pattern] * 20 + "!")  # warm

    for size in (10_000, 200_000):
        started = time.process_time()
        for text in (_HARD[pattern] * (size // len(_HARD[pattern])) + "!", "ab " * (size // 3)):
            search(text)
        assert time.process_time() - started < 1 + size / 20_000


@pytest.mark.parametrize("count", [100, 1000, 3000])
def test_a_pattern_with_very_many_states_is_undecided_in_time(count: int) -> None:
    """Each character may lead to a set of states that was never met; a short text is decided."""
    chance = random.Random(count)
    search = _search.search_of(emitted(f"^(a|b)*a(a|b){{{count}}}$"), _linear.Linear)
    assert search("a" + "b" * count) and not search("b" * (count + 1))

    started = time.process_time()
    with pytest.raises(_issues.TooLong):
        search("".join(chance.choice("ab") for _ in range(100_000)))
    assert time.process_time() - started < 10


def test_the_generator_tells_of_a_pattern_with_very_many_states() -> None:
    for count, slow in ((1000, True), (20, False)):
        assert is_slow(f"^(a|b)*a(a|b){{{count}}}$") is slow
    assert longest("^(a|b)*a(a|b){1000}$") > 20


@pytest.mark.parametrize("value", [None, 1, {}, [], ["a"], b"a"])
@pytest.mark.parametrize("pattern", ["^(0x)?([0-9a-f][0-9a-f])*$", "^(a+)+$", _AROUND[0], "^a*$"])
def test_only_texts_are_searched(pattern: str, value: object) -> None:
    """The checks rely on the error that `re` raises for what is no text."""
    with pytest.raises(TypeError):
        _search.search_of(emitted(pattern), _linear.Linear)(value)


@pytest.mark.parametrize("pattern", _AROUND)
def test_what_cannot_be_linear_is_bounded(pattern: str) -> None:
    """The longest text that is searched takes under 50 ms (here with room for a busy machine)."""
    assert way_of(pattern) is Way.BOUNDED
    search = _search.search_of(emitted(pattern), _linear.Linear)
    started = time.process_time()
    for text in ("a" * longest(pattern), "a" * (longest(pattern) - 1) + "!"):
        search(text)
    assert time.process_time() - started < 0.5
    with pytest.raises(_issues.TooLong):
        search("a" * 1_000_000)


_POWERS = (
    r"^(?!\.)(?!.*\.\.)([A-Za-z0-9_'+\-\.]*)[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$",
    r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$",
    r"^([a-z]+\.)+(?=[a-z]+\.)[a-z.]*$",
)
"""What looks around, and has no more ways than a power of a text's length."""


@pytest.mark.parametrize("pattern", _POWERS)
def test_what_has_few_ways_is_searched_in_texts_of_some_length(pattern: str) -> None:
    """An address of e-mail is longer than what exponentially many ways allow."""
    search = _search.search_of(emitted(pattern), _linear.Linear)
    started = time.process_time()
    for piece in ("a", "a.", "0", "a@", "a-"):
        search((piece * 128)[:255] + "!")
    assert time.process_time() - started < 1


@pytest.mark.parametrize("pattern", [*_AROUND[:4], r"^(a|aa)+(?=x)$", r"^((a|b)*c?)*(?!d)$"])
def test_what_has_exponentially_many_ways_is_searched_in_short_texts(pattern: str) -> None:
    assert way_of(pattern) is Way.BOUNDED and longest(pattern) == LONGEST_NESTED


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "^[a-z0-9]+(?:-[a-z0-9]+)*$",
            "^wa-[0-9a-z]{5}-[0-9a-z]{5}$",
            "^0x[0-9a-fA-F]{40}$",
            r"^\d+$",
        ),
        *(
            "^[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}$",
            r"\S+",
            r"^(?=.*[a-z])(?=.*[0-9])[a-z0-9]{8,}$",
            "abc",
        ),
    ],
)
def test_a_usual_pattern_is_left_to_re(pattern: str) -> None:
    """It is several times as fast where it can't go wrong."""
    assert way_of(pattern) is Way.PLAIN
    search = re.compile(translate(pattern)).search
    started = time.process_time()
    for text in ("a" * 1_000_000 + "!", "a-" * 500_000 + "!", "9" * 1_000_000 + "!"):
        search(text)
    assert time.process_time() - started < 3


def _random_pattern(chance: random.Random, depth: int = 3) -> str:
    kind = chance.randrange(9 if depth else 3)
    if kind < 2:
        return chance.choice(["a", "b", "c", "[ab]", "[^a]", ".", r"\d", "[a-c1]"])
    if kind == 2:
        return chance.choice(["", "^", "$", "a"])
    inner = _random_pattern(chance, depth - 1)
    if kind < 5:
        return inner + _random_pattern(chance, depth - 1)
    if kind == 5:
        return f"({inner}|{_random_pattern(chance, depth - 1)})"
    count = chance.choice(["*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "{0}", "{0,2}", "+?"])
    return f"({inner}){count}"


def test_both_ways_find_the_same() -> None:
    """Patterns and texts by chance: `re` and the automaton agree on each."""
    chance = random.Random(14)
    linear = _linear.Linear
    for _ in range(1500):
        pattern = _random_pattern(chance)
        spelled = translate(pattern)
        automaton, search = linear(spelled), re.compile(spelled).search
        for _ in range(12):
            text = "".join(chance.choice("abc1\n") for _ in range(chance.randrange(8)))
            assert bool(automaton.search(text)) == bool(search(text)), (pattern, spelled, text)


def test_a_package_reads_what_would_hang_it(tmp_path: Path) -> None:
    """Validators, decoders and property names, each with a text that takes `re` years."""
    held = {"v": {"type": "string", "pattern": "^(a+)+$"}}
    schema = thing(**held) | {"patternProperties": {"^(x+)+$": {"type": "integer"}}}
    made = imported(tmp_path, document({"T": schema}), "hostile_patterns")
    validate = made.validators.VALIDATORS["#/components/schemas/T"]
    evil = "a" * 50_000 + "!"
    started = time.process_time()

    for value in ({"v": evil}, {"x" * 50_000 + "!": "text", "v": evil}):
        with pytest.raises(made.ValidationError):
            validate(value)
        with pytest.raises(made.ValidationError):
            made.models.T.from_dict(value)
    validate({"v": "a" * 50_000, "x" * 50_000 + "!": "text"})
    assert time.process_time() - started < 10
