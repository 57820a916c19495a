"""Names: what a person would choose, always usable, never told apart by a number."""

from __future__ import annotations

import keyword
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dfnsgen.model.build import build_api
from dfnsgen.python.names.names import assign_names, class_name, field_names, py_name
from tests.model.documents import document_of


@pytest.mark.parametrize(
    ("text", "snake", "pascal"),
    [
        ("externalId", "external_id", "ExternalId"),
        ("getHTTPUrl2", "get_http_url2", "GetHttpUrl2"),
        ("userIDs", "user_ids", "UserIds"),
        ("OAuth2Token", "oauth2_token", "Oauth2Token"),
        ("oAuth2Token", "oauth2_token", "Oauth2Token"),
        ("VASPdid", "vasp_did", "VaspDid"),
        ("UUIDv4", "uuid_v4", "UuidV4"),
        ("JSONto", "json_to", "JsonTo"),
        ("iOSVersion", "ios_version", "IosVersion"),
        ("addApp", "add_app", "AddApp"),
        ("IPv4Address", "ipv4_address", "Ipv4Address"),
        ("Fido2/Passkeys", "fido2_passkeys", "Fido2Passkeys"),
        ("größe", "größe", "Größe"),
        ("2fa", "two_fa", "TwoFa"),
        ("+1", "plus_1", "Plus1"),
        ("class", "class_", "Class"),
        ("", "empty", "Empty"),
    ],
)
def test_words(text: str, snake: str, pascal: str) -> None:
    assert (py_name(text), class_name(text)) == (snake, pascal)


@given(st.text())
@example("class")
@example("ﬁle")
@example("٣abc")
def test_names_are_always_usable(text: str) -> None:
    """No text of a document gives a name that Python refuses or reads as another one."""
    for name in (py_name(text), class_name(text)):
        assert name.isidentifier() and not keyword.iskeyword(name)
        assert unicodedata.normalize("NFKC", name) == name


@given(st.lists(st.text(max_size=6), unique=True, max_size=8))
@example(["fooBar", "foo_bar", "FooBar"])
@example(["to_dict", "self"])
def test_fields_have_names_of_their_own(texts: list[str]) -> None:
    names = field_names(texts)
    assert len(set(names)) == len(texts)


def test_what_sets_two_names_apart_is_said_in_words() -> None:
    spec_names = ["ID", "id", "_id", "@id", "userId", "user_id", "a.b", "a-b", "Class", "class"]

    assert dict(zip(spec_names, field_names(spec_names), strict=True)) == {
        "id": "id",
        "ID": "upper_id",
        "_id": "underscore_id",
        "@id": "at_id",
        "user_id": "user_id",
        "userId": "camel_user_id",
        "a.b": "a_b",
        "a-b": "a_dash_b",
        "class": "class_",
        "Class": "capital_class",
    }


def _names(schemas: dict[str, Any]) -> set[str]:
    api, _ = build_api(document_of(schemas))
    return set(assign_names(api, {}).definitions.values())


def _held(prop: str, *members: str) -> dict[str, Any]:
    inner = {"type": "object", "properties": {member: {} for member in members}}
    return {"type": "object", "properties": {prop: inner, f"only_{members[0]}": {}}}


def test_context_is_added_only_where_two_collide() -> None:
    assert _names({"A": _held("info", "x")}) == {"A", "Info"}
    assert _names({"A": _held("info", "x"), "B": _held("info", "y")}) == {
        "A",
        "B",
        "AInfo",
        "BInfo",
    }


def test_components_that_differ_in_case_only() -> None:
    names = _names({"pet": _held("a", "x"), "Pet": _held("b", "y")})
    assert len({name.casefold() for name in names}) == len(names)


def test_remembered_names_stay() -> None:
    """A name that the lock remembers wins, and what is new makes way."""
    api, _ = build_api(document_of({"A": _held("info", "x"), "B": _held("info", "y")}))
    key = "#/components/schemas/B/properties/info"

    names = assign_names(api, {key: "Info"}).definitions

    assert names[key] == "Info"
    assert names["#/components/schemas/A/properties/info"] == "AInfo"
