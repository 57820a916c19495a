"""Registers a user with a passkey: written against Dfns 1.578.2."""

from __future__ import annotations

from app._vendor.dfns import Client, models


def passkey(info: models.CredentialInfo, name: str) -> models.Fido2FactorCredential:
    return models.Fido2FactorCredential(credential_info=info, credential_name=name)


def register(client: Client, info: models.CredentialInfo) -> str:
    body = models.CompleteUserRegistrationRequest(first_factor_credential=passkey(info, "laptop"))
    return client.auth.complete_user_registration(body).user.username
