"""The package's `__init__`: what users import from the package itself.

In: what the client's plan says. Out: InitPlan.
"""

from __future__ import annotations

from dfnsgen.model.api import Api
from dfnsgen.profiles.profile import Profile
from dfnsgen.python.client.answers import may_stream
from dfnsgen.python.client.constants import runtime_module
from dfnsgen.python.client.front.security import signed_scheme, user_flow
from dfnsgen.python.client.plan import ClientPlan, InitPlan, LazyModule
from dfnsgen.python.plan import THIS_PACKAGE
from dfnsgen.python.source.imports import import_lines
from dfnsgen.python.source.source import NOTHING, Import, Source, code, identifier, literal

_ERRORS = (
    "AnsweredError ApiError BadRequest ClientError Conflict Forbidden Gone InvalidAnswer "
    "InvalidRequest MissingCredentials NotFound PaymentRequired PreconditionFailed RateLimited "
    "ServerError SigningError StreamError TimedOut TransportError Unauthorized UnexpectedAnswer "
    "UnprocessableEntity"
).split()


def plan_init(
    api: Api, client: ClientPlan, profile: Profile, has_webhooks: bool, has_dicts: bool
) -> InitPlan:
    """Return the plan of `__init__`."""
    offered: list[tuple[str, list[str]]] = [
        ("._runtime._bodies", ["File"]),
        ("._runtime._errors", list(_ERRORS)),
        ("._runtime._http", ["AsyncTransport", "Request", "Response", "Transport"]),
        ("._runtime._issues", ["Issue", "UnreadableValue", "ValidationError"]),
        ("._runtime._model", ["UNSET", "UnknownVariant", "Unset"]),
        ("._runtime._unknown", ["UnknownInteger", "UnknownText"]),
        ("._runtime._raw", ["AsyncStreamedResponse", "RawResponse", "StreamedResponse"]),
        ("._runtime._secret", ["Secret"]),
        ("._runtime._transport_aiohttp", ["AiohttpTransport"]),
        ("._runtime._transport_urllib", ["StandardTransport"]),
        ("._runtime._call", ["RequestOptions"]),
        (".client", ["AsyncClient", "Client", *(["Server"] if client.servers else [])]),
        ("._runtime._journal", ["Entry", "Journal", "JournalError", "JournalStore"]),
        *([("._runtime._webhooks", ["WebhookError"])] if has_webhooks else []),
        *_oauth2(api),
        *([("._runtime._polling", ["OperationFailed"])] if client.polling else []),
        *_paging(client),
        *_streaming(api),
        *_signing(api, profile),
    ]
    names = sorted(name for _, group in offered for name in group)
    modules = {name: f".{name}" for name in ("codecs", "models", "validators")}
    if has_webhooks:
        modules["webhooks"] = ".webhooks"
    if has_dicts:
        modules["dicts"] = ".dicts"
    modules |= _companions(api, profile)
    needs = [Import(module, name) for module, group in offered for name in group]
    return InitPlan(
        about=f"{api.title} {api.version}: models, validators and a client.",
        version=literal(api.version),
        imports=import_lines((*needs, *THIS_PACKAGE.needs)),
        package=THIS_PACKAGE,
        names=tuple(literal(name) for name in sorted([*names, *modules, "SPEC_VERSION"])),
        lazy=tuple(_lazy(name, path) for name, path in sorted(modules.items())),
    )


def _companions(api: Api, profile: Profile) -> dict[str, str]:
    """Return the modules of a profile that are of use for this document, by name."""
    paths = {operation.path for operation in api.operations}
    return {
        companion.py_name: f"._runtime.{companion.module}"
        for companion in profile.companions
        if not paths.isdisjoint(companion.paths)
    }


def _lazy(name: str, module: str) -> LazyModule:
    package, _, last = module.rpartition(".")
    return LazyModule(
        name=literal(name),
        module=code("{}.{}", _path(package), identifier(last)),
        package=_path(package) if package else code("."),
        last=identifier(last),
        py_name=identifier(name),
    )


def _path(package: str) -> Source:
    return code(".{}", identifier(package[1:])) if package else NOTHING


def _oauth2(api: Api) -> list[tuple[str, list[str]]]:
    """Return what an OAuth 2 scheme is satisfied with, where there is one."""
    schemes = [scheme for scheme in api.security_schemes if scheme.type == "oauth2"]
    offered = [("._runtime._oauth2", ["ClientCredentials"])] if schemes else []
    if any(map(user_flow, schemes)):
        users = ["AuthorizationCode", "DeviceLogin", "RefreshToken", "UserCredential"]
        offered.append(("._runtime._oauth2_user", users))
    return offered


def _paging(client: ClientPlan) -> list[tuple[str, list[str]]]:
    """Return what gives pages, where some list comes in them."""
    namespaces = client.classes[0].namespaces
    if not any(m.operation.pages for namespace in namespaces for m in namespace.operations):
        return []
    return [("._runtime._paging", ["AsyncPage", "AsyncPages", "Page", "PagingError"])]


def _streaming(api: Api) -> list[tuple[str, list[str]]]:
    """Return what gives items, where some answer comes an item at a time."""
    if not any(may_stream(operation, api) for operation in api.operations):
        return []
    return [
        ("._runtime._item_streams", ["AsyncItemStream", "ItemStream"]),
        ("._runtime._sequences", ["ServerSentEvent"]),
    ]


def _signing(api: Api, profile: Profile) -> list[tuple[str, list[str]]]:
    """Return what a profile's own conventions add, where the document makes use of them."""
    if profile.signed is None or signed_scheme(api.security_schemes, profile) is None:
        return []
    added: list[tuple[str, list[str]]] = [
        (runtime_module(profile.signed.module), [*profile.signed.types])
    ]
    if profile.pending is not None:
        module = runtime_module(profile.pending.module)
        added.append((module, [profile.pending.type, profile.pending.error]))
    return added
