"""Every style and explode of OpenAPI, and what no argument may do to an address.

The expectations are the table of OpenAPI 3.1.1, section 4.8.12.3, with everything encoded that
RFC 3986 doesn't leave unreserved.
"""

from __future__ import annotations

from typing import Any

import pytest
from _runtime._errors import InvalidRequest
from _runtime._parameters import (
    Param,
    checked_header,
    cookie_text,
    header_text,
    path_text,
    query_texts,
)
from hypothesis import given
from hypothesis import strategies as st

ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}


@pytest.mark.parametrize(
    ("style", "explode", "value", "text"),
    [
        ("simple", False, "blue", "blue"),
        ("simple", False, ARRAY, "blue,black,brown"),
        ("simple", False, OBJECT, "R,100,G,200,B,150"),
        ("simple", True, OBJECT, "R=100,G=200,B=150"),
        ("label", False, "blue", ".blue"),
        ("label", False, ARRAY, ".blue,black,brown"),
        ("label", True, ARRAY, ".blue.black.brown"),
        ("label", False, OBJECT, ".R,100,G,200,B,150"),
        ("label", True, OBJECT, ".R=100.G=200.B=150"),
        ("matrix", False, "blue", ";color=blue"),
        ("matrix", False, ARRAY, ";color=blue,black,brown"),
        ("matrix", True, ARRAY, ";color=blue;color=black;color=brown"),
        ("matrix", False, OBJECT, ";color=R,100,G,200,B,150"),
        ("matrix", True, OBJECT, ";R=100;G=200;B=150"),
        ("simple", False, True, "true"),
        ("simple", False, 1.5, "1.5"),
        ("simple", False, "../a/b?c#d e", "..%2Fa%2Fb%3Fc%23d%20e"),
    ],
)
def test_path_styles(style: str, explode: bool, value: Any, text: str) -> None:
    assert path_text(Param("path", "color", style=style, explode=explode), value) == text


@pytest.mark.parametrize(
    ("style", "explode", "value", "texts"),
    [
        ("form", True, "blue", ["color=blue"]),
        ("form", True, ARRAY, ["color=blue", "color=black", "color=brown"]),
        ("form", False, ARRAY, ["color=blue,black,brown"]),
        ("form", True, OBJECT, ["R=100", "G=200", "B=150"]),
        ("form", True, {"page": 1, "sort": ["a", "b"]}, ["page=1", "sort=a", "sort=b"]),
        ("form", False, OBJECT, ["color=R,100,G,200,B,150"]),
        ("spaceDelimited", False, ARRAY, ["color=blue%20black%20brown"]),
        ("spaceDelimited", False, OBJECT, ["color=R%20100%20G%20200%20B%20150"]),
        ("pipeDelimited", False, ARRAY, ["color=blue%7Cblack%7Cbrown"]),
        ("deepObject", True, OBJECT, ["color%5BR%5D=100", "color%5BG%5D=200", "color%5BB%5D=150"]),
        (
            "deepObject",
            True,
            {"a": {"b": [1, 2]}},
            ["color%5Ba%5D%5Bb%5D%5B0%5D=1", "color%5Ba%5D%5Bb%5D%5B1%5D=2"],
        ),
        (
            "deepObject",
            True,
            [{"a": 1}, {"a": 2}],
            ["color%5B0%5D%5Ba%5D=1", "color%5B1%5D%5Ba%5D=2"],
        ),
        ("form", True, "", ["color="]),
        ("form", True, [], []),
        ("form", True, "a&b=c", ["color=a%26b%3Dc"]),
        ("form", True, [True, None], ["color=true", "color="]),
    ],
)
def test_query_styles(style: str, explode: bool, value: Any, texts: list[str]) -> None:
    assert query_texts(Param("query", "color", style=style, explode=explode), value) == texts


def test_reserved_characters_stay_only_where_they_end_nothing() -> None:
    param = Param("query", "to", allow_reserved=True)
    assert query_texts(param, "a/b?c&d#e+f") == ["to=a/b?c%26d%23e%2Bf"]


def test_headers_and_cookies() -> None:
    assert header_text(Param("header", "X", explode=False), ARRAY) == "blue,black,brown"
    assert header_text(Param("header", "X", explode=True), OBJECT) == "R=100,G=200,B=150"
    assert cookie_text(Param("cookie", "c"), ARRAY) == "c=blue; c=black; c=brown"
    assert cookie_text(Param("cookie", "c"), "a; admin=1") == "c=a%3B%20admin%3D1"


@pytest.mark.parametrize("value", ["a\r\nX: b", "a\nb", "a\0b", "é", "a\x7f", " a"])
def test_a_header_cannot_be_split(value: str) -> None:
    with pytest.raises(InvalidRequest):
        checked_header("X", value)


@pytest.mark.parametrize("value", [None, "", [], {}, "\ud800"])
@pytest.mark.parametrize("style", ["simple", "label", "matrix"])
def test_a_path_parameter_is_never_empty(value: Any, style: str) -> None:
    with pytest.raises(InvalidRequest):
        path_text(Param("path", "color", style=style), value)


@given(st.text(min_size=1))
def test_a_path_parameter_stays_in_its_segment(text: str) -> None:
    try:
        encoded = path_text(Param("path", "id"), text)
    except InvalidRequest:
        return
    assert encoded.isascii()
    assert not set(encoded) & set("/?#; \r\n\\")


def test_a_cookie_of_its_own_style_is_not_encoded() -> None:
    """Source: OpenAPI 3.2.0, section 4.12.3. Nothing in it ends the cookie."""
    param = Param("cookie", "c", style="cookie")

    assert cookie_text(param, "a%20b/c") == "c=a%20b/c"
    assert cookie_text(param, ARRAY) == "c=blue; c=black; c=brown"
    for text in ("a; admin=1", 'a"', "a b", "é"):
        with pytest.raises(InvalidRequest):
            cookie_text(param, text)


def test_a_whole_query() -> None:
    """Of an object, the texts of a form; of anything else its text. Source: OpenAPI 3.2.0, 4.12."""
    param = Param("querystring", "whole")

    assert query_texts(param, {"a b": ["x", "y&z"], "n": 1}) == ["a%20b=x", "a%20b=y%26z", "n=1"]
    assert query_texts(param, '{"a":1}') == ["%7B%22a%22%3A1%7D"]


def test_tabs_between_values() -> None:
    """The `tsv` of Swagger 2.0."""
    assert query_texts(Param("query", "t", style="tabDelimited", explode=False), ["a", "b"]) == [
        "t=a%09b"
    ]
