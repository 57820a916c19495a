"""Registers a user with a passkey: written against Dfns 1.807.0."""

from __future__ import annotations

from app._vendor.dfns import Client, models


def passkey(
    info: models.CredentialInfo, name: str, challenge_identifier: str
) -> models.Fido2Attestation:
    return models.Fido2Attestation(
        credential_info=info, credential_name=name, challenge_identifier=challenge_identifier
    )


def register(client: Client, info: models.CredentialInfo, challenge_identifier: str) -> str:
    credential = passkey(info, "laptop", challenge_identifier)
    body = models.CompleteUserRegistrationRequest(first_factor_credential=credential)
    return client.auth.complete_user_registration(body).user.username
