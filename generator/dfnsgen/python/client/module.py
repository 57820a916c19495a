"""The module that holds `Client` and `AsyncClient`: servers, credentials, documentation.

In: an Api, the planned namespaces, a profile. Out: ClientPlan.
"""

from __future__ import annotations

from dfnsgen.model.api import Api
from dfnsgen.profiles.profile import Profile
from dfnsgen.python.client.constants import takes_key
from dfnsgen.python.client.plan import (
    ASYNC,
    SYNC,
    ClientClass,
    ClientPlan,
    CredentialPlan,
    Mode,
    NamespacePlan,
)
from dfnsgen.python.client.security import environment_variable, plan_credentials, signed_scheme
from dfnsgen.python.client.servers import default_values, plan_servers, usable_servers
from dfnsgen.python.plan import PlanOptions
from dfnsgen.python.source.source import Source, code, docstring, identifier, join, literal

_SECURITY = (
    "ClientCredentials",
    "Token",
    "Unneeded",
    "api_key_credential",
    "basic_credential",
    "bearer_credential",
    "oauth2_credential",
)
_SERVER_IMPORTS = (Source("from enum import Enum"),)
_OVERLOAD_IMPORTS = (
    Source("from typing import overload"),
    Source("from .._runtime._deprecated import deprecated"),
)
_LITERAL_IMPORT = Source("from typing import Literal")
_IDEMPOTENCY = Source('idempotency: Literal["auto"] | None = None')
_ARGUMENTS = """
- base_url: an address to use instead of a server's; {variable} in the environment is the default
- server_variables: values for the places in the server's address
- timeout: the longest wait for the server in seconds, None for no limit
- deadline: the longest that a whole call may take in seconds, repetitions and signing included
{idempotency}- retries: how many further attempts a call gets that can be repeated safely
- headers: further headers of each request
- lenient: whether answers may hold properties, enum members and variants that are not known yet
- request_hook: sees each request before it is signed and sent, and may return another
- response_hook: sees each request and its answer
- http_client: a client of yours, of httpx2 or httpx
- transport: anything else that sends requests
"""


def plan_client(
    api: Api, namespaces: tuple[NamespacePlan, ...], profile: Profile, options: PlanOptions
) -> ClientPlan:
    """Return the plan of the client's module."""
    package = options.package
    servers = usable_servers(api.servers)
    planned = plan_servers(servers)
    credentials = plan_credentials(api.security_schemes, package, profile)
    variable = environment_variable(package, "base_url")
    live = [
        plan.name for plan, server in zip(planned, servers, strict=True) if not server.deprecated
    ]
    pairs = [pair for pair in zip(planned, servers, strict=True) if pair[1].deprecated]
    old = [plan.name for plan, _ in pairs]
    keyed = _idempotency(api, profile)
    return ClientPlan(
        about=f"The clients of {api.title}, and where they find it.",
        imports=(
            *(_SERVER_IMPORTS if planned else ()),
            *((_LITERAL_IMPORT,) if old or keyed else ()),
            *(_OVERLOAD_IMPORTS if old else ()),
            *_imports(api, credentials, profile),
        ),
        typing_imports=tuple(code("from . import {}", n.py_name) for n in namespaces),
        servers=planned,
        server_argument=_server_argument([*live, *old]),
        deprecated_argument=_deprecated_argument(old),
        deprecated_addresses=tuple(plan.value for plan, _ in pairs),
        idempotency=keyed,
        lenient=literal(not options.closed),
        variables=default_values(servers),
        credentials=credentials,
        base_url_variable=literal(variable),
        user_agent=literal(f"{package}-python/{_token(api.version)}"),
        classes=tuple(
            ClientClass(
                mode=mode,
                docstring=docstring(_text(api, credentials, mode, variable, profile)),
                namespaces=namespaces,
            )
            for mode in (SYNC, ASYNC)
        ),
    )


def _server_argument(names: list[Source]) -> tuple[Source, ...]:
    """The first server that isn't deprecated is the default."""
    return tuple(code("server: Server = Server.{}", name) for name in names[:1])


def _deprecated_argument(names: list[Source]) -> tuple[Source, ...]:
    members = join(", ", (code("Server.{}", name) for name in names))
    return (code("server: Literal[{}]", members),) if names else ()


def _imports(
    api: Api, credentials: tuple[CredentialPlan, ...], profile: Profile
) -> tuple[Source, ...]:
    """Return the lines that import what credentials are made with."""
    words = _words(" ".join(part for c in credentials for part in (c.credential, *c.argument)))
    security = [Source(name) for name in _SECURITY if name in words]
    lines = [Source("from .._runtime._secret import Secret")] if "Secret" in words else []
    if security:
        lines.append(code("from .._runtime._security import {}", join(", ", security)))
    if profile.signed is not None and signed_scheme(api.security_schemes, profile):
        types = [identifier(part) for part in profile.signed.argument_type.split(" | ")]
        names = join(", ", sorted({*types, identifier(profile.signed.factory)}))
        lines.append(code("from .._runtime.{} import {}", identifier(profile.signed.module), names))
    return tuple(lines)


def _words(text: str) -> set[str]:
    cut = "".join(c if c.isalnum() or c == "_" else " " for c in text)
    return set(cut.split())


def _idempotency(api: Api, profile: Profile) -> tuple[Source, ...]:
    return (_IDEMPOTENCY,) if any(takes_key(o, profile, api) for o in api.operations) else ()


def _text(
    api: Api,
    credentials: tuple[CredentialPlan, ...],
    mode: Mode,
    variable: str,
    profile: Profile,
) -> str:
    """Return the client's documentation: what each argument is for."""
    if mode.prefix:
        title = f"The asynchronous client of {api.title} {api.version}."
        rest = "The arguments are those of `Client`; what it is handed is asynchronous too."
        return f"{title}\n\n{rest}"
    said = [f"- {c.said}" for c in credentials if c.said]
    server = ["- server: one of the API's servers"] if usable_servers(api.servers) else []
    key = profile.idempotency_key
    auto = f'- idempotency: "auto" gives each body that can take one an {key} of its own\n'
    rest = _ARGUMENTS.format(
        variable=variable,
        idempotency=auto if _idempotency(api, profile) else "",
    ).strip()
    body = "\n".join([*server, *said, rest])
    return f"The synchronous client of {api.title} {api.version}.\n\n{body}"


def _token(version: str) -> str:
    """Return a version as a User-Agent may hold it. Source: RFC 9110, section 10.1.5."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "._-+") else "-" for c in version)
