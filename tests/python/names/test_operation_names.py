"""Every operation has a method of its own, with a name that a person can type."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dfnsgen.loader.load import load
from dfnsgen.model.build import build_api
from dfnsgen.python.names.operation_names import name_operations

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n"


def methods(*operations: str) -> list[str]:
    """Return the methods of `GET /path operationId`, the last of which may be left out."""
    text = HEAD
    for operation in operations:
        method, path, *named = operation.split(" ")
        known = f"operationId: '{named[0]}', " if named else ""
        answers = "responses: {'200': {description: d}}"
        text += f"  '{path}': {{{method.lower()}: {{{known}{answers}}}}}\n"
    api, _ = build_api(load(["-"], stdin=text.encode())[0])
    return [name.method for name in name_operations(api)]


def test_an_operation_is_called_by_its_id_else_by_its_path() -> None:
    assert methods("GET /a listThings", "GET /users", "GET /users/{id}") == [
        "list_things",
        "get_users",
        "get_users_by_id",
    ]


def test_a_long_path_is_called_by_what_is_fixed_in_it() -> None:
    """Cut names were once the same, and the later methods replaced the earlier ones."""
    document = "/document/id/{aspectId}/{civixIndexId}/{civixDocumentId}"

    assert methods(f"GET {document}", f"GET {document}/xml", f"GET {document}/search/{{s}}") == [
        "get_document_id",
        "get_document_id_xml",
        "get_document_id_search",
    ]


def test_equal_ids_are_told_apart_by_their_paths() -> None:
    assert methods("GET /a/x get", "GET /b/x get") == ["get_a_x", "get_b_x"]


def test_paths_that_differ_in_a_sign_have_names_that_do() -> None:
    assert methods("GET /jobs", "GET /jobs/", "GET /a-b", "GET /a.b") == [
        "get_jobs",
        "get_jobs_slash",
        "get_a_dash_b",
        "get_a_dot_b",
    ]


SEGMENTS = st.sampled_from(["a", "A", "a-b", "a_b", "{x}", "{y}", "by", "x" * 30, "é", "?", ""])


@given(st.lists(st.lists(SEGMENTS, max_size=4), min_size=1, max_size=8))
def test_no_two_operations_share_a_method(paths: list[list[str]]) -> None:
    """Whatever the paths are like; equal templates are one path."""
    unlike = {"/" + "/".join(parts).replace("y", "x"): None for parts in paths}
    found = methods(*(f"GET {path}" for path in unlike))

    assert len(set(found)) == len(found)
    assert all(name.isidentifier() for name in found)


def test_the_operations_of_others_have_methods_of_their_own(corpus: Path) -> None:
    for path in ("bclaws.ca__bclaws", "box.com", "useapi.net"):
        api, _ = build_api(load([str(corpus / "corpus" / "apis" / f"{path}.json")])[0])
        names = [(name.namespace, name.method) for name in name_operations(api)]
        assert len(set(names)) == len(names), path
