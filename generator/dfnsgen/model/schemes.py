"""The security schemes of the tree become typed values.

In: a reader of the resolved tree. Out: the schemes, with the flows of OAuth 2.
"""

from __future__ import annotations

from dfnsgen.model.api import OAuthFlow, SecurityScheme
from dfnsgen.model.operations import Node, Reader, as_node, text
from dfnsgen.pointers import child


def security_schemes(reader: Reader) -> tuple[SecurityScheme, ...]:
    """Return the declared schemes. Source: OpenAPI 3.1.1, section 4.8.27."""
    at = "#/components/securitySchemes"
    declared = as_node(as_node(reader.tree.get("components")).get("securitySchemes"))
    return tuple(
        _scheme(name, *reader.follow(value, child(at, name))) for name, value in declared.items()
    )


def _scheme(name: str, node: Node, at: str) -> SecurityScheme:
    flows = as_node(node.get("flows"))
    flow = as_node(flows.get("clientCredentials"))
    scopes = as_node(flow.get("scopes"))
    return SecurityScheme(
        name=name,
        type=text(node, "type"),
        scheme=text(node, "scheme").lower(),
        location=text(node, "in"),
        parameter_name=text(node, "name"),
        bearer_format=text(node, "bearerFormat"),
        token_url=text(flow, "tokenUrl"),
        scopes=tuple((scope, str(words)) for scope, words in scopes.items()),
        flows=tuple(_flow(kind, as_node(value)) for kind, value in flows.items()),
        open_id_url=text(node, "openIdConnectUrl"),
        deprecated=node.get("deprecated") is True,
        description=text(node, "description"),
        at=at,
    )


def _flow(kind: str, node: Node) -> OAuthFlow:
    return OAuthFlow(
        kind=kind,
        authorization_url=text(node, "authorizationUrl"),
        device_url=text(node, "deviceAuthorizationUrl"),
        token_url=text(node, "tokenUrl"),
        refresh_url=text(node, "refreshUrl"),
        scopes=tuple((name, str(words)) for name, words in as_node(node.get("scopes")).items()),
    )
