"""The module that holds `Client` and `AsyncClient`: servers, credentials, documentation.

In: an Api, the planned namespaces, a profile. Out: ClientPlan.
"""

from __future__ import annotations

from dfnsgen.model.api import Api
from dfnsgen.profiles.profile import Profile
from dfnsgen.python.client.constants import runtime_module, takes_key
from dfnsgen.python.client.plan import (
    ASYNC,
    SYNC,
    ClientClass,
    ClientPlan,
    CredentialPlan,
    Mode,
    NamespacePlan,
)
from dfnsgen.python.client.security import environment_variable, plan_credentials
from dfnsgen.python.client.servers import (
    default_values,
    plan_servers,
    relative_server,
    usable_servers,
)
from dfnsgen.python.plan import PlanOptions
from dfnsgen.python.source.imports import import_lines, needs_of
from dfnsgen.python.source.source import NOTHING, docstring, imported, literal

_ENUM = imported("enum", "Enum").needs
_LITERAL = imported("typing", "Literal").needs
_INSTEAD = "an address to use instead of a server's"
_BELOW = "where the API is served; {path} is added to an address without a path"
_ARGUMENTS = """
- base_url: {address}; {variable} in the environment is the default
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
    below = None if servers else relative_server(api.servers)
    planned = plan_servers(servers)
    credentials = plan_credentials(api.security_schemes, package, profile)
    variable = environment_variable(package, "base_url")
    live = [
        plan.name for plan, server in zip(planned, servers, strict=True) if not server.deprecated
    ]
    pairs = [pair for pair in zip(planned, servers, strict=True) if pair[1].deprecated]
    old = tuple(plan.name for plan, _ in pairs)
    keyed = any(takes_key(o, profile, api) for o in api.operations)
    needs = needs_of(credentials)
    needs |= _ENUM if planned else NOTHING.needs
    needs |= _LITERAL if old or keyed else NOTHING.needs
    signed = (runtime_module(profile.signed.module),) if profile.signed else ()
    return ClientPlan(
        about=f"The clients of {api.title}, and where they find it.",
        imports=import_lines(needs, depth=1, last=signed),
        namespaces=tuple(namespace.py_name for namespace in namespaces),
        servers=planned,
        # The first server that isn't deprecated is the default.
        default_server=next(iter((*live, *old)), NOTHING),
        base_path=literal(below.url if below else ""),
        deprecated_servers=old,
        deprecated_addresses=tuple(plan.value for plan, _ in pairs),
        has_idempotency=keyed,
        lenient=literal(not options.closed),
        variables=default_values((below,) if below else servers),
        credentials=credentials,
        base_url_variable=literal(variable),
        user_agent=literal(f"{package}-python/{_token(api.version)}"),
        classes=tuple(
            ClientClass(
                mode=mode,
                docstring=docstring(
                    _text(
                        api, credentials, mode, variable, profile.idempotency_key if keyed else ""
                    )
                ),
                namespaces=namespaces,
            )
            for mode in (SYNC, ASYNC)
        ),
    )


def _text(
    api: Api,
    credentials: tuple[CredentialPlan, ...],
    mode: Mode,
    variable: str,
    key: str,
) -> str:
    """Return the client's documentation: what each argument is for."""
    if mode.prefix:
        title = f"The asynchronous client of {api.title} {api.version}."
        rest = "The arguments are those of `Client`; what it is handed is asynchronous too."
        return f"{title}\n\n{rest}"
    said = [f"- {c.said}" for c in credentials if c.said]
    server = ["- server: one of the API's servers"] if usable_servers(api.servers) else []
    below = None if server else relative_server(api.servers)
    address = _BELOW.format(path=below.url) if below else _INSTEAD
    auto = f'- idempotency: "auto" gives each body that can take one an {key} of its own\n'
    rest = _ARGUMENTS.format(
        address=address,
        variable=variable,
        idempotency=auto if key else "",
    ).strip()
    body = "\n".join([*server, *said, rest])
    return f"The synchronous client of {api.title} {api.version}.\n\n{body}"


def _token(version: str) -> str:
    """Return a version as a User-Agent may hold it. Source: RFC 9110, section 10.1.5."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "._-+") else "-" for c in version)
