"""The constant that tells the runtime all about an operation.

In: an operation, its codecs, a profile. Out: an OperationPlan, the parts of `Operation(…)`.
"""

from __future__ import annotations

from dfnsgen.model.api import Api, Encoding, In, MediaType, Operation, Parameter, Response
from dfnsgen.profiles.profile import Profile
from dfnsgen.python.client.plan import Answer, Body, OperationPlan, Pages, Param, Part, Special
from dfnsgen.python.client.servers import own_server
from dfnsgen.python.client.shapes import DeprecatedProperties, has_property
from dfnsgen.python.codecs.codecs import CodecsPlan
from dfnsgen.python.source.annotation import NONE, Annotation
from dfnsgen.python.source.source import NOTHING, Source, code, identifier, imported, literal

_IGNORED_HEADERS = frozenset(("accept", "content-type", "authorization"))
"""Header parameters that are no parameters. Source: OpenAPI 3.1.1, section 4.8.12.1."""

_CODECS = imported(".", "codecs")
_DEFAULT_STYLES = {
    In.PATH: "simple",
    In.QUERY: "form",
    In.HEADER: "simple",
    In.COOKIE: "form",
    In.QUERYSTRING: "form",
}


def is_json(content_type: str) -> bool:
    """Whether a media type is JSON. Source: RFC 6839, section 3.1."""
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == "application/json" or media_type.endswith("+json")


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
    codecs: CodecsPlan,
    profile: Profile,
    deprecated: DeprecatedProperties,
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
        bodies=tuple(_body(c, codecs, deprecated) for c in (body.contents if body else ())),
        body_required=body is not None and bool(body.contents) and body.required,
        answers=tuple(_answer(response, codecs) for response in operation.responses),
        security=tuple(
            tuple(literal(requirement.scheme) for requirement in alternative)
            for alternative in operation.security
        ),
        repeatable=repeatable,
        idempotency_key=literal(profile.idempotency_key) if keyed else NOTHING,
        server=literal(server) if server else NOTHING,
        special=special_status(operation, profile),
        pages=pages,
    )


def takes_key(operation: Operation, profile: Profile, api: Api) -> bool:
    """Whether the body declares the property that makes a repetition safe."""
    key = profile.idempotency_key
    contents = operation.request_body.contents if operation.request_body else ()
    uses = [content.use for content in contents if content.use is not None]
    return bool(key) and any(has_property(use.shape, key, api) for use in uses)


def special_status(operation: Operation, profile: Profile) -> Special | None:
    """Return how a status is decoded that only the profile knows, if the operation may have it."""
    pending, signed = profile.pending, profile.signed
    if pending is None or signed is None or not is_signed(operation, profile):
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


def _param(parameter: Parameter, codecs: CodecsPlan) -> Param:
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


def _body(content: MediaType, codecs: CodecsPlan, deprecated: DeprecatedProperties) -> Body:
    use = content.use if _has_fields(content.content_type) else None
    ways = deprecated.ways(use.shape) if use else ()
    parts = (
        ()
        if is_json(content.content_type) or not _has_fields(content.content_type)
        else (tuple(map(_part, content.encodings)))
    )
    return Body(
        content_type=literal(content.content_type),
        codec=codec_at(use.at, codecs) if use else NOTHING,
        parts=parts,
        deprecated=tuple(tuple(map(literal, way)) for way in ways),
    )


def _has_fields(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return (
        is_json(media_type)
        or media_type.startswith("multipart/")
        or media_type == "application/x-www-form-urlencoded"
    )


def _part(encoding: Encoding) -> Part:
    options = {
        "content_type": encoding.content_type or None,
        "style": None if encoding.style == "form" else encoding.style,
        "explode": None if encoding.explode else False,
    }
    return Part(
        name=literal(encoding.property_name),
        options=tuple(
            (identifier(name), literal(value))
            for name, value in options.items()
            if value is not None
        ),
    )


def _answer(response: Response, codecs: CodecsPlan) -> Answer:
    return Answer(
        status=literal(response.status),
        contents=tuple(
            (literal(content.content_type), _answer_codec(content, codecs))
            for content in response.contents
        ),
    )


def _answer_codec(content: MediaType, codecs: CodecsPlan) -> Source:
    if content.use is None or not is_json(content.content_type):
        return NONE.text
    return codec_at(content.use.at, codecs)


def codec_at(at: str, codecs: CodecsPlan) -> Source:
    """Return the codec of the place where a schema is used."""
    return code("{}.{}", _CODECS, identifier(codecs.by_use[at].py_name))
