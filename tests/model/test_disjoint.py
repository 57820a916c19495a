"""A union of very many variants is proven as one of few is: pair by pair."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.disjoint import all_disjoint, all_of_other_types, are_disjoint

_NAMES = ("a", "b", "c", "d")
_VALUES = st.sampled_from(
    [Schema(types=("string",)), Schema(types=("integer",)), Schema(types=("integer",), enum=(1,))]
)


@st.composite
def _objects(draw: st.DrawFn, *, closed: st.SearchStrategy[bool]) -> Schema:
    return Schema(
        types=("object",),
        properties=tuple(draw(st.dictionaries(st.sampled_from(_NAMES), _VALUES)).items()),
        required=tuple(draw(st.lists(st.sampled_from(_NAMES), unique=True))),
        additional_properties=Schema(never=True) if draw(closed) else None,
    )


def _as_it_stands(schema: Schema) -> Schema:
    return schema


@given(
    st.lists(_objects(closed=st.just(True)), max_size=6)
    | st.lists(_objects(closed=st.booleans()) | _VALUES, max_size=4)
)
def test_all_are_disjoint_where_each_two_are(variants: list[Schema]) -> None:
    pairs = [*combinations(variants, 2)]

    assert all_disjoint(variants, _as_it_stands) == all(
        are_disjoint(one, other, _as_it_stands) for one, other in pairs
    )
    if all_of_other_types(variants, _as_it_stands):
        assert all(are_disjoint(one, other, _as_it_stands) for one, other in pairs)
