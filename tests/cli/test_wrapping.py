"""Lines that are too long: where they break, and what they keep."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfnsgen.cli.wrapping import wrapped


def lines(*pieces: tuple[str, str], indent: int = 4, width: int = 40) -> list[str]:
    return ["".join(text for text, _ in line) for line in wrapped(pieces, indent, width)]


def test_words_stay_whole_and_what_follows_is_indented() -> None:
    text = "the least length of a name was raised from one to two"

    assert lines((text, "")) == ["the least length of a name was raised", "    from one to two"]


def test_what_stands_in_brackets_is_one_word() -> None:
    said = lines((f"{'x' * 20} ", ""), ("[min-length-raised, request, source: safe]", "dim"))

    assert said == [f"{'x' * 20}", "    [min-length-raised, request, source: safe]"]


def test_pieces_of_one_style_stay_together() -> None:
    assert wrapped([("a b", "bold"), (" c", "bold"), (" d", "")], 0, 80) == [
        (("a b c", "bold"), (" d", "")),
    ]


@pytest.mark.parametrize(
    "text", ["", "    ", "/a/very/long/path/that/nobody/ever/breaks/anywhere.json"]
)
def test_what_has_no_place_to_break_stays(text: str) -> None:
    assert lines((text, "")) == [text]


@given(st.lists(st.text("ab []", max_size=30), max_size=5), st.integers(0, 8), st.integers(1, 60))
def test_no_letter_is_lost(texts: list[str], indent: int, width: int) -> None:
    said = lines(*((text, "") for text in texts), indent=indent, width=width)

    assert "".join(said).replace(" ", "") == "".join(texts).replace(" ", "")
