"""Components with very long names are called by what people would call them."""

from __future__ import annotations

import pytest

from dfnsgen.model.build import build_api
from dfnsgen.python.names.names import assign_names
from tests.model.documents import document_of

_PAGED = "Acme.Warehouse.Services.WebApi.Contracts.V1.PagedResponseEnvelope_System.Collections"
_RESULT = "Acme.Warehouse.Services.WebApi.Controllers.Api.ApiResult"
_KUBERNETES = "io.k8s.api.admissionregistration"


@pytest.mark.parametrize(
    ("components", "names"),
    [
        (
            [f"{_PAGED}.Generic.List_Acme.Shop.{name}_" for name in ("Order", "CustomerApiModel")],
            ["OrderPage", "CustomerPage"],
        ),
        ([f"{_RESULT}[Acme.Shop.Orders.UpdateStock]"], ["UpdateStockResult"]),
        (
            [f"{_KUBERNETES}.{v}.ValidatingAdmissionPolicyBindingList" for v in ("v1", "v2beta")],
            ["ValidatingAdmissionPolicyBindingList", "V2betaValidatingAdmissionPolicyBindingList"],
        ),
        (
            ["customer_balance_resource_cash_balance_transaction_resource_applied_to_payment"],
            ["ResourceCashBalanceTransactionResourceAppliedToPayment"],
        ),
        (
            ["api.v1.account.phone_number.phone_number_assigned_add_on.phone_number_extension"],
            ["PhoneNumberExtension"],
        ),
        (["io.k8s.api.core.v1.NodeAffinity"], ["IoK8sApiCoreV1NodeAffinity"]),
        (["A" * 100_000], [f"A{'a' * 78}"]),
    ],
)
def test_a_component_is_called(components: list[str], names: list[str]) -> None:
    """In the order of the document; none is cut inside of a word, none is told apart by a count."""
    schemas = {
        name: {"type": "object", "properties": {f"p{place}": {}}}
        for place, name in enumerate(components)
    }
    api, _ = build_api(document_of(schemas))

    assert [*assign_names(api, {}).definitions.values()] == names


def test_a_name_that_is_too_long_loses_its_first_words() -> None:
    """What tells two apart stands at the end, and is kept."""
    long = "Of".join(["Wallet"] * 12)
    schemas = {
        f"{long}{end}": {"type": "object", "properties": {end: {}}} for end in ("Sender", "Payee")
    }
    api, _ = build_api(document_of(schemas))

    found = [*assign_names(api, {}).definitions.values()]
    assert [name[-12:] for name in found] == ["WalletSender", "fWalletPayee"]
    assert all(len(name) <= 80 for name in found)


def test_a_body_is_called_after_its_operation() -> None:
    """FastAPI puts path and method behind the function's name, in names of bodies too."""
    operation_id = "upload_new_file_companies__company_id__files__file_id__attachments_post"
    body = {"application/json": {"schema": {"$ref": f"#/components/schemas/Body_{operation_id}"}}}
    schemas = {f"Body_{operation_id}": {"type": "object", "properties": {"a": {}}}}
    paths = {
        "/companies/{company_id}/files/{file_id}/attachments": {
            "post": {
                "operationId": operation_id,
                "requestBody": {"content": body},
                "responses": {"204": {"description": ""}},
            }
        }
    }
    api, _ = build_api(document_of(schemas, paths))

    assert [*assign_names(api, {}).definitions.values()] == ["UploadNewFileBody"]


def test_what_is_answered_to_a_webhook_is_called_after_it() -> None:
    """Nobody reads such an answer; it is no `Value` for all that."""
    bodies = [
        {"content": {"application/json": {"schema": {"type": "object", "properties": {name: {}}}}}}
        for name in "ab"
    ]
    post = {"requestBody": bodies[0], "responses": {"200": {"description": "x", **bodies[1]}}}
    api, _ = build_api(document_of({}, webhooks={"petSold": {"post": post}}))

    assert [*assign_names(api, {}).definitions.values()] == ["PetSoldEvent", "PetSoldResponse"]
