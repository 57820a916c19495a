"""The payloads that are decoded, checked and encoded: as an API would send them, and their schemas.

One wallet, a page of 100 wallets, 50 transfer requests of all kinds, a registration body. The
schemas stand in one small document that every party generates from.
"""

from __future__ import annotations

import json
import os
import random
import string
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("wallet", "page", "transfers", "registration")
ROOTS = {
    "wallet": "Wallet",
    "page": "WalletPage",
    "transfers": "Transfers",
    "registration": "Registration",
}


def document() -> dict[str, Any]:
    """Return the document of the payloads' schemas. Needs DFNSGEN_CORPUS."""
    corpus = Path(os.environ["DFNSGEN_CORPUS"])
    whole = json.loads((corpus / "corpus/dfns/dfns-1.578.2.json").read_text("utf-8"))
    seed = yaml.safe_load((ROOT / "specs/dfns-1.807.0.yaml").read_text("utf-8"))
    schemas: dict[str, Any] = dict(seed["components"]["schemas"])
    for name in ("Wallet", "Network", "BlockchainKind"):
        schemas[name] = whole["components"]["schemas"][name]
    transfer = whole["components"]["schemas"]["TransferRequest"]["properties"]["requestBody"]
    schemas["Transfer"] = transfer
    schemas["Transfers"] = {"type": "array", "items": {"$ref": "#/components/schemas/Transfer"}}
    schemas["WalletPage"] = {
        "type": "object",
        "required": ["items"],
        "properties": {
            "items": {"type": "array", "items": {"$ref": "#/components/schemas/Wallet"}},
            "nextPageToken": {"type": "string"},
        },
    }
    body = seed["paths"]["/auth/registration"]["post"]["requestBody"]
    schemas["Registration"] = body["content"]["application/json"]["schema"]
    for schema in schemas.values():
        _mend_mappings(schema)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Payloads", "version": "1"},
        "paths": {},
        "components": {"schemas": _without_null_annotations(schemas)},
    }


def _mend_mappings(schema: Any) -> None:
    """Write mappings as strings: the peers stop at objects."""
    discriminator = schema.get("discriminator") if isinstance(schema, dict) else None
    if discriminator:
        mapping = discriminator["mapping"]
        discriminator["mapping"] = {
            value: target["$ref"] if isinstance(target, dict) else target
            for value, target in mapping.items()
        }


def _without_null_annotations(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: _without_null_annotations(value)
            for key, value in node.items()
            if not (value is None and key in ("description", "summary"))
        }
    return [_without_null_annotations(item) for item in node] if isinstance(node, list) else node


def payloads() -> dict[str, Any]:
    """Return the payloads as JSON values; the same in every run."""
    rng = random.Random(20261122)
    return {
        "wallet": _wallet(rng),
        "page": {"items": [_wallet(rng) for _ in range(100)], "nextPageToken": "t" * 40},
        "transfers": [_transfer(rng, index) for index in range(50)],
        "registration": _registration(rng),
    }


def _text(rng: random.Random, size: int, alphabet: str = string.ascii_lowercase) -> str:
    return "".join(rng.choices(alphabet, k=size))


def _id(rng: random.Random, prefix: str) -> str:
    return f"{prefix}-{_text(rng, 5)}-{_text(rng, 5)}-{_text(rng, 16)}"


def _wallet(rng: random.Random) -> dict[str, Any]:
    return {
        "id": _id(rng, "wa"),
        "network": "EthereumSepolia",
        "address": "0x" + _text(rng, 40, "0123456789abcdef"),
        "signingKey": {
            "id": _id(rng, "key"),
            "scheme": "ECDSA",
            "curve": "secp256k1",
            "publicKey": _text(rng, 66, "0123456789abcdef"),
        },
        "status": "Active",
        "dateCreated": "2026-11-22T10:11:12.000Z",
        "name": "Treasury wallet",
        "custodial": True,
        "externalId": _text(rng, 20),
        "tags": ["treasury", "eu"],
    }


def _transfer(rng: random.Random, index: int) -> dict[str, Any]:
    address = "0x" + _text(rng, 40, "0123456789abcdef")
    amount = str(rng.randrange(1, 10**18))
    long = "0x" + _text(rng, 64, "0123456789abcdef")
    kinds: tuple[dict[str, Any], ...] = (
        {"kind": "Native", "to": address, "amount": amount},
        {"kind": "Erc20", "contract": address, "to": address, "amount": amount},
        {"kind": "Erc721", "contract": address, "to": address, "tokenId": amount},
        {"kind": "Aip21", "metadata": long, "to": long, "amount": amount},
        {"kind": "Trc10", "tokenId": "7", "to": "T" + _text(rng, 33), "amount": amount},
    )
    return {**kinds[index % len(kinds)], "externalId": _text(rng, 20)}


def _registration(rng: random.Random) -> dict[str, Any]:
    alphabet = string.ascii_letters + string.digits + "-_"
    return {
        "firstFactorCredential": {
            "credentialKind": "Fido2",
            "credentialInfo": {
                "credId": _text(rng, 43, alphabet),
                "clientData": _text(rng, 240, alphabet),
                "attestationData": _text(rng, 700, alphabet),
            },
            "credentialName": "Passkey",
            "challengeIdentifier": _text(rng, 300, alphabet),
        },
        "recoveryCredential": {
            "credentialKind": "RecoveryKey",
            "credentialInfo": {
                "credId": _text(rng, 43, alphabet),
                "clientData": _text(rng, 240, alphabet),
                "attestationData": _text(rng, 400, alphabet),
            },
            "encryptedPrivateKey": _text(rng, 300, alphabet),
            "credentialName": "Recovery",
            "challengeIdentifier": _text(rng, 300, alphabet),
        },
    }
