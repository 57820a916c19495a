"""`dfnsgen where`: from a line of a package to the document, and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import Result
from tests.command import dfnsgen as run_dfnsgen

TEXT = {"type": "string"}
WALLET = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": TEXT, "externalId": TEXT, "date_made": TEXT, "ownerName": TEXT},
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/wallets/{walletId}": {
            "get": {
                "operationId": "getWallet",
                "tags": ["Wallets"],
                "parameters": [
                    {"name": "walletId", "in": "path", "required": True, "schema": TEXT}
                ],
                "responses": {
                    "200": {
                        "description": "ok",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Wallet"}}
                        },
                    }
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Wallet": {
                **WALLET,
                "properties": {**WALLET["properties"], "kind": {"enum": ["a", "b"]}},
            }
        }
    },
}
PLACE = "#/components/schemas/Wallet"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.json").write_text(json.dumps(DOCUMENT))
    assert run_dfnsgen(["generate", "shop.json", "--out", "app"]).exit_code == 0
    (tmp_path / "shop.json").unlink()
    return tmp_path


def line_of(file: Path, text: str) -> int:
    return file.read_text().partition(text)[0].count("\n") + 1 + text.startswith("\n")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("class Wallet", f"{PLACE}  Wallet"),
        ("    id:", f"{PLACE}/properties/id  Wallet.id"),
        ("external_id:", f"{PLACE}/properties/externalId  Wallet.external_id"),
        ("date_made:", f"{PLACE}/properties/date_made  Wallet.date_made"),
        ("\nWalletKind: ", f"{PLACE}/properties/kind  WalletKind"),
        ("KnownWalletKind: ", f"{PLACE}/properties/kind  KnownWalletKind"),
    ],
)
def test_a_line_leads_to_the_document(text: str, found: str) -> None:
    models = Path("app/shop/models.py")

    result = run_dfnsgen(["where", f"{models}:{line_of(models, text)}"])

    assert (result.stdout, result.exit_code) == (f"{found}\n", 0)


@pytest.mark.usefixtures("folder")
def test_a_method_leads_to_its_operation() -> None:
    client = Path("app/shop/client/wallets.py")
    line = line_of(client, "return self._call(_GET_WALLET")

    assert said("where", f"{client}:{line}") == "GET /wallets/{}  wallets.get_wallet\n"


@pytest.mark.usefixtures("folder")
def test_the_document_leads_to_lines_that_lead_back() -> None:
    places = [PLACE, f"{PLACE}/properties/externalId", f"{PLACE}/properties/kind"]
    for place in places:
        for line in said("where", place).splitlines():
            assert said("where", line.split("  ")[0]).split("  ")[0] == place


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "place", ["GET /wallets/{id}", "#/paths/~1wallets~1{walletId}/get", "GET /wallets/{}"]
)
def test_an_operation_leads_to_its_method(place: str) -> None:
    client = Path("app/shop/client/wallets.py")
    lines = client.read_text(encoding="utf-8").splitlines()
    sync, asynchronous = (n for n, line in enumerate(lines, 1) if "def get_wallet(" in line)

    assert said("where", place) == (
        f"{client}:{sync}  wallets.get_wallet\n{client}:{asynchronous}  wallets.get_wallet\n"
    )


def said(*arguments: str) -> str:
    result: Result = run_dfnsgen([*arguments])
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("place", ["app/shop/models.py:1", "app/shop/none.py:3", "#/x", "GET /x"])
def test_what_leads_nowhere_is_refused(place: str) -> None:
    result = run_dfnsgen(["where", place])

    assert result.exit_code == 2 and "remedy" in result.stderr
