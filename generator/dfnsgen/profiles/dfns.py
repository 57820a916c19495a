"""The conventions of the Dfns API, as far as its document doesn't say them.

Source: Dfns's public documentation. Data only: what it names stands in `templates/_runtime`.
"""

from __future__ import annotations

from dfnsgen.profiles.profile import (
    Companion,
    FakeConventions,
    Pending,
    Profile,
    SignedScheme,
    WebhookVerification,
)

_HELD = (
    "POST /.*/(signatures|transactions|transfers)",
    "POST /(swaps|yields|staking/stakes)",
    "POST /(yields|staking/stakes)/[^/]+/actions",
    "PUT /.*/offers/[^/]+/accept",
    "POST /exchanges/.*/deposits",
    "(POST|PUT|DELETE) (/v2)?/(permissions|policies)(/.*)?",
    "(POST|PUT|DELETE) /.*alias.*",
)
"""The calls that a policy can hold: those that start one of its activities.

`Wallets:Sign`: whatever signs or spends with a wallet; `Permissions:Assign` and `:Modify`,
`Policies:Modify` and `Alias:Modify`: changes of permissions, policies and aliases.
"""

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
        status=202,
        module="_dfns_policy",
        factory="policy_pending",
        type="PolicyPending",
        error="PolicyRefused",
        operations=_HELD,
    ),
    webhooks=WebhookVerification(module="_dfns_webhooks", tag="kind"),
    fake=FakeConventions(module="_fake_dfns", name="DfnsServer"),
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
