"""The module that holds `Client` and `AsyncClient`: servers, credentials, documentation.

In: an Api, the planned namespaces, a profile. Out: ClientPlan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dfnsgen.model.api import Api
from dfnsgen.profiles.profile import Profile
from dfnsgen.python.client.constants import runtime_module, takes_key
from dfnsgen.python.client.front.options import ClientOption, client_options
from dfnsgen.python.client.front.security import environment_variable, plan_credentials
from dfnsgen.python.client.modes import ASYNC, SYNC, Mode
from dfnsgen.python.client.plan import (
    Argument,
    ClientClass,
    ClientPlan,
    CredentialPlan,
    NamespacePlan,
    UsualSecurity,
)
from dfnsgen.python.client.servers import (
    default_values,
    plan_servers,
    relative_server,
    usable_servers,
)
from dfnsgen.python.plan import PlanOptions
from dfnsgen.python.source.imports import import_lines, needs_of
from dfnsgen.python.source.source import (
    NOTHING,
    Source,
    docstring,
    identifier,
    imported,
    literal,
)

_ENUM = imported("enum", "Enum").needs
_LITERAL = imported("typing", "Literal").needs


def plan_client(
    api: Api, namespaces: tuple[NamespacePlan, ...], profile: Profile, asked: PlanOptions
) -> ClientPlan:
    """Return the plan of the client's module."""
    package = asked.package
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
    key = profile.idempotency_key if keyed else ""
    options = {
        mode: client_options(
            mode,
            base_path=below.url if below else "",
            variable=variable,
            key=key,
            answers="checked" if asked.closed else "lenient",
        )
        for mode in (SYNC, ASYNC)
    }
    needs = needs_of(credentials, options[SYNC])
    needs |= _ENUM if planned else NOTHING.needs
    needs |= _LITERAL if old else NOTHING.needs
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
        settings=tuple(o.argument.name for o in options[SYNC] if o.use == "setting"),
        variables=default_values((below,) if below else servers),
        credentials=credentials,
        security=tuple(_usual_security(api)),
        base_url_variable=literal(variable),
        user_agent=literal(f"{package}-python/{_token(api.version)}"),
        polling=tuple(_polling(asked)),
        classes=tuple(
            ClientClass(
                mode=mode,
                docstring=docstring(_text(api, credentials, mode, options[mode])),
                arguments=_arguments(credentials, options[mode]),
                namespaces=namespaces,
            )
            for mode in (SYNC, ASYNC)
        ),
    )


def _polling(asked: PlanOptions) -> Iterator[tuple[Source, Source]]:
    """Yield what tells of the end of operations that go on, as arguments."""
    for name, value in asked.polling:
        several = [one.strip() for one in value.split(",") if one.strip()]
        yield identifier(name), literal([*several] if name in ("done", "failed") else value)


def _usual_security(api: Api) -> Iterator[UsualSecurity]:
    """Yield what most operations of each method ask for, and of all of them, where it is asked."""
    methods = dict.fromkeys(("", *(operation.method for operation in api.operations)))
    for method in methods:
        counted = Counter(
            tuple(tuple(one.scheme for one in alternative) for alternative in operation.security)
            for operation in api.operations
            if method in ("", operation.method)
        )
        ((usual, _),) = counted.most_common(1) or [((), 0)]
        if usual:
            names = tuple(tuple(map(literal, alternative)) for alternative in usual)
            yield UsualSecurity(method=literal(method), alternatives=names)


def _arguments(
    credentials: tuple[CredentialPlan, ...], options: tuple[ClientOption, ...]
) -> tuple[Argument, ...]:
    """Return the arguments behind the server: where it is, who calls, and all else."""
    return (
        *(option.argument for option in options if option.use == "address"),
        *(one.argument for one in credentials if one.argument is not None),
        *(option.argument for option in options if option.use != "address"),
    )


def _text(
    api: Api, credentials: tuple[CredentialPlan, ...], mode: Mode, options: tuple[ClientOption, ...]
) -> str:
    """Return the client's documentation: what each argument is for."""
    if mode.prefix:
        title = f"The asynchronous client of {api.title} {api.version}."
        rest = "The arguments are those of `Client`; what it is handed is asynchronous too."
        return f"{title}\n\n{rest}"
    lines = ["server: one of the API's servers"] if usable_servers(api.servers) else []
    lines += [c.text for c in credentials if c.text]
    lines += [f"{option.argument.name}: {option.text}" for option in options]
    body = "\n".join(f"- {line}" for line in lines)
    return f"The synchronous client of {api.title} {api.version}.\n\n{body}"


def _token(version: str) -> str:
    """Return a version as a User-Agent may hold it. Source: RFC 9110, section 10.1.5."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "._-+") else "-" for c in version)
