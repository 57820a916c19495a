"""Registers a user with a passkey: written against Dfns 1.807.0."""

from __future__ import annotations

from app._vendor.dfns import Client, models


def passkey(info: models.CredentialInfo, challenge_identifier: str) -> models.Fido2Attestation:
    return models.Fido2Attestation(
        credential_info=info, credential_name="laptop", challenge_identifier=challenge_identifier
    )


def register(client: Client, first: models.Fido2Attestation) -> str:
    body = models.CompleteUserRegistrationRequest(first_factor_credential=first)
    answer = client.auth.complete_user_registration(body)
    return f"{answer.user.username} in {answer.user.org_id}"
