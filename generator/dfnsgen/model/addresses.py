"""Relative addresses of a document, resolved against the URL that the document came from.

In: an Api and its source. Out: the Api, its servers and token addresses absolute where the source
is a URL; as they were where it is a file. Source: OpenAPI 3.1.1, section 4.6.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urljoin

from dfnsgen.model.api import Api, Server


def with_addresses(api: Api, source: str) -> Api:
    """Return the Api with absolute addresses where its source is a URL."""
    if not source.lower().startswith(("http://", "https://")):
        return api
    return replace(
        api,
        servers=_resolved(api.servers, source),
        security_schemes=tuple(
            (
                replace(scheme, token_url=urljoin(source, scheme.token_url))
                if scheme.token_url
                else scheme
            )
            for scheme in api.security_schemes
        ),
        operations=tuple(
            replace(operation, servers=_resolved(operation.servers, source))
            for operation in api.operations
        ),
    )


def _resolved(servers: tuple[Server, ...], source: str) -> tuple[Server, ...]:
    return tuple(
        # A variable may hold the scheme, which nothing can be resolved against.
        server if server.url.startswith("{") else replace(server, url=urljoin(source, server.url))
        for server in servers
    )
