"""Source text: literals, docstrings and code that no text of a document can break out of."""

from __future__ import annotations

import ast
from typing import Any

import black
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dfnsgen.python.source.source import Source, code, docstring, identifier, join, literal

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
_JSON = st.recursive(
    _SCALARS.filter(lambda v: v not in (float("inf"), float("-inf"))),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
_WORDS = st.lists(
    st.sampled_from(['"', '"""', "\\", "\n\n", "- a", ">>>", "\u202e", "\u2028", "word" * 9, "'"])
    | st.text(),
    max_size=30,
).map(" ".join)


@given(_JSON)
def test_literal_is_the_value_in_ascii(value: Any) -> None:
    """Any JSON value comes back from its literal, which holds printable ASCII alone."""
    text = literal(value)

    assert ast.literal_eval(text) == value
    assert text.isascii() and text.isprintable()


@given(_WORDS)
@example('ends with "')
@example('"')
@example("a\\")
@example("x" * 200)
@example("word " * 18 + "wor")
def test_docstring_is_one_statement_that_black_leaves_alone(text: str) -> None:
    """Any text gives one string expression, without prompts or hidden characters."""
    module = f"class A:\n    {docstring(text)}\n\n    b: int\n"
    (node,) = ast.parse(module).body

    assert isinstance(node, ast.ClassDef) and len(node.body) == 2
    written = ast.get_docstring(node, clean=False)
    assert written is not None and ">>>" not in written
    assert all(character.isprintable() or character == "\n" for character in written)
    if text.strip().isascii() and "".join(written.split()):
        assert black.format_str(module, mode=black.Mode(line_length=100)) == module


@given(st.text())
def test_literal_text_is_spelled_as_black_spells_it(text: str) -> None:
    """The quotation marks are those that black would choose."""
    module = f"a = {literal(text)}\n"

    assert black.format_str(module, mode=black.Mode(line_length=10**6)) == module


def test_code_takes_no_bare_text() -> None:
    """A part that didn't go through a filter is an error, and so is the result of str methods."""
    assert code("{}.get({})", identifier("v"), literal("{x}")) == 'v.get("{x}")'
    assert join(", ", [literal(1), literal(None)]) == "1, None"
    with pytest.raises(TypeError):
        code("{}", "import os")  # type: ignore[arg-type]  # the mistake that is tested
    with pytest.raises(TypeError):
        join(", ", [Source("a") + "b"])  # type: ignore[list-item]  # the mistake that is tested


@pytest.mark.parametrize("name", ["", "a b", "class", "1a", "\ufb01", "a-b"])
def test_identifier_refuses_what_is_none(name: str) -> None:
    """Only normalised identifiers that are no keywords pass."""
    with pytest.raises(ValueError):
        identifier(name)
