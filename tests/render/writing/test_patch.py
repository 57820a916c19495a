"""A diff can be undone: whatever was changed, the text before it comes back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dfnsgen.render.writing.patch import text_diff, undone

LINES = st.lists(st.sampled_from(["", "a", "b", "- c", "+ d", "@@ -1 +1 @@", "\x0c", "e\u2028f"]))
NAMES = ("before", "after")


@given(before=LINES.map("\n".join), after=LINES.map("\n".join))
def test_a_diff_is_undone(before: str, after: str) -> None:
    assert undone(after, text_diff("x.py", before, after, NAMES)) == before


def test_a_diff_of_another_text_is_none() -> None:
    patch = text_diff("x.py", "a\nb\n", "a\nc\n", NAMES)

    assert undone("a\nd\n", patch) is None
