"""The conventions of the Dfns API, as far as its document doesn't say them.

Source: Dfns's public documentation. Data only: what it names stands in `templates/_runtime`.
"""

from __future__ import annotations

from dfnsgen.profiles.profile import Companion, Pending, Profile, SignedScheme, WebhookVerification

DFNS = Profile(
    name="dfns",
    hosts=("dfns.io", "dfns.ninja", "dfns.co", "dfns.wtf"),
    deprecated=("<Deprecated>", "@deprecated"),
    repeatable=("GET", "HEAD", "OPTIONS"),
    idempotency_key="externalId",
    signed=SignedScheme(
        scheme="userActionSignature",
        argument="signer",
        argument_type="Signer | AsyncSigner",
        module="_dfns_signing",
        factory="user_action",
        types=("AsyncSigner", "Challenge", "KeySigner", "PasswordProtectedKeySigner", "Signer"),
        delegated="_dfns_delegated",
    ),
    pending=Pending(
        status=202, module="_dfns_policy", factory="policy_pending", type="PolicyPending"
    ),
    webhooks=WebhookVerification(module="_dfns_webhooks", tag="kind"),
    companions=(
        Companion(
            py_name="registration",
            module="_dfns_registration",
            paths=(
                "/auth/registration",
                "/auth/registration/enduser",
                "/auth/credentials",
                "/auth/recover/user",
            ),
        ),
    ),
)
