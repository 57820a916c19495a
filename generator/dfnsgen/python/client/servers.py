"""The servers of a document as an enum, and how their variables are filled.

In: the servers. Out: members with names that people can say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dfnsgen.model.api import Server
from dfnsgen.python.client.plan import ServerPlan, ServerVariables
from dfnsgen.python.names.spelling import free_name, py_name
from dfnsgen.python.source.source import Source, docstring, identifier, literal

_MOST_WORDS = 4


def usable_servers(servers: Iterable[Server]) -> tuple[Server, ...]:
    """Return the servers that can be a base address by themselves, each address once."""
    return tuple({s.url: s for s in servers if re.match(r"(https?|\{[^{}]+\})://", s.url)}.values())


def relative_server(servers: Iterable[Server]) -> Server | None:
    """Return the first server that is a path alone: it is joined to an address of the user's."""
    return next((server for server in servers if re.match(r"/[^/]", server.url)), None)


def plan_servers(servers: tuple[Server, ...]) -> tuple[ServerPlan, ...]:
    """Return the members of the enum, in the order of the document."""
    taken: set[str] = set()
    return tuple(
        ServerPlan(
            name=_member(server, taken),
            value=literal(server.url),
            docstring=docstring(_text(server)),
        )
        for server in servers
    )


def own_server(servers: tuple[Server, ...]) -> str:
    """Return where an operation is served that names servers of its own: "" where none can be.

    The first counts, its variables with their defaults; `/` is the root of the client's server.
    """
    for server in servers:
        url = server.url
        for variable in server.variables:
            url = url.replace(f"{{{variable.spec_name}}}", variable.default)
        url = url.rstrip("/") or "/"
        if re.fullmatch(r"(https?://[\w.\-:\[\]]+)?(/[\w.~\-/%]*)?", url, re.ASCII):
            return url
    return ""


def default_values(servers: tuple[Server, ...]) -> tuple[ServerVariables, ...]:
    """Return the defaults and the allowed values of all variables, by address and name."""
    return tuple(
        ServerVariables(
            address=literal(server.url),
            variables=tuple(
                (literal(v.spec_name), _values(v.default, v.enum)) for v in server.variables
            ),
        )
        for server in servers
        if server.variables
    )


def _values(default: str, allowed: tuple[str, ...]) -> tuple[Source, ...]:
    """The default stands first; one value alone stands for any."""
    values = [default, *(v for v in allowed if v != default)] if allowed else [default, "*"]
    return tuple(map(literal, values))


def _member(server: Server, taken: set[str]) -> Source:
    host = re.sub(r"^[^:]*://", "", server.url)
    for text in (server.name, server.description, host, f"{server.description} {host}"):
        name = py_name(text).upper().rstrip("_")
        short = name.count("_") < _MOST_WORDS or text != server.description
        if text.strip() and short and name not in taken and not name.startswith("_"):
            break
    return identifier(free_name(name, taken))


def _text(server: Server) -> str:
    description = server.description.strip()
    variables = "".join(
        f"\n\n- {v.spec_name}: {v.description or 'a variable'}, {v.default!r} by default"
        for v in server.variables
    )
    return ("Deprecated. " if server.deprecated else "") + (description or server.url) + variables
