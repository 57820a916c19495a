"""What a security scheme asks of clients: its kind and place, and the flows of OAuth.

In: two versions of a scheme. Out: edits. A flow is a way to a token: more of them is no harm, and
one that is removed or lies elsewhere is.
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.diff.change import Edit, Effect, Naming
from dfnsgen.diff.operations.operation_pair import deprecation_edits, make_edit, text_edits
from dfnsgen.model.api import OAuthFlow, SecurityScheme
from dfnsgen.pointers import child

_URLS = (
    ("authorization_url", "authorizationUrl", ("implicit", "authorizationCode")),
    (
        "token_url",
        "tokenUrl",
        ("password", "clientCredentials", "authorizationCode", "deviceAuthorization"),
    ),
    ("refresh_url", "refreshUrl", ()),
    ("device_url", "deviceAuthorizationUrl", ("deviceAuthorization",)),
)
"""The addresses of a flow: field, keyword, and the kinds of flows that need one.

Source: OpenAPI 3.2.0, section 4.29.
"""


def meaning(scheme: SecurityScheme) -> str:
    """Return what a request must carry; two schemes that mean the same are one."""
    name = scheme.parameter_name
    parts = (
        scheme.type,
        scheme.scheme,
        scheme.location,
        name.lower() if scheme.location == "header" else name,
        scheme.open_id_url,
    )
    return " ".join(part for part in parts if part)


def compare_schemes(old: SecurityScheme, new: SecurityScheme) -> Iterator[Edit]:
    """Yield what changed of a scheme."""
    at = (old.at, new.at)
    if meaning(old) != meaning(new):
        meanings = meaning(old), meaning(new)
        yield make_edit(
            "security-scheme-changed", *at, Effect.SHIFTS, before=meanings[0], after=meanings[1]
        )
        return
    before, after = ({flow.kind: flow for flow in scheme.flows} for scheme in (old, new))
    for kind in dict.fromkeys([*before, *after]):
        one, other = before.get(kind), after.get(kind)
        here = (child(old.at, "flows", kind), child(new.at, "flows", kind))
        if one is not None and other is not None:
            yield from _compare_flows(one, other, here)
        elif one is None:
            yield make_edit("oauth-flow-added", old.at, here[1], Effect.WIDENS, after=kind)
        else:
            yield make_edit("oauth-flow-removed", here[0], new.at, Effect.NARROWS, before=kind)
    yield from deprecation_edits(at, before=old.deprecated, after=new.deprecated)
    for field, keyword in (("description", "description"), ("bearer_format", "bearerFormat")):
        places = (child(old.at, keyword), child(new.at, keyword))
        yield from text_edits(places, getattr(old, field), getattr(new, field))


def _compare_flows(old: OAuthFlow, new: OAuthFlow, at: tuple[str, str]) -> Iterator[Edit]:
    for field, keyword, kinds in _URLS:
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            effect = Effect.SHIFTS if old.kind in kinds or (before and not kinds) else Effect.SAME
            places = (child(at[0], keyword), child(at[1], keyword))
            yield make_edit("oauth-url-changed", *places, effect, before=before, after=after)
    ours, theirs = dict(old.scopes), dict(new.scopes)
    for name in dict.fromkeys([*ours, *theirs]):
        places = (child(at[0], "scopes"), child(at[1], "scopes"))
        if name not in ours:
            yield make_edit("oauth-scope-added", *places, naming=Naming.ADDED, after=name)
        elif name not in theirs:
            yield make_edit("oauth-scope-removed", *places, naming=Naming.REMOVED, before=name)
        else:
            yield from text_edits(places, ours[name], theirs[name], note=f" of the scope {name}")
