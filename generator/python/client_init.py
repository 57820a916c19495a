"""The package's `__init__`: what users import from the package itself.

In: what the client's plan says. Out: InitPlan.
"""

from __future__ import annotations

from generator.model.api import Api
from generator.profiles.profile import Profile
from generator.python.client_plan import ClientPlan, InitPlan
from generator.python.client_security import signed_scheme
from generator.python.source import Source, code, identifier, join, literal

_ERRORS = (
    "ApiError BadRequest ClientError Conflict Forbidden Gone InvalidRequest MissingCredentials "
    "NotFound PaymentRequired PreconditionFailed RateLimited ServerError SigningError TimedOut "
    "TransportError Unauthorized UnexpectedStatus UnprocessableEntity"
).split()


def plan_init(api: Api, client: ClientPlan, profile: Profile, has_webhooks: bool) -> InitPlan:
    """Return the plan of `__init__`."""
    offered: list[tuple[Source, list[str]]] = [
        (Source("._runtime._bodies"), ["File"]),
        (Source("._runtime._errors"), list(_ERRORS)),
        (Source("._runtime._http"), ["AsyncTransport", "Request", "Response", "Transport"]),
        (Source("._runtime._issues"), ["Issue", "ValidationError"]),
        (Source("._runtime._model"), ["UNSET", "UnknownVariant", "Unset"]),
        (Source("._runtime._paging"), ["AsyncPage", "Page", "PagingError"]),
        (Source("._runtime._raw"), ["RawResponse"]),
        (Source("._runtime._secret"), ["Secret"]),
        (Source("._runtime._security"), ["ClientCredentials"]),
        (Source("._runtime._transport_urllib"), ["StandardTransport"]),
        (Source(".client"), ["AsyncClient", "Client", *(["Server"] if client.servers else [])]),
        *_signing(api, profile),
    ]
    names = sorted(name for _, group in offered for name in group)
    modules = ["codecs", "models", "validators", *(["webhooks"] if has_webhooks else [])]
    return InitPlan(
        about=f"{api.title} {api.version}: models, validators and a client.",
        version=literal(api.version),
        imports=tuple(
            code("from {} import {}", module, join(", ", map(identifier, sorted(group))))
            for module, group in sorted(offered)
        ),
        names=tuple(literal(name) for name in sorted([*names, *modules, "SPEC_VERSION"])),
        lazy=tuple(identifier(module) for module in modules),
    )


def _signing(api: Api, profile: Profile) -> list[tuple[Source, list[str]]]:
    """Return what a profile's own conventions add, where the document makes use of them."""
    if profile.signed is None or signed_scheme(api.security_schemes, profile) is None:
        return []
    added = [(code("._runtime.{}", identifier(profile.signed.module)), [*profile.signed.types])]
    if profile.pending is not None:
        module = code("._runtime.{}", identifier(profile.pending.module))
        added.append((module, [profile.pending.type]))
    return added
