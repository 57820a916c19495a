"""The package's `__init__`: what users import from the package itself.

In: what the client's plan says. Out: InitPlan.
"""

from __future__ import annotations

from dfnsgen.model.api import Api
from dfnsgen.profiles.profile import Profile
from dfnsgen.python.client.plan import ClientPlan, InitPlan, LazyModule
from dfnsgen.python.client.security import signed_scheme
from dfnsgen.python.source.source import Source, code, identifier, join, literal

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
        (Source("._runtime._raw"), ["AsyncStreamedResponse", "RawResponse", "StreamedResponse"]),
        (Source("._runtime._secret"), ["Secret"]),
        (Source("._runtime._security"), ["ClientCredentials"]),
        (Source("._runtime._transport_urllib"), ["StandardTransport"]),
        (Source(".client"), ["AsyncClient", "Client", *(["Server"] if client.servers else [])]),
        *_signing(api, profile),
    ]
    names = sorted(name for _, group in offered for name in group)
    modules = {name: f".{name}" for name in ("codecs", "models", "validators")}
    if has_webhooks:
        modules["webhooks"] = ".webhooks"
    modules |= _companions(api, profile)
    return InitPlan(
        about=f"{api.title} {api.version}: models, validators and a client.",
        version=literal(api.version),
        imports=tuple(
            code("from {} import {}", module, join(", ", map(identifier, sorted(group))))
            for module, group in sorted(offered)
        ),
        names=tuple(literal(name) for name in sorted([*names, *modules, "SPEC_VERSION"])),
        lazy=tuple(
            LazyModule(name=literal(name), module=literal(modules[name]), line=_import(name, path))
            for name, path in sorted(modules.items())
        ),
    )


def _companions(api: Api, profile: Profile) -> dict[str, str]:
    """Return the modules of a profile that are of use for this document, by name."""
    paths = {operation.path for operation in api.operations}
    return {
        companion.py_name: f"._runtime.{companion.module}"
        for companion in profile.companions
        if not paths.isdisjoint(companion.paths)
    }


def _import(name: str, module: str) -> Source:
    """Return the line by which type checkers know a module that is imported when it is used."""
    package, _, last = module.rpartition(".")
    own = identifier(name)
    if last == name:
        return code("from . import {} as {}", own, own)
    return code("from {} import {} as {}", Source(package or "."), identifier(last), own)


def _signing(api: Api, profile: Profile) -> list[tuple[Source, list[str]]]:
    """Return what a profile's own conventions add, where the document makes use of them."""
    if profile.signed is None or signed_scheme(api.security_schemes, profile) is None:
        return []
    added = [(code("._runtime.{}", identifier(profile.signed.module)), [*profile.signed.types])]
    if profile.pending is not None:
        module = code("._runtime.{}", identifier(profile.pending.module))
        added.append((module, [profile.pending.type]))
    return added
