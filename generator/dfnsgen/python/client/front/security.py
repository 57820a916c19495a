"""The security schemes of a document as arguments of the client.

In: the schemes, the package's name, a profile. Out: one CredentialPlan each.
"""

from __future__ import annotations

from typing import Final

from dfnsgen.model.api import OAuthFlow, SecurityScheme
from dfnsgen.profiles.profile import Profile
from dfnsgen.python.client.constants import runtime_module
from dfnsgen.python.client.front.options import client_options
from dfnsgen.python.client.modes import SYNC
from dfnsgen.python.client.plan import Argument, CredentialPlan
from dfnsgen.python.names.spelling import free_name, py_name
from dfnsgen.python.source.annotation import NONE, Annotation, Applied, Either, Plain, unite
from dfnsgen.python.source.source import Source, identifier, imported, literal

_CREDENTIALS: Final = "._runtime._credentials"
_OAUTH2_MODULE: Final = "._runtime._oauth2"
_UNNEEDED = imported("._runtime._security", "Unneeded")
_HIDDEN = imported("._runtime._secret", "hidden")
_API_KEY = imported(_CREDENTIALS, "api_key_credential")
_BASIC = imported(_CREDENTIALS, "basic_credential")
_BEARER = imported(_CREDENTIALS, "bearer_credential")
_OAUTH2 = imported(_OAUTH2_MODULE, "oauth2_credential")
_OWN_NAMES = (
    "self server address address_of given settings base_address transport_of async_transport_of"
)
_TAKEN = frozenset(
    (
        *_OWN_NAMES.split(),
        *(option.argument.name for option in client_options(SYNC, key="a header")),
        *(_API_KEY, _BASIC, _BEARER, _HIDDEN, _OAUTH2),
    )
)
"""Names that the constructor has uses for."""
_CLIENT_CREDENTIALS = Plain(imported(_OAUTH2_MODULE, "ClientCredentials"))
_USER_CREDENTIAL = Plain(imported("._runtime._oauth2_user", "UserCredential"))
_TOKEN = Plain(imported(_CREDENTIALS, "Token"))
_SECRET = Plain(imported("._runtime._secret", "Secret"))
_TEXT = Plain(Source("str"))


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


def user_flow(scheme: SecurityScheme) -> OAuthFlow | None:
    """Return the flow by which a user logs in and is given a token to renew, None without one."""
    kinds = ("authorizationCode", "deviceAuthorization")
    return next((flow for kind in kinds for flow in scheme.flows if flow.kind == kind), None)


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
            scheme=literal(scheme.name), maker=_UNNEEDED, arguments=(), how=literal(text)
        )
    name = free_name(py_name(scheme.name), taken)
    variable = environment_variable(package, name)
    maker, *further = _maker(scheme)
    return CredentialPlan(
        scheme=literal(scheme.name),
        maker=maker,
        arguments=(identifier(name), literal(variable), *further),
        how=literal(f"`{name}=` (or {variable} in the environment)"),
        hide=_HIDDEN,
        argument=_argument(identifier(name), _annotation(scheme)),
        text=f"{name}: {_text(scheme)}; by default what {variable} holds in the environment",
    )


def _signed(scheme: SecurityScheme, profile: Profile) -> CredentialPlan:
    assert profile.signed is not None
    name = identifier(profile.signed.argument)
    module = runtime_module(profile.signed.module)
    types = profile.signed.argument_type.split(" | ")
    annotation = unite(Plain(imported(module, identifier(part))) for part in types)
    return CredentialPlan(
        scheme=literal(scheme.name),
        maker=imported(module, identifier(profile.signed.factory)),
        arguments=(name, literal(scheme.parameter_name)),
        how=literal(f"`{name}=`"),
        argument=_argument(name, annotation),
        text=f"{name}: signs each request that asks for it",
    )


def _argument(name: Source, annotation: Annotation) -> Argument:
    return Argument(name=name, annotation=unite((annotation, NONE)), default=NONE.text)


def _annotation(scheme: SecurityScheme) -> Annotation:
    if scheme.type == "oauth2":
        user = (_USER_CREDENTIAL,) if user_flow(scheme) else ()
        return Either((_CLIENT_CREDENTIALS, *user, _TOKEN))
    if scheme.type == "http" and scheme.scheme.lower() == "basic":
        return Applied(Source("tuple"), (_TEXT, Either((_TEXT, _SECRET))))
    return _TOKEN


def _maker(scheme: SecurityScheme) -> tuple[Source, ...]:
    """Return what makes the credential, and what it takes beside the argument and its default."""
    kind = scheme.scheme.lower()
    if scheme.type == "oauth2":
        flow = user_flow(scheme)
        device = next((flow.device_url for flow in scheme.flows if flow.device_url), "")
        first = scheme.token_url or (flow.token_url if flow else "")
        return _OAUTH2, literal(first), *((literal(device),) if device else ())
    if scheme.type == "http" and kind == "basic":
        return (_BASIC,)
    if scheme.type == "apiKey":
        return _API_KEY, literal(scheme.location), literal(scheme.parameter_name)
    if scheme.type == "http" and kind != "bearer":
        return _API_KEY, literal("header"), literal("Authorization")
    return (_BEARER,)


def _text(scheme: SecurityScheme) -> str:
    kind = scheme.scheme.lower()
    if scheme.type == "oauth2":
        user = ", a user's credential (`RefreshToken`, …)" if user_flow(scheme) else ""
        return f"OAuth 2 client credentials{user}, or an access token"
    if scheme.type == "apiKey":
        return f"the key for the {scheme.location} {scheme.parameter_name!r}"
    if scheme.type == "http" and kind == "basic":
        return "user and password"
    if scheme.type == "http" and kind != "bearer":
        return f"the whole value of the header Authorization, for the scheme {scheme.scheme!r}"
    return "the bearer token, or a function that returns the present one"
