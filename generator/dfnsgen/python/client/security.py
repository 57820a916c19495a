"""The security schemes of a document as arguments of the client.

In: the schemes, the package's name, a profile. Out: one CredentialPlan each.
"""

from __future__ import annotations

from dfnsgen.model.api import SecurityScheme
from dfnsgen.profiles.profile import Profile
from dfnsgen.python.client.plan import CredentialPlan
from dfnsgen.python.names.names import py_name
from dfnsgen.python.source.source import Source, code, identifier, literal

_TAKEN = frozenset(
    "self server base_url server_variables timeout deadline idempotency retries headers lenient "
    "transport http_client request_hook response_hook address given settings base_address "
    "bearer_credential api_key_credential basic_credential oauth2_credential".split()
)
"""Names that the constructor has uses for."""
_TOKEN = Source("Token")


def plan_credentials(
    schemes: tuple[SecurityScheme, ...], package: str, profile: Profile
) -> tuple[CredentialPlan, ...]:
    """Return the credentials of a client, in the order of the document."""
    signed = profile.signed
    taken = {*_TAKEN, *((signed.argument, signed.factory) if signed else ())}
    return tuple(_credential(scheme, package, profile, taken) for scheme in schemes)


def environment_variable(package: str, name: str) -> str:
    """Return the variable of the environment that is the default of an argument."""
    return f"{py_name(package)}_{name}".upper()


def signed_scheme(schemes: tuple[SecurityScheme, ...], profile: Profile) -> SecurityScheme | None:
    """Return the scheme of the document that the profile signs requests for."""
    signed = profile.signed
    return next((s for s in schemes if signed is not None and s.name == signed.scheme), None)


def _credential(
    scheme: SecurityScheme, package: str, profile: Profile, taken: set[str]
) -> CredentialPlan:
    if profile.signed is not None and scheme.name == profile.signed.scheme:
        return _signed(scheme, profile)
    if scheme.type == "mutualTLS":
        text = f"{scheme.name}: a transport with a client certificate"
        return CredentialPlan(
            scheme=literal(scheme.name), credential=Source("Unneeded()"), how=literal(text)
        )
    name = py_name(scheme.name)
    while name in taken:
        name += "_"
    taken.add(name)
    variable = environment_variable(package, name)
    argument, annotation = identifier(name), _annotation(scheme)
    return CredentialPlan(
        scheme=literal(scheme.name),
        credential=_maker(scheme, argument, literal(variable)),
        how=literal(f"`{name}=` (or {variable} in the environment)"),
        argument=(code("{}: {} | None = None", argument, annotation),),
        said=f"{name}: {_said(scheme)}; by default what {variable} holds in the environment",
    )


def _signed(scheme: SecurityScheme, profile: Profile) -> CredentialPlan:
    assert profile.signed is not None
    name = identifier(profile.signed.argument)
    types = [identifier(part) for part in profile.signed.argument_type.split(" | ")]
    annotation = Source(" | ".join(types))
    return CredentialPlan(
        scheme=literal(scheme.name),
        credential=code(
            "{}({}, {})", identifier(profile.signed.factory), name, literal(scheme.parameter_name)
        ),
        how=literal(f"`{name}=`"),
        argument=(code("{}: {} | None = None", name, annotation),),
        said=f"{name}: signs each request that asks for it",
    )


def _annotation(scheme: SecurityScheme) -> Source:
    if scheme.type == "oauth2":
        return Source("ClientCredentials | Token")
    if scheme.type == "http" and scheme.scheme.lower() == "basic":
        return Source("tuple[str, str | Secret]")
    return _TOKEN


def _maker(scheme: SecurityScheme, argument: Source, variable: Source) -> Source:
    kind = scheme.scheme.lower()
    if scheme.type == "oauth2":
        return code("oauth2_credential({}, {}, {})", argument, variable, literal(scheme.token_url))
    if scheme.type == "http" and kind == "basic":
        return code("basic_credential({}, {})", argument, variable)
    if scheme.type == "apiKey":
        place, name = literal(scheme.location), literal(scheme.parameter_name)
        return code("api_key_credential({}, {}, {}, {})", argument, variable, place, name)
    if scheme.type == "http" and kind != "bearer":
        header = literal("Authorization")
        return code(
            "api_key_credential({}, {}, {}, {})", argument, variable, literal("header"), header
        )
    return code("bearer_credential({}, {})", argument, variable)


def _said(scheme: SecurityScheme) -> str:
    kind = scheme.scheme.lower()
    if scheme.type == "oauth2":
        return "OAuth 2 client credentials, or an access token"
    if scheme.type == "apiKey":
        return f"the key for the {scheme.location} {scheme.parameter_name!r}"
    if scheme.type == "http" and kind == "basic":
        return "user and password"
    if scheme.type == "http" and kind != "bearer":
        return f"the whole value of the header Authorization, for the scheme {scheme.scheme!r}"
    return "the bearer token, or a function that returns the present one"
