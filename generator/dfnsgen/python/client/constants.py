"""The constant that tells the runtime all about an operation.

In: an operation, its codecs, a profile. Out: an OperationPlan, the parts of `Operation(…)`.
"""

from __future__ import annotations

import re

from dfnsgen.model.api import Api, In, Operation, Parameter
from dfnsgen.model.media_types import is_json
from dfnsgen.profiles.profile import Profile
from dfnsgen.python.client.answers import further_types, plan_answer, successes
from dfnsgen.python.client.bodies import plan_body
from dfnsgen.python.client.plan import OperationPlan, Pages, Param, Special
from dfnsgen.python.client.servers import own_server
from dfnsgen.python.client.shapes import MarkedProperties, has_property
from dfnsgen.python.codecs.uses import Uses, codec_at
from dfnsgen.python.models.wire import sent_contents
from dfnsgen.python.source.annotation import Annotation
from dfnsgen.python.source.source import NOTHING, Source, code, identifier, imported, literal

_IGNORED_HEADERS = frozenset(
    "accept content-type authorization "
    "host content-length transfer-encoding connection te trailer upgrade".split()
)
"""Header parameters that are no parameters, and those that the transport sends by itself.

Source: OpenAPI 3.1.1, section 4.8.12.1; RFC 9110, sections 7 and 8.6.
"""

_DEFAULT_STYLES = {
    In.PATH: "simple",
    In.QUERY: "form",
    In.HEADER: "simple",
    In.COOKIE: "form",
    In.QUERYSTRING: "form",
}


def taken_parameters(operation: Operation) -> tuple[Parameter, ...]:
    """Return the parameters that a method takes."""
    return tuple(
        p
        for p in operation.parameters
        if p.location is not In.HEADER or p.spec_name.lower() not in _IGNORED_HEADERS
    )


def plan_operation(
    operation: Operation,
    result: Annotation,
    pages: Pages | None,
    api: Api,
    codecs: Uses,
    profile: Profile,
    deprecated: MarkedProperties,
    secret: MarkedProperties,
    stream_end: tuple[str, ...] = (),
    idempotency_header: str = "",
) -> OperationPlan:
    """Return the parts of the operation's constant."""
    body = operation.request_body
    repeatable = operation.method in profile.repeatable
    keyed = not repeatable and takes_key(operation, profile, api)
    elsewhere = operation.servers and operation.servers != api.servers
    server = own_server(operation.servers) if elsewhere else ""
    return OperationPlan(
        route=literal(f"{operation.method} {operation.path}"),
        result=result,
        params=tuple(_param(parameter, codecs) for parameter in taken_parameters(operation)),
        bodies=tuple(
            plan_body(c, api, codecs, deprecated, secret) for c in sent_contents(operation, api)
        ),
        body_required=body is not None and bool(body.contents) and body.required,
        answers=tuple(
            plan_answer(operation, response, api, codecs, stream_end)
            for response in operation.responses
        ),
        redirects=tuple(literal(int(r.status)) for r in successes(operation) if r.status[0] == "3"),
        further=tuple(map(literal, further_types(operation, api))),
        security=tuple(
            tuple(literal(requirement.scheme) for requirement in alternative)
            for alternative in operation.security
        ),
        repeatable=repeatable,
        idempotency_key=literal(profile.idempotency_key) if keyed else NOTHING,
        idempotency_header=_idempotency_header(operation, repeatable, idempotency_header),
        server=literal(server) if server else NOTHING,
        special=special_status(operation, profile),
        pages=pages,
    )


def is_idempotency_header(parameter: Parameter) -> bool:
    """Whether a parameter is the header that lets a server know a repetition."""
    name = parameter.spec_name.lower()
    return parameter.location is In.HEADER and name in ("idempotency-key", "x-idempotency-key")


def _idempotency_header(operation: Operation, repeatable: bool, configured: str) -> Source:
    """Return the header that each call gets a key of its own in, empty where there is none."""
    named = next((p.spec_name for p in operation.parameters if is_idempotency_header(p)), "")
    found = named or ("" if repeatable else configured)
    return literal(found) if found else NOTHING


def takes_key(operation: Operation, profile: Profile, api: Api) -> bool:
    """Whether the body declares the property that makes a repetition safe."""
    key = profile.idempotency_key
    uses = [content.use for content in sent_contents(operation, api) if content.use is not None]
    return bool(key) and any(has_property(use.shape, key, api) for use in uses)


def special_status(operation: Operation, profile: Profile) -> Special | None:
    """Return how a status is decoded that only the profile knows, if the operation may have it."""
    pending, signed = profile.pending, profile.signed
    if pending is None or signed is None or not is_signed(operation, profile):
        return None
    line = f"{operation.method} {operation.path}"
    if not any(re.fullmatch(pattern, line) for pattern in pending.operations):
        return None
    if any(response.status == str(pending.status) for response in operation.responses):
        return None
    factory = imported(runtime_module(pending.module), identifier(pending.factory))
    return Special(status=pending.status, factory=factory)


def runtime_module(name: str) -> Source:
    """Return a module of the runtime as the package's root sees it."""
    return code("._runtime.{}", identifier(name))


def is_signed(operation: Operation, profile: Profile) -> bool:
    """Whether an operation is under the profile's signed scheme."""
    return profile.signed is not None and any(
        requirement.scheme == profile.signed.scheme
        for alternative in operation.security
        for requirement in alternative
    )


def _param(parameter: Parameter, codecs: Uses) -> Param:
    style = _DEFAULT_STYLES[parameter.location]
    special_style = parameter.style and parameter.style != style
    explodes = (parameter.style or style) in ("form", "cookie")
    return Param(
        location=literal(parameter.location.value),
        name=literal(parameter.spec_name),
        codec=codec_at(parameter.use.at, codecs),
        style=literal(parameter.style) if special_style else NOTHING,
        explode=literal(parameter.explode) if parameter.explode != explodes else NOTHING,
        allow_reserved=parameter.allow_reserved,
        deprecated=parameter.deprecated,
        json=is_json(parameter.content_type),
    )
