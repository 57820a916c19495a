"""Every operation has a method of its own, with a name that a person can type."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfnsgen.loader.load import load
from dfnsgen.model.build import build_api
from dfnsgen.python.names.operation_names import name_operations
from dfnsgen.python.names.remembering import remember

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n"


def methods(*operations: str, tag: str = "") -> list[str]:
    """Return the methods of `GET /path operationId`, the last of which may be left out."""
    text = HEAD
    for operation in operations:
        method, path, *named = operation.split(" ")
        known = f"operationId: '{named[0]}', " if named else ""
        known += f"tags: [{tag}], " if tag else ""
        answers = "responses: {'200': {description: d}}"
        text += f"  '{path}': {{{method.lower()}: {{{known}{answers}}}}}\n"
    api, _ = build_api(load(["-"], stdin=text.encode())[0])
    return [name.method for name in name_operations(api)]


def test_an_operation_is_called_by_its_id_else_by_its_path() -> None:
    assert methods("GET /a listThings", "GET /users", "GET /users/{id}") == [
        "list_things",
        "get_users",
        "get_user",
    ]


def test_a_path_is_called_by_its_last_words() -> None:
    """As many as tell it apart, by the verb in it where there is one."""
    folder = "/api/v1/organisations/{org}/projectFolders/{folder}/Acme.Benches/schemes/{scheme}"

    assert methods(
        f"POST {folder}/fetchEverySandbox",
        f"POST {folder}/fetchDeputies",
        "POST /invoices/{id}/void",
        "GET /invoices/{id}.json",
        "GET /a/rows",
        "GET /b/rows",
    ) == [
        "fetch_every_sandbox",
        "fetch_deputies",
        "void_invoice",
        "get_invoice",
        "get_a_rows",
        "get_b_rows",
    ]


def test_an_id_is_never_cut() -> None:
    """Ids that are told apart at their ends need no words of their paths."""
    long = "readFabricV1NamespacedTrafficShapingPolicyWithAllOfItsRules"

    assert methods(f"GET /a {long}", f"GET /a/status {long}Status") == [
        "read_fabric_v1_namespaced_traffic_shaping_policy_with_all_of_its_rules",
        "read_fabric_v1_namespaced_traffic_shaping_policy_with_all_of_its_rules_status",
    ]


def test_a_very_long_id_loses_what_its_path_says() -> None:
    path = "/apis/networking.fabric.io/v1/namespaces/{namespace}/shapingpolicies/{name}/scale"
    words = "ApisNetworkingFabricIoV1NamespacesShapingpolicies" * 2

    assert methods(f"GET {path} read{words}CurrentScale") == [
        "read_apis_networking_fabric_io_v1_namespaces_shapingpolicies_current_scale"
    ]


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        ("PUT /items/{item_id} update_item_items__item_id__put", "update_item"),
        ("GET /crm/goals/{goalId} get-/crm/goals/{goalId}_getById", "get_by_id"),
        ("POST /crm/goals/batch/read post-/crm/goals/batch/read_read", "read"),
        ("DELETE /crm/flags/{flagName} delete-/crm/flags/{flagName}", "delete_flag"),
        ("GET /users listOf/users", "list_of"),
        ("GET /things things_listThings", "list_things"),
        ("GET /things things.things_get_thing", "get_thing"),
        ("GET /things things/list-for-org", "list_for_org"),
        ("GET /things things/list", "list"),
        ("GET /things things/property", "property_things"),
        ("GET /things Locks_DeleteThingLock", "delete_thing_lock"),
        ("GET /things GET_Things", "get_things"),
    ],
)
def test_what_frameworks_add_to_an_id_is_left_out(operation: str, name: str) -> None:
    assert methods(operation, tag="things") == [name]


def test_what_is_left_of_an_id_may_not_be_enough() -> None:
    """Then the whole id is the name."""
    assert methods("GET /a things_send", "GET /b send", tag="things") == ["things_send", "send_b"]


def test_equal_ids_are_told_apart_by_their_paths() -> None:
    assert methods("GET /a/x get", "GET /b/x get") == ["get_a_x", "get_b_x"]


def test_paths_that_differ_in_a_sign_have_names_that_do() -> None:
    """Never by underscores alone."""
    assert methods("GET /jobs", "GET /jobs/", "GET /a-b", "GET /a.b", "GET /c", "GET /C") == [
        "get_jobs",
        "get_jobs_slash",
        "get_a_dash_b",
        "get_a_dot_b",
        "get_c",
        "get_capital_c",
    ]


def test_the_last_parameter_tells_apart_before_the_whole_path_does() -> None:
    assert methods(
        "DELETE /api/v1/layers/{pk}/notes", "DELETE /api/v1/layers/{pk}/notes/{note}"
    ) == [
        "delete_notes",
        "delete_note",
    ]
    assert methods("GET /v1/layers/{pk}/note", "GET /v1/layers/{pk}/note/{id}") == [
        "get_v1_layers_by_pk_note",
        "get_note_by_id",
    ]


def test_a_key_in_parentheses_has_a_name_of_its_own() -> None:
    """Of the Open Data Protocol there are both, with ids that differ in these signs alone."""
    assert methods("GET /Pets({id}) Pets({id})", "GET /Pets/{id} Pets/{id}") == [
        "get_pets_parenthesis_by_id",
        "get_pets_by_id",
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


def test_paths_that_differ_in_a_parameter_name_keep_their_names() -> None:
    """What the lock remembers of one of them is no name for the other."""
    text = HEAD + "  '/orgs/{name}': {get: {operationId: getOrg}}\n"
    text += "  '/orgs/{id}': {get: {operationId: getOrgById}}\n"
    api, _ = build_api(load(["-"], stdin=text.encode())[0])
    first = name_operations(api)

    known = remember(api, dict.fromkeys(api.definitions, ""), first, {})

    assert [name.method for name in first] == ["get_org", "get_org_by_id"]
    assert name_operations(api, known.operations) == first
